//! The seller's side: its sales order says what the buyer's purchase order says.

use std::collections::HashMap;

use entity::ids::{AgreementLineId, CustomerId, ItemId, SalesOrderId, SalesOrderLineId};
use entity::kinds::SalesOrderStatus;
use entity::{customer, item, sales_order, sales_order_line};
use rust_decimal::Decimal;

use crate::domain::chain::{Allowed, Line};
use crate::domain::money::beyond_amount;
use crate::domain::order_line::{self, PriceAfterUnlink, rewrite};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::facts;
use crate::usecase::sales_order::cancel::give_up;
use crate::usecase::sales_order::create::Create;
use crate::usecase::sales_order::facts::Open;
use crate::usecase::sales_order_line::link::Link;
use crate::usecase::sales_order_line::unlink::Unlink;
use crate::usecase::sales_order_line::wanted::Wanted;
use crate::usecase::sales_order_line::{add, read, row};

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
        let id = SalesOrderId(self.source.twin);
        let order = tx.find::<sales_order::Entity>().lock().by_id(id).await?;
        let Some(order) = order else {
            return self.make(tx).await;
        };
        // A line that is to change may no longer fit what it drew on.
        self.unlink(tx).await?;
        let currency = facts::currency(tx, order.currency).await?;
        self.change(tx, Open { order, currency }).await?;
        self.link(tx).await
    }
}

impl Take {
    async fn make(&self, tx: &TenantTx) -> Result<(), Failure> {
        let source = &self.source;
        let items = documents::items(tx, source.items()).await?;
        let create = Create {
            number: source.number_of_twin(),
            customer: Some(self.customer),
            agreement: source.agreement,
            currency: Some(source.said.currency),
            order_date: Some(source.order_date),
            delivery_address: source.delivery_address.clone(),
            customer_reference: Some(source.number.clone()),
            follows: Some(source.follows()),
            lines: source.lines(|line| wanted(line, &items))?,
            ..Create::default()
        };
        Box::pin(create.run(tx)).await?;
        self.link(tx).await
    }

    /// Has lines draw on nothing any more that are to draw on something else.
    async fn unlink(&self, tx: &TenantTx) -> Result<(), Failure> {
        if self.source.said.cancelled {
            return Ok(());
        }
        let sold = documents::sale(tx, SalesOrderId(self.source.twin)).await?;
        for own in sold.iter().flat_map(|own| self.source.relinked(&own.said)) {
            let mut rows = sold.iter().flat_map(|own| &own.lines);
            let row = rows.find(|row| row.id.0 == own.line);
            if let (Some(_), Some(row)) = (own.had, row) {
                unlink(tx, row).await?;
            }
        }
        Ok(())
    }

    /// Has lines draw on the commitments that go with those that the buyer's lines draw on.
    async fn link(&self, tx: &TenantTx) -> Result<(), Failure> {
        if self.source.agreement.is_none() || self.source.said.cancelled {
            return Ok(());
        }
        let sold = documents::sale(tx, SalesOrderId(self.source.twin)).await?;
        for own in sold.iter().flat_map(|own| self.source.relinked(&own.said)) {
            let mut rows = sold.iter().flat_map(|own| &own.lines);
            let Some(row) = rows.find(|row| row.id.0 == own.line) else {
                continue;
            };
            let version = match own.had {
                Some(_) => unlink(tx, row).await?,
                None => row.row_version,
            };
            if own.wanted.is_some() {
                let link = Link {
                    id: row.id,
                    version,
                    agreement_line: own.wanted,
                };
                Box::pin(link.run(tx)).await?;
            }
        }
        Ok(())
    }

    async fn change(&self, tx: &TenantTx, mut open: Open) -> Result<(), Failure> {
        let rows = read::lock_of(tx, open.order.id).await?;
        let source = &self.source;
        if source.said.cancelled {
            return cancelled(tx, open, rows).await;
        }
        let before = open.order.clone();
        let items = documents::items(tx, source.items()).await?;
        let of_rows = rows.iter().filter_map(|row| row.item_id);
        let named: Vec<ItemId> = of_rows.chain(items.values().map(|row| row.id)).collect();
        let mut around = open.around(tx, named).await?;
        let mut check = Check::new();
        if self.grows(&rows) {
            let customers = tx.find::<customer::Entity>();
            if customers.named("", open.order.customer_id).await?.blocked {
                check.refuse("", Violation::CustomerBlocked);
            }
        }
        for line in &source.said.lines {
            let mut own = Check::new();
            let id = line.twin.map(SalesOrderLineId);
            let row = rows.iter().find(|row| Some(row.id) == id);
            match row {
                Some(row) => self.rewrite(tx, &around, row, line, &mut own).await?,
                None => match wanted(line, &items) {
                    Err(refusal) => own.extend([refusal]),
                    Ok(wanted) => {
                        add::run(tx, &mut open.order, &wanted, &mut around, &mut own).await?;
                    }
                },
            }
            check.extend(own.into_refusals());
        }
        for row in &rows {
            let twin = row.chain_purchase_order_line_id;
            if twin.is_some_and(|twin| source.said.line(twin.0).is_none()) {
                if row.shipped_quantity.is_zero() {
                    remove(tx, row.clone(), &around).await?;
                } else {
                    check.refuse("id", Violation::AlreadyReceived);
                }
            }
        }
        check.done()?;
        if open.order != before {
            tx.update(open.order).await?;
        }
        Ok(())
    }

    /// Whether more is bought than before.
    fn grows(&self, rows: &[sales_order_line::Model]) -> bool {
        let grows = |line: &Line| {
            let id = line.twin.map(SalesOrderLineId);
            let row = rows.iter().find(|row| Some(row.id) == id);
            row.is_none_or(|row| quantity(row) < line.quantity.decimal())
        };
        self.source.said.lines.iter().any(grows)
    }

    /// Writes what the purchase line says over its twin, where that says something else.
    async fn rewrite(
        &self,
        tx: &TenantTx,
        around: &Around,
        row: &sales_order_line::Model,
        line: &Line,
        check: &mut Check,
    ) -> Result<(), Failure> {
        let mut new = row.clone();
        let whole = line.quantity.checked_add(line.given_up);
        new.quantity = whole.ok_or_else(|| Failure::refused("quantity", beyond_amount()))?;
        new.cancelled_quantity = line.given_up;
        new.variant.clone_from(&line.variant);
        new.unit_price = line.terms.unit_price;
        new.price_unit = line.terms.price_unit;
        new.discount_percent = line.terms.discount_percent;
        new.discount_amount = line.terms.discount_amount;
        new.delivery_date = line.delivery_date;
        if let (Some(unit), Some(item)) = (&line.unit, new.item_id)
            && new.unit.as_ref() != Some(unit)
        {
            match around.book.item(item).and_then(|item| item.factor(unit)) {
                Some(factor) => {
                    new.unit = Some(unit.clone());
                    new.unit_factor = factor;
                }
                None => check.refuse("unit", Violation::UnitNotOfItem { unit: unit.clone() }),
            }
        }
        let shipped = new.shipped_quantity;
        if line.quantity < shipped {
            check.refuse("quantity", Violation::BelowReceived { received: shipped });
        }
        if !shipped.is_zero() {
            self.fixed(row, &new, check);
        }
        if new == *row || check.is_bad() {
            return Ok(());
        }
        let before = row::must_be_line(row, around)?;
        let demand = row::must_be_line(&new, around)?.demand;
        let facts = around.line(row.item_id);
        match rewrite(&facts, &before, &demand, &line.terms, line.given_up) {
            Err(refusals) => check.extend(refusals),
            Ok(changed) => {
                let decided = (&before, &changed);
                row::write(tx, row.clone(), decided, around, REASON).await?;
            }
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
        commitment: line.commitment.map(|own| AgreementLineId(own.twin)),
        twin: Some(twin),
        ..Wanted::default()
    })
}

/// Gives up what the buyer gave up.
async fn cancelled(
    tx: &TenantTx,
    open: Open,
    rows: Vec<sales_order_line::Model>,
) -> Result<(), Failure> {
    if rows.iter().any(|row| !row.shipped_quantity.is_zero()) {
        return Err(Failure::refused("id", Violation::AlreadyReceived));
    }
    if open.order.status != SalesOrderStatus::Cancelled {
        give_up(tx, open, rows, REASON).await?;
    }
    Ok(())
}

/// Removes a line that the buyer has no longer; what it had drawn is given back.
async fn remove(
    tx: &TenantTx,
    row: sales_order_line::Model,
    around: &Around,
) -> Result<(), Failure> {
    let id = row.id;
    if row.agreement_line_id.is_some() {
        let before = row::must_be_line(&row, around)?;
        let facts = around.line(row.item_id);
        let changed = order_line::unlink(&facts, &before, PriceAfterUnlink::Keep, false)?;
        row::write(tx, row, (&before, &changed), around, REASON).await?;
    }
    // What had left and came back is still told of it.
    let gone = tx.delete::<sales_order_line::Entity>(id).await;
    gone.map_err(|failure| failure.or_in_use("id"))
}

/// Has a line draw on nothing; it costs what it did. Answers its version.
async fn unlink(tx: &TenantTx, row: &sales_order_line::Model) -> Result<i32, Failure> {
    let unlink = Unlink {
        id: row.id,
        version: row.row_version,
        price: PriceAfterUnlink::Keep,
        even_if_invoiced: true,
    };
    let unlinked = Box::pin(unlink.run(tx)).await?;
    Ok(unlinked.row.row_version)
}

/// Ordered and not given up.
fn quantity(row: &sales_order_line::Model) -> Decimal {
    row.quantity.decimal() - row.cancelled_quantity.decimal()
}

/// Why commitments move, in the ledger's words.
const REASON: &str = "salesOrderFollowsPartner";
