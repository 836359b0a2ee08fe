//! Changing an order line. What would break its link meets the caller's policy (AGR-7, ORD-5).

use chrono::NaiveDate;
use entity::ids::{DimensionId, DimensionValueId, PurchaseOrderLineId, SiteId, WarehouseId};
use entity::purchase_order_line::Model;
use rust_decimal::Decimal;

use crate::domain::order_line::{LinkConflictPolicy, change};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::dimension_set::store;
use crate::usecase::outcome::{Warned, Warning};
use crate::usecase::purchase_order::facts::lock_line;

use super::row;
use super::wanted::Wanted;

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The line.
    pub id: PurchaseOrderLineId,
    /// The version that the change is based on.
    pub version: i32,
    /// What happens if the link would break.
    pub on_link_conflict: LinkConflictPolicy,
    /// In words.
    pub description: Option<String>,
    /// The variant.
    pub variant: Edit<String>,
    /// The site.
    pub site: Edit<SiteId>,
    /// The warehouse.
    pub warehouse: Edit<WarehouseId>,
    /// How much.
    pub quantity: Option<Decimal>,
    /// The unit.
    pub unit: Option<String>,
    /// A typed price.
    pub unit_price: Option<Decimal>,
    /// How many units the typed price is for.
    pub price_unit: Option<Decimal>,
    /// A typed discount in percent.
    pub discount_percent: Option<Decimal>,
    /// A typed discount as an amount per price unit.
    pub discount_amount: Option<Decimal>,
    /// The delivery day.
    pub delivery_date: Option<NaiveDate>,
    /// Where it is delivered to.
    pub delivery_address: Edit<String>,
    /// Dimension values.
    pub dimensions: Option<Vec<(DimensionId, DimensionValueId)>>,
    /// Whether it is changed together with the sales line that it delivers.
    pub by_sale: bool,
}

impl Act for Update {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        let (open, mut old) = lock_line(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, old.row_version);
        open.must_be_open("id", &mut check);
        open.must_be_purchase("id", &mut check);
        self.bound(&old, &mut check);
        check.done()?;
        let around = open.around(tx, old.item_id).await?;
        let mut check = Check::new();
        let wanted = self.wanted(&old);
        let demand = wanted
            .demand(tx, &around, old.delivery_date, &mut check)
            .await?;
        let typed = wanted.typed(&mut check);
        if let Some(dimensions) = &self.dimensions {
            let stored = check.absorb(store::run(tx, "dimensions", dimensions).await)?;
            old.dimension_set_id = stored.flatten();
        }
        let Some(demand) = demand.filter(|_| !check.is_bad()) else {
            check.done()?;
            return Err(Failure::Broken("no refusal and no demand".to_owned()));
        };
        let before = row::line(&old);
        let changed = change(
            &around.line(old.item_id),
            &before,
            &demand,
            &typed,
            self.on_link_conflict,
        )?;
        if let Some(words) = &self.description {
            old.description.clone_from(words);
        }
        apply(&mut old.delivery_address, self.delivery_address.clone());
        open.touch(tx).await?;
        let row = row::write(tx, old, &changed, &around, "purchaseOrderLineUpdate").await?;
        let warnings = changed
            .warnings
            .iter()
            .map(|v| Warning::of(None, v))
            .collect();
        Ok(Warned { row, warnings })
    }
}

impl Update {
    /// A change of a line as it is, which changes nothing yet and keeps its link.
    #[must_use]
    pub fn of(row: &Model) -> Self {
        Self {
            id: row.id,
            version: row.row_version,
            on_link_conflict: LinkConflictPolicy::Reject,
            description: None,
            variant: None,
            site: None,
            warehouse: None,
            quantity: None,
            unit: None,
            unit_price: None,
            price_unit: None,
            discount_percent: None,
            discount_amount: None,
            delivery_date: None,
            delivery_address: None,
            dimensions: None,
            by_sale: false,
        }
    }

    /// What a drop shipment has from its sales line stays (ORD-6).
    fn bound(&self, old: &Model, check: &mut Check) {
        if old.sales_order_line_id.is_none() || self.by_sale {
            return;
        }
        let quantity = old.quantity.decimal();
        let changed = [
            ("quantity", self.quantity.is_some_and(|own| own != quantity)),
            (
                "unit",
                self.unit.as_ref().is_some_and(|own| *own != old.unit.0),
            ),
            (
                "variant",
                self.variant.as_ref().is_some_and(|own| *own != old.variant),
            ),
            (
                "warehouseId",
                self.warehouse.is_some_and(|own| own != old.warehouse_id),
            ),
        ];
        for (field, _) in changed.into_iter().filter(|(_, changed)| *changed) {
            check.refuse(field, Violation::BoundToSale);
        }
    }

    /// The whole line as it would be, of which only the price is what this edit types.
    fn wanted(&self, old: &Model) -> Wanted {
        let mut wanted = Wanted {
            item: old.item_id,
            category: if old.item_id.is_some() {
                None
            } else {
                old.procurement_category_id
            },
            description: self.description.clone(),
            variant: old.variant.clone(),
            site: old.site_id,
            warehouse: old.warehouse_id,
            quantity: self.quantity.unwrap_or_else(|| old.quantity.decimal()),
            unit: Some(self.unit.clone().unwrap_or_else(|| old.unit.to_string())),
            unit_price: self.unit_price,
            price_unit: self.price_unit,
            discount_percent: self.discount_percent,
            discount_amount: self.discount_amount,
            delivery_date: self.delivery_date,
            delivery_address: self.delivery_address.clone().flatten(),
            dimensions: Vec::new(),
            unfound: None,
            twin: None,
        };
        apply(&mut wanted.variant, self.variant.clone());
        apply(&mut wanted.site, self.site);
        apply(&mut wanted.warehouse, self.warehouse);
        wanted
    }
}
