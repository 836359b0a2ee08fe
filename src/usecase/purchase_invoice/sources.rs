//! Which receipts the lines of a draft invoice, and what comes or goes with them (PST-1, PST-7,
//! COR-8).

use std::collections::{BTreeMap, BTreeSet};

use entity::exact::{Amount, Quantity};
use entity::ids::{PurchaseInvoiceLineId, PurchaseReceiptLineId};
use entity::kinds::PurchaseInvoiceLineType;
use entity::{purchase_invoice_draft_line, value_entry};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use super::goods::Goods;
use crate::domain::giving_back::Taken;
use crate::domain::money::to_quantity;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::purchase_invoice_draft::facts::Facts;

/// What the lines do to goods: which receipts they invoice, what comes or goes with them.
pub(super) async fn goods(
    tx: &TenantTx,
    facts: &Facts,
    check: &mut Check,
) -> Result<Vec<Vec<Goods>>, Failure> {
    let mut taken: BTreeMap<PurchaseReceiptLineId, Decimal> = BTreeMap::new();
    let mut left = facts.returnable.clone();
    let mut all = Vec::with_capacity(facts.lines.len());
    for (element, line) in facts.lines.iter().enumerate() {
        let mut own = Check::new();
        let size = line.quantity.decimal().abs();
        let back = line.of_purchase_invoice_line_id;
        let back = back.map(|id| left.take_of_line(id, Some(size))).transpose();
        let gives_back = back.unwrap_or_else(|violation| {
            own.refuse("quantity", violation);
            None
        });
        let found = match line.line_type {
            _ if own.is_bad() => Ok(Vec::new()),
            PurchaseInvoiceLineType::GlAccount => Ok(Vec::new()),
            PurchaseInvoiceLineType::Charge if borne_by_nothing(facts, line) => {
                Err(Violation::AlreadyUndone)
            }
            PurchaseInvoiceLineType::Charge => charges(tx, facts, line).await.map(Ok)?,
            _ if gives_back.is_some() => returns(facts, &gives_back.unwrap_or_default()),
            _ if line.purchase_order_line_id.is_some()
                || line.purchase_receipt_line_id.is_some() =>
            {
                invoices(facts, line, &mut taken)
            }
            _ if line.quantity < Quantity::ZERO => Ok(vec![Goods::Issues(line.quantity)]),
            _ => Ok(vec![Goods::Receives(line.quantity)]),
        };
        match found {
            Ok(goods) => all.push(goods),
            Err(violation) => {
                own.refuse("quantity", violation);
                all.push(Vec::new());
            }
        }
        check.extend_within("lines", element, own);
    }
    Ok(all)
}

/// The receipts that a line invoices: the one that it names, or the oldest of its order line. More
/// than was received is never invoiced.
fn invoices(
    facts: &Facts,
    line: &purchase_invoice_draft_line::Model,
    taken: &mut BTreeMap<PurchaseReceiptLineId, Decimal>,
) -> Result<Vec<Goods>, Violation> {
    let own = facts
        .received
        .iter()
        .filter(|own| match line.purchase_receipt_line_id {
            Some(id) => own.row.id == id,
            None => own.row.purchase_order_line_id == line.purchase_order_line_id,
        });
    let (mut wanted, mut goods) = (line.quantity.decimal(), Vec::new());
    let turned = wanted < Decimal::ZERO;
    let mut limit = Decimal::ZERO;
    for receipt in own {
        let before = taken.entry(receipt.row.id).or_default();
        let open = receipt.open() - *before;
        if open.is_zero() || (open < Decimal::ZERO) != turned {
            continue;
        }
        limit += open;
        let part = match turned {
            true => wanted.max(open),
            false => wanted.min(open),
        };
        if part.is_zero() {
            continue;
        }
        goods.push(Goods::Invoices {
            receipt: receipt.row.clone(),
            quantity: to_quantity(Some(part))?,
            before: to_quantity(Some(receipt.invoiced.decimal() + *before))?,
        });
        wanted -= part;
        *before += part;
    }
    match wanted.is_zero() {
        true => Ok(goods),
        false => Err(Violation::QuantityAboveReceived {
            limit: to_quantity(Some(limit.abs()))?,
        }),
    }
}

/// The goods that a line of a credit memo sends back: those that the posted line had brought, at
/// what they cost (COR-8).
fn returns(facts: &Facts, taken: &[Taken]) -> Result<Vec<Goods>, Violation> {
    let one = |own: &Taken| {
        let receipt = facts.received.iter().find(|r| r.row.id == own.receipt);
        Ok(Goods::Takes {
            receipt: receipt.ok_or(Violation::NotFound)?.row.clone(),
            quantity: to_quantity(Some(-own.quantity))?,
        })
    };
    taken.iter().map(one).collect()
}

/// Whether a receipt that bears a charge was undone meanwhile.
fn borne_by_nothing(facts: &Facts, line: &purchase_invoice_draft_line::Model) -> bool {
    let own = facts.bearers.iter();
    let own = own.filter(|own| own.purchase_invoice_draft_line_id == line.id);
    let undone = |id| {
        let bears = facts.received.iter().find(|own| own.row.id == id);
        bears.is_some_and(|own| !own.undone.is_zero())
    };
    own.into_iter()
        .any(|own| undone(own.purchase_receipt_line_id))
}

/// What bears a charge: the receipt lines that the draft names, or those that bore the posted
/// charge which is given back, in proportion.
async fn charges(
    tx: &TenantTx,
    facts: &Facts,
    line: &purchase_invoice_draft_line::Model,
) -> Result<Vec<Goods>, Failure> {
    let Some(posted) = line.of_purchase_invoice_line_id else {
        let own = facts.bearers.iter();
        let own = own.filter(|own| own.purchase_invoice_draft_line_id == line.id);
        let goods = own.map(|own| Goods::Charges {
            receipt: own.purchase_receipt_line_id,
            weight: own.weight.decimal(),
        });
        return Ok(goods.collect());
    };
    let bore = borne(tx, &[posted]).await?;
    let goods = bore.into_iter().map(|(_, receipt, cost)| Goods::Charges {
        receipt,
        weight: cost.decimal(),
    });
    Ok(goods.collect())
}

/// Which receipt lines bore charges of posted lines, and how much in the accounting currency.
///
/// # Errors
/// When the database fails.
pub(super) async fn borne(
    tx: &TenantTx,
    lines: &[PurchaseInvoiceLineId],
) -> Result<Vec<(PurchaseInvoiceLineId, PurchaseReceiptLineId, Amount)>, Failure> {
    use value_entry::Column;
    let own = Column::PurchaseInvoiceLineId.is_in(lines.iter().copied());
    let values = tx
        .find::<value_entry::Entity>()
        .filter(own)
        .order_by(Column::Id)
        .all()
        .await?;
    let entries: BTreeSet<_> = values.iter().map(|value| value.item_entry_id).collect();
    let entries = tx
        .find::<entity::item_entry::Entity>()
        .by_ids(entries)
        .await?;
    let mut found = Vec::new();
    for value in values {
        let entry = entries.iter().find(|own| own.id == value.item_entry_id);
        let came_in = entry.filter(|own| own.quantity > Quantity::ZERO);
        let receipt = came_in.and_then(|own| own.purchase_receipt_line_id);
        if let (Some(line), Some(receipt)) = (value.purchase_invoice_line_id, receipt) {
            found.push((line, receipt, value.actual_cost));
        }
    }
    Ok(found)
}
