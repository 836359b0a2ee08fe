//! Tokens that are good no longer, though their time is not over.

use crate::ids::{LegalEntityId, RevokedTokenId};
use crate::partition::Partitioned;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One token by its id, or all that somebody has got so far.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revoked_token")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RevokedTokenId,
    /// The token's id (jti).
    pub token_identifier: Option<String>,
    /// Whose tokens.
    pub subject: Option<String>,
    /// When; of a subject, tokens made until then are meant.
    pub revoked_at: DateTime<Utc>,
    /// By whom.
    pub revoked_by: String,
    /// When no such token can be good any more, so that the row may go.
    pub expires_at: DateTime<Utc>,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
