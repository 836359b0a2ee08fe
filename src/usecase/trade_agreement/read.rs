//! Lists of trade agreements.

use entity::trade_agreement::{Column, Entity};

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What trade agreements can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Whether they are prices or discounts.
    TradeAgreementType,
    /// Their vendor.
    VendorId,
    /// Their item.
    ItemId,
    /// Their procurement category.
    ProcurementCategoryId,
    /// Their currency.
    Currency,
    /// Their first day.
    ValidFrom,
    /// Their last day.
    ValidTo,
}

/// What trade agreements can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their first day.
    ValidFrom,
    /// Their currency.
    Currency,
    /// The least quantity from which they hold.
    QuantityMin,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::TradeAgreementType => Column::TradeAgreementType,
        Field::VendorId => Column::VendorId,
        Field::ItemId => Column::ItemId,
        Field::ProcurementCategoryId => Column::ProcurementCategoryId,
        Field::Currency => Column::Currency,
        Field::ValidFrom => Column::ValidFrom,
        Field::ValidTo => Column::ValidTo,
    }
}

/// The order that was asked for, by first day, the latest first, if none was.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>) -> OrderBy<Entity> {
    OrderBy::new(
        asked,
        (Sort::ValidFrom, Order::Descending),
        |sort| match sort {
            Sort::ValidFrom => Column::ValidFrom,
            Sort::Currency => Column::Currency,
            Sort::QuantityMin => Column::QuantityMin,
        },
    )
}

/// A page of the trade agreements that meet a filter.
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
