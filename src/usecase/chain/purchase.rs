//! The buyer's side: its purchase order says what the seller's sales order says. All is done by the
//! acts that people use, so that commitments move with it.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::ids::{
    LegalEntityId, PurchaseOrderId, PurchaseOrderLineId, SalesOrderId, SalesOrderLineId, VendorId,
};
use entity::kinds::{OrderNumbering, PurchaseOrderSource, PurchaseOrderStatus};
use entity::{item, purchase_order_line};

use crate::domain::chain::{Line, Order};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::purchase_order::cancel::Cancel;
use crate::usecase::purchase_order::create::Create;
use crate::usecase::purchase_order_line::add::Add;
use crate::usecase::purchase_order_line::cancel_remainder::CancelRemainder;
use crate::usecase::purchase_order_line::remove::Remove;
use crate::usecase::purchase_order_line::update::Update;
use crate::usecase::purchase_order_line::wanted::Wanted;

use super::documents::{self, Bought};
use super::{Follows, Twin};

/// What the buyer takes over.
pub(super) struct Take {
    /// The seller.
    pub seller: LegalEntityId,
    /// How the seller is called in numbers.
    pub seller_code: String,
    /// The seller's order, and its number.
    pub sale: (SalesOrderId, String),
    /// The purchase order that goes with it.
    pub order: PurchaseOrderId,
    /// The vendor that the seller is to the buyer.
    pub vendor: VendorId,
    /// How new orders are numbered.
    pub numbering: OrderNumbering,
    /// The day the order is placed.
    pub order_date: NaiveDate,
    /// Where it is delivered to.
    pub delivery_address: Option<String>,
    /// What the sales order says.
    pub said: Order,
    /// What is sold, in the seller's words, by line.
    pub words: Vec<String>,
}

impl Act for Take {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        match documents::purchase(tx, self.order).await? {
            None => self.make(tx).await,
            Some(bought) => self.change(tx, &bought).await,
        }
    }
}

impl Take {
    async fn make(&self, tx: &TenantTx) -> Result<(), Failure> {
        let items = documents::items(tx, &self.said).await?;
        let mut check = Check::new();
        let mut lines = Vec::with_capacity(self.said.lines.len());
        for (element, (line, words)) in self.said.lines.iter().zip(&self.words).enumerate() {
            match wanted(line, words, &items) {
                Ok(wanted) => lines.push(wanted),
                Err(refusal) => check.extend([refusal.within("lines", element)]),
            }
        }
        check.done()?;
        let (id, number) = &self.sale;
        let create = Create {
            number: match self.numbering {
                OrderNumbering::OwnSequence => None,
                OrderNumbering::PartnerNumber => Some(format!("{}{number}", self.seller_code)),
            },
            vendor: Some(self.vendor),
            currency: Some(self.said.currency),
            source: PurchaseOrderSource::Intercompany,
            order_date: Some(self.order_date),
            delivery_address: self.delivery_address.clone(),
            lines,
            follows: Some(Follows {
                legal_entity: self.seller,
                order: Twin {
                    own: self.order.0,
                    of: id.0,
                },
            }),
            ..Create::default()
        };
        Box::pin(create.run(tx)).await?;
        Ok(())
    }

    async fn change(&self, tx: &TenantTx, bought: &Bought) -> Result<(), Failure> {
        if self.said.cancelled {
            if bought.order.status != PurchaseOrderStatus::Cancelled {
                let cancel = Cancel {
                    id: bought.order.id,
                    version: bought.order.row_version,
                };
                Box::pin(cancel.run(tx)).await?;
            }
            return Ok(());
        }
        let items = documents::items(tx, &self.said).await?;
        for (line, words) in self.said.lines.iter().zip(&self.words) {
            let place = |own: &&purchase_order_line::Model| line.twin == Some(own.id.0);
            let Some(row) = bought.lines.iter().find(place) else {
                let add = Add {
                    order: bought.order.id,
                    line: wanted(line, words, &items)?,
                };
                Box::pin(add.run(tx)).await?;
                continue;
            };
            let own = bought.said.lines.iter().find(|own| own.id == row.id.0);
            if let Some(own) = own {
                change(tx, row, own, line).await?;
            }
        }
        for row in &bought.lines {
            let twin = row.chain_sales_order_line_id;
            let gone = |twin: SalesOrderLineId| {
                let mut lines = self.said.lines.iter();
                !lines.any(|line| line.id == twin.0)
            };
            if twin.is_some_and(gone) {
                give_up(tx, row, bought.order.latest_version > 0).await?;
            }
        }
        Ok(())
    }
}

fn wanted(
    line: &Line,
    words: &str,
    items: &HashMap<String, item::Model>,
) -> Result<Wanted, Refusal> {
    let refuse = |violation| Refusal::of("itemId", violation);
    let number = line.item.as_ref().ok_or_else(|| {
        let reason = "a trading partner is sold items only".to_owned();
        refuse(Violation::NotAllowed { reason })
    })?;
    let item = items.get(number).ok_or(refuse(Violation::NotFound))?;
    let twin = line.twin.ok_or(refuse(Violation::NotFound))?;
    Ok(Wanted {
        item: Some(item.id),
        description: Some(words.to_owned()),
        variant: line.variant.clone(),
        quantity: line.quantity.decimal(),
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

/// Has a line say what the seller's says, where it says something else.
async fn change(
    tx: &TenantTx,
    row: &purchase_order_line::Model,
    own: &Line,
    line: &Line,
) -> Result<(), Failure> {
    let mut update = Update::of(row);
    let mut changes = false;
    if own.quantity != line.quantity {
        changes = true;
        let given_up = row.cancelled_quantity.decimal();
        update.quantity = Some(line.quantity.decimal() + given_up);
    }
    if own.unit != line.unit {
        changes = true;
        update.unit = line.unit.as_ref().map(|unit| unit.0.clone());
    }
    if own.variant != line.variant {
        changes = true;
        update.variant = Some(line.variant.clone());
    }
    if own.terms != line.terms {
        changes = true;
        update.unit_price = Some(line.terms.unit_price.decimal());
        update.price_unit = Some(line.terms.price_unit.decimal());
        update.discount_percent = Some(line.terms.discount_percent.decimal());
        update.discount_amount = Some(line.terms.discount_amount.decimal());
    }
    if own.delivery_date != line.delivery_date {
        changes = true;
        update.delivery_date = Some(line.delivery_date);
    }
    if changes {
        Box::pin(update.run(tx)).await?;
    }
    Ok(())
}

/// Gives up a line that the seller has no longer.
async fn give_up(
    tx: &TenantTx,
    row: &purchase_order_line::Model,
    is_confirmed: bool,
) -> Result<(), Failure> {
    let (id, version): (PurchaseOrderLineId, i32) = (row.id, row.row_version);
    if is_confirmed {
        Box::pin(CancelRemainder { id, version }.run(tx)).await?;
    } else {
        Box::pin(Remove { id, version }.run(tx)).await?;
    }
    Ok(())
}
