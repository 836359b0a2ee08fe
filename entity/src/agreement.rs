//! Agreements with vendors and with customers (AGR-1, ICO-3).

use crate::codes::CurrencyCode;
use crate::ids::{
    AgreementClassificationId, AgreementId, CustomerId, DimensionSetId, LegalEntityId, VendorId,
};
use crate::kinds::{AgreementStatus, ChainOrigin, CommitmentType, MatchingPolicy};
use crate::partition::{Partitioned, Versioned};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A contract to buy, or to sell, over many future orders. It has a vendor or a customer, never
/// both.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// The document's title.
    pub title: Option<String>,
    /// Who sells; none where we do.
    pub vendor_id: Option<VendorId>,
    /// What kind of agreement it is.
    pub agreement_classification_id: AgreementClassificationId,
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Where it stands.
    pub status: AgreementStatus,
    /// The commitment type that the next line gets.
    pub default_commitment_type: CommitmentType,
    /// The first day that a new line holds.
    pub default_effective_date: NaiveDate,
    /// The last day that a new line holds.
    pub default_expiration_date: NaiveDate,
    /// Code of the payment terms for its orders.
    pub payment_terms: Option<String>,
    /// Code of the delivery terms for its orders.
    pub delivery_terms: Option<String>,
    /// Code of the delivery mode for its orders.
    pub delivery_mode: Option<String>,
    /// Where its orders are delivered to.
    pub delivery_address: Option<String>,
    /// The dimension values that its new orders start with.
    pub dimension_set_id: Option<DimensionSetId>,
    /// The worker responsible.
    pub primary_worker: Option<String>,
    /// The second worker responsible.
    pub secondary_worker: Option<String>,
    /// How invoices of its orders are to be matched.
    pub matching_policy: Option<MatchingPolicy>,
    /// The project it is for.
    pub project: Option<String>,
    /// Number of its latest confirmed version; 0 before the first.
    pub latest_version: i32,
    /// Fingerprint of what the latest version holds.
    pub latest_version_hash: Option<String>,
    /// The highest line number given so far.
    pub last_line_number: i32,
    /// Who buys; none where we do.
    pub customer_id: Option<CustomerId>,
    /// Whether it or the agreement of its trading partner was made first; none outside such trade
    /// (ICO-3).
    pub chain_origin: Option<ChainOrigin>,
    /// The legal entity whose agreement it goes with.
    pub chain_legal_entity_id: Option<LegalEntityId>,
    /// The agreement there.
    pub chain_agreement_id: Option<AgreementId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    /// Counts the row's changes, from 1.
    pub row_version: i32,
}

/// What an agreement is read together with.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its vendor.
    #[sea_orm(
        belongs_to = "super::vendor::Entity",
        from = "(Column::LegalEntityId, Column::VendorId)",
        to = "(super::vendor::Column::LegalEntityId, super::vendor::Column::Id)"
    )]
    Vendor,
    /// Its customer.
    #[sea_orm(
        belongs_to = "super::customer::Entity",
        from = "(Column::LegalEntityId, Column::CustomerId)",
        to = "(super::customer::Column::LegalEntityId, super::customer::Column::Id)"
    )]
    Customer,
    /// Its classification.
    #[sea_orm(
        belongs_to = "super::agreement_classification::Entity",
        from = "(Column::LegalEntityId, Column::AgreementClassificationId)",
        to = "(
            super::agreement_classification::Column::LegalEntityId,
            super::agreement_classification::Column::Id
        )"
    )]
    Classification,
}

impl Related<super::vendor::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Vendor.def()
    }
}

impl Related<super::customer::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Customer.def()
    }
}

impl Related<super::agreement_classification::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Classification.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}

impl Versioned for Entity {
    const ROW_VERSION: Column = Column::RowVersion;
}
