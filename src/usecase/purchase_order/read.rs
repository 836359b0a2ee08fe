//! Lists of orders and their versions.

use entity::ids::PurchaseOrderId;
use entity::purchase_order::{Column, Entity};
use entity::purchase_order_version;
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What orders can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their number.
    Number,
    /// Their vendor.
    Vendor,
    /// Their agreement.
    Agreement,
    /// Their currency.
    Currency,
    /// Where they stand.
    Status,
    /// What made them.
    Source,
    /// The day they were placed.
    OrderDate,
    /// When they were made.
    CreatedAt,
}

/// What orders can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their number.
    Number,
    /// The day they were placed.
    OrderDate,
    /// When they were made.
    CreatedAt,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::Number => Column::Number,
        Field::Vendor => Column::VendorId,
        Field::Agreement => Column::AgreementId,
        Field::Currency => Column::Currency,
        Field::Status => Column::Status,
        Field::Source => Column::Source,
        Field::OrderDate => Column::OrderDate,
        Field::CreatedAt => Column::CreatedAt,
    }
}

/// The order that was asked for, by number if none was.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>) -> OrderBy<Entity> {
    OrderBy::new(asked, (Sort::Number, Order::Ascending), |sort| match sort {
        Sort::Number => Column::Number,
        Sort::OrderDate => Column::OrderDate,
        Sort::CreatedAt => Column::CreatedAt,
    })
}

/// A page of the orders that meet a filter.
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

/// An order's confirmed versions, the first one first.
#[must_use]
pub fn version_order() -> OrderBy<purchase_order_version::Entity> {
    OrderBy::new([], ("version", Order::Ascending), |_| {
        purchase_order_version::Column::Version
    })
}

/// A page of an order's confirmed versions.
///
/// # Errors
/// When the database fails.
pub async fn versions(
    scope: &impl Scope,
    id: PurchaseOrderId,
    order: &OrderBy<purchase_order_version::Entity>,
    ask: &PageAsk,
) -> Result<Page<purchase_order_version::Entity>, Failure> {
    use purchase_order_version::Column;
    let select = scope.find::<purchase_order_version::Entity>();
    select
        .filter(Column::PurchaseOrderId.eq(id))
        .page(&order.columns, ask)
        .await
}
