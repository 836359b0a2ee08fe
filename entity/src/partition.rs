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
    ("commitment_entry", TableKind::AppendOnly),
    ("currency", TableKind::Reference),
    ("dimension", TableKind::Tenant),
    ("dimension_set", TableKind::AppendOnly),
    ("dimension_set_entry", TableKind::AppendOnly),
    ("dimension_value", TableKind::Tenant),
    ("exchange_rate", TableKind::Tenant),
    ("idempotency_key", TableKind::Tenant),
    ("item", TableKind::Tenant),
    ("item_unit", TableKind::Tenant),
    ("legal_entity", TableKind::Reference),
    ("number_sequence", TableKind::Tenant),
    ("procurement_category", TableKind::Tenant),
    ("purchase_invoice_line", TableKind::AppendOnly),
    ("purchase_order", TableKind::Tenant),
    ("purchase_order_line", TableKind::Tenant),
    ("purchase_order_version", TableKind::AppendOnly),
    ("purchase_receipt_line", TableKind::AppendOnly),
    ("seaql_migrations", TableKind::Local),
    ("site", TableKind::Tenant),
    ("trade_agreement", TableKind::Tenant),
    ("unit", TableKind::Reference),
    ("vendor", TableKind::Tenant),
    ("warehouse", TableKind::Tenant),
];
