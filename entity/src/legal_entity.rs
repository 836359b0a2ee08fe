//! Legal entities: the tenants, with what each decides for itself.

use sea_orm::entity::prelude::*;

use crate::codes::CurrencyCode;
use crate::ids::LegalEntityId;
use crate::kinds::{AgreementTieBreak, ReleaseAmountViolation};

/// A legal entity. It is read and written only through a grant for itself.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_entity")]
pub struct Model {
    /// The legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LegalEntityId,
    /// Its code, unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The currency that its books are kept in.
    pub accounting_currency: CurrencyCode,
    /// What an order line outside the release amounts of its commitment gets.
    pub release_amount_violation: ReleaseAmountViolation,
    /// Which agreement wins when several fit an indirect order.
    pub agreement_tie_break: AgreementTieBreak,
    /// Whether indirect orders look for an agreement when the caller does not say.
    pub agreement_auto_search: bool,
    /// Counts the row's changes, from 1.
    pub row_version: i32,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
