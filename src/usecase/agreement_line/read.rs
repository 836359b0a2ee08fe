//! Lists of commitments.

use entity::agreement_line::{Column, Entity};

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What commitments can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their agreement.
    Agreement,
    /// What they promise.
    CommitmentType,
    /// Their item.
    Item,
    /// Their category.
    Category,
    /// Their first delivery day.
    EffectiveDate,
    /// Their last delivery day.
    ExpirationDate,
}

/// What commitments can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their number within the agreement.
    LineNumber,
    /// Their last delivery day.
    ExpirationDate,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::Agreement => Column::AgreementId,
        Field::CommitmentType => Column::CommitmentType,
        Field::Item => Column::ItemId,
        Field::Category => Column::ProcurementCategoryId,
        Field::EffectiveDate => Column::EffectiveDate,
        Field::ExpirationDate => Column::ExpirationDate,
    }
}

/// The order that was asked for, else `default`.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>, default: Sort) -> OrderBy<Entity> {
    OrderBy::new(asked, (default, Order::Ascending), |sort| match sort {
        Sort::LineNumber => Column::LineNumber,
        Sort::ExpirationDate => Column::ExpirationDate,
    })
}

/// A page of the commitments that meet a filter.
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
