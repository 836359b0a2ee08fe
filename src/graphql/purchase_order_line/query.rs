//! Reading order lines.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{DateFilter, IdFilter, Tests, field, filter_tree, kind_filter};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::purchase_order_line::read::{self, Field};

use super::object::{PurchaseOrderLine, PurchaseOrderLineConnection};

kind_filter! {
    /// Tests of where a price came from.
    PriceSourceFilter, PriceSource
}

/// Which order lines are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PurchaseOrderLineFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By order.
    purchase_order_id: Option<IdFilter>,
    /// By item.
    item_id: Option<IdFilter>,
    /// By category.
    procurement_category_id: Option<IdFilter>,
    /// By the commitment that it is linked to.
    agreement_line_id: Option<IdFilter>,
    /// By delivery day.
    delivery_date: Option<DateFilter>,
    /// By where its price came from.
    price_source: Option<PriceSourceFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { PurchaseOrderLineFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<entity::ids::PurchaseOrderLineId>()))
        .collect::<Vec<_>>(),
    this
        .purchase_order_id
        .iter()
        .flat_map(|t| field(Field::PurchaseOrder, t.tests::<entity::ids::PurchaseOrderId>()))
        .collect(),
    this
        .item_id
        .iter()
        .flat_map(|t| field(Field::Item, t.tests::<entity::ids::ItemId>()))
        .collect(),
    this
        .procurement_category_id
        .iter()
        .flat_map(|t| field(Field::Category, t.tests::<entity::ids::ProcurementCategoryId>()))
        .collect(),
    this
        .agreement_line_id
        .iter()
        .flat_map(|t| field(Field::AgreementLine, t.tests::<entity::ids::AgreementLineId>()))
        .collect(),
    this.delivery_date.iter().flat_map(|t| field(Field::DeliveryDate, t.tests())).collect(),
    this.price_source.iter().flat_map(|t| field(Field::PriceSource, t.tests())).collect(),
].concat() }

/// What order lines can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::purchase_order_line::read::Sort")]
pub enum PurchaseOrderLineOrderField {
    /// When they were made.
    CreatedAt,
    /// Their delivery day.
    DeliveryDate,
    /// Their number within the order.
    LineNumber,
}

/// How order lines are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct PurchaseOrderLineOrder {
    /// By what.
    field: PurchaseOrderLineOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading order lines.
#[derive(Default)]
pub struct PurchaseOrderLineQuery;

/// Reading order lines.
#[Object]
impl PurchaseOrderLineQuery {
    /// One order line.
    async fn purchase_order_line(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<PurchaseOrderLine>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view
            .load(local::<entity::ids::PurchaseOrderLineId>(&id))
            .await?;
        Ok(row.map(|row| PurchaseOrderLine::new((*row).clone(), view)))
    }

    /// Order lines of all orders, oldest first unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn purchase_order_lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<PurchaseOrderLineFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<PurchaseOrderLineOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseOrderLineConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let order = read::order(asked, read::Sort::CreatedAt);
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page(view.read(), &filter, &order, &ask).await?;
        Ok(PurchaseOrderLineConnection::new(page, order.name, view))
    }
}
