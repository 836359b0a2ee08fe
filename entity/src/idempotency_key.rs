//! Remembered idempotency keys (API-5).

use crate::ids::{IdempotencyKeyId, LegalEntityId};
use crate::partition::Partitioned;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// That an operation was carried out under a key, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdempotencyKeyId,
    /// Who called.
    pub caller: String,
    /// Which mutation.
    pub operation: String,
    /// The caller's key.
    pub key: String,
    /// Fingerprint of the input.
    pub input_hash: String,
    /// What came of it, as JSON.
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
