//! The seller's side: its sales order says what the buyer's purchase order says.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::ids::{
    CustomerId, ItemId, LegalEntityId, PurchaseOrderId, PurchaseOrderLineId, SalesOrderId,
    SalesOrderLineId,
};
use entity::kinds::{OrderNumbering, SalesOrderStatus};
use entity::{item, sales_order, sales_order_line};

use crate::domain::chain::{Line, Order};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;
use crate::usecase::price::units;
use crate::usecase::sales_order::create::Create;
use crate::usecase::sales_order_line::read;
use crate::usecase::sales_order_line::wanted::{Ground, Wanted, priced};

use super::{Follows, Twin, documents};

/// What the seller takes over.
pub(super) struct Take {
    /// The buyer.
    pub buyer: LegalEntityId,
    /// How the buyer is called in numbers.
    pub buyer_code: String,
    /// The buyer's order, and its number.
    pub purchase: (PurchaseOrderId, String),
    /// The sales order that goes with it.
    pub order: SalesOrderId,
    /// The customer that the buyer is to the seller.
    pub customer: CustomerId,
    /// How new orders are numbered.
    pub numbering: OrderNumbering,
    /// The day the order is placed.
    pub order_date: NaiveDate,
    /// Where it is delivered to, if not to the customer.
    pub delivery_address: Option<String>,
    /// What the purchase order says.
    pub said: Order,
    /// What is bought, in the buyer's words, by line.
    pub words: Vec<String>,
}

impl Act for Take {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        let order = tx.find::<sales_order::Entity>().lock();
        match order.by_id(self.order).await? {
            None => self.make(tx).await,
            Some(order) => self.change(tx, order).await,
        }
    }
}

impl Take {
    async fn make(&self, tx: &TenantTx) -> Result<(), Failure> {
        let items = documents::items(tx, &self.said).await?;
        let mut check = Check::new();
        let mut lines = Vec::with_capacity(self.said.lines.len());
        for (element, (line, words)) in self.said.lines.iter().zip(&self.words).enumerate() {
            match self.wanted(line, words, &items) {
                Ok(wanted) => lines.push(wanted),
                Err(refusal) => check.extend([refusal.within("lines", element)]),
            }
        }
        check.done()?;
        let (id, number) = &self.purchase;
        let create = Create {
            number: match self.numbering {
                OrderNumbering::OwnSequence => None,
                OrderNumbering::PartnerNumber => Some(format!("{}{number}", self.buyer_code)),
            },
            customer: self.customer,
            currency: Some(self.said.currency),
            order_date: Some(self.order_date),
            delivery_date: None,
            delivery_address: self.delivery_address.clone(),
            payment_terms: None,
            customer_reference: Some(number.clone()),
            follows: Some(Follows {
                legal_entity: self.buyer,
                order: Twin {
                    own: self.order.0,
                    of: id.0,
                },
            }),
            lines,
        };
        Box::pin(create.run(tx)).await?;
        Ok(())
    }

    fn wanted(
        &self,
        line: &Line,
        words: &str,
        items: &HashMap<String, item::Model>,
    ) -> Result<Wanted, Refusal> {
        let refuse = |violation| Refusal::of("itemId", violation);
        let number = line.item.as_ref().ok_or_else(|| {
            let reason = "a trading partner is asked for items only".to_owned();
            refuse(Violation::NotAllowed { reason })
        })?;
        let item = items.get(number).ok_or(refuse(Violation::NotFound))?;
        if item.blocked {
            return Err(refuse(Violation::ItemBlocked));
        }
        let twin = line.twin.ok_or(refuse(Violation::NotFound))?;
        Ok(Wanted {
            item: Some(item.id),
            description: Some(words.to_owned()),
            variant: line.variant.clone(),
            quantity: Some(line.quantity.decimal()),
            unit: line.unit.as_ref().map(|unit| unit.0.clone()),
            unit_price: Some(line.terms.unit_price.decimal()),
            price_unit: Some(line.terms.price_unit.decimal()),
            discount_percent: Some(line.terms.discount_percent.decimal()),
            discount_amount: Some(line.terms.discount_amount.decimal()),
            delivery_date: Some(line.delivery_date),
            twin: Some(Twin {
                own: twin,
                of: line.id,
            }),
            ..Wanted::default()
        })
    }

    async fn change(&self, tx: &TenantTx, mut order: sales_order::Model) -> Result<(), Failure> {
        let before = order.clone();
        let rows = read::lock_of(tx, order.id).await?;
        let items = documents::items(tx, &self.said).await?;
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
        for (line, words) in self.said.lines.iter().zip(&self.words) {
            let mut own = Check::new();
            let id = line.twin.map(SalesOrderLineId);
            let row = rows.iter().find(|row| Some(row.id) == id);
            match row {
                Some(row) => self.rewrite(tx, &ground, row, line, &mut own).await?,
                None => match self.wanted(line, words, &items) {
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
            let kept = |twin: PurchaseOrderLineId| {
                let mut lines = self.said.lines.iter();
                lines.any(|line| line.id == twin.0)
            };
            if twin.is_some_and(|twin| !kept(twin)) {
                if row.shipped_quantity.is_zero() {
                    tx.delete::<sales_order_line::Entity>(row.id).await?;
                } else {
                    check.refuse("id", Violation::AlreadyReceived);
                }
            }
        }
        if self.said.cancelled {
            order.status = SalesOrderStatus::Cancelled;
            if rows.iter().any(|row| !row.shipped_quantity.is_zero()) {
                check.refuse("id", Violation::AlreadyReceived);
            }
        }
        check.done()?;
        if order != before {
            tx.update(order).await?;
        }
        Ok(())
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
        let new = priced(new, ground.currency, check);
        if new != *row && !check.is_bad() {
            tx.update(new).await?;
        }
        Ok(())
    }
}
