//! How receipts stand: what is asked before one is undone or sent back, of one by whoever does it
//! and of many by whoever tells beforehand (C-15). Whether the books let it is found when it is
//! done: a period may be closed, goods may have left the stock or bear a charge.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Quantity;
use entity::ids::{
    PurchaseOrderId, PurchaseReceiptId, PurchaseReceiptLineId, SalesOrderLineId, VendorId,
};
use entity::kinds::{PurchaseReceiptType, VendorBlocked};
use entity::{purchase_receipt, purchase_receipt_line, sales_order_line, vendor};
use rust_decimal::Decimal;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::purchase_invoice::given_back::GivenBack;
use crate::usecase::shipping::comes_back;

use super::read;

/// What can be done with a receipt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acts {
    /// Whether all of it can be undone.
    pub undo: bool,
    /// Whether something of it can go back to the vendor by a return order.
    pub send_back: bool,
}

/// The order of a receipt that can be undone; none of others.
pub(super) fn order_of(receipt: &purchase_receipt::Model) -> Option<PurchaseOrderId> {
    let is_one = receipt.receipt_type == PurchaseReceiptType::Receipt;
    receipt.purchase_order_id.filter(|_| is_one)
}

/// The lines of some receipts, and what happened to them since.
pub(super) struct Standing {
    lines: Vec<purchase_receipt_line::Model>,
    undone: BTreeSet<PurchaseReceiptLineId>,
    /// In smallest steps.
    invoiced: HashMap<PurchaseReceiptLineId, i64>,
    given_back: GivenBack,
}

impl Standing {
    /// Loads the lines of some receipts, in a number of statements that does not grow with them.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn load(
        scope: &impl Scope,
        receipts: &[PurchaseReceiptId],
    ) -> Result<Self, Failure> {
        let lines = read::lines(scope, receipts).await?;
        let ids: Vec<PurchaseReceiptLineId> = lines.iter().map(|line| line.id).collect();
        let all = ids.iter().copied().collect();
        Ok(Self {
            undone: read::undone(scope, &ids).await?,
            invoiced: read::invoiced(scope, &ids).await?,
            given_back: GivenBack::load(scope, &BTreeSet::new(), &all).await?,
            lines,
        })
    }

    /// The lines, by number.
    pub(super) fn lines(&self) -> &[purchase_receipt_line::Model] {
        &self.lines
    }

    /// What stands against undoing a line: that it was undone before, is invoiced, or goes back by
    /// a return order.
    pub(super) fn against(&self, line: &purchase_receipt_line::Model) -> Option<Violation> {
        let steps = self.invoiced.get(&line.id).copied().unwrap_or_default();
        if self.undone.contains(&line.id) {
            return Some(Violation::AlreadyUndone);
        }
        if steps != 0 {
            let invoiced = Quantity::from_steps(steps);
            return Some(Violation::AlreadyInvoiced { invoiced });
        }
        let left = self.given_back.left.left_of_receipt(line.id);
        let limit = Quantity::try_from(left).unwrap_or_default();
        let promised = limit < line.quantity;
        promised.then_some(Violation::QuantityAboveReturnable { limit })
    }

    /// The sales line that a line was delivered for, straight to the customer.
    fn sale(&self, line: &purchase_receipt_line::Model) -> Option<SalesOrderLineId> {
        let order_line = self.given_back.order_line(line.id);
        order_line.and_then(|own| own.sales_order_line_id)
    }
}

/// Some receipts with all that is asked before something is done with them.
pub struct Around {
    receipts: HashMap<PurchaseReceiptId, purchase_receipt::Model>,
    standing: Standing,
    /// Vendors that are not blocked.
    free: BTreeSet<VendorId>,
    sold: HashMap<SalesOrderLineId, sales_order_line::Model>,
}

impl Around {
    /// Loads what stands around some receipts, in a number of statements that does not grow with
    /// them. Nothing is locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(scope: &impl Scope, receipts: &[PurchaseReceiptId]) -> Result<Self, Failure> {
        let rows = scope.find::<purchase_receipt::Entity>();
        let rows = rows.by_ids(receipts.iter().copied()).await?;
        let vendors: BTreeSet<_> = rows.iter().map(|row| row.vendor_id).collect();
        let vendors = scope.find::<vendor::Entity>().by_ids(vendors).await?;
        let free = vendors
            .iter()
            .filter(|own| own.blocked != VendorBlocked::All);
        let standing = Standing::load(scope, receipts).await?;
        let sold = standing.lines.iter().filter_map(|line| standing.sale(line));
        let sold: BTreeSet<_> = sold.collect();
        let sold = scope.find::<sales_order_line::Entity>().by_ids(sold);
        let sold = sold.await?.into_iter().map(|row| (row.id, row)).collect();
        Ok(Self {
            receipts: rows.into_iter().map(|row| (row.id, row)).collect(),
            free: free.map(|own| own.id).collect(),
            standing,
            sold,
        })
    }

    /// What can be done with one of them.
    #[must_use]
    pub fn acts(&self, receipt: PurchaseReceiptId) -> Acts {
        let lines = self.standing.lines.iter();
        let lines = lines.filter(|line| line.purchase_receipt_id == receipt);
        let left = &self.standing.given_back.left;
        Acts {
            // One of which no line is seen is not known.
            undo: lines.clone().next().is_some()
                && lines.clone().all(|line| self.is_undoable(line)),
            send_back: lines
                .filter(|line| self.free.contains(&line.vendor_id))
                .any(|line| left.left_of_receipt(line.id) > Decimal::ZERO),
        }
    }

    /// Whether a line of one of them can be undone, with the shipment of what it delivered.
    #[must_use]
    pub fn is_undoable(&self, line: &purchase_receipt_line::Model) -> bool {
        let receipt = self.receipts.get(&line.purchase_receipt_id);
        let sold = self.standing.sale(line);
        let sold = sold.and_then(|id| self.sold.get(&id));
        receipt.and_then(order_of).is_some()
            && self.free.contains(&line.vendor_id)
            && self.standing.against(line).is_none()
            && sold.is_none_or(|sold| comes_back(sold, line.quantity).is_ok())
    }
}
