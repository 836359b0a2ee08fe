//! Lists of order lines.

use entity::ids::PurchaseOrderId;
use entity::purchase_order_line::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope, TenantTx};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What order lines can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their order.
    PurchaseOrder,
    /// Their item.
    Item,
    /// Their category.
    Category,
    /// The commitment that they are linked to.
    AgreementLine,
    /// Their delivery day.
    DeliveryDate,
    /// Where their price came from.
    PriceSource,
}

/// What order lines can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// When they were made.
    CreatedAt,
    /// Their delivery day.
    DeliveryDate,
    /// Their number within the order.
    LineNumber,
}

/// The column of a field.
#[must_use]
pub fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::PurchaseOrder => Column::PurchaseOrderId,
        Field::Item => Column::ItemId,
        Field::Category => Column::ProcurementCategoryId,
        Field::AgreementLine => Column::AgreementLineId,
        Field::DeliveryDate => Column::DeliveryDate,
        Field::PriceSource => Column::PriceSource,
    }
}

/// The order that was asked for, else `default`.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>, default: Sort) -> OrderBy<Entity> {
    OrderBy::new(asked, (default, Order::Ascending), |sort| match sort {
        Sort::CreatedAt => Column::CreatedAt,
        Sort::DeliveryDate => Column::DeliveryDate,
        Sort::LineNumber => Column::LineNumber,
    })
}

/// A page of the order lines that meet a filter.
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

/// All lines of an order, locked, in the order of their numbers.
///
/// # Errors
/// When the database fails.
pub async fn lock_of(tx: &TenantTx, order: PurchaseOrderId) -> Result<Vec<Model>, Failure> {
    let select = tx
        .find::<Entity>()
        .filter(Column::PurchaseOrderId.eq(order));
    let mut lines = select.lock().all().await?;
    lines.sort_by_key(|line| line.line_number);
    Ok(lines)
}
