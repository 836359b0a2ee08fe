//! What an operator wants to know of a database: its schema, and whether it holds tenants apart.

use chrono::TimeDelta;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::failure::Failure;

use super::db::{ConnectError, Db, open};

/// The steps of the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaSteps {
    /// Those that were done, oldest first.
    pub applied: Vec<String>,
    /// Those that this program knows and that were not done.
    pub pending: Vec<String>,
}

/// The steps of a database's schema. It is not changed.
///
/// # Errors
/// When the database cannot be reached or was made by a newer program.
pub async fn schema_steps(url: &str) -> Result<SchemaSteps, ConnectError> {
    let db = open(url, 1, true).await?;
    steps(&db)
        .await
        .map_err(|error| ConnectError::Schema(format!("newer than this program: {error}")))
}

/// Whether our database user is one that row-level security does not bind, so that every
/// transaction must become the application's role.
pub(super) async fn must_set_role(db: &sea_orm::DatabaseConnection) -> Result<bool, ConnectError> {
    let role = migration::schema::APP_ROLE;
    let question = "SELECT (r.rolsuper OR r.rolbypassrls OR EXISTS (SELECT FROM pg_tables t \
           WHERE t.schemaname = 'public' AND t.tableowner = r.rolname)) AS unbound \
         FROM pg_roles r WHERE r.rolname = current_user";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, question))
        .await
        .map_err(ConnectError::Connect)?;
    let unbound = row
        .and_then(|row| row.try_get::<bool>("", "unbound").ok())
        .unwrap_or(true);
    if unbound {
        db.execute_unprepared(&format!("BEGIN; SET LOCAL ROLE {role}; ROLLBACK"))
            .await
            .map_err(|error| ConnectError::Role {
                reason: error.to_string(),
            })?;
    }
    Ok(unbound)
}

async fn steps(db: &sea_orm::DatabaseConnection) -> Result<SchemaSteps, DbErr> {
    let name = |step: &sea_orm_migration::Migration| step.name().to_owned();
    let applied = Migrator::get_applied_migrations_read_only(db).await?;
    let pending = Migrator::get_pending_migrations_read_only(db).await?;
    Ok(SchemaSteps {
        applied: applied.iter().map(name).collect(),
        pending: pending.iter().map(name).collect(),
    })
}

impl Db {
    /// Whether it is a PostgreSQL, and no SQLite file.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }

    /// How far the database's clock is ahead of ours, the way there and back taken off by half.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clock_skew(&self) -> Result<TimeDelta, Failure> {
        let question = match self.backend() {
            DbBackend::Postgres => {
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms"
            }
            // Days since noon of a day long ago, at a millisecond's precision.
            _ => "SELECT CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) AS ms",
        };
        let statement = Statement::from_string(self.backend(), question);
        let before = self.clock().now().timestamp_millis();
        let row = self.reader().query_one_raw(statement).await?;
        let after = self.clock().now().timestamp_millis();
        let its: i64 = match row {
            Some(row) => row.try_get("", "ms")?,
            None => return Err(Failure::Broken("a clock without a time".to_owned())),
        };
        Ok(TimeDelta::milliseconds(its - before.midpoint(after)))
    }

    /// The steps of the schema.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn schema_steps(&self) -> Result<SchemaSteps, Failure> {
        Ok(steps(self.reader()).await?)
    }

    /// The tables with a legal entity's column that row-level security does not guard; `None` where
    /// the database has no such thing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unguarded_tables(&self) -> Result<Option<Vec<String>>, Failure> {
        if self.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let question = "SELECT c.relname::text AS name FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'legal_entity_id' \
             WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT a.attisdropped \
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity \
                 AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) \
             ORDER BY 1";
        let statement = Statement::from_string(DbBackend::Postgres, question);
        let rows = self.reader().query_all_raw(statement).await?;
        let names = rows.iter().map(|row| row.try_get("", "name"));
        Ok(Some(names.collect::<Result<_, DbErr>>()?))
    }
}
