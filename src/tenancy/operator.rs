//! For the operator at the command line only: which legal entities there are.
//!
//! This is the one read across legal entities. It gives their ids and codes and nothing of what is
//! theirs; whoever wants that asks for a grant in each. No request may come here.

use entity::ids::LegalEntityId;
use entity::legal_entity;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Statement};

use crate::failure::Failure;

use super::db::Db;

impl Db {
    /// All legal entities with their codes, by code.
    ///
    /// On PostgreSQL row-level security is forced: only a database user that bypasses it (a
    /// superuser, or one with `BYPASSRLS`) sees them all. Any other sees none, the tables' owner
    /// included, and gets an empty list; [`Self::is_bound`] tells which it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn legal_entities(&self) -> Result<Vec<(LegalEntityId, String)>, Failure> {
        let rows = legal_entity::Entity::find()
            .order_by_asc(legal_entity::Column::Code)
            .all(&self.across())
            .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.code)).collect())
    }

    /// Whether row-level security binds our database user, so that it sees no legal entity but the
    /// one that a transaction names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_bound(&self) -> Result<bool, Failure> {
        if !self.is_postgres() {
            return Ok(false);
        }
        let question = "SELECT row_security_active('legal_entity') AS bound";
        let question = Statement::from_string(self.backend(), question);
        let row = self.across().query_one_raw(question).await?;
        let row = row.ok_or_else(|| Failure::Broken("a question without an answer".to_owned()))?;
        Ok(row.try_get("", "bound")?)
    }
}
