//! All entities, so that laws can walk them. A table that is missing here fails a test.

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, EntityName, IdenStatic, Iterable};

/// A table as its entity describes it.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
}

/// A column as its entity describes it.
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) kind: ColumnType,
    /// Whether it may be null.
    pub(crate) nullable: bool,
}

macro_rules! entities {
    ($($table:ident,)*) => {
        /// All tables that have an entity.
        pub(crate) fn all() -> Vec<Table> {
            vec![$(Table {
                name: entity::$table::Entity.table_name().to_owned(),
                columns: entity::$table::Column::iter()
                    .map(|column| Column {
                        name: column.as_str().to_owned(),
                        kind: column.def().get_column_type().clone(),
                        nullable: column.def().is_null(),
                    })
                    .collect(),
            },)*]
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
    site,
    tax_entry,
    tax_posting_setup,
    trade_agreement,
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
