//! Confirmed versions of agreements (AGR-13).

use crate::ids::{AgreementId, AgreementVersionId, LegalEntityId};
use crate::partition::Partitioned;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// What an agreement said when it was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_version")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementVersionId,
    /// The agreement.
    pub agreement_id: AgreementId,
    /// 1 for the first confirmation.
    pub version: i32,
    /// When it was confirmed.
    pub confirmed_at: DateTime<Utc>,
    /// Who confirmed it.
    pub confirmed_by: String,
    /// Fingerprint of the snapshot.
    pub content_hash: String,
    /// The header and all lines, as JSON.
    #[sea_orm(column_type = "Text")]
    pub snapshot: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
