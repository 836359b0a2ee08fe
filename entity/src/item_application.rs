//! Which inbound movement fed which outbound one (PST-3).

use crate::exact::{Amount, Quantity};
use crate::ids::{ItemApplicationId, ItemEntryId, LegalEntityId};
use crate::kinds::ApplicationCostBasis;
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// A part of an outbound movement that came from an inbound one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_application")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemApplicationId,
    /// What came.
    pub inbound_item_entry_id: ItemEntryId,
    /// What left.
    pub outbound_item_entry_id: ItemEntryId,
    /// How much, in base units; below zero where an application is undone.
    pub quantity: Quantity,
    /// How the cost of this part is found.
    pub cost_basis: ApplicationCostBasis,
    /// The cost that it took, where a credit memo says it.
    pub credited_cost: Option<Amount>,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
