//! Units of measure.

use crate::codes::UnitCode;
use sea_orm::entity::prelude::*;

/// A unit of measure.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: UnitCode,
    /// Its English name.
    pub name: String,
    /// How many decimals its quantities may have.
    pub decimals: i32,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl crate::partition::Shared for Entity {}
