//! Reading sales orders.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::sales_order::read::{self, Field};

use super::object::{SalesOrder, SalesOrderConnection};

kind_filter! {
    /// Tests of where a sales order stands.
    SalesOrderStatusFilter, SalesOrderStatus
}

/// Which sales orders are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SalesOrderFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By customer.
    customer_id: Option<IdFilter>,
    /// By currency.
    currency: Option<StringFilter>,
    /// By where it stands.
    status: Option<SalesOrderStatusFilter>,
    /// By the day it was placed.
    order_date: Option<DateFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { SalesOrderFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<entity::ids::SalesOrderId>()))
        .collect::<Vec<_>>(),
    this.number.iter().flat_map(|t| field(Field::Number, t.tests())).collect(),
    this
        .customer_id
        .iter()
        .flat_map(|t| field(Field::Customer, t.tests::<entity::ids::CustomerId>()))
        .collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.status.iter().flat_map(|t| field(Field::Status, t.tests())).collect(),
    this.order_date.iter().flat_map(|t| field(Field::OrderDate, t.tests())).collect(),
].concat() }

/// What sales orders can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::sales_order::read::Sort")]
pub enum SalesOrderOrderField {
    /// Their number.
    Number,
    /// The day they were placed.
    OrderDate,
    /// When they were made.
    CreatedAt,
}

/// How sales orders are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct SalesOrderOrder {
    /// By what.
    field: SalesOrderOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading sales orders.
#[derive(Default)]
pub struct SalesOrderQuery;

/// Reading sales orders.
#[Object]
impl SalesOrderQuery {
    /// One sales order.
    async fn sales_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<SalesOrder>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<entity::ids::SalesOrderId>(&id)).await?;
        Ok(row.map(|row| SalesOrder::new((*row).clone(), view)))
    }

    /// Sales orders, by number unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn sales_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<SalesOrderFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<SalesOrderOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<SalesOrderConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let order = read::order(asked);
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page(view.read(), &filter, &order, &ask).await?;
        Ok(SalesOrderConnection::new(page, order.name, view))
    }
}
