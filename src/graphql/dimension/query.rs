//! Reading dimensions.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::dimension::read::{self, Field};

use super::object::{Dimension, DimensionConnection};

/// Which dimensions are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DimensionFilter {
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

filter_tree! { DimensionFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::DimensionId>())).collect(),
    this.code.iter().flat_map(|t| field(Field::Code, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What dimensions can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::dimension::read::Sort")]
pub enum DimensionOrderField {
    /// Their code.
    Code,
    /// Their name.
    Name,
}

/// How dimensions are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct DimensionOrder {
    /// By what.
    field: DimensionOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading dimensions.
#[derive(Default)]
pub struct DimensionQuery;

/// Reading dimensions.
#[Object]
impl DimensionQuery {
    /// One dimension.
    async fn dimension(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Dimension>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::DimensionId>(&id)).await?;
        Ok(row.map(|row| Dimension::new((*row).clone(), view)))
    }

    /// Dimensions, by code unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn dimensions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which dimensions.")] filter: Option<DimensionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<DimensionOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<DimensionConnection> {
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
        Ok(DimensionConnection::new(page, order.name, view))
    }
}
