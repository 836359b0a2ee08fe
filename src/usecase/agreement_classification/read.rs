//! Lists of agreement classifications.

use entity::agreement_classification::{Column, Entity};

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What agreement classifications can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their code.
    Code,
    /// Their name.
    Name,
    /// Their external code.
    ExternalCode,
    /// Whether they require direct invoicing.
    RequireDirectInvoicing,
}

/// What agreement classifications can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their code.
    Code,
    /// Their name.
    Name,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::Code => Column::Code,
        Field::Name => Column::Name,
        Field::ExternalCode => Column::ExternalCode,
        Field::RequireDirectInvoicing => Column::RequireDirectInvoicing,
    }
}

/// The order that was asked for, by code if none was.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>) -> OrderBy<Entity> {
    OrderBy::new(asked, (Sort::Code, Order::Ascending), |sort| match sort {
        Sort::Code => Column::Code,
        Sort::Name => Column::Name,
    })
}

/// A page of the agreement classifications that meet a filter.
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
