//! Reading procurement categories.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::procurement_category::read::{self, Field};

use super::object::{ProcurementCategory, ProcurementCategoryConnection};

/// Which procurement categories are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProcurementCategoryFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By code.
    code: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// By the category right above; none for those at the top.
    parent_id: Option<IdFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { ProcurementCategoryFilter, Field, |this| [
    this.id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::ProcurementCategoryId>()))
        .collect(),
    this.code.iter().flat_map(|t| field(Field::Code, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect(),
    this.parent_id
        .iter()
        .flat_map(|t| field(Field::ParentId, t.tests::<ids::ProcurementCategoryId>()))
        .collect::<Vec<_>>(),
].concat() }

/// What procurement categories can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::procurement_category::read::Sort")]
pub enum ProcurementCategoryOrderField {
    /// Their code.
    Code,
    /// Their name.
    Name,
}

/// How procurement categories are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct ProcurementCategoryOrder {
    /// By what.
    field: ProcurementCategoryOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading procurement categories.
#[derive(Default)]
pub struct ProcurementCategoryQuery;

/// Reading procurement categories.
#[Object]
impl ProcurementCategoryQuery {
    /// One procurement category.
    async fn procurement_category(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<ProcurementCategory>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::ProcurementCategoryId>(&id)).await?;
        Ok(row.map(|row| ProcurementCategory::new((*row).clone(), view)))
    }

    /// Procurement categories, by code unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn procurement_categories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which procurement categories.")] filter: Option<
            ProcurementCategoryFilter,
        >,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<ProcurementCategoryOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ProcurementCategoryConnection> {
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
        Ok(ProcurementCategoryConnection::new(page, order.name, view))
    }
}
