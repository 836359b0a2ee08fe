//! All tables as their entities describe them: what walks over tables, walks over this list.
//!
//! Columns and keys are read from the entities, so that a new column is there from its first day. A
//! table that is missing here fails a test.

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, EntityTrait, IdenStatic, Iterable};

/// A table as its entity describes it.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the entity.
    pub columns: Vec<Column>,
    /// The columns of its primary key, in their order.
    pub key: Vec<String>,
}

/// A column as its entity describes it.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ColumnType,
    /// Whether it may be null.
    pub nullable: bool,
}

impl Table {
    /// Whether its rows belong to legal entities.
    #[must_use]
    pub fn is_partitioned(&self) -> bool {
        self.columns.iter().any(|c| c.name == LEGAL_ENTITY)
    }

    /// The column that says whose a row is: of the legal entities' own table, its key; none where
    /// rows are nobody's.
    #[must_use]
    pub fn owner(&self) -> Option<&'static str> {
        match self.name.as_str() {
            "legal_entity" => Some("id"),
            _ if self.is_partitioned() => Some(LEGAL_ENTITY),
            _ => None,
        }
    }
}

/// The column that cuts a table.
pub const LEGAL_ENTITY: &str = "legal_entity_id";

/// Tables whose rows do not go along when a legal entity moves to another installation, and why.
pub const STAYS: &[(&str, &str)] = &[
    (
        "api_key",
        "it holds hashes of secrets: make new keys where the legal entity goes",
    ),
    ("currency", "it is the same in every installation"),
    (
        "seal",
        "its secret is one installation's own, and so are the cursors",
    ),
    (
        "seaql_migrations",
        "it tells of the database and not of what is in it",
    ),
    ("unit", "it is the same in every installation"),
];

/// The tables whose rows go along when a legal entity moves.
#[must_use]
pub fn portable() -> Vec<Table> {
    let mut tables = tables();
    tables.retain(|table| STAYS.iter().all(|(name, _)| *name != table.name));
    tables
}

fn table<E: EntityTrait>(entity: E) -> Table {
    Table {
        name: entity.table_name().to_owned(),
        columns: E::Column::iter()
            .map(|column| Column {
                name: column.as_str().to_owned(),
                kind: column.def().get_column_type().clone(),
                nullable: column.def().is_null(),
            })
            .collect(),
        key: E::PrimaryKey::iter()
            .map(|column| column.as_str().to_owned())
            .collect(),
    }
}

macro_rules! entities {
    ($($table:ident,)*) => {
        /// All tables that have an entity.
        #[must_use]
        pub fn tables() -> Vec<Table> {
            vec![$(table(crate::$table::Entity),)*]
        }
    };
}

entities! {
    agreement,
    agreement_classification,
    agreement_classification_name,
    agreement_line,
    agreement_version,
    audit_entry,
    audit_head,
    api_key,
    commitment_entry,
    currency,
    customer,
    customer_entry,
    customer_posting_setup,
    dimension,
    dimension_set,
    dimension_set_entry,
    dimension_value,
    exchange_rate,
    general_posting_setup,
    gl_account,
    gl_entry,
    idempotency_key,
    inventory_posting_setup,
    item,
    item_application,
    item_charge,
    item_entry,
    item_unit,
    ledger_setup,
    legal_entity,
    matching_tolerance,
    number_sequence,
    over_receipt_code,
    payment_terms,
    posting_group,
    posting_period,
    procurement_category,
    purchase_charge_assignment,
    purchase_invoice,
    purchase_invoice_draft,
    purchase_invoice_draft_line,
    purchase_invoice_line,
    purchase_invoice_match,
    purchase_order,
    purchase_order_line,
    purchase_order_version,
    purchase_receipt,
    purchase_receipt_line,
    revoked_token,
    sales_invoice,
    sales_invoice_line,
    sales_order,
    sales_order_line,
    sales_shipment,
    sales_shipment_line,
    seal,
    site,
    tax_entry,
    tax_posting_setup,
    trade_agreement,
    trading_partner,
    unit,
    value_entry,
    vendor,
    vendor_application,
    vendor_detail_entry,
    vendor_entry,
    vendor_posting_setup,
    voucher,
    warehouse,
}
