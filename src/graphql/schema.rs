//! The roots, merged from the nouns, and the schema's limits.

use std::sync::LazyLock;

use async_graphql::{
    CustomDirective, Directive, MergedObject, MergedSubscription, ObjectType, SDLExportOptions,
    Schema, SchemaBuilder,
};

use super::agreement::{
    mutation::AgreementMutation, query::AgreementQuery, subscription::AgreementSubscription,
};
use super::agreement_classification::{
    mutation::AgreementClassificationMutation, query::AgreementClassificationQuery,
};
use super::agreement_line::{mutation::AgreementLineMutation, query::AgreementLineQuery};
use super::answer_size::AnswerSize;
use super::api_key::{mutation::ApiKeyMutation, query::ApiKeyQuery};
use super::audit_entry::query::AuditEntryQuery;
use super::chain_difference::query::ChainDifferenceQuery;
use super::currency::query::CurrencyQuery;
use super::customer::{mutation::CustomerMutation, query::CustomerQuery};
use super::customer_posting_setup::{
    mutation::CustomerPostingSetupMutation, query::CustomerPostingSetupQuery,
};
use super::dimension::{mutation::DimensionMutation, query::DimensionQuery};
use super::dimension_value::{mutation::DimensionValueMutation, query::DimensionValueQuery};
use super::exact_numbers::ExactNumbers;
use super::exchange_rate::{mutation::ExchangeRateMutation, query::ExchangeRateQuery};
use super::general_posting_setup::{
    mutation::GeneralPostingSetupMutation, query::GeneralPostingSetupQuery,
};
use super::gl_account::{mutation::GlAccountMutation, query::GlAccountQuery};
use super::gl_entry::query::GlEntryQuery;
use super::hidden::Hidden;
use super::inventory_adjustment::mutation::InventoryAdjustmentMutation;
use super::inventory_posting_setup::{
    mutation::InventoryPostingSetupMutation, query::InventoryPostingSetupQuery,
};
use super::item::{mutation::ItemMutation, query::ItemQuery};
use super::item_charge::{mutation::ItemChargeMutation, query::ItemChargeQuery};
use super::item_entry::query::ItemEntryQuery;
use super::item_unit::mutation::ItemUnitMutation;
use super::ledger_setup::{mutation::LedgerSetupMutation, query::LedgerSetupQuery};
use super::legal_entity::{mutation::LegalEntityMutation, query::LegalEntityQuery};
use super::matching_tolerance::{
    mutation::MatchingToleranceMutation, query::MatchingToleranceQuery,
};
use super::node::NodeQuery;
use super::number_sequence::{mutation::NumberSequenceMutation, query::NumberSequenceQuery};
use super::over_receipt_code::{mutation::OverReceiptCodeMutation, query::OverReceiptCodeQuery};
use super::payment_terms::{mutation::PaymentTermsMutation, query::PaymentTermsQuery};
use super::posted::subscription::PostedSubscription;
use super::posting_group::{mutation::PostingGroupMutation, query::PostingGroupQuery};
use super::posting_period::{mutation::PostingPeriodMutation, query::PostingPeriodQuery};
use super::procurement_category::{
    mutation::ProcurementCategoryMutation, query::ProcurementCategoryQuery,
};
use super::purchase_invoice::{mutation::PurchaseInvoiceMutation, query::PurchaseInvoiceQuery};
use super::purchase_invoice_draft::{
    mutation::PurchaseInvoiceDraftMutation, query::PurchaseInvoiceDraftQuery,
};
use super::purchase_order::{
    mutation::PurchaseOrderMutation, query::PurchaseOrderQuery,
    subscription::PurchaseOrderSubscription,
};
use super::purchase_order_line::{
    mutation::PurchaseOrderLineMutation, query::PurchaseOrderLineQuery,
};
use super::purchase_receipt::{mutation::PurchaseReceiptMutation, query::PurchaseReceiptQuery};
use super::purchase_return_order::mutation::PurchaseReturnOrderMutation;
use super::sales_invoice::mutation::SalesInvoiceMutation;
use super::sales_order::{mutation::SalesOrderMutation, query::SalesOrderQuery};
use super::sales_order_line::mutation::SalesOrderLineMutation;
use super::sales_shipment::mutation::SalesShipmentMutation;
use super::site::{mutation::SiteMutation, query::SiteQuery};
use super::tax_entry::query::TaxEntryQuery;
use super::tax_posting_setup::{mutation::TaxPostingSetupMutation, query::TaxPostingSetupQuery};
use super::token::mutation::TokenMutation;
use super::trade_agreement::{mutation::TradeAgreementMutation, query::TradeAgreementQuery};
use super::trading_partner::{mutation::TradingPartnerMutation, query::TradingPartnerQuery};
use super::unit::query::UnitQuery;
use super::value_entry::query::ValueEntryQuery;
use super::vendor::{mutation::VendorMutation, query::VendorQuery};
use super::vendor_entry::{mutation::VendorEntryMutation, query::VendorEntryQuery};
use super::vendor_payment::{mutation::VendorPaymentMutation, query::VendorPaymentQuery};
use super::vendor_posting_setup::{
    mutation::VendorPostingSetupMutation, query::VendorPostingSetupQuery,
};
use super::voucher::query::VoucherQuery;
use super::warehouse::{mutation::WarehouseMutation, query::WarehouseQuery};

/// Reading what postings stand on. A root asks its members one within the other, the last
/// first, so that many side by side are deep: hence groups, and groups of groups.
#[derive(MergedObject, Default)]
pub struct PostingQuery(
    CustomerPostingSetupQuery,
    GeneralPostingSetupQuery,
    GlAccountQuery,
    InventoryPostingSetupQuery,
    ItemChargeQuery,
    LedgerSetupQuery,
    MatchingToleranceQuery,
);

/// Reading the rules that postings follow.
#[derive(MergedObject, Default)]
pub struct PostingRulesQuery(
    OverReceiptCodeQuery,
    PaymentTermsQuery,
    PostingGroupQuery,
    PostingPeriodQuery,
    TaxPostingSetupQuery,
    VendorPostingSetupQuery,
);

/// Reading what was posted.
#[derive(MergedObject, Default)]
pub struct LedgerQuery(
    AuditEntryQuery,
    GlEntryQuery,
    ItemEntryQuery,
    PurchaseReceiptQuery,
    TaxEntryQuery,
    ValueEntryQuery,
    VoucherQuery,
);

/// Reading how a legal entity is set up.
#[derive(MergedObject, Default)]
pub struct SetupQuery(
    ApiKeyQuery,
    CurrencyQuery,
    DimensionQuery,
    DimensionValueQuery,
    ExchangeRateQuery,
    LegalEntityQuery,
    NumberSequenceQuery,
    UnitQuery,
);

/// Reading what is bought, and where it goes.
#[derive(MergedObject, Default)]
pub struct ItemsQuery(
    ItemQuery,
    ProcurementCategoryQuery,
    SiteQuery,
    WarehouseQuery,
);

/// Reading whom is bought from and sold to.
#[derive(MergedObject, Default)]
pub struct PartiesQuery(
    ChainDifferenceQuery,
    CustomerQuery,
    SalesOrderQuery,
    TradingPartnerQuery,
    VendorQuery,
    VendorEntryQuery,
    VendorPaymentQuery,
);

/// Reading orders and invoices.
#[derive(MergedObject, Default)]
pub struct PurchasingQuery(
    PurchaseInvoiceQuery,
    PurchaseInvoiceDraftQuery,
    PurchaseOrderQuery,
    PurchaseOrderLineQuery,
);

/// Reading agreements.
#[derive(MergedObject, Default)]
pub struct AgreementsQuery(
    AgreementClassificationQuery,
    TradeAgreementQuery,
    AgreementLineQuery,
    AgreementQuery,
);

/// All of reading, under whichever root.
#[derive(MergedObject, Default)]
pub struct Reading(
    NodeQuery,
    PostingQuery,
    PostingRulesQuery,
    LedgerQuery,
    SetupQuery,
    ItemsQuery,
    PartiesQuery,
    PurchasingQuery,
    AgreementsQuery,
);

/// Reading.
#[derive(MergedObject, Default)]
pub struct Query(Reading);

/// Writing what postings stand on; in groups, as reading is.
#[derive(MergedObject, Default)]
pub struct PostingMutation(
    CustomerPostingSetupMutation,
    GeneralPostingSetupMutation,
    GlAccountMutation,
    InventoryPostingSetupMutation,
    ItemChargeMutation,
    LedgerSetupMutation,
    MatchingToleranceMutation,
);

/// Writing the rules that postings follow.
#[derive(MergedObject, Default)]
pub struct PostingRulesMutation(
    OverReceiptCodeMutation,
    PaymentTermsMutation,
    PostingGroupMutation,
    PostingPeriodMutation,
    TaxPostingSetupMutation,
    VendorPostingSetupMutation,
);

/// Setting a legal entity up.
#[derive(MergedObject, Default)]
pub struct SetupMutation(
    ApiKeyMutation,
    TokenMutation,
    DimensionMutation,
    DimensionValueMutation,
    ExchangeRateMutation,
    LegalEntityMutation,
    NumberSequenceMutation,
);

/// Writing what is bought, and where it goes.
#[derive(MergedObject, Default)]
pub struct ItemsMutation(
    SiteMutation,
    WarehouseMutation,
    ProcurementCategoryMutation,
    ItemUnitMutation,
    ItemMutation,
    InventoryAdjustmentMutation,
);

/// Writing whom is bought from, and paying them.
#[derive(MergedObject, Default)]
pub struct PartiesMutation(
    TradingPartnerMutation,
    VendorMutation,
    VendorEntryMutation,
    VendorPaymentMutation,
);

/// Writing what is sold.
#[derive(MergedObject, Default)]
pub struct SalesMutation(
    CustomerMutation,
    SalesOrderMutation,
    SalesOrderLineMutation,
    SalesShipmentMutation,
    SalesInvoiceMutation,
);

/// Writing orders and invoices.
#[derive(MergedObject, Default)]
pub struct PurchasingMutation(
    PurchaseReceiptMutation,
    PurchaseReturnOrderMutation,
    PurchaseInvoiceDraftMutation,
    PurchaseInvoiceMutation,
    PurchaseOrderLineMutation,
    PurchaseOrderMutation,
);

/// Writing agreements.
#[derive(MergedObject, Default)]
pub struct AgreementsMutation(
    AgreementClassificationMutation,
    TradeAgreementMutation,
    AgreementLineMutation,
    AgreementMutation,
);

/// Writing.
#[derive(MergedObject, Default)]
pub struct Mutation(
    PostingMutation,
    PostingRulesMutation,
    SetupMutation,
    ItemsMutation,
    PartiesMutation,
    SalesMutation,
    PurchasingMutation,
    AgreementsMutation,
);

/// Waiting for changes, over a WebSocket.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    AgreementSubscription,
    PostedSubscription,
    PurchaseOrderSubscription,
);

/// The schema.
pub type AvtalSchema = Schema<Query, Mutation, Subscription>;

struct Idempotent;

#[async_trait::async_trait]
impl CustomDirective for Idempotent {}

/// Does the field's work once under this key: the same key and input returns the first result.
/// A key belongs to one mutation; under another it is another key.
#[Directive(location = "Field")]
fn idempotent(
    #[graphql(desc = "The caller's key, 1 to 255 characters.")] key: String,
) -> impl CustomDirective {
    let _ = key;
    Idempotent
}

/// The schema. It is built once: that takes long, and it never changes.
#[must_use]
pub fn get() -> AvtalSchema {
    static SCHEMA: LazyLock<AvtalSchema> = LazyLock::new(|| builder().finish());
    SCHEMA.clone()
}

/// The schema, to which something can be added.
pub(super) fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    limited(Schema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    ))
}

/// A schema with what every schema of ours has: the directive, what is counted, the limits.
pub(super) fn limited<Q: ObjectType + 'static>(
    schema: SchemaBuilder<Q, Mutation, Subscription>,
) -> SchemaBuilder<Q, Mutation, Subscription> {
    schema
        .directive(idempotent)
        .extension(Hidden)
        .extension(ExactNumbers)
        .extension(AnswerSize)
        .limit_directives(10)
}

/// What the schema says of itself as a whole.
pub const DESCRIPTION: &str = "Purchase agreements and purchasing of the legal entity that the \
                               token or the header X-Legal-Entity names.";

/// What the engine writes of `@idempotent`, and what there is to be written.
const IDEMPOTENT: [&str; 2] = [
    "directive @idempotent(key: String!) on FIELD",
    "directive @idempotent(\n\t\"\"\"\n\tThe caller's key, 1 to 255 characters.\n\t\"\"\"\n\tkey: \
     String!\n) on FIELD",
];

/// The schema in the schema language, sorted, as it is committed.
#[must_use]
pub fn sdl() -> &'static str {
    static SDL: LazyLock<String> = LazyLock::new(print);
    &SDL
}

fn print() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    let sdl = get().sdl_with_options(options);
    // The engine leaves out the descriptions of directives' arguments and of the schema.
    let [bare, described] = IDEMPOTENT;
    let own = format!("\"\"\"\n{DESCRIPTION}\n\"\"\"\nschema {{");
    sdl.replace(bare, described)
        .replace("\nschema {", &format!("\n{own}"))
}
