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
    commitment_entry,
    currency,
    dimension,
    dimension_set,
    dimension_set_entry,
    dimension_value,
    exchange_rate,
    idempotency_key,
    item,
    item_unit,
    legal_entity,
    number_sequence,
    procurement_category,
    purchase_invoice_line,
    purchase_order,
    purchase_order_line,
    purchase_order_version,
    purchase_receipt_line,
    site,
    trade_agreement,
    unit,
    vendor,
    warehouse,
}
