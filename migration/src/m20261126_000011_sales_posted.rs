//! Posted shipments and sales invoices, and the customer ledger.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        shipments(manager).await?;
        ledger(manager).await?;
        invoices(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "sales_invoice_line",
                "sales_invoice",
                "customer_entry",
                "sales_shipment_line",
                "sales_shipment",
            ],
        )
        .await
    }
}

async fn shipments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("sales_shipment")
        .append_only()
        .column("number", Column::Text(40))
        .belongs_to("customer_id", "customer")
        .may_belong_to("sales_order_id", "sales_order")
        .column("posting_date", Column::Date)
        .may_belong_to("voucher_id", "voucher")
        .column("recorded_at", Column::Instant)
        .column("recorded_by", Column::Text(200))
        .unique(&["number"])
        .make(manager)
        .await?;
    TenantTable::new("sales_shipment_line")
        .append_only()
        .belongs_to("sales_shipment_id", "sales_shipment")
        .column("line_number", Column::Integer)
        .column("document_number", Column::Text(40))
        .column("posting_date", Column::Date)
        .may_belong_to("sales_order_line_id", "sales_order_line")
        .may_belong_to("item_id", "item")
        .column("description", Column::Text(200))
        .may_belong_to("warehouse_id", "warehouse")
        .column("quantity", Column::Exact)
        .code_of("unit", "unit", Column::TextOrNull(10))
        .column("unit_factor", Column::Exact)
        .may_belong_to("undoes_sales_shipment_line_id", "sales_shipment_line")
        .unique_as("number", &["sales_shipment_id", "line_number"])
        .unique_as("undoes", &["undoes_sales_shipment_line_id"])
        .make(manager)
        .await
}

async fn ledger(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("customer_entry")
        .belongs_to("customer_id", "customer")
        .belongs_to("voucher_id", "voucher")
        .column("document_type", Column::Kind)
        .column("document_number", Column::Text(40))
        .column("posting_date", Column::Date)
        .column("document_date", Column::Date)
        .column("due_date", Column::Date)
        .code_of("currency", "currency", Column::Text(3))
        .column("amount", Column::Exact)
        .column("accounting_amount", Column::Exact)
        .column("remaining_amount", Column::Exact)
        .column("remaining_accounting_amount", Column::Exact)
        .belongs_to("customer_posting_group_id", "posting_group")
        .column("open", Column::Boolean)
        .column("text", Column::Text(200))
        .column("row_version", Column::Integer)
        .index(&["customer_id", "due_date"])
        .make(manager)
        .await
}

async fn invoices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("sales_invoice")
        .append_only()
        .column("number", Column::Text(40))
        .belongs_to("customer_id", "customer")
        .may_belong_to("sales_order_id", "sales_order")
        .column("posting_date", Column::Date)
        .column("document_date", Column::Date)
        .column("due_date", Column::Date)
        .code_of("currency", "currency", Column::Text(3))
        .column("exchange_rate", Column::Exact)
        .column("net_amount", Column::Exact)
        .column("tax_amount", Column::Exact)
        .column("total_amount", Column::Exact)
        .belongs_to("voucher_id", "voucher")
        .belongs_to("customer_entry_id", "customer_entry")
        .column("recorded_at", Column::Instant)
        .column("recorded_by", Column::Text(200))
        .unique(&["number"])
        .make(manager)
        .await?;
    TenantTable::new("sales_invoice_line")
        .append_only()
        .belongs_to("sales_invoice_id", "sales_invoice")
        .column("line_number", Column::Integer)
        .column("line_type", Column::Kind)
        .may_belong_to("sales_order_line_id", "sales_order_line")
        .may_belong_to("item_id", "item")
        .may_belong_to("gl_account_id", "gl_account")
        .column("description", Column::Text(200))
        .column("quantity", Column::Exact)
        .code_of("unit", "unit", Column::TextOrNull(10))
        .column("unit_factor", Column::Exact)
        .column("unit_price", Column::Exact)
        .column("discount_percent", Column::Exact)
        .column("net_amount", Column::Exact)
        .column("tax_percent", Column::Exact)
        .column("tax_amount", Column::Exact)
        .unique_as("number", &["sales_invoice_id", "line_number"])
        .make(manager)
        .await
}
