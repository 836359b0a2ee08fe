//! Lists of items.

use entity::ids::ItemId;
use entity::item::{Column, Entity};
use entity::item_unit;
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What items can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their number.
    Number,
    /// Their name.
    Name,
    /// What they are.
    ItemType,
    /// Their procurement category.
    ProcurementCategoryId,
    /// The vendor that indirect orders go to.
    DefaultVendorId,
    /// Whether buying them is forbidden.
    Blocked,
}

/// What items can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their number.
    Number,
    /// Their name.
    Name,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::Number => Column::Number,
        Field::Name => Column::Name,
        Field::ItemType => Column::ItemType,
        Field::ProcurementCategoryId => Column::ProcurementCategoryId,
        Field::DefaultVendorId => Column::DefaultVendorId,
        Field::Blocked => Column::Blocked,
    }
}

/// The order that was asked for, by number if none was.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>) -> OrderBy<Entity> {
    OrderBy::new(asked, (Sort::Number, Order::Ascending), |sort| match sort {
        Sort::Number => Column::Number,
        Sort::Name => Column::Name,
    })
}

/// A page of the items that meet a filter.
///
/// # Errors
/// When the database fails.
pub async fn page(
    scope: &impl Scope,
    filter: &Filter<Field>,
    order: &OrderBy<Entity>,
    ask: &PageAsk,
) -> Result<Page<Entity>, Failure> {
    scope
        .find::<Entity>()
        .filter(filter.condition(&column))
        .page(&order.columns, ask)
        .await
}

/// The units of items besides their base units, by code.
///
/// # Errors
/// When the database fails.
pub async fn units(scope: &impl Scope, items: &[ItemId]) -> Result<Vec<item_unit::Model>, Failure> {
    scope
        .find::<item_unit::Entity>()
        .filter(item_unit::Column::ItemId.is_in(items.iter().copied()))
        .order_by(item_unit::Column::Unit)
        .all()
        .await
}
