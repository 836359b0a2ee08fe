//! What a document posts to the general ledger, in its own and in the accounting currency (PST-3).

use std::collections::BTreeMap;

use entity::exact::{Amount, Rate};
use entity::gl_entry;
use entity::ids::GlAccountId;
use entity::kinds::{DiscountPosting, PurchaseInvoiceLineType};

use super::document::{Document, Line};
use crate::domain::allocation::Running;
use crate::domain::invoice_amounts::TaxRate;
use crate::domain::money::{Currency, beyond_amount};
use crate::domain::violation::{Refusal, Violation};
use crate::domain::voucher::Posting;
use crate::usecase::ledger::setup::{General, OfVendor, Setup};
use crate::usecase::purchase_invoice_draft::amounts::TaxPair;

/// The tax of one pair of groups, in both currencies.
pub(super) struct Taxed {
    pub(super) rate: TaxRate<TaxPair>,
    pub(super) account: GlAccountId,
    pub(super) base: Amount,
    pub(super) tax: Amount,
    pub(super) accounting_base: Amount,
    pub(super) accounting_tax: Amount,
}

/// A document in the ledgers.
#[derive(Default)]
pub(super) struct Ledgers {
    pub(super) postings: Vec<Posting>,
    pub(super) taxes: Vec<Taxed>,
    /// The lines' net amounts in the accounting currency.
    pub(super) nets: Vec<Amount>,
    /// The total in the accounting currency.
    pub(super) total: Amount,
}

/// Works the postings out. Everything is converted as one running sum, so that the accounting
/// amounts balance by themselves and sum to the converted total.
///
/// # Errors
/// All set-up that is missing; numbers out of range.
pub(super) fn ledgers(
    setup: &Setup,
    document: &Document,
    rate: Rate,
) -> Result<Ledgers, Vec<Refusal>> {
    let mut work = Work {
        setup,
        document,
        running: Running::new(rate.decimal(), setup.accounting.decimals),
        posted: document
            .cancels
            .as_ref()
            .map(|posted| posted.entries.iter()),
        found: Ledgers::default(),
        refusals: Vec::new(),
    };
    for (element, line) in document.lines.iter().enumerate() {
        let before = work.found.total;
        if let Err(violation) = work.line(line) {
            work.refuse(violation, Some(element));
        }
        let net = work.found.total.checked_sub(before);
        work.found.nets.push(net.unwrap_or_default());
    }
    if let Err(violation) = work.taxes() {
        work.refuse(violation, None);
    }
    if let Err(violation) = work.payables() {
        work.refuse(violation, None);
    }
    match work.refusals.is_empty() {
        true => Ok(work.found),
        false => Err(work.refusals),
    }
}

struct Work<'a> {
    setup: &'a Setup,
    document: &'a Document,
    running: Running,
    /// The entries of what is cancelled that are not taken back yet.
    posted: Option<std::slice::Iter<'a, gl_entry::Model>>,
    found: Ledgers,
    refusals: Vec<Refusal>,
}

impl Work<'_> {
    fn refuse(&mut self, violation: Violation, element: Option<usize>) {
        let refusal = Refusal::of("", violation);
        let refusal = match element {
            Some(element) => refusal.within("lines", element),
            None => refusal,
        };
        self.refusals.push(refusal);
    }

    fn currency(&self) -> Currency {
        self.document.currency
    }

    /// Posts an amount and gives its account, and the amount in the accounting currency. What a
    /// document cancels is taken back from the accounts that it was posted to, in the same order;
    /// the set-up may name others by now.
    fn post(
        &mut self,
        account: impl FnOnce(&Setup) -> Result<GlAccountId, Violation>,
        amount: Amount,
        line: Option<&Line>,
    ) -> Result<(GlAccountId, Amount), Violation> {
        let accounting = self.running.next(amount)?;
        let nothing = amount.is_zero() && accounting.is_zero();
        let account = match &mut self.posted {
            Some(posted) if !nothing => {
                let entry = posted.next().ok_or_else(posted_otherwise)?;
                let took = (turned(amount)?, turned(accounting)?);
                if (entry.amount, entry.accounting_amount) != took {
                    return Err(posted_otherwise());
                }
                self.setup.open(entry.gl_account_id)?
            }
            _ => account(self.setup)?,
        };
        let total = self.found.total.checked_add(accounting);
        self.found.total = total.ok_or_else(beyond_amount)?;
        let text = line.map_or(self.document.vendor.name.as_str(), |own| {
            &own.row.description
        });
        let dimensions = match line {
            Some(line) => line.row.dimension_set_id,
            None => self.document.row.dimension_set_id,
        };
        self.found.postings.push(Posting {
            account,
            currency: self.currency().code,
            amount,
            accounting,
            dimensions,
            text: text.to_owned(),
        });
        Ok((account, accounting))
    }

    /// The purchase, and the discounts that have accounts of their own.
    fn line(&mut self, line: &Line) -> Result<(), Violation> {
        let business = self.document.party.business;
        let product = line.products.product;
        let sums = &line.sums;
        let posting = self.document.discount_posting(self.setup);
        let lines = matches!(
            posting,
            DiscountPosting::LineDiscounts | DiscountPosting::AllDiscounts
        );
        let invoice = matches!(
            posting,
            DiscountPosting::InvoiceDiscounts | DiscountPosting::AllDiscounts
        );
        let line_discount = match lines {
            true => sums.line_discount,
            false => Amount::ZERO,
        };
        let invoice_discount = match invoice {
            true => sums.invoice_discount,
            false => Amount::ZERO,
        };
        let gross = sums
            .net
            .checked_add(line_discount)
            .and_then(|sum| sum.checked_add(invoice_discount))
            .ok_or_else(beyond_amount)?;
        let account = |setup: &Setup| match (line.row.line_type, line.row.gl_account_id) {
            (PurchaseInvoiceLineType::GlAccount, Some(account)) => {
                setup.direct(account).map(|row| row.id)
            }
            _ => setup.general(business, product, General::Purchase),
        };
        self.post(account, gross, Some(line))?;
        for (discount, which) in [
            (line_discount, General::LineDiscount),
            (invoice_discount, General::InvoiceDiscount),
        ] {
            if !discount.is_zero() {
                let account = |setup: &Setup| setup.general(business, product, which);
                self.post(account, turned(discount)?, Some(line))?;
            }
        }
        Ok(())
    }

    fn taxes(&mut self) -> Result<(), Violation> {
        let document = self.document;
        let mut groups: BTreeMap<TaxRate<TaxPair>, (Amount, Amount, Amount)> = BTreeMap::new();
        for (line, net) in document.lines.iter().zip(&self.found.nets) {
            let sum = groups.entry(line.tax).or_default();
            sum.0 = sum.0.checked_add(line.sums.net).ok_or_else(beyond_amount)?;
            sum.1 = sum.1.checked_add(line.sums.tax).ok_or_else(beyond_amount)?;
            sum.2 = sum.2.checked_add(*net).ok_or_else(beyond_amount)?;
        }
        for (rate, (base, tax, accounting_base)) in groups {
            let (business, product) = rate.group;
            let account = |setup: &Setup| {
                let terms = setup.tax(business, product)?;
                setup.tax_account(terms.purchase, business, product)
            };
            let (account, accounting_tax) = self.post(account, tax, None)?;
            self.found.taxes.push(Taxed {
                rate,
                account,
                base,
                tax,
                accounting_base,
                accounting_tax,
            });
        }
        Ok(())
    }

    fn payables(&mut self) -> Result<(), Violation> {
        let party = self.document.party.party;
        let account = self.setup.vendor(party, OfVendor::Payables)?;
        self.found.postings.push(Posting {
            account,
            currency: self.currency().code,
            amount: turned(self.document.totals.total)?,
            accounting: turned(self.found.total)?,
            dimensions: self.document.row.dimension_set_id,
            text: self.document.vendor.name.clone(),
        });
        Ok(())
    }
}

/// The amounts of a posted document are those of its lines, unless the set-up split them otherwise.
fn posted_otherwise() -> Violation {
    Violation::NotCancellable {
        reason: "its discounts were posted otherwise than the ledger setup's discountPosting says"
            .to_owned(),
    }
}

/// The same with the other sign.
pub(super) fn turned(amount: Amount) -> Result<Amount, Violation> {
    Amount::ZERO.checked_sub(amount).ok_or_else(beyond_amount)
}
