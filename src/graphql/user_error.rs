//! Business refusals as data (C-03).

use async_graphql::resolver_utils::enum_value;
use async_graphql::{Enum, SimpleObject, Value};

use crate::domain::violation::{LinkOutcome as Outcome, Refusal, Trade, Violation};

use super::scalar::{Decimal, Money};

/// Why an operation was refused.
#[derive(SimpleObject, Clone, Debug)]
pub struct UserError {
    /// Path of the input field that it is about; empty for the whole input.
    field: Vec<String>,
    /// The reason, for people.
    message: String,
    /// The reason, for programs; never changes its meaning.
    code: UserErrorCode,
    /// Which element of the list that the path passes through.
    element_index: Option<i32>,
    /// What remains of the commitment, in its quantity or its amount.
    remaining: Option<Decimal>,
    /// The most (or the least) that would have been accepted.
    limit: Option<Decimal>,
    /// What the document comes to, in the currency of the caller's own limit that it is above.
    amount: Option<Money>,
    /// The version that the row has now.
    current_version: Option<i32>,
    /// Both ways out of a change that would break a link.
    link_conflict: Option<LinkConflict>,
}

/// A change that would break an order line's link, with both ways out.
#[derive(SimpleObject, Clone, Debug)]
pub struct LinkConflict {
    /// What breaks the link.
    reasons: Vec<LinkConflictReason>,
    /// What `UNLINK_AND_REPRICE` would give: priced anew from the price list.
    unlink_and_reprice: LinkOutcome,
    /// What `UNLINK_KEEP_PRICE` would give: the price as edited.
    unlink_keep_price: LinkOutcome,
}

/// One reason why a link would break.
#[derive(SimpleObject, Clone, Debug)]
pub struct LinkConflictReason {
    /// The reason, for programs.
    code: UserErrorCode,
    /// The reason, for people.
    message: String,
    /// What remains of the commitment, where the reason is its maximum.
    remaining: Option<Decimal>,
    /// The most that the line could have, where the reason is the maximum.
    limit: Option<Decimal>,
}

/// What an order line would be after losing its link.
#[derive(SimpleObject, Clone, Debug)]
pub struct LinkOutcome {
    /// The price per price unit.
    unit_price: Decimal,
    /// How many units the price is for.
    price_unit: Decimal,
    /// Discount in percent.
    discount_percent: Decimal,
    /// Discount as an amount per price unit.
    discount_amount: Decimal,
    /// The line's net amount.
    net_amount: Money,
    /// What would remain of the commitment, in its quantity or its amount.
    remaining: Decimal,
}

impl From<Outcome> for LinkOutcome {
    fn from(outcome: Outcome) -> Self {
        Self {
            unit_price: Decimal::of(outcome.unit_price),
            price_unit: Decimal::of(outcome.price_unit),
            discount_percent: Decimal::of(outcome.discount_percent),
            discount_amount: Decimal::of(outcome.discount_amount),
            net_amount: Money::of(outcome.net_amount, outcome.currency),
            remaining: Decimal(outcome.remaining),
        }
    }
}

impl From<Violation> for LinkConflictReason {
    fn from(violation: Violation) -> Self {
        let (remaining, limit) = numbers(&violation);
        Self {
            code: code(&violation),
            message: violation.to_string(),
            remaining,
            limit,
        }
    }
}

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        let Refusal {
            field,
            element,
            violation,
        } = refusal;
        let (remaining, limit) = numbers(&violation);
        let amount = match violation {
            Violation::AmountAboveLimit {
                amount, currency, ..
            } => Some(Money::of(amount, currency)),
            _ => None,
        };
        Self {
            field,
            message: violation.to_string(),
            code: code(&violation),
            element_index: element.and_then(|n| i32::try_from(n).ok()),
            remaining,
            limit,
            amount,
            current_version: match &violation {
                Violation::StaleVersion { current } => Some(*current),
                _ => None,
            },
            link_conflict: match violation {
                Violation::LinkConflict {
                    reasons,
                    reprice,
                    keep_price,
                } => Some(LinkConflict {
                    reasons: reasons.into_iter().map(Into::into).collect(),
                    unlink_and_reprice: (*reprice).into(),
                    unlink_keep_price: (*keep_price).into(),
                }),
                _ => None,
            },
        }
    }
}

/// What remains and what the limit is, where the violation is about either.
fn numbers(violation: &Violation) -> (Option<Decimal>, Option<Decimal>) {
    use Violation as V;
    match violation {
        V::MaximumQuantityExceeded {
            limit, remaining, ..
        } => (Some(Decimal::of(*remaining)), Some(Decimal::of(*limit))),
        V::MaximumAmountExceeded {
            limit, remaining, ..
        } => (Some(Decimal::of(*remaining)), Some(Decimal::of(*limit))),
        V::ReleaseAmountBelowMinimum { limit, .. } | V::ReleaseAmountAboveMaximum { limit, .. } => {
            (None, Some(Decimal::of(*limit)))
        }
        V::AmountAboveLimit { limit, .. } => (None, Some(Decimal::of(*limit))),
        V::OutOfRange { limit } => (None, Some(Decimal(*limit))),
        V::BelowReceived { received } => (None, Some(Decimal::of(*received))),
        V::QuantityAboveOutstanding { outstanding, limit } => {
            (Some(Decimal::of(*outstanding)), Some(Decimal::of(*limit)))
        }
        V::QuantityAboveReceived { limit } | V::QuantityAboveReturnable { limit } => {
            (None, Some(Decimal::of(*limit)))
        }
        V::StockUsed { remaining } => (Some(Decimal::of(*remaining)), None),
        V::StockMissing { available } => (Some(Decimal::of(*available)), None),
        V::PartlySettled { remaining, total } => {
            (Some(Decimal::of(*remaining)), Some(Decimal::of(*total)))
        }
        V::AmountAboveRemaining { remaining } => (Some(Decimal::of(*remaining)), None),
        V::MatchingDiscrepancy { expected, .. } => (None, Some(Decimal(*expected))),
        _ => (None, None),
    }
}

/// The program's word for a violation, as the schema writes it.
#[must_use]
pub fn word(violation: &Violation) -> String {
    match enum_value(code(violation)) {
        Value::Enum(word) => word.to_string(),
        other => other.to_string(),
    }
}

/// The program's word for a violation.
#[must_use]
pub fn code(violation: &Violation) -> UserErrorCode {
    use UserErrorCode as C;
    use Violation as V;
    match violation {
        V::NotFound => C::NotFound,
        V::OutsideLimits => C::OutsideLimits,
        V::AmountAboveLimit { .. } => C::AmountAboveLimit,
        V::StaleVersion { .. } => C::StaleVersion,
        V::Required => C::Required,
        V::NotAllowed { .. } => C::NotAllowed,
        V::Malformed { .. } => C::Malformed,
        V::NotPositive => C::NotPositive,
        V::Negative => C::Negative,
        V::PercentOutOfRange => C::PercentOutOfRange,
        V::TooManyDecimals { .. } => C::TooManyDecimals,
        V::OutOfRange { .. } => C::OutOfRange,
        V::MinimumAboveMaximum => C::MinimumAboveMaximum,
        V::PeriodReversed => C::PeriodReversed,
        V::AlreadyUsed { .. } => C::AlreadyUsed,
        V::InUse => C::InUse,
        V::SequenceExhausted => C::SequenceExhausted,
        V::SequenceMissing => C::SequenceMissing,
        V::NumberAssignment { .. } => C::NumberAssignment,
        V::UnknownCode { .. } => C::UnknownCode,
        V::UnitNotOfItem { .. } => C::UnitNotOfItem,
        V::CategoryCycle => C::CategoryCycle,
        V::Duplicate => C::Duplicate,
        V::VendorBlocked => C::VendorBlocked,
        V::ItemBlocked => C::ItemBlocked,
        V::DimensionValueBlocked => C::DimensionValueBlocked,
        V::AgreementNotEffective { .. } => C::AgreementNotEffective,
        V::AgreementClosed => C::AgreementClosed,
        V::AgreementStatusUnchanged { .. } => C::AgreementStatusUnchanged,
        V::AgreementEmpty => C::AgreementEmpty,
        V::AgreementNotDeletable => C::AgreementNotDeletable,
        V::CurrencyFixed => C::CurrencyFixed,
        V::CommitmentInUse => C::CommitmentInUse,
        V::VendorMismatch => C::VendorMismatch,
        V::CustomerMismatch => C::CustomerMismatch,
        V::CurrencyMismatch { .. } => C::CurrencyMismatch,
        V::DeliveryDateOutsideValidity { .. } => C::DeliveryDateOutsideValidity,
        V::UnitMismatch { .. } => C::UnitMismatch,
        V::DimensionMismatch { .. } => C::DimensionMismatch,
        V::ItemMismatch => C::ItemMismatch,
        V::CategoryMismatch => C::CategoryMismatch,
        V::AlreadyLinked => C::AlreadyLinked,
        V::NotLinked => C::NotLinked,
        V::OtherAgreement => C::OtherAgreement,
        V::OrderWithoutAgreement => C::OrderWithoutAgreement,
        V::MaximumQuantityExceeded { .. } => C::MaximumQuantityExceeded,
        V::MaximumAmountExceeded { .. } => C::MaximumAmountExceeded,
        V::ReleaseAmountBelowMinimum { .. } => C::ReleaseAmountBelowMinimum,
        V::ReleaseAmountAboveMaximum { .. } => C::ReleaseAmountAboveMaximum,
        V::PriceFixed => C::PriceFixed,
        V::LinkConflict { .. } => C::LinkConflict,
        V::DirectInvoicingRequired => C::DirectInvoicingRequired,
        V::NothingToRelease => C::NothingToRelease,
        V::ReleaseIncomplete { .. } => C::ReleaseIncomplete,
        V::OrderStatus { .. } => C::OrderStatus,
        V::OrderEmpty => C::OrderEmpty,
        V::AlreadyReceived => C::AlreadyReceived,
        V::BelowReceived { .. } => C::BelowReceived,
        V::NothingToCancel => C::NothingToCancel,
        V::VendorMissing => C::VendorMissing,
        V::ExchangeRateMissing { .. } => C::ExchangeRateMissing,
        V::Workers { .. } => C::Workers,
        V::DiscountAbovePrice => C::DiscountAbovePrice,
        V::VersionMissing { .. } => C::VersionMissing,
        V::SetupMissing { .. } => C::SetupMissing,
        V::PeriodClosed { .. } => C::PeriodClosed,
        V::NothingToPost => C::NothingToPost,
        V::QuantityAboveOutstanding { .. } => C::QuantityAboveOutstanding,
        V::QuantityAboveReceived { .. } => C::QuantityAboveReceived,
        V::QuantityAboveReturnable { .. } => C::QuantityAboveReturnable,
        V::SignMismatch => C::SignMismatch,
        V::AlreadyInvoiced { .. } => C::AlreadyInvoiced,
        V::AlreadyUndone => C::AlreadyUndone,
        V::StockUsed { .. } => C::StockUsed,
        V::StockMissing { .. } => C::StockMissing,
        V::GlAccountBlocked => C::GlAccountBlocked,
        V::GlAccountNotDirect => C::GlAccountNotDirect,
        V::PostingGroupMismatch => C::PostingGroupMismatch,
        V::VendorInvoiceNumberUsed { .. } => C::VendorInvoiceNumberUsed,
        V::DocumentTotalDiffers { .. } => C::DocumentTotalDiffers,
        V::MatchingDiscrepancy { .. } => C::MatchingDiscrepancy,
        V::AlreadyCancelled => C::AlreadyCancelled,
        V::NotCancellable { .. } => C::NotCancellable,
        V::PartlySettled { .. } => C::PartlySettled,
        V::OtherVendor => C::OtherVendor,
        V::OtherCurrency { .. } => C::OtherCurrency,
        V::NotOpen => C::NotOpen,
        V::AmountAboveRemaining { .. } => C::AmountAboveRemaining,
        V::NotApplicable { .. } => C::NotApplicable,
        V::LaterApplication => C::LaterApplication,
        V::ExactCostRequired => C::ExactCostRequired,
        V::BoundToSale => C::BoundToSale,
        V::LineTypeNotSupported => C::LineTypeNotSupported,
        V::CustomerBlocked => C::CustomerBlocked,
        V::Trade(Trade::NotMutual) => C::TradingPartnerNotMutual,
        V::Trade(Trade::FollowsPartner) => C::FollowsPartner,
        V::Trade(Trade::InForce) => C::AgreementInForce,
        V::Trade(Trade::RefusedByPartner { .. }) => C::RefusedByPartner,
        V::Trade(Trade::NotShipped { .. }) => C::NotShipped,
        V::Trade(Trade::InvoiceDiffers { .. }) => C::PartnerInvoiceDiffers,
        V::TooMany { .. } => C::TooMany,
    }
}

/// Why an operation was refused. Codes are added, never changed.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum UserErrorCode {
    /// The id names nothing that the caller can see.
    NotFound,
    /// What comes of it would be outside of the caller's own limits of vendors and sites.
    OutsideLimits,
    /// The document is larger than what the caller may commit to.
    AmountAboveLimit,
    /// Somebody changed the row in between.
    StaleVersion,
    /// A required value is missing.
    Required,
    /// A value that this kind of row does not have.
    NotAllowed,
    /// Text that is empty, too long or of the wrong form.
    Malformed,
    /// A number that must be above zero and is not.
    NotPositive,
    /// A number that may not be below zero and is.
    Negative,
    /// A percentage outside 0 to 100.
    PercentOutOfRange,
    /// More decimals than are kept.
    TooManyDecimals,
    /// A number too large to keep.
    OutOfRange,
    /// A smallest value above the largest.
    MinimumAboveMaximum,
    /// A period that ends before it begins.
    PeriodReversed,
    /// The code or number is in use.
    AlreadyUsed,
    /// The row is used by others and cannot go.
    InUse,
    /// The number sequence has no number left.
    SequenceExhausted,
    /// No number sequence is set up.
    SequenceMissing,
    /// The sequence gives the numbers; none may be typed, or one must be typed.
    NumberAssignment,
    /// The code is not one we know.
    UnknownCode,
    /// The unit is not one the item is bought in.
    UnitNotOfItem,
    /// A category below itself.
    CategoryCycle,
    /// The same thing twice.
    Duplicate,
    /// The vendor may not be bought from.
    VendorBlocked,
    /// The item may not be bought.
    ItemBlocked,
    /// The dimension value may not be used in new documents.
    DimensionValueBlocked,
    /// The agreement is not effective.
    AgreementNotEffective,
    /// The agreement is closed.
    AgreementClosed,
    /// The transition between two states does not exist.
    AgreementStatusUnchanged,
    /// The agreement has no lines.
    AgreementEmpty,
    /// The agreement is used or was confirmed, and stays.
    AgreementNotDeletable,
    /// The agreement's currency can no longer be changed.
    CurrencyFixed,
    /// The commitment is used, so that what it promises stays.
    CommitmentInUse,
    /// The agreement belongs to another vendor.
    VendorMismatch,
    /// The agreement is with another customer, or with a vendor.
    CustomerMismatch,
    /// The currencies differ.
    CurrencyMismatch,
    /// The delivery day is outside the commitment's validity, both ends included.
    DeliveryDateOutsideValidity,
    /// The unit is not the commitment's.
    UnitMismatch,
    /// Variant, site or warehouse is not the commitment's.
    DimensionMismatch,
    /// The item is not the commitment's.
    ItemMismatch,
    /// The category is not the commitment's or below it.
    CategoryMismatch,
    /// The line is linked already.
    AlreadyLinked,
    /// The line is not linked.
    NotLinked,
    /// The commitment belongs to another agreement than the order's.
    OtherAgreement,
    /// The order has no agreement, and none can be chosen after its creation.
    OrderWithoutAgreement,
    /// The quantity goes beyond an enforced maximum.
    MaximumQuantityExceeded,
    /// The amount goes beyond an enforced maximum.
    MaximumAmountExceeded,
    /// The net amount is below the commitment's least release amount.
    ReleaseAmountBelowMinimum,
    /// The net amount is above the commitment's largest release amount.
    ReleaseAmountAboveMaximum,
    /// The commitment's price and discount are fixed and the line would differ.
    PriceFixed,
    /// The edit would break the line's link; both ways out are in the conflict.
    LinkConflict,
    /// The classification allows invoices only.
    DirectInvoicingRequired,
    /// Nothing with a quantity above zero was asked for.
    NothingToRelease,
    /// The commitment type needs more to be said.
    ReleaseIncomplete,
    /// The order's state does not allow it.
    OrderStatus,
    /// The order has no lines.
    OrderEmpty,
    /// Something was received or invoiced already.
    AlreadyReceived,
    /// Less than what was received.
    BelowReceived,
    /// Nothing is left to cancel.
    NothingToCancel,
    /// No vendor is known for an indirect order's item.
    VendorMissing,
    /// No exchange rate is known.
    ExchangeRateMissing,
    /// The first and the second worker are one, or there is a second without a first.
    Workers,
    /// The discount takes more than the price.
    DiscountAbovePrice,
    /// The version does not exist.
    VersionMissing,
    /// A setup that a posting needs is missing.
    SetupMissing,
    /// The posting date is in no open period.
    PeriodClosed,
    /// Nothing with a quantity was asked for.
    NothingToPost,
    /// More is received than outstanding and tolerated (PST-6).
    QuantityAboveOutstanding,
    /// More is invoiced than received.
    QuantityAboveReceived,
    /// More is given back than is left: neither given back nor on an open return order.
    QuantityAboveReturnable,
    /// A quantity that is above zero where it must be below, or the other way round.
    SignMismatch,
    /// Something of it was invoiced.
    AlreadyInvoiced,
    /// The receipt line was undone already.
    AlreadyUndone,
    /// What was received has left the stock.
    StockUsed,
    /// More leaves than is in stock.
    StockMissing,
    /// Nothing may be posted to the account.
    GlAccountBlocked,
    /// Lines of documents may not name the account.
    GlAccountNotDirect,
    /// A posting group of another kind.
    PostingGroupMismatch,
    /// The vendor's document number was posted already.
    VendorInvoiceNumberUsed,
    /// The typed total is not what the lines come to.
    DocumentTotalDiffers,
    /// The invoice does not match order or receipt, and nobody approved that (MAT-2).
    MatchingDiscrepancy,
    /// The posted document was cancelled or corrected already.
    AlreadyCancelled,
    /// The posted document cannot be cancelled.
    NotCancellable,
    /// Something of the document was paid or applied.
    PartlySettled,
    /// It belongs to another vendor.
    OtherVendor,
    /// It is in another currency.
    OtherCurrency,
    /// The entry is settled.
    NotOpen,
    /// More is applied than is open.
    AmountAboveRemaining,
    /// The entries cannot be applied to each other.
    NotApplicable,
    /// A newer application stands on it (PAY-4).
    LaterApplication,
    /// Goods may be returned only against the receipt they came with.
    ExactCostRequired,
    /// The line is bound by a drop shipment, and stays as both orders have it (ORD-6).
    BoundToSale,
    /// The sales line is neither of an item nor a comment (ORD-7).
    LineTypeNotSupported,
    /// Nothing new may be sold to the customer.
    CustomerBlocked,
    /// Not both legal entities have named each other as trading partners, or one of them has
    /// stopped the trade (ICO-1).
    TradingPartnerNotMutual,
    /// The order follows from a trading partner's, and is changed there (ICO-1).
    FollowsPartner,
    /// The agreement is effective on both sides, and not both let its terms be changed then.
    AgreementInForce,
    /// What a trading partner's side of the trade says against it.
    RefusedByPartner,
    /// More of it has come than the trading partner has sent.
    NotShipped,
    /// An invoice of a trading partner says something else than the partner's own (ICO-4).
    PartnerInvoiceDiffers,
    /// More rows than one operation may take.
    TooMany,
}
