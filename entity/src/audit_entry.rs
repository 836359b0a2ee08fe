//! The audit trail: what each writing transaction did, one row each, chained by hashes.

use crate::ids::{AuditEntryId, LegalEntityId};
use crate::partition::Partitioned;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One transaction that wrote.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    /// Its place in the trail: 1, 2, 3 and so on, without a gap.
    pub sequence: i64,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// Who wrote.
    pub subject: String,
    /// The id of the credential that the writer signed in with, if it has one.
    pub credential: Option<String>,
    /// The permission that the write stood on.
    pub permission: String,
    /// Which mutation; none for the program itself at the command line.
    pub operation: Option<String>,
    /// The idempotency key, if there was one.
    pub idempotency_key: Option<String>,
    /// The id of the request, if there was one.
    pub request_id: Option<String>,
    /// What it was about: the type and the key of the primary object, if there is one.
    pub object: Option<String>,
    /// The rows that were written, as JSON.
    #[sea_orm(column_type = "Text")]
    pub changes: String,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// The hash over all of this.
    pub hash: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
