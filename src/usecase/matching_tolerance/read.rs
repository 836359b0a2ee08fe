//! Lists of matching policies and tolerances.

use entity::matching_tolerance::{Column, Entity};

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What they can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// The vendor.
    VendorId,
    /// The item.
    ItemId,
    /// The agreement.
    AgreementId,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::VendorId => Column::VendorId,
        Field::ItemId => Column::ItemId,
        Field::AgreementId => Column::AgreementId,
    }
}

/// In the order of their making, which their ids tell.
#[must_use]
pub fn order() -> OrderBy<Entity> {
    OrderBy::new([], ("made", Order::Ascending), |_| Column::Id)
}

/// A page of those that meet a filter.
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
