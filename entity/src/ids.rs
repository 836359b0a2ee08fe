//! One key type a table, so that a vendor's id cannot be passed where an item's is wanted.
//!
//! Every id is a UUIDv7 made by the server (a dimension set's is made from its content), never by
//! the database, and never changes.

use std::fmt;
use std::str::FromStr;

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize,
            DeriveValueType,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// A legal entity: the tenant, first column of every business key.
    LegalEntityId;
    /// An agreement classification.
    AgreementClassificationId;
    /// A classification's name in one language.
    AgreementClassificationNameId;
    /// A purchase agreement.
    AgreementId;
    /// A commitment: one line of an agreement.
    AgreementLineId;
    /// A confirmed version of an agreement.
    AgreementVersionId;
    /// An entry of the audit trail.
    AuditEntryId;
    /// The ends of an audit trail.
    AuditHeadId;
    /// An API key.
    ApiKeyId;
    /// A movement of a commitment.
    CommitmentEntryId;
    /// A document that stands between us and a customer; above zero where it owes.
    CustomerEntryId;
    /// Somebody we sell to.
    CustomerId;
    /// Where what customers owe is posted.
    CustomerPostingSetupId;
    /// A financial dimension.
    DimensionId;
    /// One value within a dimension set.
    DimensionSetEntryId;
    /// A set of dimension values, shared by all rows that carry the same values.
    DimensionSetId;
    /// A value of a financial dimension.
    DimensionValueId;
    /// An exchange rate from a date on.
    ExchangeRateId;
    /// Where purchases and costs of one pair of groups are posted.
    GeneralPostingSetupId;
    /// An account of the general ledger.
    GlAccountId;
    /// One side of a voucher.
    GlEntryId;
    /// A remembered idempotency key.
    IdempotencyKeyId;
    /// Where the value of stock is posted.
    InventoryPostingSetupId;
    /// A part of an outbound movement that came from an inbound one.
    ItemApplicationId;
    /// A cost that is added to received items.
    ItemChargeId;
    /// A movement of an item's stock.
    ItemEntryId;
    /// An item.
    ItemId;
    /// A unit of an item with its conversion factor.
    ItemUnitId;
    /// How a legal entity posts.
    LedgerSetupId;
    /// Another matching policy or other tolerances than the legal entity's.
    MatchingToleranceId;
    /// A number sequence.
    NumberSequenceId;
    /// How much more than ordered may be received.
    OverReceiptCodeId;
    /// When a document is due, and what paying early is worth.
    PaymentTermsId;
    /// A posting group.
    PostingGroupId;
    /// Days that may be posted to as long as the period is open.
    PostingPeriodId;
    /// A procurement category.
    ProcurementCategoryId;
    /// A receipt line that a charge is added to.
    PurchaseChargeAssignmentId;
    /// An invoice or a credit memo being written.
    PurchaseInvoiceDraftId;
    /// One thing that is invoiced.
    PurchaseInvoiceDraftLineId;
    /// A posted invoice or credit memo; a credit memo's amounts are below zero.
    PurchaseInvoiceId;
    /// A line of a posted purchase invoice.
    PurchaseInvoiceLineId;
    /// A quantity of a receipt line that an invoice line invoices.
    PurchaseInvoiceMatchId;
    /// A purchase order.
    PurchaseOrderId;
    /// A line of a purchase order.
    PurchaseOrderLineId;
    /// A confirmed version of a purchase order.
    PurchaseOrderVersionId;
    /// Goods that have arrived, or have been sent back.
    PurchaseReceiptId;
    /// A line of a posted receipt.
    PurchaseReceiptLineId;
    /// Tokens that are good no longer.
    RevokedTokenId;
    /// A posted invoice to a customer.
    SalesInvoiceId;
    /// What a posted sales invoice says about one thing.
    SalesInvoiceLineId;
    /// An order of a customer.
    SalesOrderId;
    /// One thing that is sold, or a comment.
    SalesOrderLineId;
    /// Goods that have left for a customer.
    SalesShipmentId;
    /// What a posted shipment says about one thing.
    SalesShipmentLineId;
    /// A site.
    SiteId;
    /// The tax of one pair of groups on one posted document.
    TaxEntryId;
    /// What tax a pair of groups bears.
    TaxPostingSetupId;
    /// A trade agreement: a price or a discount of the price list.
    TradeAgreementId;
    /// A legal entity that ours trades with.
    TradingPartnerId;
    /// One change of the cost of an item entry, in the accounting currency.
    ValueEntryId;
    /// One act of settling entries, or of undoing that.
    VendorApplicationId;
    /// One change of a vendor entry's remaining amount.
    VendorDetailEntryId;
    /// A document that stands between us and a vendor; below zero where we owe.
    VendorEntryId;
    /// A vendor.
    VendorId;
    /// Where what is owed to vendors is posted.
    VendorPostingSetupId;
    /// One posting, balanced in every currency.
    VoucherId;
    /// A warehouse.
    WarehouseId;
}
