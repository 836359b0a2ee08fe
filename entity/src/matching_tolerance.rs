//! What a vendor, an item or an agreement overrides of invoice matching (MAT-1, AGR-16).

use crate::exact::{Amount, Percent};
use crate::ids::{AgreementId, ItemId, LegalEntityId, MatchingToleranceId, VendorId};
use crate::kinds::MatchingPolicy;
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Another matching policy or other tolerances than the legal entity's.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matching_tolerance")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MatchingToleranceId,
    /// The vendor that it is for; none for any.
    pub vendor_id: Option<VendorId>,
    /// The item that it is for; none for any.
    pub item_id: Option<ItemId>,
    /// The agreement that it is for; none for any.
    pub agreement_id: Option<AgreementId>,
    /// The policy; none for the legal entity's.
    pub matching_policy: Option<MatchingPolicy>,
    /// How much dearer a unit may be than ordered.
    pub price_tolerance_percent: Option<Percent>,
    /// The same in money of the accounting currency, per unit.
    pub price_tolerance_amount: Option<Amount>,
    /// How much dearer a line may be than ordered.
    pub total_tolerance_percent: Option<Percent>,
    /// The same in money of the accounting currency.
    pub total_tolerance_amount: Option<Amount>,
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
