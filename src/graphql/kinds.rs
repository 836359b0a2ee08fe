//! The closed sets as GraphQL enums. A new member in `entity::kinds` breaks the build here.

use async_graphql::Enum;

/// What a commitment promises to buy (AGR-3).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::CommitmentType")]
pub enum CommitmentType {
    /// A quantity of one item.
    ProductQuantity,
    /// An amount of one item.
    ProductValue,
    /// An amount within a procurement category and everything below it.
    CategoryValue,
    /// An amount of anything.
    Value,
}

/// Where an agreement stands (AGR-5).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::AgreementStatus")]
pub enum AgreementStatus {
    /// Not yet, or for the moment not, to be ordered from.
    OnHold,
    /// May be ordered from.
    Effective,
    /// Over; only reopening changes it.
    Closed,
}

/// How far a vendor is blocked (VEN-2).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::VendorBlocked")]
pub enum VendorBlocked {
    /// Free.
    None,
    /// No payments; orders and invoices are allowed.
    Payment,
    /// Nothing new may be created or posted.
    All,
}

/// What an item is (VEN-4).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::ItemType")]
pub enum ItemType {
    /// Kept in stock.
    Inventory,
    /// A service.
    Service,
    /// A good that is not kept in stock.
    NonInventory,
}

/// Where a purchase order stands; receipt and invoicing progress are derived from its lines.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseOrderStatus")]
pub enum PurchaseOrderStatus {
    /// Being written; counts as released towards its agreement.
    Draft,
    /// Waiting for an approver.
    PendingApproval,
    /// Approved, or changed since its last confirmation.
    Released,
    /// Confirmed with a stored copy.
    Confirmed,
    /// Given up; counts as nothing.
    Cancelled,
}

/// What made a purchase order.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseOrderSource")]
pub enum PurchaseOrderSource {
    /// A person, directly.
    Manual,
    /// A release from an agreement.
    Release,
    /// Firming of planned orders.
    PlannedOrder,
    /// A sales order.
    SalesOrder,
    /// Production.
    Production,
    /// An order of another legal entity.
    Intercompany,
}

/// Where a price or a discount came from.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PriceSource")]
pub enum PriceSource {
    /// The commitment that the line was linked to.
    Agreement,
    /// A trade agreement of the price list.
    TradeAgreement,
    /// The item's own purchase price.
    Item,
    /// Somebody typed it.
    Typed,
    /// Nothing was found; the value is zero.
    None,
}

/// Which of the price list's two kinds a trade agreement is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::TradeAgreementType")]
pub enum TradeAgreementType {
    /// A unit price.
    Price,
    /// A discount, in percent, as an amount per price unit, or both.
    Discount,
}

/// Why a commitment's balance moved.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::CommitmentEntryType")]
pub enum CommitmentEntryType {
    /// An order line was linked.
    Linked,
    /// An order line was unlinked or removed.
    Unlinked,
    /// A linked order line's quantity or amount changed.
    Changed,
    /// The remainder of a linked order line, or its order, was cancelled.
    Cancelled,
    /// Goods were received.
    Received,
    /// An invoice was posted.
    Invoiced,
    /// A receipt or an invoice was undone, credited or returned.
    Reversed,
}

/// What an order line outside the release amounts of its commitment gets (AGR-7.3).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::ReleaseAmountViolation")]
pub enum ReleaseAmountViolation {
    /// A warning.
    Warn,
    /// A refusal.
    Block,
}

/// Which agreement wins when several fit an indirect order (AGR-14).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::AgreementTieBreak")]
pub enum AgreementTieBreak {
    /// The lowest agreement number.
    LowestNumber,
    /// The commitment that expires first.
    EarliestExpiry,
    /// The commitment with the largest share left.
    MostRemaining,
    /// The lowest net price.
    BestPrice,
}

/// How invoices of an agreement's orders are to be matched (AGR-16).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::MatchingPolicy")]
pub enum MatchingPolicy {
    /// Price against the order.
    TwoWay,
    /// Price against the order and quantity against the receipt.
    ThreeWay,
}

/// What a number sequence numbers.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::NumberSequenceScope")]
pub enum NumberSequenceScope {
    /// Purchase agreements.
    Agreement,
    /// Purchase orders.
    PurchaseOrder,
    /// Vendors.
    Vendor,
    /// Items.
    Item,
}
