//! Reading exchange rates.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{DateFilter, IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::exchange_rate::read::{self, Field};

use super::object::{ExchangeRate, ExchangeRateConnection};

/// Which exchange rates are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ExchangeRateFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By foreign currency.
    currency: Option<StringFilter>,
    /// By first day.
    valid_from: Option<DateFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { ExchangeRateFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::ExchangeRateId>())).collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.valid_from.iter().flat_map(|t| field(Field::ValidFrom, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What exchange rates can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::exchange_rate::read::Sort")]
pub enum ExchangeRateOrderField {
    /// Their first day.
    ValidFrom,
    /// Their foreign currency.
    Currency,
}

/// How exchange rates are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct ExchangeRateOrder {
    /// By what.
    field: ExchangeRateOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading exchange rates.
#[derive(Default)]
pub struct ExchangeRateQuery;

/// Reading exchange rates.
#[Object]
impl ExchangeRateQuery {
    /// One exchange rate.
    async fn exchange_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<ExchangeRate>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::ExchangeRateId>(&id)).await?;
        Ok(row.map(|row| ExchangeRate::new((*row).clone(), view)))
    }

    /// Exchange rates, by day, the latest first, unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn exchange_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which exchange rates.")] filter: Option<ExchangeRateFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<ExchangeRateOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ExchangeRateConnection> {
        let view = ctx.read(Permission::Read).await?;
        let order = read::order(
            order_by
                .iter()
                .flatten()
                .map(|o| (o.field.into(), o.direction.into())),
        );
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page(view.read(), &filter, &order, &ask).await?;
        Ok(ExchangeRateConnection::new(page, order.name, view))
    }
}
