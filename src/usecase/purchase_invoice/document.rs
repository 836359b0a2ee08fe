//! A document that is decided, and how it is written: ledgers, receipt, document, stock, order
//! lines, and at last the commitments, which are contended (PST-1, PST-3).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::ids::{AgreementId, PurchaseInvoiceLineId, PurchaseOrderLineId, VendorEntryId};
use entity::kinds::{
    CommitmentEntryType, DiscountPosting, NumberSequenceScope, PurchaseInvoiceType,
    PurchaseReceiptType, VendorDocumentType, VoucherSource,
};
use entity::purchase_invoice::Model;
use entity::{
    gl_entry, purchase_invoice_line, purchase_order_line, purchase_receipt, tax_entry, vendor,
    vendor_entry,
};

use super::goods::{self, Goods};
use super::ledgers::{Ledgers, Taxed, ledgers, turned};
use crate::domain::commitment::Buckets;
use crate::domain::fulfillment::moved;
use crate::domain::invoice_amounts::{InvoiceSums, TaxRate};
use crate::domain::money::{Currency, beyond_amount};
use crate::domain::violation::{Refusal, Violation};
use crate::domain::voucher::Voucher;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::amount_limit;
use crate::usecase::commitment::held::Held;
use crate::usecase::commitment::post::{self, Movement, Mover};
use crate::usecase::ledger::groups::{PartyGroups, ProductGroups};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::stock::Written;
use crate::usecase::ledger::{settle, vendor as vendor_ledger, voucher};
use crate::usecase::number_sequence::draw;
use crate::usecase::purchase_invoice_draft::amounts::TaxPair;
use crate::usecase::purchase_order_line::row;

/// What a vendor entry says of paying early or not exactly.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settling {
    pub(super) discount_tolerance_date: Option<NaiveDate>,
    /// The payment discount, above zero.
    pub(super) discount: Amount,
    /// The largest difference that a payment may leave, above zero.
    pub(super) tolerance: Amount,
}

/// A decided document. Number, voucher and vendor entry of its row are filled in as it is written.
pub(super) struct Document {
    pub(super) row: Model,
    pub(super) vendor: vendor::Model,
    pub(super) currency: Currency,
    pub(super) party: PartyGroups,
    pub(super) totals: InvoiceSums,
    pub(super) settling: Settling,
    pub(super) lines: Vec<Line>,
    /// The order lines that it moves, as they stand.
    pub(super) order_lines: HashMap<PurchaseOrderLineId, purchase_order_line::Model>,
    pub(super) entry_type: CommitmentEntryType,
    pub(super) reason: &'static str,
    /// How the document that it cancels was posted; none where it cancels none.
    pub(super) cancels: Option<Posted>,
}

/// How a document was posted to the general ledger.
pub(super) struct Posted {
    pub(super) discount_posting: Option<DiscountPosting>,
    /// Its entries, in their order.
    pub(super) entries: Vec<gl_entry::Model>,
}

/// One line of a document. Its row is whole but for the document's id and number.
pub(super) struct Line {
    pub(super) row: purchase_invoice_line::Model,
    pub(super) sums: InvoiceSums,
    pub(super) products: ProductGroups,
    pub(super) tax: TaxRate<TaxPair>,
    pub(super) goods: Vec<Goods>,
}

/// Writes a document.
///
/// # Errors
/// Everything that stands against it; or when the database fails.
pub(super) async fn write(
    tx: &TenantTx,
    setup: &Setup,
    document: Document,
) -> Result<(Model, vendor_entry::Model), Failure> {
    let ledgers =
        ledgers(setup, &document, document.row.exchange_rate).map_err(Failure::Refused)?;
    let mut moved = Box::pin(goods::run(tx, setup, &document, &ledgers)).await?;
    let stock = moved.book.postings(setup, document.party.business);
    let stock = stock.map_err(|violations| {
        let refusals = violations.into_iter().map(|v| Refusal::of("", v));
        Failure::Refused(refusals.collect())
    })?;
    let order_lines = document.moved_order_lines()?;
    let movements = document.movements(&order_lines)?;
    let scope = match document.row.document_type {
        PurchaseInvoiceType::Invoice => NumberSequenceScope::PurchaseInvoice,
        PurchaseInvoiceType::CreditMemo => NumberSequenceScope::PurchaseCreditMemo,
    };
    let number = draw::run(tx, scope, None).await?;
    let postings = [ledgers.postings.clone(), stock].concat();
    let balanced = Voucher::try_new(postings).map_err(|e| Failure::Broken(e.to_string()))?;
    let heading = voucher::Heading {
        posting_date: document.row.posting_date,
        source: VoucherSource::PurchaseInvoice,
        document_number: &number,
        text: &document.vendor.name,
    };
    let voucher = voucher::must_write(tx, &heading, &balanced).await?;
    let entry = vendor_entry(tx, &document, &ledgers, (&number, voucher.id))?;
    amount_limit::keep(tx, "", entry.accounting_amount).await?;
    let entry = vendor_ledger::write(tx, entry).await?;
    let row = Model {
        number: number.clone(),
        voucher_id: voucher.id,
        vendor_entry_id: entry.id,
        business_posting_group_id: Some(document.party.business),
        discount_posting: Some(document.discount_posting(setup)),
        ..document.row.clone()
    };
    if !moved.receipt_lines.is_empty() {
        let receipt = receipt(tx, &row, &moved.receipt_lines).await?;
        for line in &mut moved.receipt_lines {
            line.purchase_receipt_id = receipt.id;
            line.document_number = receipt.number.clone();
        }
        tx.insert_all(std::mem::take(&mut moved.receipt_lines))
            .await?;
    }
    let row = tx.insert(row).await.map_err(|failure| match failure {
        Failure::Storage(error) if crate::failure::is_unique_violation(&error) => {
            Failure::refused("id", Violation::AlreadyCancelled)
        }
        other => other,
    })?;
    let lines = document
        .lines
        .iter()
        .map(|line| purchase_invoice_line::Model {
            purchase_invoice_id: row.id,
            document_number: number.clone(),
            ..line.row.clone()
        });
    tx.insert_all(lines.collect()).await?;
    tx.insert_all(moved.matches).await?;
    let taxes = ledgers.taxes.iter().map(|taxed| tax_entry(tx, &row, taxed));
    tx.insert_all(taxes.collect()).await?;
    let written = Written {
        voucher: Some(voucher.id),
        document_number: &number,
    };
    moved.book.write(tx, written).await?;
    for (before, after) in order_lines.into_values() {
        if before != after {
            tx.update(after).await?;
        }
    }
    Box::pin(commitments(tx, movements)).await?;
    Ok((row, entry))
}

/// Applies a document that was just written to another entry of its vendor, as far as it goes.
///
/// # Errors
/// What stands against it; or when the database fails.
pub(super) async fn apply(
    tx: &TenantTx,
    setup: &Setup,
    entry: vendor_entry::Model,
    (field, to): (&str, VendorEntryId),
    posting_date: NaiveDate,
) -> Result<(), Failure> {
    let ask = settle::Ask {
        field,
        targets: &[settle::Wanted {
            entry: to,
            amount: None,
        }],
        posting_date,
        accept_late_discount: false,
        accept_tolerance: false,
    };
    let applied = Box::pin(settle::run(tx, setup, entry, &ask)).await;
    match applied {
        // The one entry has a field of its own in the input of documents.
        Err(Failure::Refused(refusals)) => {
            let of_list = |own: &Refusal| own.field.first().is_some_and(|f| f == settle::TARGETS);
            let refusals = refusals.into_iter().map(|refusal| match of_list(&refusal) {
                true => Refusal::of(field, refusal.violation),
                false => refusal,
            });
            Err(Failure::Refused(refusals.collect()))
        }
        other => other.map(drop),
    }
}

async fn receipt(
    tx: &TenantTx,
    invoice: &Model,
    lines: &[entity::purchase_receipt_line::Model],
) -> Result<purchase_receipt::Model, Failure> {
    let sends_back = lines
        .iter()
        .any(|line| line.quantity.decimal().is_sign_negative());
    let row = purchase_receipt::Model {
        legal_entity_id: invoice.legal_entity_id,
        id: tx.id(),
        number: draw::run(tx, NumberSequenceScope::PurchaseReceipt, None).await?,
        receipt_type: match sends_back {
            true => PurchaseReceiptType::ReturnShipment,
            false => PurchaseReceiptType::Receipt,
        },
        vendor_id: invoice.vendor_id,
        purchase_order_id: invoice.purchase_order_id,
        vendor_shipment_number: None,
        posting_date: invoice.posting_date,
        currency: invoice.currency,
        voucher_id: Some(invoice.voucher_id),
        recorded_at: tx.instant(),
        recorded_by: tx.grant().subject().to_owned(),
    };
    tx.insert(row).await
}

fn vendor_entry(
    tx: &TenantTx,
    document: &Document,
    ledgers: &Ledgers,
    (number, voucher): (&str, entity::ids::VoucherId),
) -> Result<vendor_entry::Model, Failure> {
    let row = &document.row;
    let refuse = |violation| Failure::refused("", violation);
    let amount = turned(document.totals.total).map_err(refuse)?;
    let accounting = turned(ledgers.total).map_err(refuse)?;
    let settling = document.settling;
    let external = row.vendor_invoice_number.clone();
    Ok(vendor_entry::Model {
        legal_entity_id: row.legal_entity_id,
        id: tx.id(),
        vendor_id: row.vendor_id,
        voucher_id: voucher,
        document_type: posted_as(row.document_type),
        document_number: number.to_owned(),
        external_key: external.as_deref().map(vendor_ledger::external_key),
        external_number: external,
        posting_date: row.posting_date,
        document_date: row.document_date,
        due_date: row.due_date,
        discount_date: row.discount_date,
        discount_tolerance_date: settling.discount_tolerance_date,
        currency: row.currency,
        amount,
        accounting_amount: accounting,
        remaining_amount: amount,
        remaining_accounting_amount: accounting,
        discount_amount: settling.discount,
        remaining_discount_amount: settling.discount,
        tolerance_amount: settling.tolerance,
        vendor_posting_group_id: document.party.party,
        on_hold: None,
        open: !amount.is_zero(),
        dimension_set_id: row.dimension_set_id,
        text: document.vendor.name.chars().take(200).collect(),
        row_version: 1,
    })
}

/// What a document is in the vendor ledger.
pub(super) fn posted_as(document_type: PurchaseInvoiceType) -> VendorDocumentType {
    match document_type {
        PurchaseInvoiceType::Invoice => VendorDocumentType::Invoice,
        PurchaseInvoiceType::CreditMemo => VendorDocumentType::CreditMemo,
    }
}

fn tax_entry(tx: &TenantTx, invoice: &Model, taxed: &Taxed) -> tax_entry::Model {
    let (business, product) = taxed.rate.group;
    tax_entry::Model {
        legal_entity_id: invoice.legal_entity_id,
        id: tx.id(),
        voucher_id: invoice.voucher_id,
        vendor_id: Some(invoice.vendor_id),
        customer_id: None,
        posting_date: invoice.posting_date,
        document_number: invoice.number.clone(),
        business_posting_group_id: business,
        product_posting_group_id: product,
        percent: taxed.rate.percent,
        currency: invoice.currency,
        base_amount: taxed.base,
        tax_amount: taxed.tax,
        accounting_base_amount: taxed.accounting_base,
        accounting_tax_amount: taxed.accounting_tax,
        tax_gl_account_id: taxed.account,
    }
}

/// An order line before and after a document.
type Moves = (purchase_order_line::Model, purchase_order_line::Model);

impl Document {
    /// Which discounts are posted to accounts of their own: those that were so on what it cancels.
    pub(super) fn discount_posting(&self, setup: &Setup) -> DiscountPosting {
        let posted = self.cancels.as_ref();
        let posted = posted.and_then(|posted| posted.discount_posting);
        posted.unwrap_or(setup.row.discount_posting)
    }

    /// The posted line that one of its lines cancels.
    pub(super) fn cancelled(
        &self,
        line: &purchase_invoice_line::Model,
    ) -> Option<PurchaseInvoiceLineId> {
        self.cancels.as_ref()?;
        line.reverses_purchase_invoice_line_id
    }

    /// The order lines as the document finds and leaves them.
    fn moved_order_lines(&self) -> Result<BTreeMap<PurchaseOrderLineId, Moves>, Failure> {
        let mut moved = BTreeMap::new();
        for line in &self.lines {
            let Some(id) = line.row.purchase_order_line_id else {
                continue;
            };
            let known = || Failure::Broken("an order line that was not read".to_owned());
            let before = self.order_lines.get(&id).ok_or_else(known)?;
            let moves = moved
                .entry(id)
                .or_insert_with(|| (before.clone(), before.clone()));
            line.moves(&mut moves.1)
                .map_err(|v| Failure::refused("quantity", v))?;
        }
        Ok(moved)
    }

    /// What the document moves of commitments (AGR-12): by order lines where there are any, else by
    /// its own lines (AGR-2).
    fn movements(
        &self,
        order_lines: &BTreeMap<PurchaseOrderLineId, Moves>,
    ) -> Result<Vec<Movement>, Failure> {
        let refuse = |violation| Failure::refused("quantity", violation);
        let mut movements = Vec::new();
        for (&id, (before, after)) in order_lines {
            let Some(commitment) = before.agreement_line_id else {
                continue;
            };
            let own = self
                .lines
                .iter()
                .position(|l| l.row.purchase_order_line_id == Some(id));
            let line = own.and_then(|place| self.lines.get(place));
            let Some(agreement) = line.and_then(|line| line.row.agreement_id) else {
                continue;
            };
            // Quantities are dropped where the commitment counts amounts.
            let (from, to) = (row::line(before).state(), row::line(after).state());
            let delta = moved(&from, &to, true, self.currency);
            movements.push(Movement {
                agreement,
                commitment,
                by: Mover::OrderLine(before.purchase_order_id, id),
                element: own,
                entry_type: self.entry_type,
                delta: delta.map_err(refuse)?,
                reason: self.reason,
            });
        }
        for (element, line) in self.lines.iter().enumerate() {
            let of_order = line.row.purchase_order_line_id.is_some();
            let (Some(agreement), Some(commitment), false) =
                (line.row.agreement_id, line.row.agreement_line_id, of_order)
            else {
                continue;
            };
            movements.push(Movement {
                agreement,
                commitment,
                by: Mover::InvoiceLine(line.row.id),
                element: Some(element),
                entry_type: self.entry_type,
                delta: Buckets {
                    invoiced_quantity: line.row.quantity,
                    invoiced_amount: line.sums.net_before_invoice_discount,
                    ..Buckets::default()
                },
                reason: self.reason,
            });
        }
        Ok(movements)
    }
}

impl Line {
    /// Moves its order line: what is invoiced at the line's net amount (Q6, Q7), and what comes or
    /// goes with it.
    fn moves(&self, line: &mut purchase_order_line::Model) -> Result<(), Violation> {
        let plus = |a: entity::exact::Quantity, b| a.checked_add(b).ok_or_else(beyond_amount);
        line.invoiced_quantity = plus(line.invoiced_quantity, self.row.quantity)?;
        let amount = line
            .invoiced_amount
            .checked_add(self.sums.net_before_invoice_discount);
        line.invoiced_amount = amount.ok_or_else(beyond_amount)?;
        for moved in self.goods.iter().filter_map(Goods::moves) {
            line.received_quantity = plus(line.received_quantity, moved)?;
        }
        Ok(())
    }
}

/// Moves commitments, one agreement after the other.
async fn commitments(tx: &TenantTx, movements: Vec<Movement>) -> Result<(), Failure> {
    let mut by_agreement: BTreeMap<AgreementId, Vec<Movement>> = BTreeMap::new();
    for movement in movements {
        by_agreement
            .entry(movement.agreement)
            .or_default()
            .push(movement);
    }
    for (agreement, mut movements) in by_agreement {
        let held = Held::of(tx, agreement).await?;
        for movement in &mut movements {
            if !held.counts_quantity(movement.commitment) {
                movement.delta = movement.delta.amounts_only();
            }
        }
        movements.retain(|movement| !movement.delta.is_zero());
        post::run(tx, &held.commitments, held.currency, &movements).await?;
    }
    Ok(())
}
