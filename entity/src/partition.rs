//! How a table belongs to a legal entity. A table with neither trait is unreachable: closed by
//! default.

use sea_orm::EntityTrait;

/// A table whose rows belong to one legal entity each; its key is `(legal_entity_id, id)`.
pub trait Partitioned: EntityTrait {
    /// The column that cuts this table.
    const LEGAL_ENTITY: Self::Column;
    /// The column that names a row within its legal entity.
    const ID: Self::Column;
}

/// A partitioned table whose rows change: every change raises `row_version` by one.
pub trait Versioned: Partitioned {
    /// The column that counts the row's changes.
    const ROW_VERSION: Self::Column;
}

/// A small table that all legal entities read and none writes.
pub trait Shared: EntityTrait {}

/// Which kind of table a table is; a distributed database places them differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableKind {
    /// Rows belong to a legal entity.
    Tenant,
    /// Tenant rows that are written once and never changed or removed.
    AppendOnly,
    /// Small, rarely written, the same everywhere.
    Reference,
    /// The machinery's own, on one node.
    Local,
}

/// Every table of the database. A test compares this list with the migrated catalogue.
pub const TABLES: &[(&str, TableKind)] = &[
    ("agreement", TableKind::Tenant),
    ("agreement_classification", TableKind::Tenant),
    ("agreement_classification_name", TableKind::Tenant),
    ("agreement_line", TableKind::Tenant),
    ("agreement_version", TableKind::AppendOnly),
    ("audit_entry", TableKind::AppendOnly),
    ("audit_head", TableKind::Tenant),
    ("api_key", TableKind::Tenant),
    ("commitment_entry", TableKind::AppendOnly),
    ("currency", TableKind::Reference),
    ("customer", TableKind::Tenant),
    ("customer_entry", TableKind::Tenant),
    ("customer_posting_setup", TableKind::Tenant),
    ("dimension", TableKind::Tenant),
    ("dimension_set", TableKind::AppendOnly),
    ("dimension_set_entry", TableKind::AppendOnly),
    ("dimension_value", TableKind::Tenant),
    ("exchange_rate", TableKind::Tenant),
    ("general_posting_setup", TableKind::Tenant),
    ("gl_account", TableKind::Tenant),
    ("gl_entry", TableKind::AppendOnly),
    ("idempotency_key", TableKind::Tenant),
    ("inventory_posting_setup", TableKind::Tenant),
    ("item", TableKind::Tenant),
    ("item_application", TableKind::AppendOnly),
    ("item_charge", TableKind::Tenant),
    ("item_entry", TableKind::Tenant),
    ("item_unit", TableKind::Tenant),
    ("ledger_setup", TableKind::Tenant),
    ("legal_entity", TableKind::Reference),
    ("matching_tolerance", TableKind::Tenant),
    ("number_sequence", TableKind::Tenant),
    ("over_receipt_code", TableKind::Tenant),
    ("payment_terms", TableKind::Tenant),
    ("posting_group", TableKind::Tenant),
    ("posting_period", TableKind::Tenant),
    ("procurement_category", TableKind::Tenant),
    ("purchase_charge_assignment", TableKind::Tenant),
    ("purchase_invoice", TableKind::AppendOnly),
    ("purchase_invoice_draft", TableKind::Tenant),
    ("purchase_invoice_draft_line", TableKind::Tenant),
    ("purchase_invoice_line", TableKind::AppendOnly),
    ("purchase_invoice_match", TableKind::AppendOnly),
    ("purchase_order", TableKind::Tenant),
    ("purchase_order_line", TableKind::Tenant),
    ("purchase_order_version", TableKind::AppendOnly),
    ("purchase_receipt", TableKind::AppendOnly),
    ("purchase_receipt_line", TableKind::AppendOnly),
    ("revoked_token", TableKind::Tenant),
    ("sales_invoice", TableKind::AppendOnly),
    ("sales_invoice_line", TableKind::AppendOnly),
    ("sales_order", TableKind::Tenant),
    ("sales_order_line", TableKind::Tenant),
    ("sales_shipment", TableKind::AppendOnly),
    ("sales_shipment_line", TableKind::AppendOnly),
    ("seal", TableKind::Local),
    ("seaql_migrations", TableKind::Local),
    ("site", TableKind::Tenant),
    ("tax_entry", TableKind::AppendOnly),
    ("tax_posting_setup", TableKind::Tenant),
    ("trade_agreement", TableKind::Tenant),
    ("trading_partner", TableKind::Tenant),
    ("unit", TableKind::Reference),
    ("value_entry", TableKind::AppendOnly),
    ("vendor", TableKind::Tenant),
    ("vendor_application", TableKind::AppendOnly),
    ("vendor_detail_entry", TableKind::AppendOnly),
    ("vendor_entry", TableKind::Tenant),
    ("vendor_posting_setup", TableKind::Tenant),
    ("voucher", TableKind::AppendOnly),
    ("warehouse", TableKind::Tenant),
];
