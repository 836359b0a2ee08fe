//! What an API key is limited to beside its roles.

use sea_orm_migration::prelude::*;

use crate::alter::{Addition, add_columns, drop_columns};
use crate::schema::Column;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "api_key", KEY).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "api_key", KEY).await
    }
}

/// Two lists of a hundred codes at most.
const KEY: &[Addition] = &[Addition::nullable("limits", Column::TextOrNull(20_000))];
