//! Reading customers.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{BooleanFilter, IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::customer::read::{self, Field};

use super::object::{Customer, CustomerConnection};

/// Which customers are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct CustomerFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// By currency.
    currency: Option<StringFilter>,
    /// By whether it is blocked.
    blocked: Option<BooleanFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { CustomerFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<entity::ids::CustomerId>())).collect(),
    this.number.iter().flat_map(|t| field(Field::Number, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.blocked.iter().flat_map(|t| field(Field::Blocked, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What customers can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::customer::read::Sort")]
pub enum CustomerOrderField {
    /// Their number.
    Number,
    /// Their name.
    Name,
}

/// How customers are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct CustomerOrder {
    /// By what.
    field: CustomerOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading customers.
#[derive(Default)]
pub struct CustomerQuery;

/// Reading customers.
#[Object]
impl CustomerQuery {
    /// One customer.
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Customer>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<entity::ids::CustomerId>(&id)).await?;
        Ok(row.map(|row| Customer::new((*row).clone(), view)))
    }

    /// Customers, by number unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customers.")] filter: Option<CustomerFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<CustomerOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<CustomerConnection> {
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
        Ok(CustomerConnection::new(page, order.name, view))
    }
}
