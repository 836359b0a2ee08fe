//! Changing an item, blocking it included. Its base unit stays: every factor is in it.

use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::Quantity;
use entity::ids::{ItemId, ProcurementCategoryId, VendorId};
use entity::item::{Entity, Model};
use entity::kinds::ItemType;
use rust_decimal::Decimal;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};

use super::posting::{self, Posting};
use super::{read, rules};

/// The changes; what is `None` stays.
pub struct Update {
    /// The item.
    pub id: ItemId,
    /// The version that the change is based on.
    pub version: i32,
    /// Its name.
    pub name: Option<String>,
    /// What it is.
    pub item_type: Option<ItemType>,
    /// The unit that it is bought in and the purchase price is for.
    pub purchase_unit: Option<UnitCode>,
    /// The procurement category it belongs to.
    pub procurement_category_id: Edit<ProcurementCategoryId>,
    /// The vendor that indirect orders go to.
    pub default_vendor_id: Edit<VendorId>,
    /// Its own purchase price, per `price_unit` purchase units.
    pub purchase_price: Edit<Decimal>,
    /// The currency of the purchase price.
    pub price_currency: Option<CurrencyCode>,
    /// How many purchase units the purchase price is for.
    pub price_unit: Option<Decimal>,
    /// Orders are recommended in multiples of this, in purchase units.
    pub order_multiple: Edit<Decimal>,
    /// The least that is recommended to order, in purchase units.
    pub order_quantity_min: Edit<Decimal>,
    /// The most that is recommended to order, in purchase units.
    pub order_quantity_max: Edit<Decimal>,
    /// Whether buying it is forbidden.
    pub blocked: Option<bool>,
    /// How its lines are posted.
    pub posting: Posting,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        check.text_opt("name", self.name.as_deref(), 200);
        let was = row.item_type;
        self.change(&mut check, &mut row);
        if row.item_type != was && posting::came_or_went(tx, row.id).await? {
            let reason = "something of the item came or went; its type stays".to_owned();
            check.refuse("itemType", Violation::NotAllowed { reason });
        }
        rules::named(&mut check, tx, &row).await?;
        self.posting.change(tx, &mut check, &mut row).await?;
        let units = read::units(tx, &[row.id]).await?;
        let codes: Vec<_> = units.into_iter().map(|unit| unit.unit).collect();
        rules::purchase_unit(&mut check, tx, &row, &codes).await?;
        check.done()?;
        tx.update(row).await
    }
}

impl Update {
    fn change(&self, check: &mut Check, row: &mut Model) {
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        row.item_type = self.item_type.unwrap_or(row.item_type);
        if let Some(unit) = &self.purchase_unit {
            row.purchase_unit.clone_from(unit);
        }
        apply(
            &mut row.procurement_category_id,
            self.procurement_category_id,
        );
        apply(&mut row.default_vendor_id, self.default_vendor_id);
        let price = |price| check.price("purchasePrice", price);
        apply(
            &mut row.purchase_price,
            self.purchase_price.map(|edit| edit.map(price)),
        );
        row.price_currency = self.price_currency.unwrap_or(row.price_currency);
        if let Some(price_unit) = self.price_unit {
            row.price_unit = check.quantity_positive("priceUnit", price_unit);
        }
        let mut quantity = |field, edit: Edit<Decimal>| -> Edit<Quantity> {
            edit.map(|value| value.map(|value| check.quantity_positive(field, value)))
        };
        let multiple = quantity("orderMultiple", self.order_multiple);
        let min = quantity("orderQuantityMin", self.order_quantity_min);
        let max = quantity("orderQuantityMax", self.order_quantity_max);
        apply(&mut row.order_multiple, multiple);
        apply(&mut row.order_quantity_min, min);
        apply(&mut row.order_quantity_max, max);
        row.blocked = self.blocked.unwrap_or(row.blocked);
    }
}
