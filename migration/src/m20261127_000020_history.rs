//! The server's role reads which steps were done, so that a server with a user of its own can tell
//! whether the schema is that of its program.

use sea_orm_migration::prelude::*;

use crate::schema::{APP_ROLE, make_role, readable};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Where the steps are written down.
const HISTORY: &str = "seaql_migrations";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Databases whose first step was done by a PostgreSQL 16 that lets nobody become a role by
        // having made it.
        make_role(manager).await?;
        readable(manager, HISTORY).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
            return Ok(());
        }
        let statement = format!("REVOKE SELECT ON {HISTORY} FROM {APP_ROLE}");
        let done = manager.get_connection().execute_unprepared(&statement);
        done.await.map(|_done| ())
    }
}
