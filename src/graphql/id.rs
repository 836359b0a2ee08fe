//! Global ids: the type's name and the row's key, opaque to clients.

use async_graphql::{ID, MaybeUndefined};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::ids;
use uuid::Uuid;

use super::scalar::Date;

/// A key that clients see as the global id of a type.
pub trait NodeId: Copy + From<Uuid> + Into<Uuid> {
    /// The GraphQL type's name.
    const TYPE: &'static str;
}

macro_rules! node_ids {
    ($($id:ident => $name:literal,)*) => {
        $(impl NodeId for ids::$id {
            const TYPE: &'static str = $name;
        })*
    };
}

node_ids! {
    AgreementId => "Agreement",
    AgreementClassificationId => "AgreementClassification",
    AgreementLineId => "AgreementLine",
    AgreementVersionId => "AgreementVersion",
    AuditEntryId => "AuditEntry",
    ApiKeyId => "ApiKey",
    CommitmentEntryId => "CommitmentEntry",
    CustomerId => "Customer",
    CustomerEntryId => "CustomerEntry",
    CustomerPostingSetupId => "CustomerPostingSetup",
    DimensionId => "Dimension",
    DimensionValueId => "DimensionValue",
    ExchangeRateId => "ExchangeRate",
    GeneralPostingSetupId => "GeneralPostingSetup",
    GlAccountId => "GlAccount",
    GlEntryId => "GlEntry",
    InventoryPostingSetupId => "InventoryPostingSetup",
    ItemId => "Item",
    ItemApplicationId => "ItemApplication",
    ItemChargeId => "ItemCharge",
    ItemEntryId => "ItemEntry",
    ItemUnitId => "ItemUnit",
    LedgerSetupId => "LedgerSetup",
    LegalEntityId => "LegalEntity",
    MatchingToleranceId => "MatchingTolerance",
    NumberSequenceId => "NumberSequence",
    OverReceiptCodeId => "OverReceiptCode",
    PaymentTermsId => "PaymentTerms",
    PostingGroupId => "PostingGroup",
    PostingPeriodId => "PostingPeriod",
    ProcurementCategoryId => "ProcurementCategory",
    PurchaseChargeAssignmentId => "PurchaseChargeAssignment",
    PurchaseInvoiceId => "PurchaseInvoice",
    PurchaseInvoiceDraftId => "PurchaseInvoiceDraft",
    PurchaseInvoiceDraftLineId => "PurchaseInvoiceDraftLine",
    PurchaseInvoiceLineId => "PurchaseInvoiceLine",
    PurchaseInvoiceMatchId => "PurchaseInvoiceMatch",
    PurchaseOrderId => "PurchaseOrder",
    PurchaseOrderLineId => "PurchaseOrderLine",
    PurchaseOrderVersionId => "PurchaseOrderVersion",
    PurchaseReceiptId => "PurchaseReceipt",
    PurchaseReceiptLineId => "PurchaseReceiptLine",
    RevokedTokenId => "RevokedToken",
    SalesInvoiceId => "SalesInvoice",
    SalesInvoiceLineId => "SalesInvoiceLine",
    SalesOrderId => "SalesOrder",
    SalesOrderLineId => "SalesOrderLine",
    SalesShipmentId => "SalesShipment",
    SalesShipmentLineId => "SalesShipmentLine",
    SiteId => "Site",
    TaxEntryId => "TaxEntry",
    TaxPostingSetupId => "TaxPostingSetup",
    TradeAgreementId => "TradeAgreement",
    TradingPartnerId => "TradingPartner",
    ValueEntryId => "ValueEntry",
    VendorId => "Vendor",
    VendorApplicationId => "VendorApplication",
    VendorDetailEntryId => "VendorDetailEntry",
    VendorEntryId => "VendorEntry",
    VendorPostingSetupId => "VendorPostingSetup",
    VoucherId => "Voucher",
    WarehouseId => "Warehouse",
}

/// The global id of a row.
pub fn global<I: NodeId>(id: I) -> ID {
    let key: Uuid = id.into();
    ID(URL_SAFE_NO_PAD.encode(format!("{}:{key}", I::TYPE)))
}

/// The global id that no row of a type has.
#[must_use]
pub fn of_nothing(kind: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{}", Uuid::nil()))
}

/// A global id's type and key, if it is one.
#[must_use]
pub fn parts(id: &ID) -> Option<(String, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?).ok()?;
    let (name, key) = text.split_once(':')?;
    Some((name.to_owned(), key.parse().ok()?))
}

/// The key within a global id. Anything that is no id of this type becomes the key that no row
/// has, so that it is answered exactly as an unknown id is.
pub fn local<I: NodeId>(id: &ID) -> I {
    match parts(id) {
        Some((name, key)) if name == I::TYPE => I::from(key),
        _ => I::from(Uuid::nil()),
    }
}

/// The key within a global id that may be absent.
pub fn local_opt<I: NodeId>(id: Option<&ID>) -> Option<I> {
    id.map(local)
}

/// A change of an id that may be taken away.
pub fn edit_id<I: NodeId>(id: MaybeUndefined<ID>) -> Option<Option<I>> {
    Option::from(id.map_value(|id| local(&id)))
}

/// A change of a day that may be taken away.
#[must_use]
pub fn edit_date(date: MaybeUndefined<Date>) -> Option<Option<chrono::NaiveDate>> {
    Option::from(date.map_value(|date| date.0))
}
