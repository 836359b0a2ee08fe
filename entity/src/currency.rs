//! Currencies (ISO 4217) with their decimals.

use crate::codes::CurrencyCode;
use sea_orm::entity::prelude::*;

/// A currency.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "currency")]
pub struct Model {
    /// Its ISO 4217 code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: CurrencyCode,
    /// Its English name.
    pub name: String,
    /// How many decimals its amounts have.
    pub decimals: i32,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl crate::partition::Shared for Entity {}
