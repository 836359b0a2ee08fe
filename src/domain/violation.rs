//! Why the answer is no: every refusal a rule can give, with its numbers.

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::{Amount, Quantity};
use entity::ids::AgreementLineId;
use entity::kinds::{AgreementStatus, PurchaseOrderStatus};
use rust_decimal::Decimal;

mod refusal;
mod texts;
mod trade;

pub use refusal::{LinkOutcome, Refusal};
pub use trade::Trade;

use texts::{agreement_status, both, order_status, texts};

/// What stands against an operation. The code is stable, the text is for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The id names nothing that the caller can see.
    #[error("nothing with this id was found")]
    NotFound,
    /// What comes of it would be out of the caller's own reach.
    #[error("what comes of this is outside of your limits")]
    OutsideLimits,
    /// The document is larger than what the caller may commit to.
    #[error("it comes to {amount} {currency}; your limit is {limit} {currency}")]
    AmountAboveLimit {
        /// The most that the caller may commit to.
        limit: Amount,
        /// What the document comes to.
        amount: Amount,
        /// The currency of both.
        currency: CurrencyCode,
    },
    /// Somebody changed the row in between.
    #[error("the row was changed meanwhile; its version is {current}")]
    StaleVersion {
        /// The version that it has now.
        current: i32,
    },
    /// A required value is missing.
    #[error("a value is required here")]
    Required,
    /// A value that this kind of row does not have.
    #[error("no value is allowed here: {reason}")]
    NotAllowed {
        /// Why not.
        reason: String,
    },
    /// Text that is empty, too long or of the wrong form.
    #[error("{reason}")]
    Malformed {
        /// What is wrong with it.
        reason: String,
    },
    /// A number that must be above zero and is not.
    #[error("must be greater than zero")]
    NotPositive,
    /// A number that may not be below zero and is.
    #[error("must not be negative")]
    Negative,
    /// A percentage outside 0 to 100.
    #[error("must be between 0 and 100")]
    PercentOutOfRange,
    /// More decimals than are kept.
    #[error("at most {scale} decimals are allowed")]
    TooManyDecimals {
        /// How many are kept.
        scale: u32,
    },
    /// A number too large to keep.
    #[error("the number may not go beyond {limit}")]
    OutOfRange {
        /// The largest that is accepted.
        limit: Decimal,
    },
    /// A smallest value above the largest.
    #[error("the minimum is above the maximum")]
    MinimumAboveMaximum,
    /// A period that ends before it begins.
    #[error("the first day is after the last")]
    PeriodReversed,
    /// The code or number is in use.
    #[error("{value} is already used")]
    AlreadyUsed {
        /// The value.
        value: String,
    },
    /// The row is used by others and cannot go.
    #[error("it is in use")]
    InUse,
    /// The number sequence has no number left.
    #[error("the number sequence is exhausted")]
    SequenceExhausted,
    /// No number sequence is set up.
    #[error("no number sequence is set up for this")]
    SequenceMissing,
    /// The sequence gives the numbers; none may be typed, or one must be typed.
    #[error("{reason}")]
    NumberAssignment {
        /// Which of the two.
        reason: String,
    },
    /// The code is not one we know.
    #[error("{code} is not known here")]
    UnknownCode {
        /// The code.
        code: String,
    },
    /// The unit is not one the item is bought in.
    #[error("the item is not bought in {unit}")]
    UnitNotOfItem {
        /// The unit.
        unit: UnitCode,
    },
    /// A category below itself.
    #[error("the category would be below itself")]
    CategoryCycle,
    /// The same thing twice.
    #[error("it is named twice")]
    Duplicate,
    /// The vendor may not be bought from.
    #[error("the vendor is blocked")]
    VendorBlocked,
    /// The item may not be bought.
    #[error("the item is blocked")]
    ItemBlocked,
    /// The dimension value may not be used in new documents.
    #[error("the dimension value is blocked")]
    DimensionValueBlocked,
    /// The agreement is not effective.
    #[error("the agreement is {}", agreement_status(*status))]
    AgreementNotEffective {
        /// What it is instead.
        status: AgreementStatus,
    },
    /// The agreement is closed.
    #[error("the agreement is closed")]
    AgreementClosed,
    /// The transition between two states does not exist.
    #[error("the agreement is already {}", agreement_status(*status))]
    AgreementStatusUnchanged {
        /// The state.
        status: AgreementStatus,
    },
    /// The agreement has no lines.
    #[error("the agreement has no commitments")]
    AgreementEmpty,
    /// The agreement is used or was confirmed, and stays.
    #[error("the agreement was confirmed or ordered from, and cannot be deleted")]
    AgreementNotDeletable,
    /// The agreement's currency can no longer be changed.
    #[error("orders are linked to the agreement; its currency stays")]
    CurrencyFixed,
    /// The commitment is used, so that what it promises stays.
    #[error("order lines are linked to the commitment; this stays as it is")]
    CommitmentInUse,
    /// The agreement belongs to another vendor.
    #[error("the agreement is with another vendor")]
    VendorMismatch,
    /// The agreement is with another customer, or with a vendor.
    #[error("the agreement is not with this customer")]
    CustomerMismatch,
    /// The currencies differ.
    #[error("the currency is {found}, the agreement's is {expected}")]
    CurrencyMismatch {
        /// The agreement's.
        expected: CurrencyCode,
        /// The order's.
        found: CurrencyCode,
    },
    /// The delivery day is outside the commitment's validity, both ends included.
    #[error("delivery on {date} is outside {effective} to {expiration}")]
    DeliveryDateOutsideValidity {
        /// The delivery day.
        date: NaiveDate,
        /// The first valid day.
        effective: NaiveDate,
        /// The last valid day.
        expiration: NaiveDate,
    },
    /// The unit is not the commitment's.
    #[error("the unit is {found}, the commitment's is {expected}")]
    UnitMismatch {
        /// The commitment's.
        expected: UnitCode,
        /// The line's.
        found: UnitCode,
    },
    /// Variant, site or warehouse is not the commitment's.
    #[error("the {dimension} is not the commitment's")]
    DimensionMismatch {
        /// Which.
        dimension: &'static str,
    },
    /// The item is not the commitment's.
    #[error("the item is not the commitment's")]
    ItemMismatch,
    /// The category is not the commitment's or below it.
    #[error("the category is not within the commitment's")]
    CategoryMismatch,
    /// The line is linked already.
    #[error("the line is already linked")]
    AlreadyLinked,
    /// The line is not linked.
    #[error("the line is not linked")]
    NotLinked,
    /// The commitment belongs to another agreement than the order's.
    #[error("the commitment is not of the order's agreement")]
    OtherAgreement,
    /// The order has no agreement, and none can be chosen after its creation.
    #[error("the order was made without an agreement")]
    OrderWithoutAgreement,
    /// The quantity goes beyond an enforced maximum.
    #[error("only {remaining} {unit} of the commitment remain")]
    MaximumQuantityExceeded {
        /// The commitment.
        commitment: AgreementLineId,
        /// The most that this line may have.
        limit: Quantity,
        /// What nobody has taken.
        remaining: Quantity,
        /// The unit of both.
        unit: UnitCode,
    },
    /// The amount goes beyond an enforced maximum.
    #[error("only {remaining} {currency} of the commitment remain")]
    MaximumAmountExceeded {
        /// The commitment.
        commitment: AgreementLineId,
        /// The most that this line may have.
        limit: Amount,
        /// What nobody has taken.
        remaining: Amount,
        /// The currency of both.
        currency: CurrencyCode,
    },
    /// The net amount is below the commitment's least release amount.
    #[error("{net} is below the least release amount {limit}")]
    ReleaseAmountBelowMinimum {
        /// The line's net amount.
        net: Amount,
        /// The least.
        limit: Amount,
    },
    /// The net amount is above the commitment's largest release amount.
    #[error("{net} is above the largest release amount {limit}")]
    ReleaseAmountAboveMaximum {
        /// The line's net amount.
        net: Amount,
        /// The largest.
        limit: Amount,
    },
    /// The commitment's price and discount are fixed and the line would differ.
    #[error("price and discount are fixed by the commitment")]
    PriceFixed,
    /// The edit would break the line's link; both ways out are in the conflict.
    #[error(
        "the change would break the link to the commitment: {}",
        texts(reasons)
    )]
    LinkConflict {
        /// What breaks it.
        reasons: Vec<Violation>,
        /// Unlinked, priced anew from the price list.
        reprice: Box<LinkOutcome>,
        /// Unlinked, at the price as edited.
        keep_price: Box<LinkOutcome>,
    },
    /// The classification allows invoices only.
    #[error("the agreement's classification requires direct invoicing")]
    DirectInvoicingRequired,
    /// Nothing with a quantity above zero was asked for.
    #[error("there is nothing to create")]
    NothingToRelease,
    /// The commitment type needs more to be said.
    #[error("{reason}")]
    ReleaseIncomplete {
        /// What is missing.
        reason: String,
    },
    /// The order's state does not allow it.
    #[error("the order is {}", order_status(*status))]
    OrderStatus {
        /// The state.
        status: PurchaseOrderStatus,
    },
    /// The order has no lines.
    #[error("the order has no lines")]
    OrderEmpty,
    /// Something was received or invoiced already.
    #[error("something was already delivered or invoiced")]
    AlreadyReceived,
    /// Less than what was received.
    #[error("the quantity may not fall below {received}, which was delivered or cancelled")]
    BelowReceived {
        /// Received plus cancelled.
        received: Quantity,
    },
    /// Nothing is left to cancel.
    #[error("nothing remains to be cancelled")]
    NothingToCancel,
    /// No vendor is known for an indirect order's item.
    #[error("the item has no default vendor")]
    VendorMissing,
    /// No exchange rate is known.
    #[error("no exchange rate of {currency} is known on {date}")]
    ExchangeRateMissing {
        /// The currency.
        currency: CurrencyCode,
        /// The day.
        date: NaiveDate,
    },
    /// The first and the second worker are one, or there is a second without a first.
    #[error("{reason}")]
    Workers {
        /// Which.
        reason: String,
    },
    /// The discount takes more than the price.
    #[error("the discount amount is above the price")]
    DiscountAbovePrice,
    /// The version does not exist.
    #[error("there is no version {version}")]
    VersionMissing {
        /// The version asked for.
        version: i32,
    },
    /// A setup that a posting needs is missing.
    #[error("nothing is set up as {setup} for {}", both(first, second))]
    SetupMissing {
        /// What is missing: an account, a group, a matrix row.
        setup: &'static str,
        /// The first key that it is looked up by.
        first: String,
        /// The second key; empty where there is one.
        second: String,
    },
    /// The posting date is in no open period.
    #[error("no open posting period holds {date}")]
    PeriodClosed {
        /// The posting date.
        date: NaiveDate,
    },
    /// Nothing with a quantity was asked for.
    #[error("there is nothing to post")]
    NothingToPost,
    /// More is received than outstanding and tolerated (PST-6).
    #[error("at most {limit} can be delivered; {outstanding} are outstanding")]
    QuantityAboveOutstanding {
        /// Ordered and not received.
        outstanding: Quantity,
        /// The most that can be received, with over-receipt.
        limit: Quantity,
    },
    /// More is invoiced than received.
    #[error("only {limit} are received and not invoiced")]
    QuantityAboveReceived {
        /// Received and not invoiced.
        limit: Quantity,
    },
    /// More is given back than is left.
    #[error("only {limit} are left to give back")]
    QuantityAboveReturnable {
        /// Neither given back nor promised to be.
        limit: Quantity,
    },
    /// A quantity that is above zero where it must be below, or the other way round.
    #[error("the quantity has the wrong sign here")]
    SignMismatch,
    /// Something of it was invoiced.
    #[error("{invoiced} of it are invoiced")]
    AlreadyInvoiced {
        /// What is invoiced.
        invoiced: Quantity,
    },
    /// The receipt line was undone already.
    #[error("it was undone already")]
    AlreadyUndone,
    /// What was received has left the stock.
    #[error("only {remaining} of it are still in stock")]
    StockUsed {
        /// What is still in stock, in base units.
        remaining: Quantity,
    },
    /// More leaves than is in stock.
    #[error("only {available} are in stock")]
    StockMissing {
        /// What is in stock, in base units.
        available: Quantity,
    },
    /// Nothing may be posted to the account.
    #[error("the account is blocked")]
    GlAccountBlocked,
    /// Lines of documents may not name the account.
    #[error("only ledgers post to this account")]
    GlAccountNotDirect,
    /// A posting group of another kind.
    #[error("the group is not of the kind that is wanted here")]
    PostingGroupMismatch,
    /// The vendor's document number was posted already.
    #[error("the vendor has sent {number} already")]
    VendorInvoiceNumberUsed {
        /// The number.
        number: String,
    },
    /// The typed total is not what the lines come to.
    #[error("the lines come to {calculated}, the document says {typed}")]
    DocumentTotalDiffers {
        /// What the lines come to, with tax.
        calculated: Amount,
        /// What was typed.
        typed: Amount,
    },
    /// The invoice does not match order or receipt, and nobody approved that (MAT-2).
    #[error("{what}: {actual} instead of {expected}")]
    MatchingDiscrepancy {
        /// What differs.
        what: &'static str,
        /// What was expected.
        expected: Decimal,
        /// What the invoice says.
        actual: Decimal,
    },
    /// The posted document was cancelled or corrected already.
    #[error("it was cancelled already")]
    AlreadyCancelled,
    /// The posted document cannot be cancelled.
    #[error("{reason}")]
    NotCancellable {
        /// Why not.
        reason: String,
    },
    /// Something of the document was paid or applied.
    #[error("{remaining} of {total} is open; the document must be open in full")]
    PartlySettled {
        /// What is open.
        remaining: Amount,
        /// What it was for.
        total: Amount,
    },
    /// It belongs to another vendor.
    #[error("it is of another vendor")]
    OtherVendor,
    /// It is in another currency.
    #[error("its currency is {found}, not {expected}")]
    OtherCurrency {
        /// The currency that is wanted.
        expected: CurrencyCode,
        /// The currency that it has.
        found: CurrencyCode,
    },
    /// The entry is settled.
    #[error("nothing of it is open")]
    NotOpen,
    /// More is applied than is open.
    #[error("only {remaining} is open")]
    AmountAboveRemaining {
        /// What is open.
        remaining: Amount,
    },
    /// The entries cannot be applied to each other.
    #[error("{reason}")]
    NotApplicable {
        /// Why not.
        reason: String,
    },
    /// A newer application stands on it (PAY-4).
    #[error("a later application has to be undone first")]
    LaterApplication,
    /// Goods may be returned only against the receipt they came with.
    #[error("a return has to name the receipt that it sends back")]
    ExactCostRequired,
    /// The line is bound by a drop shipment, and stays as both orders have it (ORD-6).
    #[error("a drop shipment binds it to the other order")]
    BoundToSale,
    /// The sales line is neither of an item nor a comment (ORD-7).
    #[error("only lines of items and comments can be bought for a sale")]
    LineTypeNotSupported,
    /// Nothing new may be sold to the customer.
    #[error("the customer is blocked")]
    CustomerBlocked,
    /// What stands against trade between two legal entities.
    #[error(transparent)]
    Trade(#[from] Trade),
    /// More rows than one operation may take.
    #[error("at most {limit} are allowed in one operation")]
    TooMany {
        /// The limit.
        limit: usize,
    },
}
