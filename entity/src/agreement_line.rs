//! Commitments: the lines of agreements (AGR-3).

use crate::codes::UnitCode;
use crate::exact::{Amount, Percent, Price, Quantity, Rate};
use crate::ids::{
    AgreementId, AgreementLineId, DimensionSetId, ItemId, LegalEntityId, ProcurementCategoryId,
    SiteId, WarehouseId,
};
use crate::kinds::CommitmentType;
use crate::partition::{Partitioned, Versioned};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// A commitment: one promise of an agreement, and what has been used of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementLineId,
    /// The agreement.
    pub agreement_id: AgreementId,
    /// Its number within the agreement, never used twice.
    pub line_number: i32,
    /// What is promised.
    pub commitment_type: CommitmentType,
    /// The item; product commitments only.
    pub item_id: Option<ItemId>,
    /// The category; category commitments only.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// The product variant; none for any.
    pub variant: Option<String>,
    /// The site; none for any.
    pub site_id: Option<SiteId>,
    /// The warehouse; none for any.
    pub warehouse_id: Option<WarehouseId>,
    /// The promised quantity; quantity commitments only, else 0.
    pub quantity: Quantity,
    /// The unit of the quantity; quantity commitments only.
    pub unit: Option<UnitCode>,
    /// Base units in one unit; quantity commitments only, else 0.
    pub unit_factor: Rate,
    /// The price per price unit; quantity commitments only, else 0.
    pub unit_price: Price,
    /// How many units the price is for.
    pub price_unit: Quantity,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Discount as an amount per price unit; quantity commitments only, else 0.
    pub discount_amount: Price,
    /// The promised amount in the agreement's currency; worked out for quantity commitments.
    pub amount: Amount,
    /// The least net amount that an order line should have; 0 for none.
    pub release_amount_min: Amount,
    /// The largest net amount that an order line should have; 0 for none.
    pub release_amount_max: Amount,
    /// Whether linked order lines may not exceed the commitment.
    pub max_enforced: bool,
    /// Whether linked order lines must carry the commitment's price and discount.
    pub price_fixed: bool,
    /// The first delivery day it holds for.
    pub effective_date: NaiveDate,
    /// The last delivery day it holds for.
    pub expiration_date: NaiveDate,
    /// Where its orders are delivered to.
    pub delivery_address: Option<String>,
    /// The dimension values that its new order lines start with.
    pub dimension_set_id: Option<DimensionSetId>,
    /// Words on the line.
    pub text: Option<String>,
    /// Ordered, not yet received; in the commitment's unit, 0 for value commitments.
    pub released_quantity: Quantity,
    /// Received, not yet invoiced; in the commitment's unit, 0 for value commitments.
    pub received_quantity: Quantity,
    /// Invoiced; in the commitment's unit, 0 for value commitments.
    pub invoiced_quantity: Quantity,
    /// Net amount ordered, not yet received.
    pub released_amount: Amount,
    /// Net amount received, not yet invoiced.
    pub received_amount: Amount,
    /// Net amount invoiced.
    pub invoiced_amount: Amount,
    /// The commitment of the trading partner's agreement that it goes with (ICO-3).
    pub chain_agreement_line_id: Option<AgreementLineId>,
    /// Counts the row's changes, from 1.
    pub row_version: i32,
}

/// What a commitment is read together with.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its agreement.
    #[sea_orm(
        belongs_to = "super::agreement::Entity",
        from = "(Column::LegalEntityId, Column::AgreementId)",
        to = "(super::agreement::Column::LegalEntityId, super::agreement::Column::Id)"
    )]
    Agreement,
    /// Its item.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "(Column::LegalEntityId, Column::ItemId)",
        to = "(super::item::Column::LegalEntityId, super::item::Column::Id)"
    )]
    Item,
}

impl Related<super::agreement::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Agreement.def()
    }
}

impl Related<super::item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Item.def()
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
