//! How posted documents stand: what is asked before one is cancelled, corrected or given back, of
//! one by whoever does it and of many by whoever tells beforehand (COR-2, C-15). Whether the books
//! let it is found when it is done: a period may be closed, goods may have left the stock.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Quantity;
use entity::ids::{
    ItemId, PurchaseInvoiceId, PurchaseInvoiceLineId, PurchaseOrderLineId, PurchaseReceiptLineId,
    VendorEntryId, VendorId,
};
use entity::kinds::{
    PurchaseCancellationStock, PurchaseInvoiceLineType, PurchaseInvoiceType, VendorBlocked,
    VendorDocumentType,
};
use entity::purchase_invoice::{Entity, Model};
use entity::{
    item, purchase_invoice_line, purchase_invoice_match, purchase_order_line,
    purchase_receipt_line, vendor, vendor_entry,
};
use rust_decimal::Decimal;

use super::given_back::GivenBack;
use super::read;
use crate::domain::giving_back::Returnable;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::check::Check;
use crate::usecase::ledger::vendor::{external_key, numbered};
use crate::usecase::purchase_receipt::read as receipts;

/// What can be done with a posted document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acts {
    /// Whether another document can cancel it.
    pub cancel: bool,
    /// Whether it can be cancelled and opened again to be edited.
    pub correct: bool,
    /// Whether a credit memo can be drafted of what was not given back.
    pub credit: bool,
    /// Whether something of it can go back to the vendor by a return order.
    pub send_back: bool,
}

/// Whether a document is a credit memo.
pub(super) fn is_memo(invoice: &Model) -> bool {
    invoice.document_type == PurchaseInvoiceType::CreditMemo
}

/// What stands around the lines of posted documents.
pub(super) struct Around {
    pub(super) receipts: HashMap<PurchaseReceiptLineId, purchase_receipt_line::Model>,
    /// In smallest steps.
    invoiced: HashMap<PurchaseReceiptLineId, i64>,
    undone: BTreeSet<PurchaseReceiptLineId>,
    left: Returnable,
    items: HashMap<ItemId, item::Model>,
    pub(super) order_lines: HashMap<PurchaseOrderLineId, purchase_order_line::Model>,
}

impl Around {
    /// Loads what stands around lines with the receipts that they invoice, in a number of
    /// statements that does not grow with them.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn load(
        scope: &impl Scope,
        lines: &[purchase_invoice_line::Model],
        matches: &[purchase_invoice_match::Model],
        order_lines: Vec<purchase_order_line::Model>,
    ) -> Result<Self, Failure> {
        let ids = lines.iter().map(|line| line.id).collect();
        let given_back = GivenBack::load(scope, &ids, &BTreeSet::new()).await?;
        let matched: BTreeSet<_> = matches.iter().map(|m| m.purchase_receipt_line_id).collect();
        let found = scope.find::<purchase_receipt_line::Entity>();
        let found = found.by_ids(matched.iter().copied()).await?;
        let matched: Vec<_> = matched.into_iter().collect();
        let items: BTreeSet<_> = lines.iter().filter_map(|line| line.item_id).collect();
        let items = scope.find::<item::Entity>().by_ids(items).await?;
        Ok(Self {
            receipts: found.into_iter().map(|row| (row.id, row)).collect(),
            invoiced: receipts::invoiced(scope, &matched).await?,
            undone: receipts::undone(scope, &matched).await?,
            left: given_back.left,
            items: items.into_iter().map(|row| (row.id, row)).collect(),
            order_lines: order_lines.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// How much of a receipt line is invoiced, in smallest steps.
    pub(super) fn invoiced(&self, receipt: PurchaseReceiptLineId) -> i64 {
        self.invoiced.get(&receipt).copied().unwrap_or_default()
    }
}

/// A posted document with all that is asked before it is cancelled.
pub(super) struct Standing<'a> {
    pub(super) invoice: &'a Model,
    /// Whether another document cancels it.
    pub(super) cancelled: bool,
    pub(super) entry: &'a vendor_entry::Model,
    pub(super) vendor: &'a vendor::Model,
    /// Its lines, by number.
    pub(super) lines: &'a [purchase_invoice_line::Model],
    /// Which receipt lines they invoice.
    pub(super) matches: &'a [purchase_invoice_match::Model],
    pub(super) around: &'a Around,
}

impl Standing<'_> {
    /// What becomes of the goods where nobody says: what became of them before, else those of
    /// receipts stay (COR-5).
    pub(super) fn stock(&self) -> PurchaseCancellationStock {
        let mut lines = self.lines.iter();
        let of_order = lines.any(|line| line.purchase_order_line_id.is_some());
        let usual = match of_order {
            true => PurchaseCancellationStock::KeepReceived,
            false => PurchaseCancellationStock::ReturnToVendor,
        };
        self.invoice.stock.unwrap_or(usual)
    }

    /// Everything that stands against cancelling it (COR-2).
    pub(super) fn check(&self, check: &mut Check) {
        let cancels = is_memo(self.invoice);
        if self.cancelled {
            check.refuse("id", Violation::AlreadyCancelled);
        }
        if cancels {
            if self.invoice.cancels_purchase_invoice_id.is_none() {
                let reason = "only a credit memo that cancels an invoice is cancelled".to_owned();
                check.refuse("id", Violation::NotCancellable { reason });
            }
        } else if !self.cancelled && self.entry.remaining_amount != self.entry.amount {
            check.refuse(
                "id",
                Violation::PartlySettled {
                    remaining: self.entry.remaining_amount,
                    total: self.entry.amount,
                },
            );
        }
        if self.is_blocked() {
            check.refuse("id", Violation::VendorBlocked);
        }
        for (element, line) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            let item = line.item_id.and_then(|id| self.around.items.get(&id));
            if item.is_some_and(|item| item.blocked) {
                own.refuse("itemId", Violation::ItemBlocked);
            }
            let left = self.around.left.left_of_line(line.id);
            if left != line.quantity.decimal() && !cancels && !self.cancelled {
                let reason = "some of it was given back, or is on a return order".to_owned();
                own.refuse("", Violation::NotCancellable { reason });
            }
            check.extend_within("lines", element, own);
        }
    }

    /// Refuses to invoice the goods of a line of a cancelling credit memo again, or to bring them
    /// back.
    pub(super) fn again(
        &self,
        line: &purchase_invoice_line::Model,
        stock: PurchaseCancellationStock,
    ) -> Result<(), Violation> {
        use PurchaseInvoiceLineType::{Charge, GlAccount};
        if matches!(line.line_type, GlAccount | Charge) {
            return Ok(());
        }
        if stock == PurchaseCancellationStock::ReturnToVendor {
            return self.still_outstanding(line);
        }
        let own = self.matches.iter();
        let mut own = own.filter(|own| own.purchase_invoice_line_id == line.id);
        own.try_for_each(|own| {
            let receipt = self.around.receipts.get(&own.purchase_receipt_line_id);
            self.still_open(receipt.ok_or(Violation::NotFound)?)
        })
    }

    /// Refuses to bring goods back to an order that has received others meanwhile, or waits for
    /// none any more.
    fn still_outstanding(&self, line: &purchase_invoice_line::Model) -> Result<(), Violation> {
        let Some(order_line) = line.purchase_order_line_id else {
            return Ok(());
        };
        let ordered = self.around.order_lines.get(&order_line);
        let ordered = ordered.ok_or(Violation::NotFound)?;
        let same =
            |own: &&purchase_invoice_line::Model| own.purchase_order_line_id == Some(order_line);
        let same = self.lines.iter().filter(same);
        let wanted: i64 = same.map(|own| -own.quantity.steps()).sum();
        let open = ordered.quantity.steps()
            - ordered.cancelled_quantity.steps()
            - ordered.received_quantity.steps();
        match wanted > open {
            true => Err(Violation::QuantityAboveOutstanding {
                outstanding: Quantity::from_steps(open),
                limit: Quantity::from_steps(open),
            }),
            false => Ok(()),
        }
    }

    /// Refuses to invoice again what was undone or invoiced otherwise meanwhile.
    fn still_open(&self, receipt: &purchase_receipt_line::Model) -> Result<(), Violation> {
        let open = match self.around.undone.contains(&receipt.id) {
            true => 0,
            false => receipt.quantity.steps() - self.around.invoiced(receipt.id),
        };
        let own = self.matches.iter();
        let own = own.filter(|own| own.purchase_receipt_line_id == receipt.id);
        let wanted: i64 = own.map(|own| -own.quantity.steps()).sum();
        match wanted > open {
            true => Err(Violation::QuantityAboveReceived {
                limit: Quantity::from_steps(open),
            }),
            false => Ok(()),
        }
    }

    fn is_blocked(&self) -> bool {
        self.vendor.blocked == VendorBlocked::All
    }

    /// What can be done with it; `is_used` tells whether another document carries the number that
    /// would come back.
    fn acts(&self, is_used: bool) -> Acts {
        let mut check = Check::new();
        self.check(&mut check);
        let stock = self.stock();
        let again = |line: &purchase_invoice_line::Model| self.again(line, stock).is_ok();
        let comes_again = !is_memo(self.invoice) || self.lines.iter().all(again);
        let cancel = !check.is_bad() && !is_used && comes_again;
        let left = &self.around.left;
        let is_turned = |line: &purchase_invoice_line::Model| {
            line.quantity < Quantity::ZERO && !left.left_of_line(line.id).is_zero()
        };
        let goes_back = |line: &purchase_invoice_line::Model| {
            let goods = line.item_id.is_some() || line.procurement_category_id.is_some();
            goods && left.has_goods(line.id) && left.limit_of_line(line.id) > Decimal::ZERO
        };
        let free = !self.is_blocked();
        Acts {
            cancel,
            correct: cancel && !is_memo(self.invoice),
            credit: free && !self.lines.iter().any(is_turned),
            send_back: free && self.lines.iter().any(goes_back),
        }
    }
}

/// What can be done with some posted documents, in a number of statements that does not grow with
/// them. Nothing is locked.
///
/// # Errors
/// When the database fails.
pub async fn acts(
    scope: &impl Scope,
    invoices: &[PurchaseInvoiceId],
) -> Result<HashMap<PurchaseInvoiceId, Acts>, Failure> {
    let rows = scope.find::<Entity>();
    let rows = rows.by_ids(invoices.iter().copied()).await?;
    let cancelled = read::cancelled(scope, invoices).await?;
    let used = numbers_used(scope, &rows).await?;
    let entries = rows.iter().map(|row| row.vendor_entry_id);
    let entries = scope.find::<vendor_entry::Entity>().by_ids(entries).await?;
    let entries: HashMap<VendorEntryId, _> = entries.into_iter().map(|row| (row.id, row)).collect();
    let vendors: BTreeSet<_> = rows.iter().map(|row| row.vendor_id).collect();
    let vendors = scope.find::<vendor::Entity>().by_ids(vendors).await?;
    let vendors: HashMap<VendorId, _> = vendors.into_iter().map(|row| (row.id, row)).collect();
    let lines = read::lines(scope, invoices).await?;
    let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
    let matches = read::matches(scope, &ids).await?;
    let ordered = lines.iter().filter_map(|line| line.purchase_order_line_id);
    let ordered: BTreeSet<_> = ordered.collect();
    let ordered = scope.find::<purchase_order_line::Entity>().by_ids(ordered);
    let around = Around::load(scope, &lines, &matches, ordered.await?).await?;
    let mut of: HashMap<PurchaseInvoiceId, Vec<purchase_invoice_line::Model>> = HashMap::new();
    let places: HashMap<PurchaseInvoiceLineId, PurchaseInvoiceId> = lines
        .iter()
        .map(|line| (line.id, line.purchase_invoice_id))
        .collect();
    for line in lines {
        of.entry(line.purchase_invoice_id).or_default().push(line);
    }
    let mut matched: HashMap<PurchaseInvoiceId, Vec<purchase_invoice_match::Model>> =
        HashMap::new();
    for own in matches {
        if let Some(id) = places.get(&own.purchase_invoice_line_id) {
            matched.entry(*id).or_default().push(own);
        }
    }
    let found = rows.iter().filter_map(|row| {
        let standing = Standing {
            invoice: row,
            cancelled: cancelled.contains(&row.id),
            entry: entries.get(&row.vendor_entry_id)?,
            vendor: vendors.get(&row.vendor_id)?,
            lines: of.get(&row.id).map(Vec::as_slice).unwrap_or_default(),
            matches: matched.get(&row.id).map(Vec::as_slice).unwrap_or_default(),
            around: &around,
        };
        Some((row.id, standing.acts(used.contains(&row.id))))
    });
    Ok(found.collect())
}

/// Which of some documents would come back under a number of the vendor that another carries.
async fn numbers_used(
    scope: &impl Scope,
    rows: &[Model],
) -> Result<BTreeSet<PurchaseInvoiceId>, Failure> {
    let first = rows.iter().filter(|row| is_memo(row));
    let first = first.filter_map(|row| Some((row.id, row.cancels_purchase_invoice_id?)));
    let first: Vec<_> = first.collect();
    let invoices = scope.find::<Entity>();
    let invoices = invoices.by_ids(first.iter().map(|(_, id)| *id)).await?;
    let keys: HashMap<PurchaseInvoiceId, (VendorId, String)> = invoices
        .iter()
        .filter_map(|row| {
            let number = row.vendor_invoice_number.as_deref()?;
            Some((row.id, (row.vendor_id, external_key(number))))
        })
        .collect();
    if keys.is_empty() {
        return Ok(BTreeSet::new());
    }
    let wanted: BTreeSet<_> = keys.values().cloned().collect();
    let used = numbered(scope, VendorDocumentType::Invoice, &wanted).await?;
    let is_used =
        |(_, first): &(_, PurchaseInvoiceId)| keys.get(first).is_some_and(|key| used.contains(key));
    let found = first.into_iter().filter(is_used);
    Ok(found.map(|(id, _)| id).collect())
}
