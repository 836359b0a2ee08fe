//! How row-level security is told for whom a transaction works.

use entity::ids::LegalEntityId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};

use crate::auth::Grant;

use super::db::Db;
use super::watched;

impl Db {
    /// Names the legal entity to row-level security. It is a literal, because a distributed
    /// PostgreSQL passes on `SET LOCAL` and not `set_config`, and it is a UUID, so that nothing
    /// from outside stands in the statement.
    pub(super) async fn name_tenant(
        &self,
        tx: &DatabaseTransaction,
        grant: &Grant,
        mode: &str,
    ) -> Result<(), DbErr> {
        if self.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let role = if self.gives_up_rights() {
            format!("SET LOCAL ROLE {}; ", migration::schema::APP_ROLE)
        } else {
            String::new()
        };
        // Conditions of reach look costly and are not; compiling them takes longer than any answer.
        let jit = match grant.limits().narrow_rows() {
            true => "SET LOCAL jit = off; ",
            false => "",
        };
        let waits = &self.inner().options.waits;
        let statement = format!(
            "{mode}{role}{jit}SET LOCAL app.legal_entity = '{}'; SET LOCAL lock_timeout = {}; \
             SET LOCAL statement_timeout = {}; \
             SET LOCAL idle_in_transaction_session_timeout = {}",
            grant.legal_entity(),
            waits.lock.as_millis(),
            waits.statement.as_millis(),
            waits.idle_transaction.as_millis(),
        );
        self.unprepared(tx, &statement).await
    }

    /// Names another legal entity in a transaction that goes on.
    pub(super) async fn name_again(
        &self,
        tx: &DatabaseTransaction,
        legal_entity: LegalEntityId,
    ) -> Result<(), DbErr> {
        if self.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let statement = format!("SET LOCAL app.legal_entity = '{legal_entity}'");
        self.unprepared(tx, &statement).await
    }

    /// Sends a statement that is not prepared, seen by all who watch statements.
    pub(super) async fn unprepared(
        &self,
        tx: &DatabaseTransaction,
        statement: &str,
    ) -> Result<(), DbErr> {
        self.observe(statement);
        let done = tx.execute_unprepared(statement);
        watched::unprepared(self.backend(), statement, done).await?;
        Ok(())
    }
}
