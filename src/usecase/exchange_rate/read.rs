//! Lists of exchange rates.

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exchange_rate::{Column, Entity};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What exchange rates can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their foreign currency.
    Currency,
    /// Their first day.
    ValidFrom,
}

/// What exchange rates can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their first day.
    ValidFrom,
    /// Their foreign currency.
    Currency,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::Currency => Column::Currency,
        Field::ValidFrom => Column::ValidFrom,
    }
}

/// The order that was asked for, by day, the latest first, if none was.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>) -> OrderBy<Entity> {
    OrderBy::new(
        asked,
        (Sort::ValidFrom, Order::Descending),
        |sort| match sort {
            Sort::ValidFrom => Column::ValidFrom,
            Sort::Currency => Column::Currency,
        },
    )
}

/// A page of the exchange rates that meet a filter.
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

/// What one unit of a currency costs in the accounting currency on a day, by the latest rate that
/// holds then; none where no rate is known.
///
/// # Errors
/// When the database fails.
pub async fn rate_on(
    scope: &impl Scope,
    currency: CurrencyCode,
    date: NaiveDate,
) -> Result<Option<Decimal>, Failure> {
    if scope.legal_entity().await?.accounting_currency == currency {
        return Ok(Some(Decimal::ONE));
    }
    let row = scope
        .find::<Entity>()
        .filter(Column::Currency.eq(currency))
        .filter(Column::ValidFrom.lte(date))
        .order_by_desc(Column::ValidFrom)
        .limit(1)
        .one()
        .await?;
    Ok(row.and_then(|row| {
        let units = Decimal::from(row.quoted_units);
        row.rate.decimal().checked_div(units)
    }))
}
