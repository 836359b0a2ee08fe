//! The buyer's side: its purchase order says what the seller's sales order says. All is done by the
//! acts that people use, so that commitments move with it.

use std::collections::HashMap;

use entity::ids::{PurchaseOrderId, PurchaseOrderLineId, VendorId};
use entity::kinds::{PurchaseOrderSource, PurchaseOrderStatus};
use entity::{item, purchase_order_line};

use crate::domain::chain::Line;
use crate::domain::order_line::PriceAfterUnlink;
use crate::domain::violation::Refusal;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::purchase_order::cancel::Cancel;
use crate::usecase::purchase_order::create::Create;
use crate::usecase::purchase_order_line::add::Add;
use crate::usecase::purchase_order_line::cancel_remainder::CancelRemainder;
use crate::usecase::purchase_order_line::link::Link;
use crate::usecase::purchase_order_line::remove::Remove;
use crate::usecase::purchase_order_line::unlink::Unlink;
use crate::usecase::purchase_order_line::update::Update;
use crate::usecase::purchase_order_line::wanted::Wanted;

use super::documents::{self, Bought};
use super::source::{Source, goods};

/// What the buyer takes over.
pub(super) struct Take {
    /// The seller's order.
    pub source: Source,
    /// The vendor that the seller is to the buyer.
    pub vendor: VendorId,
}

impl Act for Take {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        let id = PurchaseOrderId(self.source.twin);
        let Some(mut bought) = documents::purchase(tx, id).await? else {
            return self.make(tx).await;
        };
        // A line that is to change may no longer fit what it drew on.
        if self.unlink(tx, &bought).await?
            && let Some(again) = documents::purchase(tx, id).await?
        {
            bought = again;
        }
        self.change(tx, &bought).await?;
        self.link(tx).await
    }
}

impl Take {
    async fn make(&self, tx: &TenantTx) -> Result<(), Failure> {
        let source = &self.source;
        let items = documents::items(tx, source.items()).await?;
        let create = Create {
            number: source.number_of_twin(),
            vendor: Some(self.vendor),
            currency: Some(source.said.currency),
            agreement: source.agreement,
            source: PurchaseOrderSource::Intercompany,
            order_date: Some(source.order_date),
            delivery_address: source.delivery_address.clone(),
            lines: source.lines(|line| wanted(line, &items))?,
            follows: Some(source.follows()),
            ..Create::default()
        };
        Box::pin(create.run(tx)).await?;
        self.link(tx).await
    }

    /// Has lines draw on the commitments that go with those that the seller's lines draw on.
    async fn link(&self, tx: &TenantTx) -> Result<(), Failure> {
        if self.source.agreement.is_none() {
            return Ok(());
        }
        let bought = documents::purchase(tx, PurchaseOrderId(self.source.twin)).await?;
        for own in bought
            .iter()
            .flat_map(|own| self.source.relinked(&own.said))
        {
            let mut rows = bought.iter().flat_map(|own| &own.lines);
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

    /// Has lines draw on nothing any more that are to draw on something else. Says whether any did.
    async fn unlink(&self, tx: &TenantTx, bought: &Bought) -> Result<bool, Failure> {
        let mut unlinked = false;
        for own in self.source.relinked(&bought.said) {
            let row = bought.lines.iter().find(|row| row.id.0 == own.line);
            if let (Some(_), Some(row)) = (own.had, row) {
                unlink(tx, row).await?;
                unlinked = true;
            }
        }
        Ok(unlinked)
    }

    async fn change(&self, tx: &TenantTx, bought: &Bought) -> Result<(), Failure> {
        let source = &self.source;
        if source.said.cancelled {
            if bought.order.status != PurchaseOrderStatus::Cancelled {
                let cancel = Cancel {
                    id: bought.order.id,
                    version: bought.order.row_version,
                };
                Box::pin(cancel.run(tx)).await?;
            }
            return Ok(());
        }
        let items = documents::items(tx, source.items()).await?;
        for line in &source.said.lines {
            let place = |own: &&purchase_order_line::Model| line.twin == Some(own.id.0);
            let Some(row) = bought.lines.iter().find(place) else {
                let add = Add {
                    order: bought.order.id,
                    line: wanted(line, &items)?,
                };
                Box::pin(add.run(tx)).await?;
                continue;
            };
            if let Some(own) = bought.said.line(row.id.0) {
                change(tx, row, own, line).await?;
            }
        }
        for row in &bought.lines {
            let twin = row.chain_sales_order_line_id;
            if twin.is_some_and(|twin| source.said.line(twin.0).is_none()) {
                give_up(tx, row, bought.order.latest_version > 0).await?;
            }
        }
        Ok(())
    }
}

fn wanted(line: &Line, items: &HashMap<String, item::Model>) -> Result<Wanted, Refusal> {
    let (item, twin) = goods(line, items, "a trading partner is sold items only")?;
    Ok(Wanted {
        item: Some(item.id),
        description: Some(line.description.clone()),
        variant: line.variant.clone(),
        quantity: line.quantity.decimal(),
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

/// Has a line draw on nothing; it costs what it did. Answers its version.
async fn unlink(tx: &TenantTx, row: &purchase_order_line::Model) -> Result<i32, Failure> {
    let unlink = Unlink {
        id: row.id,
        version: row.row_version,
        price: PriceAfterUnlink::Keep,
        even_if_invoiced: true,
    };
    let unlinked = Box::pin(unlink.run(tx)).await?;
    Ok(unlinked.row.row_version)
}
