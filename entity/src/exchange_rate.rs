//! Exchange rates by date.

use crate::codes::CurrencyCode;
use crate::exact::Rate;
use crate::ids::{ExchangeRateId, LegalEntityId};
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// What `price_unit` units of a currency cost in the accounting currency from a day on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_rate")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExchangeRateId,
    /// The foreign currency.
    pub currency: CurrencyCode,
    /// The first day that the rate holds.
    pub valid_from: NaiveDate,
    /// Accounting currency per `quoted_units` units of the foreign currency.
    pub rate: Rate,
    /// How many units of the foreign currency the rate is quoted for, usually 1 or 100.
    pub quoted_units: i32,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
