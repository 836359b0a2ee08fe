//! Customers, as far as buying for a sale needs them (ORD-6, ORD-7).

use crate::codes::CurrencyCode;
use crate::ids::{CustomerId, LegalEntityId, PostingGroupId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Somebody we sell to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The currency it is sold to in.
    pub currency: CurrencyCode,
    /// Code of the payment terms its documents start with.
    pub payment_terms: Option<String>,
    /// Where it is delivered to.
    pub address: Option<String>,
    /// Its customer posting group; the setup's if none.
    pub customer_posting_group_id: Option<PostingGroupId>,
    /// Its general business posting group; the setup's if none.
    pub business_posting_group_id: Option<PostingGroupId>,
    /// Its tax business group; the setup's if none.
    pub tax_business_posting_group_id: Option<PostingGroupId>,
    /// Whether nothing new may be sold to it.
    pub blocked: bool,
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
