//! What a document does to stock, and which receipts it writes for that (PST-1, COR-3, COR-5).

use std::collections::{BTreeSet, HashMap};

use entity::exact::{Amount, Quantity};
use entity::ids::{ItemId, PurchaseInvoiceLineId, PurchaseReceiptLineId};
use entity::kinds::{ItemEntryType, ItemType};
use entity::{item, purchase_invoice_match, purchase_receipt_line};
use rust_decimal::Decimal;

use super::document::{Document, Line};
use super::ledgers::Ledgers;
use crate::domain::allocation::allocate;
use crate::domain::costing::{Cost, InvoicedCost, indirect_cost};
use crate::domain::money::to_quantity;
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::stock::{Bucket, NewEntry, Origin, StockBook};

/// What a line does to goods.
#[derive(Clone, Debug)]
pub(super) enum Goods {
    /// It invoices a part of what a receipt line brought, or of what a return shipment took.
    Invoices {
        receipt: purchase_receipt_line::Model,
        quantity: Quantity,
        /// What was invoiced of the receipt line before.
        before: Quantity,
    },
    /// It brings goods that it invoices; above zero.
    Receives(Quantity),
    /// It brings back goods that a cancelled line had sent back, and what they bore of charges;
    /// above zero.
    Restores {
        quantity: Quantity,
        /// The receipt lines that had brought them first.
        instead_of: Vec<PurchaseReceiptLineId>,
    },
    /// It cancels a line and leaves the goods where they are.
    Keeps {
        receipt: purchase_receipt_line::Model,
        quantity: Quantity,
        of: PurchaseInvoiceLineId,
    },
    /// It cancels a line and sends its goods back.
    SendsBack {
        receipt: purchase_receipt_line::Model,
        quantity: Quantity,
        of: PurchaseInvoiceLineId,
    },
    /// It sends goods back at what they cost; below zero.
    Takes {
        receipt: purchase_receipt_line::Model,
        quantity: Quantity,
    },
    /// It sends goods back that came with no receipt in particular; below zero.
    Issues(Quantity),
    /// It adds a part of its net amount to the cost of a receipt line.
    Charges {
        receipt: PurchaseReceiptLineId,
        weight: Decimal,
    },
    /// It takes back what a cancelled charge had added.
    Uncharges {
        receipt: PurchaseReceiptLineId,
        of: PurchaseInvoiceLineId,
    },
}

impl Goods {
    fn receipt(&self) -> Option<PurchaseReceiptLineId> {
        match self {
            Self::Invoices { receipt, .. }
            | Self::Keeps { receipt, .. }
            | Self::SendsBack { receipt, .. }
            | Self::Takes { receipt, .. } => Some(receipt.id),
            Self::Charges { receipt, .. } | Self::Uncharges { receipt, .. } => Some(*receipt),
            Self::Receives(_) | Self::Restores { .. } | Self::Issues(_) => None,
        }
    }

    /// The receipt lines in whose place goods come back.
    fn instead_of(&self) -> Vec<PurchaseReceiptLineId> {
        match self {
            Self::Restores { instead_of, .. } => instead_of.clone(),
            _ => Vec::new(),
        }
    }

    /// What moves in or out with the line itself.
    pub(super) fn moves(&self) -> Option<Quantity> {
        match self {
            Self::Receives(quantity)
            | Self::Restores { quantity, .. }
            | Self::Issues(quantity)
            | Self::SendsBack { quantity, .. }
            | Self::Takes { quantity, .. } => Some(*quantity),
            _ => None,
        }
    }

    /// What is invoiced, with the line's sign; nothing for charges.
    pub(super) fn quantity(&self) -> Option<Quantity> {
        match self {
            Self::Invoices { quantity, .. } | Self::Keeps { quantity, .. } => Some(*quantity),
            other => other.moves(),
        }
    }
}

/// What goods leave to be written.
pub(super) struct Moved {
    pub(super) book: StockBook,
    /// The lines of the receipt that comes with the document; their document is still to be named.
    pub(super) receipt_lines: Vec<purchase_receipt_line::Model>,
    pub(super) matches: Vec<purchase_invoice_match::Model>,
}

/// Moves the stock of a document's lines. Charges come first, so that goods that leave take them;
/// those on goods that come back come last.
///
/// # Errors
/// Everything that stands against it; or when the database fails.
pub(super) async fn run(
    tx: &TenantTx,
    setup: &Setup,
    document: &Document,
    ledgers: &Ledgers,
) -> Result<Moved, Failure> {
    let items: BTreeSet<ItemId> = document
        .lines
        .iter()
        .filter_map(|l| l.row.item_id)
        .collect();
    let items = tx.find::<item::Entity>().by_ids(items).await?;
    let items: HashMap<ItemId, item::Model> = items.into_iter().map(|row| (row.id, row)).collect();
    let all = || {
        document
            .lines
            .iter()
            .flat_map(|line| line.goods.iter().map(move |g| (line, g)))
    };
    let fresh = all().filter(|(_, goods)| goods.receipt().is_none());
    let buckets: BTreeSet<Bucket> = fresh
        .filter_map(|(line, _)| Some(bucket(line, stocked(line, &items)?)))
        .collect();
    let named: Vec<_> = all().filter_map(|(_, goods)| goods.receipt()).collect();
    let mut book = StockBook::load(tx, setup, document.row.posting_date, buckets, &named).await?;
    let lines = document.lines.iter();
    let cancelled: Vec<_> = lines
        .filter_map(|line| document.cancelled(&line.row))
        .collect();
    if !cancelled.is_empty() {
        book.load_cancelled(tx, setup, cancelled).await?;
    }
    let mut work = Work {
        tx,
        setup,
        document,
        items: &items,
        restored: HashMap::new(),
        moved: Moved {
            book,
            receipt_lines: Vec::new(),
            matches: Vec::new(),
        },
    };
    let mut refusals = Vec::new();
    let restored: BTreeSet<_> = all().flat_map(|(_, goods)| goods.instead_of()).collect();
    let turn = |line: &Line| {
        let charges = |goods: &Goods| match goods {
            Goods::Charges { receipt, .. } if restored.contains(receipt) => 2,
            Goods::Charges { .. } | Goods::Uncharges { .. } => 0,
            _ => 1,
        };
        line.goods.iter().map(charges).max().unwrap_or_default()
    };
    for now in 0..=2 {
        for (element, (line, net)) in document.lines.iter().zip(&ledgers.nets).enumerate() {
            if turn(line) != now {
                continue;
            }
            if let Err(violation) = work.line(line, *net) {
                refusals.push(Refusal::of("quantity", violation).within("lines", element));
            }
        }
    }
    match refusals.is_empty() {
        true => Ok(work.moved),
        false => Err(refusals.into()),
    }
}

fn stocked<'a>(line: &Line, items: &'a HashMap<ItemId, item::Model>) -> Option<&'a item::Model> {
    let item = line.row.item_id.and_then(|id| items.get(&id))?;
    (item.item_type == ItemType::Inventory).then_some(item)
}

fn bucket(line: &Line, item: &item::Model) -> Bucket {
    Bucket {
        item: item.id,
        warehouse: line.row.warehouse_id,
        variant: line.row.variant.clone(),
    }
}

struct Work<'a> {
    tx: &'a TenantTx,
    setup: &'a Setup,
    document: &'a Document,
    items: &'a HashMap<ItemId, item::Model>,
    /// The receipt lines that came in the place of others.
    restored: HashMap<PurchaseReceiptLineId, PurchaseReceiptLineId>,
    moved: Moved,
}

impl Work<'_> {
    /// Moves one line; its net amount falls to its parts by their quantities or weights.
    fn line(&mut self, line: &Line, net: Amount) -> Result<(), Violation> {
        if line.goods.is_empty() {
            return Ok(());
        }
        let weight = |goods: &Goods| match goods {
            Goods::Charges { weight, .. } => *weight,
            other => other.quantity().map_or(Decimal::ZERO, Quantity::decimal),
        };
        let weights: Vec<Decimal> = line.goods.iter().map(weight).collect();
        let decimals = self.setup.accounting.decimals;
        let own = allocate(
            line.sums.net_before_invoice_discount,
            &weights,
            self.document.currency.decimals,
        )?;
        let costs = allocate(net, &weights, decimals)?;
        for ((goods, cost), net) in line.goods.iter().zip(costs).zip(own) {
            self.one(line, goods, cost, net)?;
        }
        Ok(())
    }

    fn one(
        &mut self,
        line: &Line,
        goods: &Goods,
        cost: Amount,
        net: Amount,
    ) -> Result<(), Violation> {
        let origin = Origin {
            invoice_line: Some(line.row.id),
            charge: line.row.item_charge_id,
            dimensions: line.row.dimension_set_id,
            cancels: self.document.cancelled(&line.row),
        };
        match goods {
            Goods::Charges { receipt, .. } => {
                let receipt = self.restored.get(receipt).unwrap_or(receipt);
                let entry = self.moved.book.entry_of_receipt_line(*receipt);
                let entry = entry.ok_or_else(not_in_stock)?;
                return self.moved.book.charge(entry, cost, origin);
            }
            Goods::Uncharges { receipt, of } => {
                let entry = self.moved.book.entry_of_receipt_line(*receipt);
                let entry = entry.ok_or_else(not_in_stock)?;
                return self.moved.book.reverse(entry, *of, origin);
            }
            _ => {}
        }
        let Some(quantity) = goods.quantity() else {
            return Ok(());
        };
        let fresh = goods
            .moves()
            .map(|moved| self.receive(line, goods, moved, net));
        let receipt = fresh.or_else(|| goods.receipt());
        let receipt = receipt.ok_or(Violation::NotFound)?;
        let restored = goods.instead_of().into_iter();
        self.restored.extend(restored.map(|first| (first, receipt)));
        self.moved.matches.push(purchase_invoice_match::Model {
            legal_entity_id: line.row.legal_entity_id,
            id: self.tx.id(),
            purchase_invoice_line_id: line.row.id,
            purchase_receipt_line_id: receipt,
            quantity,
        });
        let Some(item) = stocked(line, self.items) else {
            return Ok(());
        };
        let entry = goods
            .receipt()
            .and_then(|id| self.moved.book.entry_of_receipt_line(id));
        let base = |quantity: Quantity| base_quantity(quantity, line);
        let new = |moved: Quantity| -> Result<NewEntry, Violation> {
            let size = Quantity::try_from(base(moved)?.decimal().abs())?;
            Ok(NewEntry {
                entry_type: ItemEntryType::Purchase,
                quantity: size,
                receipt_line: Some(receipt),
                shipment_line: None,
            })
        };
        let book = &mut self.moved.book;
        match goods {
            Goods::Invoices {
                quantity, before, ..
            } => {
                // A return shipment took its goods at their cost already.
                if *quantity < Quantity::ZERO {
                    return Ok(());
                }
                let entry = entry.ok_or(Violation::NotFound)?;
                let end = before.checked_add(*quantity).unwrap_or_default();
                let invoiced = base(end)?.checked_sub(base(*before)?).unwrap_or_default();
                let invoiced = invoiced_cost(self.setup, item, invoiced, cost)?;
                book.invoice(entry, &invoiced, origin)
            }
            Goods::Receives(quantity) | Goods::Restores { quantity, .. } => {
                let bucket = bucket(line, item);
                let new = new(*quantity)?;
                let nothing = (Cost::default(), Quantity::ZERO);
                let entry = book.receive(self.tx, &bucket, &new, nothing, origin)?;
                let invoiced = invoiced_cost(self.setup, item, new.quantity, cost)?;
                book.invoice(entry, &invoiced, origin)
            }
            Goods::Keeps { receipt, of, .. } => {
                let entry = entry.ok_or(Violation::NotFound)?;
                // Nothing was expected of what came with its invoice.
                match receipt.expected_cost.is_zero() && !receipt.net_amount.is_zero() {
                    true => book.keep(entry, *of, origin),
                    false => book.reverse(entry, *of, origin),
                }
            }
            Goods::SendsBack { of, quantity, .. } => {
                let entry = entry.ok_or(Violation::NotFound)?;
                let new = new(*quantity)?;
                book.return_to_vendor(self.tx, entry, (*of, &new), origin)
                    .map(drop)
            }
            Goods::Takes { quantity, .. } => {
                let entry = entry.ok_or(Violation::NotFound)?;
                let new = new(*quantity)?;
                book.take(self.tx, entry, &new, origin).map(drop)
            }
            Goods::Issues(_) if self.setup.row.exact_cost_required => {
                Err(Violation::ExactCostRequired)
            }
            Goods::Issues(quantity) => {
                let new = new(*quantity)?;
                book.issue(self.tx, &bucket(line, item), &new, origin)
                    .map(drop)
            }
            Goods::Charges { .. } | Goods::Uncharges { .. } => Ok(()),
        }
    }

    /// Adds a line to the receipt that comes with the document.
    fn receive(
        &mut self,
        line: &Line,
        goods: &Goods,
        quantity: Quantity,
        net: Amount,
    ) -> PurchaseReceiptLineId {
        let id: PurchaseReceiptLineId = self.tx.id();
        let (row, number) = (&line.row, self.moved.receipt_lines.len() + 1);
        self.moved.receipt_lines.push(purchase_receipt_line::Model {
            legal_entity_id: row.legal_entity_id,
            id,
            purchase_receipt_id: uuid::Uuid::nil().into(),
            line_number: i32::try_from(number).unwrap_or(i32::MAX),
            document_number: String::new(),
            posting_date: row.posting_date,
            vendor_id: row.vendor_id,
            purchase_order_line_id: match goods {
                Goods::SendsBack { receipt, .. } => receipt.purchase_order_line_id,
                _ => row.purchase_order_line_id,
            },
            agreement_id: row.agreement_id,
            agreement_line_id: row.agreement_line_id,
            item_id: row.item_id,
            procurement_category_id: row.procurement_category_id,
            description: row.description.clone(),
            variant: row.variant.clone(),
            warehouse_id: row.warehouse_id,
            quantity,
            unit: row
                .unit
                .clone()
                .unwrap_or_else(|| entity::codes::UnitCode(String::new())),
            unit_factor: row.unit_factor,
            net_amount: net,
            expected_cost: Amount::ZERO,
            undoes_purchase_receipt_line_id: None,
            dimension_set_id: row.dimension_set_id,
        });
        id
    }
}

fn not_in_stock() -> Violation {
    Violation::NotAllowed {
        reason: "what bears a charge is kept in stock".to_owned(),
    }
}

/// A quantity of a line in the item's base unit.
fn base_quantity(quantity: Quantity, line: &Line) -> Result<Quantity, Violation> {
    let factor = line.row.unit_factor.decimal();
    to_quantity(quantity.decimal().checked_mul(factor))
}

fn invoiced_cost(
    setup: &Setup,
    item: &item::Model,
    quantity: Quantity,
    direct: Amount,
) -> Result<InvoicedCost, Violation> {
    let indirect = indirect_cost(
        direct,
        quantity,
        item.indirect_cost_percent,
        item.overhead_rate,
        setup.accounting,
    );
    Ok(InvoicedCost {
        quantity,
        direct,
        indirect: indirect.map_err(crate::usecase::ledger::stock::violation)?,
    })
}
