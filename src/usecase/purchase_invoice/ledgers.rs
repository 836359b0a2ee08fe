//! What a document posts to the general ledger, in its own and in the accounting currency (PST-3).

use std::collections::BTreeMap;

use entity::exact::{Amount, Rate};
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

    /// Posts an amount and gives it in the accounting currency.
    fn post(
        &mut self,
        account: GlAccountId,
        amount: Amount,
        line: Option<&Line>,
    ) -> Result<Amount, Violation> {
        let accounting = self.running.next(amount)?;
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
        Ok(accounting)
    }

    /// The purchase, and the discounts that have accounts of their own.
    fn line(&mut self, line: &Line) -> Result<(), Violation> {
        let (setup, business) = (self.setup, self.document.party.business);
        let product = line.products.product;
        let sums = &line.sums;
        let posting = setup.row.discount_posting;
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
        let account = match (line.row.line_type, line.row.gl_account_id) {
            (PurchaseInvoiceLineType::GlAccount, Some(account)) => setup.direct(account)?.id,
            _ => setup.general(business, product, General::Purchase)?,
        };
        self.post(account, gross, Some(line))?;
        for (discount, which) in [
            (line_discount, General::LineDiscount),
            (invoice_discount, General::InvoiceDiscount),
        ] {
            if !discount.is_zero() {
                let account = setup.general(business, product, which)?;
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
            let terms = self.setup.tax(business, product)?;
            let account = self.setup.tax_account(terms.purchase, business, product)?;
            let accounting_tax = self.post(account, tax, None)?;
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

/// The same with the other sign.
pub(super) fn turned(amount: Amount) -> Result<Amount, Violation> {
    Amount::ZERO.checked_sub(amount).ok_or_else(beyond_amount)
}
