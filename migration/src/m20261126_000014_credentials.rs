//! API keys, and tokens that are good no longer.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        TenantTable::new("api_key")
            .column("name", Column::Text(100))
            .column("secret_hash", Column::Text(64))
            .column("roles", Column::Text(400))
            .column("created_at", Column::Instant)
            .column("created_by", Column::Text(200))
            .column("expires_at", Column::Instant)
            .column("revoked_at", Column::InstantOrNull)
            .column("last_used_at", Column::InstantOrNull)
            .column("row_version", Column::Integer)
            .make(manager)
            .await?;
        TenantTable::new("revoked_token")
            .column("token_identifier", Column::TextOrNull(200))
            .column("subject", Column::TextOrNull(200))
            .column("revoked_at", Column::Instant)
            .column("revoked_by", Column::Text(200))
            .column("expires_at", Column::Instant)
            .index(&["expires_at"])
            .make(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["revoked_token", "api_key"]).await
    }
}
