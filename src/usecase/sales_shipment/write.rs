//! Writing a shipment from our own stock, or its way back: stock, cost of sales, document, order,
//! and at last the commitments, which are contended.

use std::collections::{BTreeSet, HashMap};

use entity::ids::{ItemId, SalesShipmentLineId};
use entity::kinds::{CommitmentEntryType, ItemType, VoucherSource};
use entity::{item, sales_shipment};

use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::stock::{Bucket, Origin, Returned, StockBook, Written};
use crate::usecase::ledger::voucher;
use crate::usecase::shipping::{self, Line, Shipment};

/// Writes it.
pub(super) async fn run(
    tx: &TenantTx,
    setup: &Setup,
    shipment: Shipment,
    why: (CommitmentEntryType, &'static str),
) -> Result<sales_shipment::Model, Failure> {
    let mut book = stock(tx, setup, &shipment).await?;
    let postings = book
        .postings(setup, shipment.business)
        .map_err(|violations| {
            let refusals = violations.into_iter().map(|v| Refusal::of("", v));
            Failure::Refused(refusals.collect())
        })?;
    let heading = voucher::Heading {
        posting_date: shipment.posting_date,
        source: VoucherSource::SalesShipment,
        document_number: &shipment.number,
        text: &shipment.customer.name,
    };
    let voucher = voucher::write(tx, &heading, postings).await?;
    let voucher = voucher.map(|row| row.id);
    let row = shipping::write(tx, &shipment, voucher).await?;
    let written = Written {
        voucher,
        document_number: &shipment.number,
    };
    book.write(tx, written).await?;
    shipping::draw(tx, &shipment, why).await?;
    Ok(row)
}

/// Moves the stock of the lines that have any.
async fn stock(tx: &TenantTx, setup: &Setup, shipment: &Shipment) -> Result<StockBook, Failure> {
    let lines = &shipment.lines;
    let items: BTreeSet<ItemId> = lines.iter().filter_map(|l| l.before.item_id).collect();
    let items = tx.find::<item::Entity>().by_ids(items).await?;
    let items: HashMap<ItemId, item::Model> = items.into_iter().map(|row| (row.id, row)).collect();
    let bucket = |line: &Line| {
        let item = items.get(&line.before.item_id?)?;
        (item.item_type == ItemType::Inventory).then(|| Bucket {
            item: item.id,
            warehouse: line.before.warehouse_id,
            variant: line.before.variant.clone(),
        })
    };
    let buckets: BTreeSet<Bucket> = lines.iter().filter_map(bucket).collect();
    let day = shipment.posting_date;
    let mut book = StockBook::load(tx, setup, day, buckets, &[]).await?;
    let undone: Vec<SalesShipmentLineId> = lines.iter().filter_map(|line| line.undoes).collect();
    if !undone.is_empty() {
        book.load_sold(tx, setup, &undone).await?;
    }
    let mut refusals = Vec::new();
    for line in lines {
        let Some(bucket) = bucket(line) else { continue };
        let moved = line.entry().and_then(|new| match line.undoes {
            None => book.issue(tx, &bucket, &new, Origin::default()),
            Some(undone) => {
                let sold = book.entry_of_shipment_line(undone);
                let sold = sold.ok_or(Violation::NotFound)?;
                book.give_back(tx, sold, &new, Returned::Settled)
            }
        });
        match moved {
            Ok(entry) => book.sold(entry, shipment.business, &shipment.number),
            Err(violation) => {
                let refusal = Refusal::of("quantity", violation);
                refusals.push(match line.element {
                    Some(element) => refusal.within("lines", element),
                    None => refusal,
                });
            }
        }
    }
    match refusals.is_empty() {
        true => Ok(book),
        false => Err(refusals.into()),
    }
}
