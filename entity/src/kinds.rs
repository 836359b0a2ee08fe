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
        /// Return orders.
        PurchaseReturnOrder = "PURCHASE_RETURN_ORDER",
        /// Posted receipts, return shipments and undone receipts.
        PurchaseReceipt = "PURCHASE_RECEIPT",
        /// Posted invoices.
        PurchaseInvoice = "PURCHASE_INVOICE",
        /// Posted credit memos.
        PurchaseCreditMemo = "PURCHASE_CREDIT_MEMO",
        /// Payments to vendors, and refunds.
        VendorPayment = "VENDOR_PAYMENT",
        /// Adjustments of stock.
        InventoryAdjustment = "INVENTORY_ADJUSTMENT",
        /// Vouchers of the general ledger.
        Voucher = "VOUCHER",
        /// Customers.
        Customer = "CUSTOMER",
        /// Sales orders.
        SalesOrder = "SALES_ORDER",
        /// Posted shipments.
        SalesShipment = "SALES_SHIPMENT",
        /// Posted sales invoices.
        SalesInvoice = "SALES_INVOICE",
    }

    /// Which part of the accounts a general ledger account belongs to.
    GlAccountCategory {
        /// What is owned.
        Asset = "ASSET",
        /// What is owed.
        Liability = "LIABILITY",
        /// What belongs to the owners.
        Equity = "EQUITY",
        /// What is earned.
        Income = "INCOME",
        /// What sold and bought goods cost.
        CostOfGoods = "COST_OF_GOODS",
        /// What else is spent.
        Expense = "EXPENSE",
    }

    /// What a posting group groups.
    PostingGroupType {
        /// Vendors and customers, for the general ledger.
        GeneralBusiness = "GENERAL_BUSINESS",
        /// Items, charges and categories, for the general ledger.
        GeneralProduct = "GENERAL_PRODUCT",
        /// Vendors and customers, for tax.
        TaxBusiness = "TAX_BUSINESS",
        /// Items, charges and categories, for tax.
        TaxProduct = "TAX_PRODUCT",
        /// Vendors, for what is owed to them.
        Vendor = "VENDOR",
        /// Customers, for what they owe.
        Customer = "CUSTOMER",
        /// Items, for the value of stock.
        Inventory = "INVENTORY",
    }

    /// Which discounts are posted to accounts of their own (PST-3).
    DiscountPosting {
        /// None: purchases are posted net.
        None = "NONE",
        /// Invoice discounts.
        InvoiceDiscounts = "INVOICE_DISCOUNTS",
        /// Line discounts.
        LineDiscounts = "LINE_DISCOUNTS",
        /// Both.
        AllDiscounts = "ALL_DISCOUNTS",
    }

    /// What a voucher posts.
    VoucherSource {
        /// A receipt, a return shipment or an undone receipt.
        PurchaseReceipt = "PURCHASE_RECEIPT",
        /// A vendor invoice or credit memo.
        PurchaseInvoice = "PURCHASE_INVOICE",
        /// A payment to a vendor, or a refund.
        VendorPayment = "VENDOR_PAYMENT",
        /// What settling vendor entries brings about.
        VendorApplication = "VENDOR_APPLICATION",
        /// Stock that was found or lost.
        InventoryAdjustment = "INVENTORY_ADJUSTMENT",
        /// A shipment to a customer.
        SalesShipment = "SALES_SHIPMENT",
        /// An invoice to a customer.
        SalesInvoice = "SALES_INVOICE",
    }

    /// Why the remaining amount of a vendor entry changed.
    VendorDetailType {
        /// The document was posted.
        Initial = "INITIAL",
        /// It was applied to another entry.
        Application = "APPLICATION",
        /// A payment discount was taken.
        PaymentDiscount = "PAYMENT_DISCOUNT",
        /// A small difference was written off.
        PaymentTolerance = "PAYMENT_TOLERANCE",
        /// The exchange rate brought a gain.
        RealizedGain = "REALIZED_GAIN",
        /// The exchange rate brought a loss.
        RealizedLoss = "REALIZED_LOSS",
    }

    /// What kind of document a customer entry is.
    CustomerDocumentType {
        /// An invoice: the customer owes.
        Invoice = "INVOICE",
    }

    /// Why stock moved.
    ItemEntryType {
        /// It was bought, or sent back to its vendor.
        Purchase = "PURCHASE",
        /// It was sold, or came back.
        Sale = "SALE",
        /// It was found.
        PositiveAdjustment = "POSITIVE_ADJUSTMENT",
        /// It was lost or used up.
        NegativeAdjustment = "NEGATIVE_ADJUSTMENT",
    }

    /// What a posted receipt is.
    PurchaseReceiptType {
        /// Goods have arrived.
        Receipt = "RECEIPT",
        /// Goods were sent back.
        ReturnShipment = "RETURN_SHIPMENT",
        /// A receipt was undone.
        Undo = "UNDO",
    }

    /// Whether it is an invoice or a credit memo.
    PurchaseInvoiceType {
        /// The vendor asks for money.
        Invoice = "INVOICE",
        /// The vendor gives money back.
        CreditMemo = "CREDIT_MEMO",
    }

    /// What an invoice line is.
    PurchaseInvoiceLineType {
        /// An item: goods or a service.
        Item = "ITEM",
        /// Something of a procurement category that is no item.
        Category = "CATEGORY",
        /// An account of the general ledger.
        GlAccount = "GL_ACCOUNT",
        /// A charge that is added to the cost of received items.
        Charge = "CHARGE",
    }

    /// What a cancelling document does.
    PurchaseCancellation {
        /// It cancels.
        Cancel = "CANCEL",
        /// It cancels, and a copy of what it cancels was opened to be corrected.
        Correct = "CORRECT",
    }

    /// What becomes of the goods of a cancelled invoice (COR-5).
    PurchaseCancellationStock {
        /// They stay, received and not invoiced.
        KeepReceived = "KEEP_RECEIVED",
        /// They go back to the vendor.
        ReturnToVendor = "RETURN_TO_VENDOR",
    }

    /// Whether a purchase order orders or sends back.
    PurchaseOrderType {
        /// It orders.
        Purchase = "PURCHASE",
        /// It sends goods back; its quantities are below zero.
        Return = "RETURN",
    }

    /// Where a sales order stands; shipping and invoicing progress are derived from its lines.
    SalesOrderStatus {
        /// It is to be delivered, or was.
        Open = "OPEN",
        /// It was given up.
        Cancelled = "CANCELLED",
    }

    /// What a sales line is.
    SalesLineType {
        /// An item.
        Item = "ITEM",
        /// An account of the general ledger.
        GlAccount = "GL_ACCOUNT",
        /// Words only.
        Comment = "COMMENT",
    }

    /// How the cost of an applied part of stock is found (COR-3).
    ApplicationCostBasis {
        /// It follows the cost of what came in.
        Followed = "FOLLOWED",
        /// It was the average when it left.
        Averaged = "AVERAGED",
        /// It is what a credit memo gave back.
        Credited = "CREDITED",
    }

    /// Whether an order of trade between two legal entities was made first, or follows from the
    /// other's (ICO-1).
    ChainOrigin {
        /// It was made first: what is to change is changed here.
        Source = "SOURCE",
        /// It follows from the other's order.
        Derived = "DERIVED",
    }

    /// How an order is numbered that follows from another legal entity's order (ICO-1).
    OrderNumbering {
        /// By our own sequence.
        OwnSequence = "OWN_SEQUENCE",
        /// By the code of the other legal entity and its order's number.
        PartnerNumber = "PARTNER_NUMBER",
    }

    /// What a trading partner's sales invoice makes with us (ICO-4).
    TradedInvoice {
        /// Nothing: the invoice is entered by hand.
        Nothing = "NOTHING",
        /// A draft, which somebody posts.
        Draft = "DRAFT",
        /// A posted invoice, in the same transaction.
        Posted = "POSTED",
    }
}
