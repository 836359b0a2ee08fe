//! Reading purchase orders.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, DateTimeFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::purchase_order::read::{self, Field};

use super::object::{PurchaseOrder, PurchaseOrderConnection};

kind_filter! {
    /// Tests of where an order stands.
    PurchaseOrderStatusFilter, PurchaseOrderStatus
}

kind_filter! {
    /// Tests of what made an order.
    PurchaseOrderSourceFilter, PurchaseOrderSource
}

/// Which purchase orders are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PurchaseOrderFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By agreement.
    agreement_id: Option<IdFilter>,
    /// By currency.
    currency: Option<StringFilter>,
    /// By where it stands.
    status: Option<PurchaseOrderStatusFilter>,
    /// By what made it.
    source: Option<PurchaseOrderSourceFilter>,
    /// By the day it is placed.
    order_date: Option<DateFilter>,
    /// By when it was made.
    created_at: Option<DateTimeFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { PurchaseOrderFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<entity::ids::PurchaseOrderId>()))
        .collect::<Vec<_>>(),
    this.number.iter().flat_map(|t| field(Field::Number, t.tests())).collect(),
    this
        .vendor_id
        .iter()
        .flat_map(|t| field(Field::Vendor, t.tests::<entity::ids::VendorId>()))
        .collect(),
    this
        .agreement_id
        .iter()
        .flat_map(|t| field(Field::Agreement, t.tests::<entity::ids::AgreementId>()))
        .collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.status.iter().flat_map(|t| field(Field::Status, t.tests())).collect(),
    this.source.iter().flat_map(|t| field(Field::Source, t.tests())).collect(),
    this.order_date.iter().flat_map(|t| field(Field::OrderDate, t.tests())).collect(),
    this.created_at.iter().flat_map(|t| field(Field::CreatedAt, t.tests())).collect(),
].concat() }

/// What purchase orders can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::purchase_order::read::Sort")]
pub enum PurchaseOrderOrderField {
    /// Their number.
    Number,
    /// The day they are placed.
    OrderDate,
    /// When they were made.
    CreatedAt,
}

/// How purchase orders are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct PurchaseOrderOrder {
    /// By what.
    field: PurchaseOrderOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading purchase orders.
#[derive(Default)]
pub struct PurchaseOrderQuery;

/// Reading purchase orders.
#[Object]
impl PurchaseOrderQuery {
    /// One purchase order.
    async fn purchase_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<PurchaseOrder>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view
            .load(local::<entity::ids::PurchaseOrderId>(&id))
            .await?;
        Ok(row.map(|row| PurchaseOrder::new((*row).clone(), view)))
    }

    /// Purchase orders, by number unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn purchase_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<PurchaseOrderFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<PurchaseOrderOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseOrderConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let order = read::order(asked);
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page(view.read(), &filter, &order, &ask).await?;
        Ok(PurchaseOrderConnection::new(page, order.name, view))
    }
}
