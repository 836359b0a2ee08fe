//! Changing a sales line. What would break its link meets the caller's policy (AGR-7). One that a
//! vendor is to deliver is changed together with the purchase line: the sale controls the chain
//! (ORD-6, ICO-1).

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::Quantity;
use entity::ids::{PurchaseOrderLineId, SalesOrderLineId};
use entity::kinds::{PriceSource, SalesLineType};
use entity::sales_order_line::{Entity, Model};
use rust_decimal::Decimal;

use crate::domain::money::Currency;
use crate::domain::order_line::{LinkConflictPolicy, change};
use crate::domain::pricing::Typed;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::commitment::around::Around;
use crate::usecase::outcome::{Warned, Warning};
use crate::usecase::price::units;
use crate::usecase::purchase_order_line;
use crate::usecase::sales_order::facts::lock_line;

use super::read::bindings;
use super::row;
use super::wanted::{Wanted, priced};

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The line.
    pub id: SalesOrderLineId,
    /// The version that the change is based on.
    pub version: i32,
    /// What happens if the link would break.
    pub on_link_conflict: LinkConflictPolicy,
    /// In words.
    pub description: Option<String>,
    /// The variant.
    pub variant: Edit<String>,
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
}

impl Act for Update {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        let bought = self.bought(tx).await?;
        let (open, old) = lock_line(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, old.row_version);
        open.must_be_open("id", &mut check);
        let bound = bindings(tx, std::slice::from_ref(&old)).await?;
        if bound
            .get(&old.id)
            .is_some_and(|line| Some(line.id) != bought)
        {
            // Somebody asked a vendor for it meanwhile.
            check.refuse("id", Violation::BoundToSale);
        }
        check.text_opt("description", self.description.as_deref(), 200);
        check.text_opt("variant", self.variant.clone().flatten().as_deref(), 40);
        if let Some(date) = self.delivery_date {
            check.date("deliveryDate", date);
        }
        let row = match old.line_type {
            SalesLineType::Comment => self.comment(old, &mut check),
            SalesLineType::GlAccount => self.charged(tx, old, open.currency, &mut check).await?,
            SalesLineType::Item => {
                let around = open.around(tx, old.item_id).await?;
                return self.sold(tx, old, &around, check).await;
            }
        };
        check.done()?;
        Ok(Warned {
            row: tx.update(row).await?,
            warnings: Vec::new(),
        })
    }
}

impl Update {
    /// Changes the purchase line that is to deliver this one, if there is one. Purchase orders are
    /// locked before sales orders.
    async fn bought(&self, tx: &TenantTx) -> Result<Option<PurchaseOrderLineId>, Failure> {
        let seen = tx.find::<Entity>().named("id", self.id).await?;
        let mut bound = bindings(tx, std::slice::from_ref(&seen)).await?;
        let Some(bound) = bound.remove(&seen.id) else {
            return Ok(None);
        };
        let mut check = Check::new();
        check.version(self.version, seen.row_version);
        let unit = self.unit.as_ref().map(|unit| UnitCode(unit.clone()));
        for (field, changed) in [
            ("unit", unit.is_some_and(|unit| Some(unit) != seen.unit)),
            (
                "variant",
                self.variant
                    .as_ref()
                    .is_some_and(|own| *own != seen.variant),
            ),
        ] {
            if changed {
                check.refuse(field, Violation::BoundToSale);
            }
        }
        check.done()?;
        let more = self.quantity.map(|own| own - seen.quantity.decimal());
        if more.is_some() || self.delivery_date.is_some() {
            let update = purchase_order_line::update::Update {
                on_link_conflict: self.on_link_conflict,
                quantity: more.map(|more| bound.quantity.decimal() + more),
                delivery_date: self.delivery_date,
                by_sale: true,
                ..purchase_order_line::update::Update::of(&bound)
            };
            Box::pin(update.run(tx)).await?;
        }
        Ok(Some(bound.id))
    }

    fn comment(&self, row: Model, check: &mut Check) -> Model {
        let given = [
            ("quantity", self.quantity.is_some()),
            ("unitPrice", self.unit_price.is_some()),
            ("discountPercent", self.discount_percent.is_some()),
            ("priceUnit", self.price_unit.is_some()),
            ("discountAmount", self.discount_amount.is_some()),
        ];
        self.misplaced(&given, "the line is a comment", check);
        self.said(row)
    }

    /// Refuses what a line of its kind does not have; variant and unit are those of items.
    fn misplaced(&self, given: &[(&str, bool)], reason: &str, check: &mut Check) {
        let of_items = [
            ("unit", self.unit.is_some()),
            ("variant", self.variant.is_some()),
        ];
        let given = given.iter().chain(&of_items);
        for (field, _) in given.filter(|(_, given)| *given) {
            let reason = reason.to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
    }

    /// A line of an account, which no commitment is for.
    async fn charged(
        &self,
        tx: &TenantTx,
        mut row: Model,
        currency: Currency,
        check: &mut Check,
    ) -> Result<Model, Failure> {
        self.misplaced(&[], "the line is of an account", check);
        let of = (row.quantity, row.unit.as_ref());
        row.quantity = self.quantity(tx, of, check).await?;
        let least = row.shipped_quantity;
        if row.quantity < least {
            check.refuse("quantity", Violation::BelowReceived { received: least });
        }
        let typed = self.typed(check);
        let source = PriceSource::Typed;
        if let Some(price) = typed.unit_price {
            (row.unit_price, row.price_source) = (price, source);
        }
        row.price_unit = typed.price_unit.unwrap_or(row.price_unit);
        if let Some(percent) = typed.discount_percent {
            (row.discount_percent, row.discount_percent_source) = (percent, source);
        }
        if let Some(amount) = typed.discount_amount {
            (row.discount_amount, row.discount_amount_source) = (amount, source);
        }
        Ok(priced(self.said(row), currency, check))
    }

    /// A line of an item, by the rules that lines of purchase orders have too.
    async fn sold(
        &self,
        tx: &TenantTx,
        old: Model,
        around: &Around,
        mut check: Check,
    ) -> Result<Warned<Model>, Failure> {
        let before = row::must_be_line(&old, around)?;
        let mut demand = before.demand.clone();
        apply(&mut demand.variant, self.variant.clone());
        demand.delivery_date = self.delivery_date.unwrap_or(demand.delivery_date);
        let item = old.item_id.and_then(|id| around.book.item(id));
        if let Some(unit) = self.unit.clone().map(UnitCode) {
            match item.and_then(|item| item.factor(&unit)) {
                Some(factor) => (demand.unit, demand.unit_factor) = (unit, factor),
                None => check.refuse("unit", Violation::UnitNotOfItem { unit }),
            }
        }
        let of = (demand.quantity, Some(&demand.unit));
        demand.quantity = self.quantity(tx, of, &mut check).await?;
        let typed = self.typed(&mut check);
        check.done()?;
        let facts = around.line(old.item_id);
        let changed = change(&facts, &before, &demand, &typed, self.on_link_conflict)?;
        let row = self.said(old);
        let decided = (&before, &changed);
        let row = row::write(tx, row, decided, around, "salesOrderLineUpdate").await?;
        let warnings = changed
            .warnings
            .iter()
            .map(|v| Warning::of(None, v))
            .collect();
        Ok(Warned { row, warnings })
    }

    /// The quantity as it shall be, of one in a unit.
    async fn quantity(
        &self,
        tx: &TenantTx,
        (before, unit): (Quantity, Option<&UnitCode>),
        check: &mut Check,
    ) -> Result<Quantity, Failure> {
        let value = self.quantity.unwrap_or_else(|| before.decimal());
        let changed = self.quantity.is_some() || self.unit.is_some();
        if let Some(unit) = unit.filter(|_| changed) {
            units::scale(tx, "quantity", value, unit, check).await?;
        }
        Ok(match self.quantity {
            Some(value) => check.quantity_positive("quantity", value),
            None => before,
        })
    }

    /// What this edit types of the price.
    fn typed(&self, check: &mut Check) -> Typed {
        let wanted = Wanted {
            unit_price: self.unit_price,
            price_unit: self.price_unit,
            discount_percent: self.discount_percent,
            discount_amount: self.discount_amount,
            ..Wanted::default()
        };
        wanted.typed(check)
    }

    fn said(&self, mut row: Model) -> Model {
        if let Some(words) = &self.description {
            row.description.clone_from(words);
        }
        row.delivery_date = self.delivery_date.unwrap_or(row.delivery_date);
        row
    }
}
