//! Who a legal entity trades with in the same database, and what orders of such trade know of each
//! other (ICO-1, ICO-2).

use sea_orm_migration::prelude::*;

use crate::alter::{Addition, add_columns, drop_columns};
use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The other legal entity may be gone, or not be there yet: no key says that it is.
        TenantTable::new("trading_partner")
            .column("partner_legal_entity_id", Column::Uuid)
            .may_belong_to("vendor_id", "vendor")
            .may_belong_to("customer_id", "customer")
            .column("order_numbering", Column::Kind)
            .column("price_changes_allowed", Column::Boolean)
            .column("discount_changes_allowed", Column::Boolean)
            .column("agreement_search", Column::Boolean)
            .column("receipt_from_shipment", Column::Boolean)
            .column("invoice_from_sales_invoice", Column::Kind)
            .column("blocked", Column::Boolean)
            .column("row_version", Column::Integer)
            .unique(&["partner_legal_entity_id"])
            .unique(&["vendor_id"])
            .unique(&["customer_id"])
            .make(manager)
            .await?;
        for (table, additions) in TABLES {
            add_columns(manager, table, additions).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, additions) in TABLES.iter().rev() {
            drop_columns(manager, table, additions).await?;
        }
        drop_tables(manager, &["trading_partner"]).await
    }
}

const TABLES: &[(&str, &[Addition])] = &[
    (
        "purchase_order",
        &[
            Addition::nullable("chain_origin", Column::KindOrNull),
            Addition::nullable("chain_legal_entity_id", Column::UuidOrNull),
            Addition::mention("chain_sales_order_id"),
        ],
    ),
    (
        "purchase_order_line",
        &[Addition::mention("chain_sales_order_line_id")],
    ),
    (
        "sales_order",
        &[
            Addition::nullable("chain_origin", Column::KindOrNull),
            Addition::nullable("chain_legal_entity_id", Column::UuidOrNull),
            Addition::mention("chain_purchase_order_id"),
            Addition::nullable("customer_reference", Column::TextOrNull(200)),
        ],
    ),
    (
        "sales_order_line",
        &[
            Addition::column("price_unit", Column::Exact, "1000000"),
            Addition::column("discount_amount", Column::Exact, "0"),
            Addition::mention("chain_purchase_order_line_id"),
        ],
    ),
];
