//! Changing a sales line. One that a vendor is to deliver stays as it was ordered there (ORD-6).

use chrono::NaiveDate;
use entity::ids::SalesOrderLineId;
use entity::kinds::SalesLineType;
use entity::sales_order_line::{Entity, Model};
use rust_decimal::Decimal;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::price::units;
use crate::usecase::sales_order::facts::lock;

use super::read::bindings;
use super::wanted::priced;

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The line.
    pub id: SalesOrderLineId,
    /// The version that the change is based on.
    pub version: i32,
    /// In words.
    pub description: Option<String>,
    /// How much.
    pub quantity: Option<Decimal>,
    /// The price per unit.
    pub unit_price: Option<Decimal>,
    /// Discount in percent.
    pub discount_percent: Option<Decimal>,
    /// The delivery day.
    pub delivery_date: Option<NaiveDate>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let lines = || tx.find::<Entity>();
        let seen = lines().named("id", self.id).await?;
        let open = lock(tx, "id", seen.sales_order_id).await?;
        let row = lines().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        open.must_be_open("id", &mut check);
        if !bindings(tx, std::slice::from_ref(&row)).await?.is_empty() {
            check.refuse("id", Violation::BoundToSale);
        }
        check.text_opt("description", self.description.as_deref(), 200);
        if let Some(date) = self.delivery_date {
            check.date("deliveryDate", date);
        }
        let row = match row.line_type {
            SalesLineType::Comment => self.comment(row, &mut check),
            SalesLineType::Item | SalesLineType::GlAccount => {
                let row = self.sold(tx, row, &mut check).await?;
                priced(row, open.currency, &mut check)
            }
        };
        check.done()?;
        tx.update(row).await
    }
}

impl Update {
    fn comment(&self, mut row: Model, check: &mut Check) -> Model {
        let given = [
            ("quantity", self.quantity),
            ("unitPrice", self.unit_price),
            ("discountPercent", self.discount_percent),
        ];
        for (field, _) in given.into_iter().filter(|(_, given)| given.is_some()) {
            let reason = "the line is a comment".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
        self.said(&mut row);
        row
    }

    async fn sold(
        &self,
        tx: &TenantTx,
        mut row: Model,
        check: &mut Check,
    ) -> Result<Model, Failure> {
        if let Some(value) = self.quantity {
            row.quantity = check.quantity_positive("quantity", value);
            if let Some(unit) = &row.unit {
                units::scale(tx, "quantity", value, unit, check).await?;
            }
            let received = row.shipped_quantity;
            if row.quantity < received {
                check.refuse("quantity", Violation::BelowReceived { received });
            }
        }
        if let Some(value) = self.unit_price {
            row.unit_price = check.price("unitPrice", value);
        }
        if let Some(value) = self.discount_percent {
            row.discount_percent = check.percent("discountPercent", value);
        }
        self.said(&mut row);
        Ok(row)
    }

    fn said(&self, row: &mut Model) {
        if let Some(words) = &self.description {
            row.description.clone_from(words);
        }
        row.delivery_date = self.delivery_date.unwrap_or(row.delivery_date);
    }
}
