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
    /// Return orders.
    PurchaseReturnOrder,
    /// Posted receipts, return shipments and undone receipts.
    PurchaseReceipt,
    /// Posted invoices.
    PurchaseInvoice,
    /// Posted credit memos.
    PurchaseCreditMemo,
    /// Payments to vendors, and refunds.
    VendorPayment,
    /// Adjustments of stock.
    InventoryAdjustment,
    /// Vouchers of the general ledger.
    Voucher,
    /// Customers.
    Customer,
    /// Sales orders.
    SalesOrder,
    /// Posted shipments.
    SalesShipment,
    /// Posted sales invoices.
    SalesInvoice,
}

/// Which part of the accounts a general ledger account belongs to.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::GlAccountCategory")]
pub enum GlAccountCategory {
    /// What is owned.
    Asset,
    /// What is owed.
    Liability,
    /// What belongs to the owners.
    Equity,
    /// What is earned.
    Income,
    /// What sold and bought goods cost.
    CostOfGoods,
    /// What else is spent.
    Expense,
}

/// What a posting group groups.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PostingGroupType")]
pub enum PostingGroupType {
    /// Vendors and customers, for the general ledger.
    GeneralBusiness,
    /// Items, charges and categories, for the general ledger.
    GeneralProduct,
    /// Vendors and customers, for tax.
    TaxBusiness,
    /// Items, charges and categories, for tax.
    TaxProduct,
    /// Vendors, for what is owed to them.
    Vendor,
    /// Customers, for what they owe.
    Customer,
    /// Items, for the value of stock.
    Inventory,
}

/// Which discounts are posted to accounts of their own (PST-3).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::DiscountPosting")]
pub enum DiscountPosting {
    /// None: purchases are posted net.
    None,
    /// Invoice discounts.
    InvoiceDiscounts,
    /// Line discounts.
    LineDiscounts,
    /// Both.
    AllDiscounts,
}

/// How the cost of what leaves the stock is found.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::CostingMethod")]
pub enum CostingMethod {
    /// What came first leaves first.
    Fifo,
    /// At the average cost of what is there.
    Average,
}

/// What a voucher posts.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::VoucherSource")]
pub enum VoucherSource {
    /// A receipt, a return shipment or an undone receipt.
    PurchaseReceipt,
    /// A vendor invoice or credit memo.
    PurchaseInvoice,
    /// A payment to a vendor, or a refund.
    VendorPayment,
    /// What settling vendor entries brings about.
    VendorApplication,
    /// Stock that was found or lost.
    InventoryAdjustment,
    /// A shipment to a customer.
    SalesShipment,
    /// An invoice to a customer.
    SalesInvoice,
}

/// What kind of document a vendor entry is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::VendorDocumentType")]
pub enum VendorDocumentType {
    /// An invoice: we owe.
    Invoice,
    /// A credit memo: we owe less.
    CreditMemo,
    /// A payment to the vendor.
    Payment,
    /// A payment from the vendor.
    Refund,
}

/// Why the remaining amount of a vendor entry changed.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::VendorDetailType")]
pub enum VendorDetailType {
    /// The document was posted.
    Initial,
    /// It was applied to another entry.
    Application,
    /// A payment discount was taken.
    PaymentDiscount,
    /// A small difference was written off.
    PaymentTolerance,
    /// The exchange rate brought a gain.
    RealizedGain,
    /// The exchange rate brought a loss.
    RealizedLoss,
}

/// What kind of document a customer entry is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::CustomerDocumentType")]
pub enum CustomerDocumentType {
    /// An invoice: the customer owes.
    Invoice,
}

/// Why stock moved.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::ItemEntryType")]
pub enum ItemEntryType {
    /// It was bought, or sent back to its vendor.
    Purchase,
    /// It was sold, or came back.
    Sale,
    /// It was found.
    PositiveAdjustment,
    /// It was lost or used up.
    NegativeAdjustment,
}

/// What kind of cost a value entry is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::ValueEntryType")]
pub enum ValueEntryType {
    /// What the vendor takes for the goods and for their charges.
    DirectCost,
    /// What our own house adds: a percentage and an overhead per unit.
    IndirectCost,
    /// What neither the stock nor the entry's own price can bear.
    Variance,
}

/// What a posted receipt is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseReceiptType")]
pub enum PurchaseReceiptType {
    /// Goods have arrived.
    Receipt,
    /// Goods were sent back.
    ReturnShipment,
    /// A receipt was undone.
    Undo,
}

/// Whether it is an invoice or a credit memo.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseInvoiceType")]
pub enum PurchaseInvoiceType {
    /// The vendor asks for money.
    Invoice,
    /// The vendor gives money back.
    CreditMemo,
}

/// What an invoice line is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseInvoiceLineType")]
pub enum PurchaseInvoiceLineType {
    /// An item: goods or a service.
    Item,
    /// Something of a procurement category that is no item.
    Category,
    /// An account of the general ledger.
    GlAccount,
    /// A charge that is added to the cost of received items.
    Charge,
}

/// What a cancelling document does.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseCancellation")]
pub enum PurchaseCancellation {
    /// It cancels.
    Cancel,
    /// It cancels, and a copy of what it cancels was opened to be corrected.
    Correct,
}

/// What becomes of the goods of a cancelled invoice (COR-5).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseCancellationStock")]
pub enum PurchaseCancellationStock {
    /// They stay, received and not invoiced.
    KeepReceived,
    /// They go back to the vendor.
    ReturnToVendor,
}

/// Whether a purchase order orders or sends back.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::PurchaseOrderType")]
pub enum PurchaseOrderType {
    /// It orders.
    Purchase,
    /// It sends goods back; its quantities are below zero.
    Return,
}

/// Where a sales order stands; shipping and invoicing progress are derived from its lines.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::SalesOrderStatus")]
pub enum SalesOrderStatus {
    /// It is to be delivered, or was.
    Open,
    /// It was given up.
    Cancelled,
}

/// What a sales line is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::SalesLineType")]
pub enum SalesLineType {
    /// An item.
    Item,
    /// An account of the general ledger.
    GlAccount,
    /// Words only.
    Comment,
}

/// How the cost of an applied part of stock is found (COR-3).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::ApplicationCostBasis")]
pub enum ApplicationCostBasis {
    /// It follows the cost of what came in.
    Followed,
    /// It was the average when it left.
    Averaged,
    /// It is what a credit memo gave back.
    Credited,
}

/// Whether an order of trade between two legal entities was made first, or follows from the
/// other's (ICO-1).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::ChainOrigin")]
pub enum ChainOrigin {
    /// It was made first: what is to change is changed here.
    Source,
    /// It follows from the other's order.
    Derived,
}

/// How an order is numbered that follows from another legal entity's order (ICO-1).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::OrderNumbering")]
pub enum OrderNumbering {
    /// By our own sequence.
    OwnSequence,
    /// By the code of the other legal entity and its order's number.
    PartnerNumber,
}

/// What a trading partner's sales invoice makes with us (ICO-4).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "entity::kinds::TradedInvoice")]
pub enum TradedInvoice {
    /// Nothing: the invoice is entered by hand.
    Nothing,
    /// A draft, which somebody posts.
    Draft,
    /// A posted invoice, in the same transaction.
    Posted,
}
