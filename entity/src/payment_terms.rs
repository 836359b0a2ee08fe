//! Payment terms (PAY-1).

use crate::exact::Percent;
use crate::ids::{LegalEntityId, PaymentTermsId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// When a document is due, and what paying early is worth.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_terms")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentTermsId,
    /// Its code, unique in the legal entity; vendors, agreements and orders name it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// From the document date to the due date, such as `30D` or `CM+15D`.
    pub due_formula: String,
    /// From the document date to the last day of the discount; none without one.
    pub discount_formula: Option<String>,
    /// The payment discount.
    pub discount_percent: Percent,
    /// Whether credit memos get the terms too; else they are due on their date.
    pub discount_on_credit_memos: bool,
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
