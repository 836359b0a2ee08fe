//! Posting periods.

use crate::ids::{LegalEntityId, PostingPeriodId};
use crate::partition::{Partitioned, Versioned};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// Days that may be posted to as long as the period is open.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_period")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostingPeriodId,
    /// Its name, such as `2026-06`.
    pub name: String,
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its last day.
    pub last_day: NaiveDate,
    /// Whether nothing may be posted any more.
    pub closed: bool,
    /// Whether nothing that moves stock or its value may be posted any more.
    pub inventory_closed: bool,
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
