//! Reading warehouses.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::warehouse::read::{self, Field};

use super::object::{Warehouse, WarehouseConnection};

/// Which warehouses are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct WarehouseFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By code.
    code: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// By site.
    site_id: Option<IdFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { WarehouseFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::WarehouseId>())).collect(),
    this.code.iter().flat_map(|t| field(Field::Code, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect(),
    this.site_id
        .iter()
        .flat_map(|t| field(Field::SiteId, t.tests::<ids::SiteId>()))
        .collect::<Vec<_>>(),
].concat() }

/// What warehouses can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::warehouse::read::Sort")]
pub enum WarehouseOrderField {
    /// Their code.
    Code,
    /// Their name.
    Name,
}

/// How warehouses are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct WarehouseOrder {
    /// By what.
    field: WarehouseOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading warehouses.
#[derive(Default)]
pub struct WarehouseQuery;

/// Reading warehouses.
#[Object]
impl WarehouseQuery {
    /// One warehouse.
    async fn warehouse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Warehouse>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::WarehouseId>(&id)).await?;
        Ok(row.map(|row| Warehouse::new((*row).clone(), view)))
    }

    /// Warehouses, by code unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn warehouses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which warehouses.")] filter: Option<WarehouseFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<WarehouseOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<WarehouseConnection> {
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
        Ok(WarehouseConnection::new(page, order.name, view))
    }
}
