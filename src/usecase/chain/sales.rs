//! The seller's side: its sales order says what the buyer's purchase order says.

use std::collections::HashMap;

use entity::ids::{CustomerId, ItemId, SalesOrderId, SalesOrderLineId};
use entity::kinds::SalesOrderStatus;
use entity::{customer, item, sales_order, sales_order_line};

use crate::domain::chain::{Allowed, Line};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;
use crate::usecase::price::units;
use crate::usecase::sales_order::create::Create;
use crate::usecase::sales_order_line::read;
use crate::usecase::sales_order_line::wanted::{Ground, Wanted, priced};

use super::documents;
use super::source::{Source, goods};

/// What the seller takes over.
pub(super) struct Take {
    /// The buyer's order.
    pub source: Source,
    /// The customer that the buyer is to the seller.
    pub customer: CustomerId,
    /// What the seller lets be changed of what has left already.
    pub allowed: Allowed,
}

impl Act for Take {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        let order = tx.find::<sales_order::Entity>().lock();
        match order.by_id(SalesOrderId(self.source.twin)).await? {
            None => self.make(tx).await,
            Some(order) => self.change(tx, order).await,
        }
    }
}

impl Take {
    async fn make(&self, tx: &TenantTx) -> Result<(), Failure> {
        let source = &self.source;
        let items = documents::items(tx, &source.said).await?;
        let create = Create {
            number: source.number_of_twin(),
            customer: self.customer,
            currency: Some(source.said.currency),
            order_date: Some(source.order_date),
            delivery_date: None,
            delivery_address: source.delivery_address.clone(),
            payment_terms: None,
            customer_reference: Some(source.number.clone()),
            follows: Some(source.follows()),
            lines: source.lines(|line| wanted(line, &items))?,
        };
        Box::pin(create.run(tx)).await?;
        Ok(())
    }

    async fn change(&self, tx: &TenantTx, mut order: sales_order::Model) -> Result<(), Failure> {
        let rows = read::lock_of(tx, order.id).await?;
        let source = &self.source;
        if source.said.cancelled {
            return cancelled(tx, order, &rows).await;
        }
        let before = order.clone();
        let items = documents::items(tx, &source.said).await?;
        let by_id: HashMap<ItemId, item::Model> =
            items.values().map(|row| (row.id, row.clone())).collect();
        let ground = Ground {
            order: order.id,
            currency: facts::currency(tx, order.currency).await?,
            delivery_date: order.order_date,
            items: by_id,
            trades: true,
        };
        let mut check = Check::new();
        if self.grows(&rows) {
            let customers = tx.find::<customer::Entity>();
            if customers.named("", order.customer_id).await?.blocked {
                check.refuse("", Violation::CustomerBlocked);
            }
        }
        for line in &source.said.lines {
            let mut own = Check::new();
            let id = line.twin.map(SalesOrderLineId);
            let row = rows.iter().find(|row| Some(row.id) == id);
            match row {
                Some(row) => self.rewrite(tx, &ground, row, line, &mut own).await?,
                None => match wanted(line, &items) {
                    Err(refusal) => own.extend([refusal]),
                    Ok(wanted) => {
                        order.last_line_number += 1;
                        let number = order.last_line_number;
                        let row = wanted.row(tx, &ground, number, &mut own).await?;
                        if !own.is_bad() {
                            tx.insert(row).await?;
                        }
                    }
                },
            }
            check.extend(own.into_refusals());
        }
        for row in &rows {
            let twin = row.chain_purchase_order_line_id;
            if twin.is_some_and(|twin| source.said.line(twin.0).is_none()) {
                if row.shipped_quantity.is_zero() {
                    // What had left and came back is still told of it.
                    let gone = tx.delete::<sales_order_line::Entity>(row.id).await;
                    gone.map_err(|failure| failure.or_in_use("id"))?;
                } else {
                    check.refuse("id", Violation::AlreadyReceived);
                }
            }
        }
        check.done()?;
        if order != before {
            tx.update(order).await?;
        }
        Ok(())
    }

    /// Whether more is bought than before.
    fn grows(&self, rows: &[sales_order_line::Model]) -> bool {
        let grows = |line: &Line| {
            let id = line.twin.map(SalesOrderLineId);
            let row = rows.iter().find(|row| Some(row.id) == id);
            row.is_none_or(|row| row.quantity < line.quantity)
        };
        self.source.said.lines.iter().any(grows)
    }

    /// Writes what the purchase line says over its twin, where that says something else.
    async fn rewrite(
        &self,
        tx: &TenantTx,
        ground: &Ground,
        row: &sales_order_line::Model,
        line: &Line,
        check: &mut Check,
    ) -> Result<(), Failure> {
        let mut new = row.clone();
        new.quantity = line.quantity;
        new.variant.clone_from(&line.variant);
        new.unit_price = line.terms.unit_price;
        new.price_unit = line.terms.price_unit;
        new.discount_percent = line.terms.discount_percent;
        new.discount_amount = line.terms.discount_amount;
        new.delivery_date = line.delivery_date;
        if let (Some(unit), Some(item)) = (&line.unit, new.item_id)
            && new.unit.as_ref() != Some(unit)
        {
            match units::factor(tx, item, Some(unit)).await? {
                Some((unit, factor)) => {
                    new.unit = Some(unit);
                    new.unit_factor = factor;
                }
                None => check.refuse("unit", Violation::UnitNotOfItem { unit: unit.clone() }),
            }
        }
        let shipped = new.shipped_quantity;
        if new.quantity < shipped {
            check.refuse("quantity", Violation::BelowReceived { received: shipped });
        }
        if !shipped.is_zero() {
            self.fixed(row, &new, check);
        }
        let new = priced(new, ground.currency, check);
        if new != *row && !check.is_bad() {
            tx.update(new).await?;
        }
        Ok(())
    }

    /// What has left stays what it was, and costs what it did unless the seller lets its prices be
    /// changed.
    fn fixed(
        &self,
        row: &sales_order_line::Model,
        new: &sales_order_line::Model,
        check: &mut Check,
    ) {
        let price = |row: &sales_order_line::Model| (row.unit_price, row.price_unit);
        let discount = |row: &sales_order_line::Model| (row.discount_percent, row.discount_amount);
        for (field, changed) in [
            ("unit", row.unit != new.unit),
            ("variant", row.variant != new.variant),
            (
                "unitPrice",
                price(row) != price(new) && !self.allowed.prices,
            ),
            (
                "discountPercent",
                discount(row) != discount(new) && !self.allowed.discounts,
            ),
        ] {
            if changed {
                check.refuse(field, Violation::AlreadyReceived);
            }
        }
    }
}

fn wanted(line: &Line, items: &HashMap<String, item::Model>) -> Result<Wanted, Refusal> {
    let (item, twin) = goods(line, items, "a trading partner is asked for items only")?;
    if item.blocked {
        return Err(Refusal::of("itemId", Violation::ItemBlocked));
    }
    Ok(Wanted {
        item: Some(item.id),
        description: Some(line.description.clone()),
        variant: line.variant.clone(),
        quantity: Some(line.quantity.decimal()),
        unit: line.unit.as_ref().map(|unit| unit.0.clone()),
        unit_price: Some(line.terms.unit_price.decimal()),
        price_unit: Some(line.terms.price_unit.decimal()),
        discount_percent: Some(line.terms.discount_percent.decimal()),
        discount_amount: Some(line.terms.discount_amount.decimal()),
        delivery_date: Some(line.delivery_date),
        twin: Some(twin),
        ..Wanted::default()
    })
}

/// Gives up what the buyer gave up; its lines keep what was ordered.
async fn cancelled(
    tx: &TenantTx,
    order: sales_order::Model,
    rows: &[sales_order_line::Model],
) -> Result<(), Failure> {
    if rows.iter().any(|row| !row.shipped_quantity.is_zero()) {
        return Err(Failure::refused("id", Violation::AlreadyReceived));
    }
    if order.status != SalesOrderStatus::Cancelled {
        let status = SalesOrderStatus::Cancelled;
        tx.update(sales_order::Model { status, ..order }).await?;
    }
    Ok(())
}
