//! Lists of customers.

use entity::customer::{Column, Entity};

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What customers can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their number.
    Number,
    /// Their name.
    Name,
    /// Their currency.
    Currency,
    /// Whether they are blocked.
    Blocked,
}

/// What customers can be sorted by.
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
        Field::Currency => Column::Currency,
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

/// A page of the customers that meet a filter.
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
