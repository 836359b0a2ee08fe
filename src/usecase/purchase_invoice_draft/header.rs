//! The header of a draft: what may be typed of it, and what is wrong with it.

use chrono::NaiveDate;
use entity::exact::{Amount, Percent};
use entity::ids::{DimensionId, DimensionValueId, VendorEntryId};
use entity::kinds::PurchaseInvoiceType;
use entity::purchase_invoice_draft::Model;
use entity::vendor_entry;
use rust_decimal::Decimal;

use crate::domain::money::{Currency, check_percent, scale_fits};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::dimension_set::store;

/// What is typed of a header; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct HeaderEdit {
    /// The vendor's own number of it.
    pub vendor_invoice_number: Edit<String>,
    /// The day it shall be posted for.
    pub posting_date: Edit<NaiveDate>,
    /// The date on the document.
    pub document_date: Edit<NaiveDate>,
    /// When it is to be paid.
    pub due_date: Edit<NaiveDate>,
    /// Code of the payment terms.
    pub payment_terms: Edit<String>,
    /// Invoice discount in percent.
    pub invoice_discount_percent: Option<Decimal>,
    /// Invoice discount in money, with the document's sign.
    pub invoice_discount_amount: Option<Decimal>,
    /// The total on the vendor's paper, with the document's sign.
    pub document_total: Edit<Decimal>,
    /// The vendor entry that it is applied to when posted.
    pub vendor_entry: Edit<VendorEntryId>,
    /// Its dimension values.
    pub dimensions: Option<Vec<(DimensionId, DimensionValueId)>>,
}

impl HeaderEdit {
    /// Lays what is typed over a draft, and refuses what is wrong with the result.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn apply(
        &self,
        tx: &TenantTx,
        draft: &mut Model,
        currency: Currency,
        check: &mut Check,
    ) -> Result<(), Failure> {
        apply(
            &mut draft.vendor_invoice_number,
            self.vendor_invoice_number.clone(),
        );
        apply(&mut draft.posting_date, self.posting_date);
        apply(&mut draft.document_date, self.document_date);
        apply(&mut draft.due_date, self.due_date);
        apply(&mut draft.payment_terms, self.payment_terms.clone());
        apply(&mut draft.vendor_entry_id, self.vendor_entry);
        self.discount(draft, currency, check);
        if let Some(total) = self.document_total {
            let total = total.and_then(|total| amount(check, "documentTotal", total, currency));
            draft.document_total = total;
        }
        check.text_opt(
            "vendorInvoiceNumber",
            draft.vendor_invoice_number.as_deref(),
            40,
        );
        check.text_opt("paymentTerms", draft.payment_terms.as_deref(), 40);
        for (field, date) in [
            ("postingDate", draft.posting_date),
            ("documentDate", draft.document_date),
            ("dueDate", draft.due_date),
        ] {
            if let Some(date) = date {
                check.date(field, date);
            }
        }
        if let Some(id) = self.vendor_entry.flatten() {
            applied_to(tx, draft, id, check).await?;
        }
        if let Some(dimensions) = &self.dimensions {
            let set = store::run(tx, "dimensions", dimensions).await;
            draft.dimension_set_id = check.absorb(set)?.flatten();
        }
        Ok(())
    }

    fn discount(&self, draft: &mut Model, currency: Currency, check: &mut Check) {
        if let Some(percent) = self.invoice_discount_percent {
            let field = "invoiceDiscountPercent";
            let percent = check
                .exact(field, Percent::try_new(percent))
                .unwrap_or_default();
            if let Some(refusal) = check_percent(percent) {
                check.refuse(field, refusal.violation);
            }
            draft.invoice_discount_percent = percent;
        }
        if let Some(discount) = self.invoice_discount_amount {
            let discount = amount(check, "invoiceDiscountAmount", discount, currency);
            draft.invoice_discount_amount = discount.unwrap_or_default();
        }
        // The latest that was typed holds, as long as not both are.
        match (self.invoice_discount_percent, self.invoice_discount_amount) {
            (Some(_), None) => draft.invoice_discount_amount = Amount::ZERO,
            (None, Some(_)) => draft.invoice_discount_percent = Percent::ZERO,
            (Some(percent), Some(amount)) if !percent.is_zero() && !amount.is_zero() => {
                let reason = "the discount is a percentage or an amount".to_owned();
                check.refuse("invoiceDiscountAmount", Violation::NotAllowed { reason });
            }
            _ => {}
        }
    }
}

fn amount(check: &mut Check, field: &str, value: Decimal, currency: Currency) -> Option<Amount> {
    let amount = check.exact(field, Amount::try_new(value))?;
    match scale_fits(amount, currency) {
        Ok(()) => Some(amount),
        Err(violation) => {
            check.refuse(field, violation);
            None
        }
    }
}

/// Whether the draft may be applied to a vendor entry: a credit memo, to what is owed to the same
/// vendor in the same currency. Whether that is open is asked when it is posted.
async fn applied_to(
    tx: &TenantTx,
    draft: &Model,
    id: VendorEntryId,
    check: &mut Check,
) -> Result<(), Failure> {
    let field = "appliesToVendorEntryId";
    let Some(entry) = tx.find::<vendor_entry::Entity>().by_id(id).await? else {
        check.refuse(field, Violation::NotFound);
        return Ok(());
    };
    for violation in unfit(draft, &entry) {
        check.refuse(field, violation);
    }
    Ok(())
}

/// Everything that speaks against applying a draft to an entry, but for whether it is open.
#[must_use]
pub fn unfit(draft: &Model, entry: &vendor_entry::Model) -> Vec<Violation> {
    let mut found = Vec::new();
    if draft.document_type != PurchaseInvoiceType::CreditMemo {
        let reason = "only a credit memo is applied as it is posted".to_owned();
        found.push(Violation::NotAllowed { reason });
    }
    if entry.vendor_id != draft.vendor_id {
        found.push(Violation::OtherVendor);
    }
    if entry.currency != draft.currency {
        found.push(Violation::OtherCurrency {
            expected: draft.currency,
            found: entry.currency,
        });
    }
    if entry.amount > Amount::ZERO {
        let reason = "a credit memo is applied to what is owed".to_owned();
        found.push(Violation::NotApplicable { reason });
    }
    found
}
