//! A classification's name in other languages.

use crate::ids::{AgreementClassificationId, AgreementClassificationNameId, LegalEntityId};
use crate::partition::Partitioned;
use sea_orm::entity::prelude::*;

/// A classification's name in one language.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_classification_name")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementClassificationNameId,
    /// The classification.
    pub agreement_classification_id: AgreementClassificationId,
    /// The language, such as `sv` or `nb`.
    pub language: String,
    /// The name in it.
    pub name: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
