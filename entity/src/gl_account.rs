//! The chart of accounts (PST-4).

use crate::ids::{GlAccountId, LegalEntityId};
use crate::kinds::GlAccountCategory;
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// An account of the general ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gl_account")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GlAccountId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Which part of the accounts it belongs to.
    pub category: GlAccountCategory,
    /// Whether lines of documents may name it; accounts that ledgers explain are closed to them.
    pub direct_posting: bool,
    /// Whether nothing may be posted to it.
    pub blocked: bool,
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
