//! Closed sets, stored as text. Rules match on them exhaustively; the GraphQL room mirrors them, so
//! a new member breaks the build wherever it must be thought about.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }
    )*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize,
            EnumIter, DeriveActiveEnum,
        )]
        #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $text)] #[serde(rename = $text)] $variant,)*
        }
    )*};
}

kinds! {
    /// What a commitment promises to buy (AGR-3).
    CommitmentType {
        /// A quantity of one item.
        ProductQuantity = "PRODUCT_QUANTITY",
        /// An amount of one item.
        ProductValue = "PRODUCT_VALUE",
        /// An amount within a procurement category and everything below it.
        CategoryValue = "CATEGORY_VALUE",
        /// An amount of anything.
        Value = "VALUE",
    }

    /// Where an agreement stands (AGR-5).
    AgreementStatus {
        /// Not yet, or for the moment not, to be ordered from.
        OnHold = "ON_HOLD",
        /// May be ordered from.
        Effective = "EFFECTIVE",
        /// Over; only reopening changes it.
        Closed = "CLOSED",
    }

    /// How far a vendor is blocked (VEN-2).
    VendorBlocked {
        /// Free.
        None = "NONE",
        /// No payments; orders and invoices are allowed.
        Payment = "PAYMENT",
        /// Nothing new may be created or posted.
        All = "ALL",
    }

    /// What an item is (VEN-4).
    ItemType {
        /// Kept in stock.
        Inventory = "INVENTORY",
        /// A service.
        Service = "SERVICE",
        /// A good that is not kept in stock.
        NonInventory = "NON_INVENTORY",
    }

    /// Where a purchase order stands; receipt and invoicing progress are derived from its lines.
    PurchaseOrderStatus {
        /// Being written; counts as released towards its agreement.
        Draft = "DRAFT",
        /// Waiting for an approver.
        PendingApproval = "PENDING_APPROVAL",
        /// Approved, or changed since its last confirmation.
        Released = "RELEASED",
        /// Confirmed with a stored copy.
        Confirmed = "CONFIRMED",
        /// Given up; counts as nothing.
        Cancelled = "CANCELLED",
    }

    /// What made a purchase order.
    PurchaseOrderSource {
        /// A person, directly.
        Manual = "MANUAL",
        /// A release from an agreement.
        Release = "RELEASE",
        /// Firming of planned orders.
        PlannedOrder = "PLANNED_ORDER",
        /// A sales order.
        SalesOrder = "SALES_ORDER",
        /// Production.
        Production = "PRODUCTION",
        /// An order of another legal entity.
        Intercompany = "INTERCOMPANY",
    }

    /// Where a price or a discount came from.
    PriceSource {
        /// The commitment that the line was linked to.
        Agreement = "AGREEMENT",
        /// A trade agreement of the price list.
        TradeAgreement = "TRADE_AGREEMENT",
        /// The item's own purchase price.
        Item = "ITEM",
        /// Somebody typed it.
        Typed = "TYPED",
        /// Nothing was found; the value is zero.
        None = "NONE",
    }

    /// Which of the price list's two kinds a trade agreement is.
    TradeAgreementType {
        /// A unit price.
        Price = "PRICE",
        /// A discount, in percent, as an amount per price unit, or both.
        Discount = "DISCOUNT",
    }

    /// Why a commitment's balance moved.
    CommitmentEntryType {
        /// An order line was linked.
        Linked = "LINKED",
        /// An order line was unlinked or removed.
        Unlinked = "UNLINKED",
        /// A linked order line's quantity or amount changed.
        Changed = "CHANGED",
        /// The remainder of a linked order line, or its order, was cancelled.
        Cancelled = "CANCELLED",
        /// Goods were received.
        Received = "RECEIVED",
        /// An invoice was posted.
        Invoiced = "INVOICED",
        /// A receipt or an invoice was undone, credited or returned.
        Reversed = "REVERSED",
    }

    /// What an order line outside the release amounts of its commitment gets (AGR-7.3).
    ReleaseAmountViolation {
        /// A warning.
        Warn = "WARN",
        /// A refusal.
        Block = "BLOCK",
    }

    /// Which agreement wins when several fit an indirect order (AGR-14).
    AgreementTieBreak {
        /// The lowest agreement number.
        LowestNumber = "LOWEST_NUMBER",
        /// The commitment that expires first.
        EarliestExpiry = "EARLIEST_EXPIRY",
        /// The commitment with the largest share left.
        MostRemaining = "MOST_REMAINING",
        /// The lowest net price.
        BestPrice = "BEST_PRICE",
    }

    /// How invoices of an agreement's orders are to be matched (AGR-16).
    MatchingPolicy {
        /// Price against the order.
        TwoWay = "TWO_WAY",
        /// Price against the order and quantity against the receipt.
        ThreeWay = "THREE_WAY",
    }

    /// How what goes out of stock is valued (VEN-4).
    CostingMethod {
        /// At the cost of what came in first.
        Fifo = "FIFO",
        /// At the average of all that is in stock.
        Average = "AVERAGE",
    }

    /// What a value entry adds to the cost of its item entry (PST-3).
    ValueEntryType {
        /// What the vendor takes for the goods and for their charges.
        DirectCost = "DIRECT_COST",
        /// What our own house adds: a percentage and an overhead per unit.
        IndirectCost = "INDIRECT_COST",
        /// What neither the stock nor the entry's own price can bear.
        Variance = "VARIANCE",
    }

    /// What kind of document a vendor entry is.
    VendorDocumentType {
        /// An invoice: we owe.
        Invoice = "INVOICE",
        /// A credit memo: we owe less.
        CreditMemo = "CREDIT_MEMO",
        /// A payment to the vendor.
        Payment = "PAYMENT",
        /// A payment from the vendor.
        Refund = "REFUND",
    }

    /// What a number sequence numbers.
    NumberSequenceScope {
        /// Purchase agreements.
        Agreement = "AGREEMENT",
        /// Purchase orders.
        PurchaseOrder = "PURCHASE_ORDER",
        /// Vendors.
        Vendor = "VENDOR",
        /// Items.
        Item = "ITEM",
    }
}
