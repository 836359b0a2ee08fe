//! Cancelling a posted invoice by a credit memo that is applied to it, and cancelling that again by
//! an invoice (COR-1 to COR-5, COR-7). Everything in one transaction: a failure leaves nothing.

use chrono::NaiveDate;
use entity::exact::Quantity;
use entity::ids::PurchaseInvoiceId;
use entity::kinds::{CommitmentEntryType, PurchaseCancellation, PurchaseCancellationStock};
use entity::purchase_invoice::Model;
use entity::{purchase_invoice_line, vendor_entry};

use super::cancelled::Old;
use super::document::{self, Document, Line, Settling};
use super::ledgers::turned;
use super::read::posted_sums;
use crate::domain::invoice_amounts::InvoiceSums;
use crate::domain::money::beyond_amount;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::{groups, period, vendor};

/// The document that is to be cancelled.
#[derive(Clone, Debug)]
pub struct Cancel {
    /// The posted invoice, or the credit memo that cancels one.
    pub id: PurchaseInvoiceId,
    /// What becomes of its goods; they stay where they came with a receipt of an order, else they
    /// go back with it.
    pub stock: Option<PurchaseCancellationStock>,
    /// The day it is posted for; the cancelled document's own if none.
    pub posting_date: Option<NaiveDate>,
    /// The vendor's own number of its credit memo.
    pub vendor_invoice_number: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
}

impl Act for Cancel {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        self.cancel(tx, PurchaseCancellation::Cancel).await
    }
}

impl Cancel {
    /// Cancels, for its own sake or to make room for a correction.
    ///
    /// # Errors
    /// Everything that stands against it; or when the database fails.
    pub(super) async fn cancel(
        &self,
        tx: &TenantTx,
        cancellation: PurchaseCancellation,
    ) -> Result<Model, Failure> {
        let old = Box::pin(Old::load(tx, self.id)).await?;
        let mut check = Check::new();
        check.text_opt("reason", self.reason.as_deref(), 200);
        check.text_opt(
            "vendorInvoiceNumber",
            self.vendor_invoice_number.as_deref(),
            40,
        );
        let posting_date = self.posting_date.unwrap_or(old.invoice.posting_date);
        check.date("postingDate", posting_date);
        if posting_date < old.invoice.posting_date {
            let reason = "nothing is cancelled before it was posted".to_owned();
            check.refuse("postingDate", Violation::Malformed { reason });
        }
        period::must_be_open(tx, "postingDate", posting_date, true, &mut check).await?;
        old.standing().check(&mut check);
        let becomes = document::posted_as(old.becomes());
        let number = self.number(&old);
        vendor::must_be_free(tx, old.vendor.id, becomes, number, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        check.done()?;
        let setup = setup.ok_or_else(|| Failure::Broken("no refusal and no setup".to_owned()))?;
        let stock = self.stock.unwrap_or_else(|| old.standing().stock());
        let document = self.document(tx, &setup, &old, (posting_date, cancellation, stock))?;
        let (row, entry) = Box::pin(document::write(tx, &setup, document)).await?;
        if old.cancels() {
            return Ok(row);
        }
        let freed = vendor_entry::Model {
            external_key: None,
            ..old.entry
        };
        let freed = tx.update(freed).await?;
        if entry.open {
            document::apply(tx, &setup, entry, ("id", freed.id), posting_date).await?;
        }
        Ok(row)
    }

    /// The vendor's own number of the new document: the typed one, or that of the invoice which
    /// comes back.
    fn number<'a>(&'a self, old: &'a Old) -> Option<&'a str> {
        let first = || old.first.as_ref()?.vendor_invoice_number.as_deref();
        self.vendor_invoice_number.as_deref().or_else(first)
    }

    fn document(
        &self,
        tx: &TenantTx,
        setup: &Setup,
        old: &Old,
        (posting_date, cancellation, stock): (
            NaiveDate,
            PurchaseCancellation,
            PurchaseCancellationStock,
        ),
    ) -> Result<Document, Failure> {
        let refuse = |violation| Failure::refused("", violation);
        let again = old.cancels();
        let own = &old.invoice;
        let mut totals = InvoiceSums::default();
        let mut lines = Vec::with_capacity(old.lines.len());
        let groups = groups::of_vendor(&setup.row, &old.vendor).map_err(refuse)?;
        let party = groups::PartyGroups {
            business: own.business_posting_group_id.unwrap_or(groups.business),
            party: old.entry.vendor_posting_group_id,
            ..groups
        };
        for (number, line) in (1..).zip(&old.lines) {
            let row = turned_line(tx, line, number, posting_date).map_err(refuse)?;
            let sums = posted_sums(&row).map_err(refuse)?;
            totals = totals.plus(&sums).map_err(refuse)?;
            lines.push(Line {
                products: old.products(setup, line).map_err(refuse)?,
                tax: old.tax(line, party.tax_business, setup).map_err(refuse)?,
                goods: old.goods(line, &row, stock).map_err(refuse)?,
                row,
                sums,
            });
        }
        let due = if again { own.due_date } else { posting_date };
        let row = Model {
            id: tx.id(),
            number: String::new(),
            document_type: old.becomes(),
            vendor_invoice_number: self.number(old).map(str::to_owned),
            posting_date,
            document_date: posting_date,
            due_date: old
                .first
                .as_ref()
                .map_or(due, |first| first.due_date.max(posting_date)),
            discount_date: None,
            invoice_discount_amount: totals.invoice_discount,
            net_amount: totals.net,
            tax_amount: totals.tax,
            total_amount: totals.total,
            cancels_purchase_invoice_id: Some(own.id),
            cancellation: Some(cancellation),
            stock: Some(stock),
            reason: self.reason.clone(),
            recorded_at: tx.instant(),
            recorded_by: tx.grant().subject().to_owned(),
            ..own.clone()
        };
        Ok(Document {
            row,
            vendor: old.vendor.clone(),
            currency: old.currency,
            party,
            totals,
            settling: Settling::default(),
            lines,
            order_lines: old.around.order_lines.clone(),
            entry_type: match again {
                true => CommitmentEntryType::Invoiced,
                false => CommitmentEntryType::Reversed,
            },
            reason: match cancellation {
                PurchaseCancellation::Cancel => "purchaseInvoiceCancel",
                PurchaseCancellation::Correct => "purchaseInvoiceCorrect",
            },
            cancels: Some(old.posted()),
        })
    }
}

/// A posted line with everything turned.
fn turned_line(
    tx: &TenantTx,
    line: &purchase_invoice_line::Model,
    line_number: i32,
    posting_date: NaiveDate,
) -> Result<purchase_invoice_line::Model, Violation> {
    let quantity = Quantity::ZERO.checked_sub(line.quantity);
    Ok(purchase_invoice_line::Model {
        id: tx.id(),
        line_number,
        document_number: String::new(),
        posting_date,
        quantity: quantity.ok_or_else(beyond_amount)?,
        line_discount_amount: turned(line.line_discount_amount)?,
        invoice_discount_amount: turned(line.invoice_discount_amount)?,
        net_amount: turned(line.net_amount)?,
        tax_amount: turned(line.tax_amount)?,
        reverses_purchase_invoice_line_id: Some(line.id),
        ..line.clone()
    })
}
