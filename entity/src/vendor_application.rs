//! Applications of vendor entries to each other (PAY-4).

use crate::ids::{LegalEntityId, VendorApplicationId, VendorEntryId, VendorId, VoucherId};
use crate::partition::Partitioned;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// One act of settling entries, or of undoing that.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vendor_application")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VendorApplicationId,
    /// The vendor.
    pub vendor_id: VendorId,
    /// The entry that was applied to the others.
    pub vendor_entry_id: VendorEntryId,
    /// The voucher of discounts, tolerances and exchange differences; none without them.
    pub voucher_id: Option<VoucherId>,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The application that it undoes.
    pub undoes_vendor_application_id: Option<VendorApplicationId>,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// Who wrote it.
    pub recorded_by: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
