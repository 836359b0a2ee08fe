//! How much of posted invoice lines and receipt lines is given back or promised to be, by all
//! ways: undone receipts, return orders, credit memos and cancellations (COR-2, COR-8, COR-9).
//!
//! Lines of a return order name the receipt line that they send back; what ships and credits them
//! names them, and is counted with them. Lines of other credit memos name the posted line that
//! they reverse.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Quantity;
use entity::ids::{
    PurchaseInvoiceId, PurchaseInvoiceLineId, PurchaseOrderLineId, PurchaseReceiptLineId,
};
use entity::{
    purchase_invoice, purchase_invoice_line, purchase_invoice_match, purchase_order_line,
    purchase_receipt_line,
};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::read;
use crate::domain::giving_back::{Event, Returnable, return_terms};
use crate::domain::money::PriceTerms;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts;
use crate::usecase::purchase_order_line::row::line as order_line;

/// Posted invoice lines and receipt lines with all that was charged, received and given back of
/// the same order lines.
#[derive(Default)]
pub struct GivenBack {
    /// What is left of them.
    pub left: Returnable,
    /// The receipt lines.
    pub receipts: HashMap<PurchaseReceiptLineId, purchase_receipt_line::Model>,
    /// The posted lines, also those that give back.
    pub lines: HashMap<PurchaseInvoiceLineId, purchase_invoice_line::Model>,
    /// Their documents.
    pub invoices: HashMap<PurchaseInvoiceId, purchase_invoice::Model>,
    /// The order lines that were received, and those that send them back.
    pub order_lines: HashMap<PurchaseOrderLineId, purchase_order_line::Model>,
}

impl GivenBack {
    /// Loads what there is around some posted lines and receipt lines, in a fixed number of
    /// statements. Nothing is locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        scope: &impl Scope,
        lines: &BTreeSet<PurchaseInvoiceLineId>,
        receipts: &BTreeSet<PurchaseReceiptLineId>,
    ) -> Result<Self, Failure> {
        if lines.is_empty() && receipts.is_empty() {
            return Ok(Self::default());
        }
        let received = received(scope, lines, receipts).await?;
        let (rows, undoing): (Vec<_>, Vec<_>) = received
            .into_iter()
            .partition(|row| row.undoes_purchase_receipt_line_id.is_none());
        // What goes back with a document is not received.
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|row| row.quantity > Quantity::ZERO)
            .collect();
        let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
        let received_ids: Vec<_> = ids.iter().copied().collect();
        let matches = read::matched(scope, &received_ids).await?;
        let matched = matches.iter().map(|own| own.purchase_invoice_line_id);
        let wanted: BTreeSet<_> = matched.chain(lines.iter().copied()).collect();
        let charging = scope
            .find::<purchase_invoice_line::Entity>()
            .by_ids(wanted.iter().copied())
            .await?;
        let reversing = reversing(scope, &wanted).await?;
        let ordered = rows.iter().filter_map(|row| row.purchase_order_line_id);
        let order_lines = ordered_and_returned(scope, ordered.collect(), &ids).await?;
        let invoices: BTreeSet<_> = charging.iter().map(|row| row.purchase_invoice_id).collect();
        let invoices = scope
            .find::<purchase_invoice::Entity>()
            .by_ids(invoices)
            .await?;
        let mut found = Self {
            left: Returnable::default(),
            receipts: rows.into_iter().map(|row| (row.id, row)).collect(),
            lines: charging.into_iter().map(|row| (row.id, row)).collect(),
            invoices: invoices.into_iter().map(|row| (row.id, row)).collect(),
            order_lines: order_lines.into_iter().map(|row| (row.id, row)).collect(),
        };
        found.know(scope).await?;
        found.happen(&matches, &undoing, &reversing);
        Ok(found)
    }

    /// The order line that a receipt line received.
    #[must_use]
    pub fn order_line(
        &self,
        receipt: PurchaseReceiptLineId,
    ) -> Option<&purchase_order_line::Model> {
        let id = self.receipts.get(&receipt)?.purchase_order_line_id?;
        self.order_lines.get(&id)
    }

    async fn know(&mut self, scope: &impl Scope) -> Result<(), Failure> {
        for row in self.receipts.values() {
            let ordered = row.purchase_order_line_id;
            let ordered = ordered.and_then(|id| self.order_lines.get(&id));
            let terms = ordered.map(|own| order_line(own).priced.terms);
            self.left.receipt(row.id, row.quantity, terms);
        }
        let mut currencies = HashMap::new();
        for row in self.lines.values() {
            let Some(invoice) = self.invoices.get(&row.purchase_invoice_id) else {
                continue;
            };
            let code = invoice.currency;
            let currency = match currencies.get(&code) {
                Some(currency) => *currency,
                None => facts::currency(scope, code).await?,
            };
            currencies.insert(code, currency);
            let terms = PriceTerms {
                unit_price: row.unit_price,
                price_unit: row.price_unit,
                discount_percent: row.discount_percent,
                discount_amount: row.discount_amount,
            };
            // A price that fits no column stays what it is.
            let terms =
                return_terms(row.quantity, terms, row.net_amount, currency).unwrap_or(terms);
            self.left.line(row.id, row.quantity, terms);
        }
        Ok(())
    }

    /// Tells everything that happened, as the ids say in which order.
    fn happen(
        &mut self,
        matches: &[purchase_invoice_match::Model],
        undoing: &[purchase_receipt_line::Model],
        reversing: &[purchase_invoice_line::Model],
    ) {
        let mut events: Vec<(Uuid, Event)> = Vec::new();
        let charges = matches.iter().filter(|own| own.quantity > Quantity::ZERO);
        events.extend(charges.map(|own| {
            let event = Event::Charged {
                line: own.purchase_invoice_line_id,
                receipt: own.purchase_receipt_line_id,
                quantity: own.quantity.decimal(),
            };
            (own.id.0, event)
        }));
        for row in reversing {
            let Some(line) = row.reverses_purchase_invoice_line_id else {
                continue;
            };
            // A document that leaves the goods takes its quantity back from their own receipt.
            let keeps = matches
                .iter()
                .any(|own| own.purchase_invoice_line_id == row.id);
            let event = match keeps {
                true => Event::Kept { line },
                false => Event::Credited {
                    line,
                    quantity: -row.quantity.decimal(),
                },
            };
            events.push((row.id.0, event));
        }
        for row in self.order_lines.values() {
            let quantity = row.quantity.decimal() - row.cancelled_quantity.decimal();
            let returned = row.returned_purchase_receipt_line_id;
            events.extend(
                returned
                    .filter(|_| quantity < Decimal::ZERO)
                    .map(|receipt| {
                        let event = Event::Returned {
                            receipt,
                            quantity: -quantity,
                            terms: order_line(row).priced.terms,
                        };
                        (row.id.0, event)
                    }),
            );
        }
        let undone = undoing.iter().filter_map(|row| {
            let receipt = row.undoes_purchase_receipt_line_id?;
            Some((row.id.0, Event::Undone { receipt }))
        });
        events.extend(undone);
        events.sort_by_key(|(id, _)| *id);
        for (_, event) in events {
            self.left.apply(event);
        }
    }
}

/// The receipt lines that are named or charged, all of the same order lines, and what undoes them.
async fn received(
    scope: &impl Scope,
    lines: &BTreeSet<PurchaseInvoiceLineId>,
    receipts: &BTreeSet<PurchaseReceiptLineId>,
) -> Result<Vec<purchase_receipt_line::Model>, Failure> {
    use purchase_receipt_line::{Column, Entity};
    let ids: Vec<_> = lines.iter().copied().collect();
    let matches = read::matches(scope, &ids).await?;
    let charged = matches.iter().map(|own| own.purchase_receipt_line_id);
    let ids: BTreeSet<_> = charged.chain(receipts.iter().copied()).collect();
    let seen = scope.find::<Entity>().by_ids(ids.iter().copied()).await?;
    let orders: BTreeSet<_> = seen
        .iter()
        .filter_map(|row| row.purchase_order_line_id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let around = Condition::any()
        .add(Column::PurchaseOrderLineId.is_in(orders))
        .add(Column::Id.is_in(ids.iter().copied()))
        .add(Column::UndoesPurchaseReceiptLineId.is_in(ids.iter().copied()));
    let rows = scope.find::<Entity>().filter(around).order_by(Column::Id);
    rows.all().await
}

async fn reversing(
    scope: &impl Scope,
    lines: &BTreeSet<PurchaseInvoiceLineId>,
) -> Result<Vec<purchase_invoice_line::Model>, Failure> {
    use purchase_invoice_line::{Column, Entity};
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let own = Column::ReversesPurchaseInvoiceLineId.is_in(lines.iter().copied());
    scope.find::<Entity>().filter(own).all().await
}

async fn ordered_and_returned(
    scope: &impl Scope,
    ordered: BTreeSet<PurchaseOrderLineId>,
    receipts: &BTreeSet<PurchaseReceiptLineId>,
) -> Result<Vec<purchase_order_line::Model>, Failure> {
    use purchase_order_line::{Column, Entity};
    if receipts.is_empty() {
        return Ok(Vec::new());
    }
    let own = Condition::any()
        .add(Column::Id.is_in(ordered))
        .add(Column::ReturnedPurchaseReceiptLineId.is_in(receipts.iter().copied()));
    scope.find::<Entity>().filter(own).all().await
}
