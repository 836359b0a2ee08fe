//! What every item keeps to, new or changed.

use entity::codes::UnitCode;
use entity::item::Model;
use entity::{procurement_category, vendor};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;

/// Checks that what the item names exists.
pub(super) async fn named(check: &mut Check, tx: &TenantTx, row: &Model) -> Result<(), Failure> {
    if let Some(id) = row.procurement_category_id {
        check
            .row::<procurement_category::Entity>(tx, "procurementCategoryId", id)
            .await?;
    }
    if let Some(id) = row.default_vendor_id {
        check
            .row::<vendor::Entity>(tx, "defaultVendorId", id)
            .await?;
    }
    check
        .currency(tx, "priceCurrency", row.price_currency)
        .await?;
    Ok(())
}

/// Checks the purchase unit, and the order settings, which are in it.
pub(super) async fn purchase_unit(
    check: &mut Check,
    tx: &TenantTx,
    row: &Model,
    units: &[UnitCode],
) -> Result<(), Failure> {
    let settings = [
        ("orderMultiple", row.order_multiple),
        ("orderQuantityMin", row.order_quantity_min),
        ("orderQuantityMax", row.order_quantity_max),
    ];
    if row.purchase_unit != row.base_unit && !units.contains(&row.purchase_unit) {
        let unit = row.purchase_unit.clone();
        check.refuse("purchaseUnit", Violation::UnitNotOfItem { unit });
    } else if let Some(unit) = Check::new().unit(tx, "", &row.purchase_unit).await? {
        for (field, quantity) in settings {
            if let Some(quantity) = quantity {
                check.decimals(field, quantity.decimal(), unit.decimals);
            }
        }
    }
    if let (Some(min), Some(max)) = (row.order_quantity_min, row.order_quantity_max)
        && min > max
        && !check.is_refused("orderQuantityMin")
        && !check.is_refused("orderQuantityMax")
    {
        check.refuse("orderQuantityMin", Violation::MinimumAboveMaximum);
    }
    Ok(())
}
