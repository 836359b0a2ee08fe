//! General ledger entries (PST-3).

use crate::codes::CurrencyCode;
use crate::exact::Amount;
use crate::ids::{DimensionSetId, GlAccountId, GlEntryId, LegalEntityId, VoucherId};
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// One side of a voucher.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gl_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GlEntryId,
    /// The voucher.
    pub voucher_id: VoucherId,
    /// Its number within the voucher.
    pub line_number: i32,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The account.
    pub gl_account_id: GlAccountId,
    /// The currency of the amount.
    pub currency: CurrencyCode,
    /// The amount; debit above zero, credit below.
    pub amount: Amount,
    /// The same in the accounting currency.
    pub accounting_amount: Amount,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
    /// What it is, in words.
    pub text: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
