//! Registering an item with its units (VEN-4).

use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::Quantity;
use entity::ids::{ItemId, ProcurementCategoryId, VendorId};
use entity::item::Model;
use entity::item_unit;
use entity::kinds::{ItemType, NumberSequenceScope};
use rust_decimal::Decimal;

use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::number_sequence::draw;

use super::posting::Posting;
use super::rules;

/// The item that is wanted.
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub item_type: ItemType,
    /// The unit that its stock is kept in.
    pub base_unit: UnitCode,
    /// The unit that it is bought in and the purchase price is for.
    pub purchase_unit: Option<UnitCode>,
    /// The procurement category it belongs to.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// The vendor that indirect orders go to.
    pub default_vendor_id: Option<VendorId>,
    /// Its own purchase price, per `price_unit` purchase units.
    pub purchase_price: Option<Decimal>,
    /// The currency of the purchase price.
    pub price_currency: Option<CurrencyCode>,
    /// How many purchase units the purchase price is for.
    pub price_unit: Option<Decimal>,
    /// Orders are recommended in multiples of this, in purchase units.
    pub order_multiple: Option<Decimal>,
    /// The least that is recommended to order, in purchase units.
    pub order_quantity_min: Option<Decimal>,
    /// The most that is recommended to order, in purchase units.
    pub order_quantity_max: Option<Decimal>,
    /// The units that it may be bought in besides its base unit.
    pub units: Vec<Unit>,
    /// How its lines are posted.
    pub posting: Posting,
}

/// A unit that the item may be bought in besides its base unit.
pub struct Unit {
    /// The unit.
    pub unit: UnitCode,
    /// How many base units one such unit is.
    pub factor: Decimal,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        check.text("name", &self.name, 200);
        check.unit(tx, "baseUnit", &self.base_unit).await?;
        let mut row = self.row(tx, &mut check).await?;
        let units = self.units(tx, &mut check, row.id).await?;
        let codes: Vec<_> = units.iter().map(|unit| unit.unit.clone()).collect();
        rules::named(&mut check, tx, &row).await?;
        self.posting.change(tx, &mut check, &mut row).await?;
        rules::purchase_unit(&mut check, tx, &row, &codes).await?;
        check.done()?;
        row.number = draw::run(tx, NumberSequenceScope::Item, self.number.as_deref()).await?;
        let row = tx
            .insert(row.clone())
            .await
            .map_err(|failure| failure.or_already_used("number", &row.number))?;
        tx.insert_all(units).await?;
        Ok(row)
    }
}

impl Create {
    /// The row, but for its number, which is drawn last.
    async fn row(&self, tx: &TenantTx, check: &mut Check) -> Result<Model, Failure> {
        let price_currency = match self.price_currency {
            Some(code) => code,
            None => tx.legal_entity().await?.accounting_currency,
        };
        let price_unit = self.price_unit.unwrap_or(Decimal::ONE);
        let mut quantity = |field, value: Option<Decimal>| -> Option<Quantity> {
            value.map(|value| check.quantity_positive(field, value))
        };
        Ok(Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: String::new(),
            name: self.name.clone(),
            item_type: self.item_type,
            base_unit: self.base_unit.clone(),
            purchase_unit: self
                .purchase_unit
                .as_ref()
                .unwrap_or(&self.base_unit)
                .clone(),
            procurement_category_id: self.procurement_category_id,
            default_vendor_id: self.default_vendor_id,
            order_multiple: quantity("orderMultiple", self.order_multiple),
            order_quantity_min: quantity("orderQuantityMin", self.order_quantity_min),
            order_quantity_max: quantity("orderQuantityMax", self.order_quantity_max),
            price_unit: check.quantity_positive("priceUnit", price_unit),
            purchase_price: self
                .purchase_price
                .map(|price| check.price("purchasePrice", price)),
            price_currency,
            blocked: false,
            product_posting_group_id: None,
            tax_product_posting_group_id: None,
            inventory_posting_group_id: None,
            over_receipt_code_id: None,
            costing_method: None,
            indirect_cost_percent: Default::default(),
            overhead_rate: Default::default(),
            row_version: 1,
        })
    }

    async fn units(
        &self,
        tx: &TenantTx,
        check: &mut Check,
        item_id: ItemId,
    ) -> Result<Vec<item_unit::Model>, Failure> {
        let mut rows: Vec<item_unit::Model> = Vec::with_capacity(self.units.len());
        for (place, unit) in self.units.iter().enumerate() {
            let mut own = Check::new();
            own.unit(tx, "unit", &unit.unit).await?;
            let twice = rows.iter().any(|row| row.unit == unit.unit);
            if twice || unit.unit == self.base_unit {
                own.refuse("unit", Violation::Duplicate);
            }
            let factor = own.rate("factor", unit.factor);
            let within = |refusal: Refusal| refusal.within("units", place);
            check.extend(own.into_refusals().into_iter().map(within));
            rows.push(item_unit::Model {
                legal_entity_id: tx.grant().legal_entity(),
                id: tx.id(),
                item_id,
                unit: unit.unit.clone(),
                factor,
            });
        }
        Ok(rows)
    }
}
