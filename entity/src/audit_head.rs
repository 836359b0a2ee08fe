//! Where each legal entity's audit trail ends, and where it begins after the oldest part was cut.

use crate::ids::{AuditHeadId, LegalEntityId};
use crate::partition::Partitioned;
use sea_orm::entity::prelude::*;

/// The ends of one audit trail; its id is the legal entity's.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_head")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditHeadId,
    /// The sequence of the last entry; 0 before the first.
    pub sequence: i64,
    /// The hash of the last entry; empty before the first.
    pub hash: String,
    /// The sequence of the last entry that was cut from the beginning; 0 where none was.
    pub anchor_sequence: i64,
    /// Its hash, which the first entry that is left carries on from.
    pub anchor_hash: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
