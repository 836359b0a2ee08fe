//! Classifications of agreements (AGR-2).

use crate::ids::{AgreementClassificationId, LegalEntityId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// What kind of agreement an agreement is, in the words of the legal entity.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_classification")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementClassificationId,
    /// Its code, unique in the legal entity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Finds the same classification in a partner's legal entity.
    pub external_code: Option<String>,
    /// Whether its agreements are used on invoices only, never on orders.
    pub require_direct_invoicing: bool,
    /// Whether its agreements name subcontractors.
    pub subcontractors: bool,
    /// Whether its agreements name certifications.
    pub certifications: bool,
    /// Whether its agreements name activities.
    pub activities: bool,
    /// The worker its agreements start with.
    pub primary_worker: Option<String>,
    /// The second worker its agreements start with.
    pub secondary_worker: Option<String>,
    /// Counts the row's changes, from 1.
    pub row_version: i32,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}

impl Versioned for Entity {
    const ROW_VERSION: Column = Column::RowVersion;
}
