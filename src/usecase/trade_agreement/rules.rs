//! What every trade agreement keeps to, new or changed.

use entity::kinds::TradeAgreementType;
use entity::trade_agreement::Model;
use entity::{item, procurement_category, vendor};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;
use crate::usecase::item::read::units;

/// Checks what a price and what a discount has to have, and may not have.
pub(super) fn form(check: &mut Check, row: &Model) {
    check.date("validFrom", row.valid_from);
    if let Some(valid_to) = row.valid_to {
        check.date("validTo", valid_to);
        if valid_to < row.valid_from {
            check.refuse("validTo", Violation::PeriodReversed);
        }
    }
    match row.trade_agreement_type {
        TradeAgreementType::Price => price(check, row),
        TradeAgreementType::Discount => discount(check, row),
    }
}

fn price(check: &mut Check, row: &Model) {
    let required = [
        ("unitPrice", row.unit_price.is_none()),
        ("unit", row.unit.is_none()),
        ("itemId", row.item_id.is_none()),
    ];
    for (field, missing) in required {
        if missing {
            check.refuse(field, Violation::Required);
        }
    }
    let foreign = [
        (
            "procurementCategoryId",
            row.procurement_category_id.is_some(),
        ),
        ("discountPercent", !row.discount_percent.is_zero()),
        ("discountAmount", !row.discount_amount.is_zero()),
    ];
    for (field, present) in foreign {
        if present {
            let reason = "a price is for an item and has no discount".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
    }
}

fn discount(check: &mut Check, row: &Model) {
    let is_said = ["discountPercent", "discountAmount"].map(|field| check.is_refused(field));
    if row.discount_percent.is_zero() && row.discount_amount.is_zero() && is_said == [false; 2] {
        check.refuse("discountPercent", Violation::Required);
    }
    if row.unit_price.is_some() {
        let reason = "a discount has no price".to_owned();
        check.refuse("unitPrice", Violation::NotAllowed { reason });
    }
    if row.item_id.is_some() && row.procurement_category_id.is_some() {
        let reason = "a discount is for an item or for a category".to_owned();
        check.refuse("procurementCategoryId", Violation::NotAllowed { reason });
    }
}

/// Checks that what the trade agreement names exists, and that its unit is one of the item's.
pub(super) async fn named(check: &mut Check, tx: &TenantTx, row: &Model) -> Result<(), Failure> {
    check.currency(tx, "currency", row.currency).await?;
    if let Some(id) = row.vendor_id {
        check.row::<vendor::Entity>(tx, "vendorId", id).await?;
    }
    if let Some(id) = row.procurement_category_id {
        check
            .row::<procurement_category::Entity>(tx, "procurementCategoryId", id)
            .await?;
    }
    let item = match row.item_id {
        Some(id) => check.row::<item::Entity>(tx, "itemId", id).await?,
        None => None,
    };
    let Some(code) = &row.unit else {
        return Ok(());
    };
    if let Some(unit) = check.unit(tx, "unit", code).await? {
        check.decimals("quantityMin", row.quantity_min.decimal(), unit.decimals);
        if let Some(item) = item {
            let others = units(tx, &[item.id]).await?;
            if item.base_unit != *code && !others.iter().any(|other| other.unit == *code) {
                let unit = code.clone();
                check.refuse("unit", Violation::UnitNotOfItem { unit });
            }
        }
    }
    Ok(())
}
