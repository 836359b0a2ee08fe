//! Everything that has a global id.

use async_graphql::{Context, ID, Interface, Object, Result};
use uuid::Uuid;

use crate::auth::Permission;
use crate::failure::Failure;

use super::agreement::object::Agreement;
use super::agreement::version::AgreementVersion;
use super::agreement_classification::object::AgreementClassification;
use super::agreement_line::object::AgreementLine;
use super::audit_entry::object::AuditEntry;
use super::commitment::entry::CommitmentEntry;
use super::context::Ask;
use super::customer::object::Customer;
use super::customer_posting_setup::object::CustomerPostingSetup;
use super::dimension::object::Dimension;
use super::dimension_value::object::DimensionValue;
use super::exchange_rate::object::ExchangeRate;
use super::general_posting_setup::object::GeneralPostingSetup;
use super::gl_account::object::GlAccount;
use super::gl_entry::object::GlEntry;
use super::id::parts;
use super::inventory_posting_setup::object::InventoryPostingSetup;
use super::item::object::Item;
use super::item_charge::object::ItemCharge;
use super::item_entry::object::ItemEntry;
use super::item_unit::object::ItemUnit;
use super::matching_tolerance::object::MatchingTolerance;
use super::number_sequence::object::NumberSequence;
use super::over_receipt_code::object::OverReceiptCode;
use super::payment_terms::object::PaymentTerms;
use super::posting_group::object::PostingGroup;
use super::posting_period::object::PostingPeriod;
use super::procurement_category::object::ProcurementCategory;
use super::purchase_invoice::line::PurchaseInvoiceLine;
use super::purchase_invoice::object::PurchaseInvoice;
use super::purchase_invoice_draft::object::{PurchaseInvoiceDraft, PurchaseInvoiceDraftLine};
use super::purchase_order::object::PurchaseOrder;
use super::purchase_order::version::PurchaseOrderVersion;
use super::purchase_order_line::object::PurchaseOrderLine;
use super::purchase_receipt::line::PurchaseReceiptLine;
use super::purchase_receipt::object::PurchaseReceipt;
use super::sales_invoice::object::{SalesInvoice, SalesInvoiceLine};
use super::sales_order::object::SalesOrder;
use super::sales_order_line::object::SalesOrderLine;
use super::sales_shipment::object::{SalesShipment, SalesShipmentLine};
use super::site::object::Site;
use super::tax_entry::object::TaxEntry;
use super::tax_posting_setup::object::TaxPostingSetup;
use super::trade_agreement::object::TradeAgreement;
use super::trading_partner::object::TradingPartner;
use super::value_entry::object::ValueEntry;
use super::vendor::object::Vendor;
use super::vendor_entry::application::VendorApplication;
use super::vendor_entry::object::VendorEntry;
use super::vendor_posting_setup::object::VendorPostingSetup;
use super::view::View;
use super::voucher::object::Voucher;
use super::warehouse::object::Warehouse;

/// Something with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global id."))]
pub enum Node {
    /// See the type.
    Agreement(Agreement),
    /// See the type.
    AgreementClassification(AgreementClassification),
    /// See the type.
    AgreementLine(AgreementLine),
    /// See the type.
    AgreementVersion(AgreementVersion),
    /// See the type.
    AuditEntry(AuditEntry),
    /// See the type.
    CommitmentEntry(CommitmentEntry),
    /// See the type.
    Customer(Customer),
    /// See the type.
    Dimension(Dimension),
    /// See the type.
    DimensionValue(DimensionValue),
    /// See the type.
    ExchangeRate(ExchangeRate),
    /// See the type.
    Item(Item),
    /// See the type.
    GlAccount(GlAccount),
    /// See the type.
    PostingGroup(PostingGroup),
    /// See the type.
    PaymentTerms(PaymentTerms),
    /// See the type.
    PostingPeriod(PostingPeriod),
    /// See the type.
    OverReceiptCode(OverReceiptCode),
    /// See the type.
    MatchingTolerance(MatchingTolerance),
    /// See the type.
    ItemCharge(ItemCharge),
    /// See the type.
    CustomerPostingSetup(CustomerPostingSetup),
    /// See the type.
    VendorPostingSetup(VendorPostingSetup),
    /// See the type.
    TaxPostingSetup(TaxPostingSetup),
    /// See the type.
    InventoryPostingSetup(InventoryPostingSetup),
    /// See the type.
    GeneralPostingSetup(GeneralPostingSetup),
    /// See the type.
    ItemUnit(ItemUnit),
    /// See the type.
    NumberSequence(NumberSequence),
    /// See the type.
    ProcurementCategory(ProcurementCategory),
    /// See the type.
    PurchaseInvoice(PurchaseInvoice),
    /// See the type.
    PurchaseInvoiceDraft(PurchaseInvoiceDraft),
    /// See the type.
    PurchaseInvoiceDraftLine(PurchaseInvoiceDraftLine),
    /// See the type.
    PurchaseInvoiceLine(PurchaseInvoiceLine),
    /// See the type.
    PurchaseOrder(PurchaseOrder),
    /// See the type.
    PurchaseOrderLine(PurchaseOrderLine),
    /// See the type.
    PurchaseOrderVersion(PurchaseOrderVersion),
    /// See the type.
    GlEntry(GlEntry),
    /// See the type.
    ItemEntry(ItemEntry),
    /// See the type.
    PurchaseReceipt(PurchaseReceipt),
    /// See the type.
    PurchaseReceiptLine(PurchaseReceiptLine),
    /// See the type.
    SalesInvoice(SalesInvoice),
    /// See the type.
    SalesInvoiceLine(SalesInvoiceLine),
    /// See the type.
    SalesOrder(SalesOrder),
    /// See the type.
    SalesOrderLine(SalesOrderLine),
    /// See the type.
    SalesShipment(SalesShipment),
    /// See the type.
    SalesShipmentLine(SalesShipmentLine),
    TaxEntry(TaxEntry),
    ValueEntry(ValueEntry),
    Voucher(Voucher),
    /// See the type.
    Site(Site),
    /// See the type.
    TradeAgreement(TradeAgreement),
    /// See the type.
    TradingPartner(TradingPartner),
    /// See the type.
    Vendor(Vendor),
    /// See the type.
    VendorApplication(VendorApplication),
    /// See the type.
    VendorEntry(VendorEntry),
    /// See the type.
    Warehouse(Warehouse),
}

macro_rules! nodes {
    ($($name:ident: $id:ident,)*) => {
        /// What a gateway may ask for by its key.
        #[derive(async_graphql::Union)]
        #[graphql(name = "_Entity")]
        pub enum Entity {
            $(
                /// See the type.
                $name($name),
            )*
        }

        impl From<Node> for Entity {
            fn from(node: Node) -> Self {
                match node {
                    $(Node::$name(node) => Self::$name(node),)*
                }
            }
        }

        pub(super) async fn load(view: View, kind: &str, key: Uuid) -> Result<Option<Node>> {
            // The audit trail is not for all who read.
            if kind == "AuditEntry" && !view.may(Permission::AuditRead) {
                return Ok(None);
            }
            Ok(match kind {
                $(stringify!($name) => {
                    let row = view.load(::entity::ids::$id::from(key)).await?;
                    row.map(|row| Node::$name($name::new((*row).clone(), view)))
                })*
                _ => None,
            })
        }
    };
}

nodes! {
    Agreement: AgreementId,
    AgreementClassification: AgreementClassificationId,
    AgreementLine: AgreementLineId,
    AgreementVersion: AgreementVersionId,
    AuditEntry: AuditEntryId,
    CommitmentEntry: CommitmentEntryId,
    Customer: CustomerId,
    Dimension: DimensionId,
    DimensionValue: DimensionValueId,
    ExchangeRate: ExchangeRateId,
    Item: ItemId,
    GlAccount: GlAccountId,
    PostingGroup: PostingGroupId,
    PaymentTerms: PaymentTermsId,
    PostingPeriod: PostingPeriodId,
    OverReceiptCode: OverReceiptCodeId,
    MatchingTolerance: MatchingToleranceId,
    ItemCharge: ItemChargeId,
    CustomerPostingSetup: CustomerPostingSetupId,
    VendorPostingSetup: VendorPostingSetupId,
    TaxPostingSetup: TaxPostingSetupId,
    InventoryPostingSetup: InventoryPostingSetupId,
    GeneralPostingSetup: GeneralPostingSetupId,
    ItemUnit: ItemUnitId,
    NumberSequence: NumberSequenceId,
    ProcurementCategory: ProcurementCategoryId,
    PurchaseInvoice: PurchaseInvoiceId,
    PurchaseInvoiceDraft: PurchaseInvoiceDraftId,
    PurchaseInvoiceDraftLine: PurchaseInvoiceDraftLineId,
    PurchaseInvoiceLine: PurchaseInvoiceLineId,
    PurchaseOrder: PurchaseOrderId,
    PurchaseOrderLine: PurchaseOrderLineId,
    PurchaseOrderVersion: PurchaseOrderVersionId,
    GlEntry: GlEntryId,
    ItemEntry: ItemEntryId,
    PurchaseReceipt: PurchaseReceiptId,
    PurchaseReceiptLine: PurchaseReceiptLineId,
    SalesInvoice: SalesInvoiceId,
    SalesInvoiceLine: SalesInvoiceLineId,
    SalesOrder: SalesOrderId,
    SalesOrderLine: SalesOrderLineId,
    SalesShipment: SalesShipmentId,
    SalesShipmentLine: SalesShipmentLineId,
    TaxEntry: TaxEntryId,
    ValueEntry: ValueEntryId,
    Voucher: VoucherId,
    Site: SiteId,
    TradeAgreement: TradeAgreementId,
    TradingPartner: TradingPartnerId,
    Vendor: VendorId,
    VendorApplication: VendorApplicationId,
    VendorEntry: VendorEntryId,
    Warehouse: WarehouseId,
}

/// Reading by global id.
#[derive(Default)]
pub struct NodeQuery;

/// How many nodes one field gives.
const NODES_MAX: usize = 100;

/// Reading by global id.
#[Object]
impl NodeQuery {
    /// Whatever has this global id; none where nothing that the caller can see has it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A global id.")] id: ID,
    ) -> Result<Option<Node>> {
        let view = ctx.read(Permission::Read).await?;
        match parts(&id) {
            Some((kind, key)) => load(view, &kind, key).await,
            None => Ok(None),
        }
    }

    /// Whatever has these global ids, in their order.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > NODES_MAX {
            return Err(Failure::BadInput("at most 100 ids".to_owned()).into());
        }
        let view = ctx.read(Permission::Read).await?;
        let one = |id: &ID| {
            let (view, found) = (view.clone(), parts(id));
            async move {
                match found {
                    Some((kind, key)) => load(view, &kind, key).await,
                    None => Ok(None),
                }
            }
        };
        futures_util::future::try_join_all(ids.iter().map(one)).await
    }
}
