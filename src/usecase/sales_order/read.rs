//! Lists of sales orders.

use entity::sales_order::{Column, Entity};

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What sales orders can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their number.
    Number,
    /// Their customer.
    Customer,
    /// Their currency.
    Currency,
    /// Where they stand.
    Status,
    /// The day they were placed.
    OrderDate,
}

/// What sales orders can be sorted by.
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
        Field::Customer => Column::CustomerId,
        Field::Currency => Column::Currency,
        Field::Status => Column::Status,
        Field::OrderDate => Column::OrderDate,
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

/// A page of the sales orders that meet a filter.
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
