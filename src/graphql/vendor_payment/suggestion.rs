//! What clients see of suggested payments.

use async_graphql::{ComplexObject, Enum, ID, Object, Result, SimpleObject};

use crate::domain::payment_proposal::{PassedOver, ProposedLine};
use crate::graphql::id::global;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal, Money};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::vendor_entry::object::VendorEntry;
use crate::graphql::view::View;
use crate::usecase::vendor_payment::suggest::{OfVendor, Steps, Suggestions};

/// What could be paid.
pub struct PaymentSuggestions {
    found: Suggestions,
    view: View,
}

impl PaymentSuggestions {
    /// What was found, and the view that it was read from.
    #[must_use]
    pub fn new(found: Suggestions, view: View) -> Self {
        Self { found, view }
    }
}

/// What could be paid.
#[Object]
impl PaymentSuggestions {
    /// By vendor, in the order of payment.
    async fn vendors(&self) -> Vec<VendorPaymentSuggestion> {
        let one = |own: &OfVendor| VendorPaymentSuggestion {
            own: own.clone(),
            currency: CurrencyCode(self.found.currency),
            posting_date: Date(self.found.posting_date),
            view: self.view.clone(),
        };
        self.found.vendors.iter().map(one).collect()
    }

    /// What would have been paid and is not, with the reason.
    async fn passed_over(&self) -> Vec<PaymentPassedOver> {
        let one = |own: &PassedOver| PaymentPassedOver {
            reason: own.reason.into(),
            own: *own,
            view: self.view.clone(),
        };
        self.found.passed_over.iter().map(one).collect()
    }
}

/// What one vendor could be paid.
pub struct VendorPaymentSuggestion {
    own: OfVendor,
    currency: CurrencyCode,
    posting_date: Date,
    view: View,
}

/// What one vendor could be paid.
#[Object]
impl VendorPaymentSuggestion {
    /// The vendor.
    async fn vendor(&self) -> Result<Vendor> {
        let row = self.view.must_load(self.own.proposal.vendor).await?;
        Ok(Vendor::new((*row).clone(), self.view.clone()))
    }

    /// The sum of the lines' amounts. Zero where debts and claims only settle each other.
    async fn total(&self) -> Money {
        Money::of(self.own.proposal.total, self.currency.0)
    }

    /// What is paid of which entry: debts in the order of payment, then claims that reduce it.
    async fn lines(&self) -> Vec<PaymentSuggestionLine> {
        let one = |line: &ProposedLine| PaymentSuggestionLine {
            amount: Decimal::of(line.amount),
            discount: Decimal::of(line.discount),
            line: *line,
            view: self.view.clone(),
        };
        self.own.proposal.lines.iter().map(one).collect()
    }

    /// What is to be applied before the payment, as `vendorEntryApply` takes it: claims of ours to
    /// what we owe.
    async fn apply_first(&self) -> Vec<SuggestedApplication> {
        let one = |steps: &Steps| {
            Some(SuggestedApplication {
                vendor_entry_id: global(steps.entry?),
                posting_date: self.posting_date,
                accept_tolerance: false,
                applications: applications(steps),
            })
        };
        self.own.before.iter().filter_map(one).collect()
    }

    /// The payment, as `vendorPaymentPost` takes it; none where there is nothing left to pay.
    async fn payment(&self) -> Option<SuggestedPayment> {
        let steps = self.own.payment.as_ref()?;
        Some(SuggestedPayment {
            vendor_id: global(self.own.proposal.vendor),
            posting_date: self.posting_date,
            currency: self.currency,
            amount: Decimal(steps.amount),
            applications: applications(steps),
        })
    }
}

fn applications(steps: &Steps) -> Vec<SuggestedPart> {
    let one =
        |(entry, amount): &(entity::ids::VendorEntryId, rust_decimal::Decimal)| SuggestedPart {
            vendor_entry_id: global(*entry),
            amount: Decimal(*amount),
        };
    steps.applications.iter().map(one).collect()
}

/// What is paid of an entry.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PaymentSuggestionLine {
    /// What is paid; below zero for a claim of ours, which reduces the payment.
    amount: Decimal,
    /// The discount that is taken; below zero for what a claim takes off the discounts.
    discount: Decimal,
    #[graphql(skip)]
    line: ProposedLine,
    #[graphql(skip)]
    view: View,
}

/// What is paid of an entry.
#[ComplexObject]
impl PaymentSuggestionLine {
    /// The entry.
    async fn vendor_entry(&self) -> Result<VendorEntry> {
        let row = self.view.must_load(self.line.entry).await?;
        Ok(VendorEntry::new((*row).clone(), self.view.clone()))
    }
}

/// A claim of ours that is to be applied before a payment; an input of `vendorEntryApply`.
#[derive(SimpleObject)]
pub struct SuggestedApplication {
    /// The claim.
    vendor_entry_id: ID,
    /// The day it is posted for.
    posting_date: Date,
    /// No difference is written off, since the payment covers it.
    accept_tolerance: bool,
    /// What it settles.
    applications: Vec<SuggestedPart>,
}

/// A payment; an input of `vendorPaymentPost`.
#[derive(SimpleObject)]
pub struct SuggestedPayment {
    /// The vendor.
    vendor_id: ID,
    /// The day it is posted for.
    posting_date: Date,
    /// The currency.
    currency: CurrencyCode,
    /// What is paid.
    amount: Decimal,
    /// What it settles.
    applications: Vec<SuggestedPart>,
}

/// An entry that is settled.
#[derive(SimpleObject)]
pub struct SuggestedPart {
    /// The entry.
    vendor_entry_id: ID,
    /// What is applied to it.
    amount: Decimal,
}

/// A vendor or an entry that would have been paid and is not.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PaymentPassedOver {
    /// Why not.
    reason: PaymentPassedOverReason,
    #[graphql(skip)]
    own: PassedOver,
    #[graphql(skip)]
    view: View,
}

/// A vendor or an entry that would have been paid and is not.
#[ComplexObject]
impl PaymentPassedOver {
    /// The vendor.
    async fn vendor(&self) -> Result<Vendor> {
        let row = self.view.must_load(self.own.vendor).await?;
        Ok(Vendor::new((*row).clone(), self.view.clone()))
    }

    /// The entry; none where the vendor with all its entries is meant.
    async fn vendor_entry(&self) -> Result<Option<VendorEntry>> {
        let row = self.view.may_load(self.own.entry).await?;
        Ok(row.map(|row| VendorEntry::new((*row).clone(), self.view.clone())))
    }

    /// The reason, for people.
    async fn message(&self) -> &'static str {
        match self.reason {
            PaymentPassedOverReason::VendorBlocked => "the vendor is blocked",
            PaymentPassedOverReason::OnHold => "the entry is on hold",
            PaymentPassedOverReason::AboveAvailable => "it is more than what is left to pay from",
            PaymentPassedOverReason::InOurFavour => "the vendor owes us more than we owe it",
        }
    }
}

/// Why something is not paid.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::payment_proposal::PassedOverReason")]
pub enum PaymentPassedOverReason {
    /// The vendor is blocked.
    VendorBlocked,
    /// The entry is on hold.
    OnHold,
    /// It is more than what is left of the available amount.
    AboveAvailable,
    /// The vendor owes us more than we owe.
    InOurFavour,
}
