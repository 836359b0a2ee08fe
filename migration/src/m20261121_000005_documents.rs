//! Lines of posted receipts and invoices, and remembered idempotency keys.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        posted_lines(manager).await?;
        TenantTable::new("idempotency_key")
            .column("caller", Column::Text(200))
            .column("operation", Column::Text(100))
            .column("key", Column::Text(255))
            .column("input_hash", Column::Text(64))
            .column("outcome", Column::LongText)
            .column("recorded_at", Column::Instant)
            .unique(&["caller", "operation", "key"])
            .index(&["recorded_at"])
            .make(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "idempotency_key",
                "purchase_invoice_line",
                "purchase_receipt_line",
            ],
        )
        .await
    }
}

/// Lines of posted receipts and invoices, as this step makes them.
pub(crate) async fn posted_lines(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in ["purchase_receipt_line", "purchase_invoice_line"] {
        TenantTable::new(table)
            .append_only()
            .column("document_number", Column::Text(40))
            .column("posting_date", Column::Date)
            .may_belong_to("purchase_order_line_id", "purchase_order_line")
            .may_belong_to("agreement_id", "agreement")
            .may_belong_to("agreement_line_id", "agreement_line")
            .column("quantity", Column::Exact)
            .code_of("unit", "unit", Column::Text(10))
            .column("net_amount", Column::Exact)
            .make(manager)
            .await?;
    }
    Ok(())
}
