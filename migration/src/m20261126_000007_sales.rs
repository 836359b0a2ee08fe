//! Customers and their orders, as far as buying for a sale needs them.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        customers(manager).await?;
        orders(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sales_order_line", "sales_order", "customer"]).await
    }
}

async fn customers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("customer")
        .column("number", Column::Text(40))
        .column("name", Column::Text(200))
        .code_of("currency", "currency", Column::Text(3))
        .column("payment_terms", Column::TextOrNull(40))
        .column("address", Column::TextOrNull(1000))
        .may_belong_to("customer_posting_group_id", "posting_group")
        .may_belong_to("business_posting_group_id", "posting_group")
        .may_belong_to("tax_business_posting_group_id", "posting_group")
        .column("blocked", Column::Boolean)
        .column("row_version", Column::Integer)
        .unique(&["number"])
        .index(&["name"])
        .make(manager)
        .await
}

async fn orders(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("sales_order")
        .column("number", Column::Text(40))
        .belongs_to("customer_id", "customer")
        .code_of("currency", "currency", Column::Text(3))
        .column("status", Column::Kind)
        .column("order_date", Column::Date)
        .column("delivery_date", Column::DateOrNull)
        .column("delivery_address", Column::TextOrNull(1000))
        .column("payment_terms", Column::TextOrNull(40))
        .column("last_line_number", Column::Integer)
        .column("created_at", Column::Instant)
        .column("created_by", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique(&["number"])
        .index(&["created_at", "id"])
        .make(manager)
        .await?;
    TenantTable::new("sales_order_line")
        .belongs_to("sales_order_id", "sales_order")
        .column("line_number", Column::Integer)
        .column("line_type", Column::Kind)
        .may_belong_to("item_id", "item")
        .may_belong_to("gl_account_id", "gl_account")
        .column("description", Column::Text(200))
        .column("variant", Column::TextOrNull(40))
        .may_belong_to("warehouse_id", "warehouse")
        .column("quantity", Column::Exact)
        .code_of("unit", "unit", Column::TextOrNull(10))
        .column("unit_factor", Column::Exact)
        .column("unit_price", Column::Exact)
        .column("discount_percent", Column::Exact)
        .column("net_amount", Column::Exact)
        .column("drop_shipment", Column::Boolean)
        .column("delivery_date", Column::Date)
        .column("shipped_quantity", Column::Exact)
        .column("invoiced_quantity", Column::Exact)
        .column("row_version", Column::Integer)
        .unique(&["sales_order_id", "line_number"])
        .check("quantity", "quantity >= 0")
        .check(
            "shipped",
            "shipped_quantity >= 0 AND shipped_quantity <= quantity",
        )
        .check(
            "invoiced",
            "invoiced_quantity >= 0 AND invoiced_quantity <= shipped_quantity",
        )
        .make(manager)
        .await
}
