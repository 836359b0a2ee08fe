//! Reading dimension values.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{BooleanFilter, IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::dimension_value::read::{self, Field};

use super::object::{DimensionValue, DimensionValueConnection};

/// Which dimension values are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DimensionValueFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By dimension.
    dimension_id: Option<IdFilter>,
    /// By code.
    code: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// By whether they are blocked.
    blocked: Option<BooleanFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { DimensionValueFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::DimensionValueId>())).collect(),
    this.dimension_id
        .iter()
        .flat_map(|t| field(Field::DimensionId, t.tests::<ids::DimensionId>()))
        .collect(),
    this.code.iter().flat_map(|t| field(Field::Code, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect(),
    this.blocked.iter().flat_map(|t| field(Field::Blocked, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What dimension values can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::dimension_value::read::Sort")]
pub enum DimensionValueOrderField {
    /// Their code.
    Code,
    /// Their name.
    Name,
}

/// How dimension values are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct DimensionValueOrder {
    /// By what.
    field: DimensionValueOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading dimension values.
#[derive(Default)]
pub struct DimensionValueQuery;

/// Reading dimension values.
#[Object]
impl DimensionValueQuery {
    /// One dimension value.
    async fn dimension_value(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<DimensionValue>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::DimensionValueId>(&id)).await?;
        Ok(row.map(|row| DimensionValue::new((*row).clone(), view)))
    }

    /// Dimension values, by code unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn dimension_values(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which dimension values.")] filter: Option<DimensionValueFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<DimensionValueOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<DimensionValueConnection> {
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
        Ok(DimensionValueConnection::new(page, order.name, view))
    }
}
