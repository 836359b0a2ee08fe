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
    /// A purchase agreement.
    AgreementId;
    /// An agreement classification.
    AgreementClassificationId;
    /// A classification's name in one language.
    AgreementClassificationNameId;
    /// A commitment: one line of an agreement.
    AgreementLineId;
    /// A confirmed version of an agreement.
    AgreementVersionId;
    /// A movement of a commitment.
    CommitmentEntryId;
    /// A financial dimension.
    DimensionId;
    /// A set of dimension values, shared by all rows that carry the same values.
    DimensionSetId;
    /// One value within a dimension set.
    DimensionSetEntryId;
    /// A value of a financial dimension.
    DimensionValueId;
    /// An exchange rate from a date on.
    ExchangeRateId;
    /// A remembered idempotency key.
    IdempotencyKeyId;
    /// A movement of an item's stock.
    ItemEntryId;
    /// An item.
    ItemId;
    /// A unit of an item with its conversion factor.
    ItemUnitId;
    /// A number sequence.
    NumberSequenceId;
    /// A procurement category.
    ProcurementCategoryId;
    /// A line of a posted purchase invoice.
    PurchaseInvoiceLineId;
    /// A purchase order.
    PurchaseOrderId;
    /// A line of a purchase order.
    PurchaseOrderLineId;
    /// A confirmed version of a purchase order.
    PurchaseOrderVersionId;
    /// A line of a posted receipt.
    PurchaseReceiptLineId;
    /// A site.
    SiteId;
    /// A trade agreement: a price or a discount of the price list.
    TradeAgreementId;
    /// A document that stands between us and a vendor; below zero where we owe.
    VendorEntryId;
    /// A vendor.
    VendorId;
    /// A warehouse.
    WarehouseId;
}
