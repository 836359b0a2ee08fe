//! Vendors (VEN-1, VEN-2).

use crate::codes::CurrencyCode;
use crate::ids::{LegalEntityId, OverReceiptCodeId, PostingGroupId, VendorId};
use crate::kinds::VendorBlocked;
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Somebody we buy from.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vendor")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VendorId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The currency it is bought from in.
    pub currency: CurrencyCode,
    /// Code of the payment terms its orders start with.
    pub payment_terms: Option<String>,
    /// Code of the delivery terms its orders start with.
    pub delivery_terms: Option<String>,
    /// Code of the delivery mode its orders start with.
    pub delivery_mode: Option<String>,
    /// How far it is blocked.
    pub blocked: VendorBlocked,
    /// Its vendor posting group; the setup's if none.
    pub vendor_posting_group_id: Option<PostingGroupId>,
    /// Its general business posting group; the setup's if none.
    pub business_posting_group_id: Option<PostingGroupId>,
    /// Its tax business group; the setup's if none.
    pub tax_business_posting_group_id: Option<PostingGroupId>,
    /// How much more than ordered may be received from it.
    pub over_receipt_code_id: Option<OverReceiptCodeId>,
    /// When it is paid, of all vendors: 1 first, 0 last.
    pub payment_priority: i32,
    /// Whether payments to it may leave no difference.
    pub payment_tolerance_blocked: bool,
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
