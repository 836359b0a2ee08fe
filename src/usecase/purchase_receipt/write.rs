//! Writing a receipt that was decided: stock, voucher, document, order lines, and at last the
//! commitments, which are contended.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::exact::{Amount, Quantity};
use entity::ids::{ItemId, PurchaseReceiptLineId};
use entity::kinds::{
    CommitmentEntryType, ItemEntryType, ItemType, NumberSequenceScope, PurchaseReceiptType,
    VoucherSource,
};
use entity::{
    item, purchase_order, purchase_order_line, purchase_receipt, purchase_receipt_line,
    sales_shipment, vendor,
};

use crate::domain::costing::Cost;
use crate::domain::money::to_quantity;
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::commitment::held::{Held, Moved};
use crate::usecase::commitment::post::Mover;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::stock::{Bucket, NewEntry, Origin, StockBook, Written};
use crate::usecase::ledger::{groups, voucher};
use crate::usecase::number_sequence::draw;
use crate::usecase::purchase_order::facts::Open;
use crate::usecase::purchase_order_line::row;
use crate::usecase::shipping::{self, Shipment};

use super::delivery;

/// One line of a decided receipt.
pub(super) struct Line {
    /// Its place in the input.
    pub(super) element: Option<usize>,
    /// The order line as it stands.
    pub(super) before: purchase_order_line::Model,
    /// The order line as it shall be.
    pub(super) after: purchase_order_line::Model,
    /// What arrives; below zero where it leaves.
    pub(super) quantity: Quantity,
    /// The same at the order's price.
    pub(super) net_amount: Amount,
    /// The same in the accounting currency.
    pub(super) expected: Amount,
    /// The receipt line that is undone.
    pub(super) undoes: Option<PurchaseReceiptLineId>,
}

/// A decided receipt.
pub(super) struct Receipt<'a> {
    pub(super) receipt_type: PurchaseReceiptType,
    pub(super) vendor: &'a vendor::Model,
    pub(super) posting_date: NaiveDate,
    pub(super) vendor_shipment_number: Option<String>,
    pub(super) lines: Vec<Line>,
    pub(super) entry_type: CommitmentEntryType,
    pub(super) reason: &'static str,
}

/// Writes it, with an order that is locked.
pub(super) async fn run(
    tx: &TenantTx,
    setup: &Setup,
    (open, held): (Open, Option<&Held>),
    receipt: Receipt<'_>,
) -> Result<(purchase_receipt::Model, Option<sales_shipment::Model>), Failure> {
    let business = groups::of_vendor(&setup.row, receipt.vendor)
        .map_err(|violation| Failure::refused("", violation))?
        .business;
    let ids: Vec<PurchaseReceiptLineId> = receipt.lines.iter().map(|_| tx.id()).collect();
    let mut sale = delivery::load(tx, setup, &receipt).await?;
    let mut book = stock(tx, setup, &receipt, (&ids, sale.as_mut())).await?;
    let postings = book.postings(setup, business).map_err(|violations| {
        let refusals = violations.into_iter().map(|v| Refusal::of("", v));
        Failure::Refused(refusals.collect())
    })?;
    let number = draw::run(tx, NumberSequenceScope::PurchaseReceipt, None).await?;
    let heading = voucher::Heading {
        posting_date: receipt.posting_date,
        source: VoucherSource::PurchaseReceipt,
        document_number: &number,
        text: &receipt.vendor.name,
    };
    let posted = voucher::write(tx, &heading, postings).await?;
    let voucher_id = posted.map(|row| row.id);
    let row = tx
        .insert(purchase_receipt::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: number.clone(),
            receipt_type: receipt.receipt_type,
            vendor_id: receipt.vendor.id,
            purchase_order_id: Some(open.order.id),
            vendor_shipment_number: receipt.vendor_shipment_number.clone(),
            posting_date: receipt.posting_date,
            currency: open.order.currency,
            voucher_id,
            recorded_at: tx.instant(),
            recorded_by: tx.grant().subject().to_owned(),
        })
        .await?;
    let lines = (1..).zip(receipt.lines.iter().zip(&ids));
    let lines = lines
        .map(|(number, (line, id))| line_row(&row, open.order.agreement_id, number, line, *id));
    tx.insert_all(lines.collect()).await?;
    let shipment = match sale.as_mut() {
        Some(sale) => Some(delivery::write(tx, sale, voucher_id).await?),
        None => None,
    };
    let written = Written {
        voucher: voucher_id,
        document_number: &number,
    };
    book.write(tx, written).await?;
    let moved = moved(&open.order, &receipt);
    let why = (receipt.entry_type, receipt.reason);
    for line in receipt.lines {
        tx.update(line.after).await?;
    }
    tx.update(open.order).await?;
    if let Some(sale) = &sale {
        shipping::draw(tx, sale, why).await?;
    }
    if let Some(held) = held {
        held.run(tx, moved, why).await?;
    }
    Ok((row, shipment))
}

/// Moves the stock of the lines that have any.
async fn stock(
    tx: &TenantTx,
    setup: &Setup,
    receipt: &Receipt<'_>,
    (ids, mut sale): (&[PurchaseReceiptLineId], Option<&mut Shipment>),
) -> Result<StockBook, Failure> {
    let items: BTreeSet<ItemId> = receipt
        .lines
        .iter()
        .filter_map(|l| l.before.item_id)
        .collect();
    let items = tx.find::<item::Entity>().by_ids(items).await?;
    let items: HashMap<ItemId, item::Model> = items.into_iter().map(|row| (row.id, row)).collect();
    let stocked = |line: &Line| {
        let item = line.before.item_id.and_then(|id| items.get(&id))?;
        (item.item_type == ItemType::Inventory).then_some(item)
    };
    let bucket = |line: &Line, item: &item::Model| Bucket {
        item: item.id,
        warehouse: line.before.warehouse_id,
        variant: line.before.variant.clone(),
    };
    let buckets = receipt
        .lines
        .iter()
        .filter_map(|line| Some(bucket(line, stocked(line)?)));
    let named: Vec<PurchaseReceiptLineId> = receipt
        .lines
        .iter()
        .filter_map(|line| {
            line.undoes
                .or(line.before.returned_purchase_receipt_line_id)
        })
        .collect();
    let day = receipt.posting_date;
    let mut book =
        StockBook::load(tx, setup, day, buckets.collect::<BTreeSet<_>>(), &named).await?;
    let mut refusals = Vec::new();
    for (line, id) in receipt.lines.iter().zip(ids) {
        let Some(item) = stocked(line) else { continue };
        let moved = base_quantity(line).and_then(|quantity| {
            let arrives = quantity > Quantity::ZERO;
            let size = match arrives {
                true => quantity,
                false => Quantity::ZERO.checked_sub(quantity).unwrap_or_default(),
            };
            let new = NewEntry {
                entry_type: ItemEntryType::Purchase,
                quantity: size,
                receipt_line: Some(*id),
                shipment_line: None,
            };
            let origin = Origin::default();
            if arrives {
                let cost = Cost {
                    expected: line.expected,
                    actual: Amount::ZERO,
                };
                let cost = (cost, Quantity::ZERO);
                let entry = book.receive(tx, &bucket(line, item), &new, cost, origin)?;
                return delivery::leave(tx, &mut book, entry, (line, sale.as_deref_mut()));
            }
            let returned = line.before.returned_purchase_receipt_line_id;
            let named = line.undoes.or(returned);
            let entry = named.map(|named| book.entry_of_receipt_line(named));
            match (line.undoes, entry) {
                (_, Some(None)) => Err(Violation::NotFound),
                (Some(_), Some(Some(entry))) => {
                    let bound = (line, sale.as_deref_mut());
                    let entry = match delivery::come_back(tx, &mut book, entry, bound)? {
                        Some(back) => return book.take(tx, back, &new, origin).map(drop),
                        None => entry,
                    };
                    book.undo(tx, entry, &new, origin).map(drop)
                }
                (None, Some(Some(entry))) => book.take(tx, entry, &new, origin).map(drop),
                (_, None) if setup.row.exact_cost_required => Err(Violation::ExactCostRequired),
                (_, None) => book.issue(tx, &bucket(line, item), &new, origin).map(drop),
            }
        });
        if let Err(violation) = moved {
            let refusal = Refusal::of("quantity", violation);
            refusals.push(match line.element {
                Some(element) => refusal.within("lines", element),
                None => refusal,
            });
        }
    }
    match refusals.is_empty() {
        true => Ok(book),
        false => Err(refusals.into()),
    }
}

/// The line's quantity in the item's base unit.
fn base_quantity(line: &Line) -> Result<Quantity, Violation> {
    let factor = line.before.unit_factor.decimal();
    to_quantity(line.quantity.decimal().checked_mul(factor))
}

fn line_row(
    receipt: &purchase_receipt::Model,
    agreement: Option<entity::ids::AgreementId>,
    line_number: i32,
    line: &Line,
    id: PurchaseReceiptLineId,
) -> purchase_receipt_line::Model {
    let order_line = &line.before;
    let link = order_line.agreement_line_id;
    purchase_receipt_line::Model {
        legal_entity_id: receipt.legal_entity_id,
        id,
        purchase_receipt_id: receipt.id,
        line_number,
        document_number: receipt.number.clone(),
        posting_date: receipt.posting_date,
        vendor_id: receipt.vendor_id,
        purchase_order_line_id: Some(order_line.id),
        agreement_id: agreement.filter(|_| link.is_some()),
        agreement_line_id: link,
        item_id: order_line.item_id,
        procurement_category_id: order_line.procurement_category_id,
        description: order_line.description.clone(),
        variant: order_line.variant.clone(),
        warehouse_id: order_line.warehouse_id,
        quantity: line.quantity,
        unit: order_line.unit.clone(),
        unit_factor: order_line.unit_factor,
        net_amount: line.net_amount,
        expected_cost: line.expected,
        undoes_purchase_receipt_line_id: line.undoes,
        dimension_set_id: order_line.dimension_set_id,
    }
}

/// What the linked lines move of their commitments (AGR-12).
fn moved(order: &purchase_order::Model, receipt: &Receipt<'_>) -> Vec<Moved> {
    let moved = |line: &Line| {
        Some(Moved {
            commitment: line.before.agreement_line_id?,
            by: Mover::OrderLine(order.id, line.before.id),
            element: line.element,
            before: row::line(&line.before).state(),
            after: row::line(&line.after).state(),
        })
    };
    receipt.lines.iter().filter_map(moved).collect()
}
