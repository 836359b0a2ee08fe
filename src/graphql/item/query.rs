//! Reading items.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    BooleanFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::item::read::{self, Field};

use super::object::{Item, ItemConnection};

kind_filter! {
    /// Tests of what an item is.
    ItemTypeFilter, ItemType
}

/// Which items are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ItemFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// By what they are.
    item_type: Option<ItemTypeFilter>,
    /// By procurement category.
    procurement_category_id: Option<IdFilter>,
    /// By the vendor that indirect orders go to.
    default_vendor_id: Option<IdFilter>,
    /// By whether buying them is forbidden.
    blocked: Option<BooleanFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { ItemFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::ItemId>())).collect(),
    this.number.iter().flat_map(|t| field(Field::Number, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect(),
    this.item_type.iter().flat_map(|t| field(Field::ItemType, t.tests())).collect(),
    this.procurement_category_id
        .iter()
        .flat_map(|t| field(Field::ProcurementCategoryId, t.tests::<ids::ProcurementCategoryId>()))
        .collect(),
    this.default_vendor_id
        .iter()
        .flat_map(|t| field(Field::DefaultVendorId, t.tests::<ids::VendorId>()))
        .collect(),
    this.blocked.iter().flat_map(|t| field(Field::Blocked, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What items can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::item::read::Sort")]
pub enum ItemOrderField {
    /// Their number.
    Number,
    /// Their name.
    Name,
}

/// How items are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct ItemOrder {
    /// By what.
    field: ItemOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading items.
#[derive(Default)]
pub struct ItemQuery;

/// Reading items.
#[Object]
impl ItemQuery {
    /// One item.
    async fn item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Item>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::ItemId>(&id)).await?;
        Ok(row.map(|row| Item::new((*row).clone(), view)))
    }

    /// Items, by number unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which items.")] filter: Option<ItemFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<ItemOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ItemConnection> {
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
        Ok(ItemConnection::new(page, order.name, view))
    }
}
