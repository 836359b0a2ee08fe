//! Vouchers: what one posting writes to the general ledger (PST-3).

use crate::ids::{LegalEntityId, VoucherId};
use crate::kinds::VoucherSource;
use crate::partition::Partitioned;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// One posting, balanced in every currency.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "voucher")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VoucherId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// What was posted.
    pub source: VoucherSource,
    /// The number of the posted document.
    pub document_number: String,
    /// What it is, in words.
    pub text: String,
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
