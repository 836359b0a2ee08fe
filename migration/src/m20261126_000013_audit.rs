//! The audit trail: one entry for each transaction that wrote, and the ends of each trail.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        TenantTable::new("audit_entry")
            .append_only()
            .column("sequence", Column::BigInteger)
            .column("recorded_at", Column::Instant)
            .column("subject", Column::Text(200))
            .column("credential", Column::TextOrNull(255))
            .column("permission", Column::Text(100))
            .column("operation", Column::TextOrNull(100))
            .column("idempotency_key", Column::TextOrNull(400))
            .column("request_id", Column::TextOrNull(128))
            .column("object", Column::TextOrNull(100))
            .column("changes", Column::LongText)
            .column("previous_hash", Column::Text(64))
            .column("hash", Column::Text(64))
            .unique(&["sequence"])
            .index(&["recorded_at"])
            .index(&["object"])
            .index(&["subject"])
            .make(manager)
            .await?;
        TenantTable::new("audit_head")
            .column("sequence", Column::BigInteger)
            .column("hash", Column::Text(64))
            .column("anchor_sequence", Column::BigInteger)
            .column("anchor_hash", Column::Text(64))
            .make(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["audit_head", "audit_entry"]).await
    }
}
