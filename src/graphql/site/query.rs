//! Reading sites.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::site::read::{self, Field};

use super::object::{Site, SiteConnection};

/// Which sites are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SiteFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By code.
    code: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { SiteFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::SiteId>())).collect(),
    this.code.iter().flat_map(|t| field(Field::Code, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What sites can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::site::read::Sort")]
pub enum SiteOrderField {
    /// Their code.
    Code,
    /// Their name.
    Name,
}

/// How sites are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct SiteOrder {
    /// By what.
    field: SiteOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading sites.
#[derive(Default)]
pub struct SiteQuery;

/// Reading sites.
#[Object]
impl SiteQuery {
    /// One site.
    async fn site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Site>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::SiteId>(&id)).await?;
        Ok(row.map(|row| Site::new((*row).clone(), view)))
    }

    /// Sites, by code unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn sites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sites.")] filter: Option<SiteFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<SiteOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<SiteConnection> {
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
        Ok(SiteConnection::new(page, order.name, view))
    }
}
