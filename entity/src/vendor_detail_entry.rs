//! Detailed vendor entries: every change of what an entry has open (PST-3).

use crate::codes::CurrencyCode;
use crate::exact::Amount;
use crate::ids::{
    LegalEntityId, VendorApplicationId, VendorDetailEntryId, VendorEntryId, VoucherId,
};
use crate::kinds::VendorDetailType;
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// One change of a vendor entry's remaining amount.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vendor_detail_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VendorDetailEntryId,
    /// The vendor entry.
    pub vendor_entry_id: VendorEntryId,
    /// The application that changed it; none for its beginning.
    pub vendor_application_id: Option<VendorApplicationId>,
    /// The voucher that it is in; none where the general ledger does not change.
    pub voucher_id: Option<VoucherId>,
    /// Why it changed.
    pub entry_type: VendorDetailType,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The currency of the amount.
    pub currency: CurrencyCode,
    /// What is added to the remaining amount.
    pub amount: Amount,
    /// The same in the accounting currency.
    pub accounting_amount: Amount,
}

/// What a detail is read together with.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its entry.
    #[sea_orm(
        belongs_to = "super::vendor_entry::Entity",
        from = "(Column::LegalEntityId, Column::VendorEntryId)",
        to = "(super::vendor_entry::Column::LegalEntityId, super::vendor_entry::Column::Id)"
    )]
    VendorEntry,
}

impl Related<super::vendor_entry::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::VendorEntry.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
