//! For the operator at the command line only: which legal entities there are.
//!
//! This is the one read across legal entities. It gives their ids and codes and nothing of what is
//! theirs; whoever wants that asks for a grant in each. No request may come here.

use entity::ids::LegalEntityId;
use entity::legal_entity;
use sea_orm::{EntityTrait, QueryOrder};

use crate::failure::Failure;

use super::db::Db;

impl Db {
    /// All legal entities with their codes, by code.
    ///
    /// On PostgreSQL row-level security is forced: only a database user that bypasses it (a
    /// superuser, or one with `BYPASSRLS`) sees them all. Any other sees none, the tables' owner
    /// included, and gets an empty list.
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
}
