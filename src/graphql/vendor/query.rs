//! Reading vendors.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{IdFilter, StringFilter, Tests, field, filter_tree, kind_filter};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::vendor::read::{self, Field};

use super::object::{Vendor, VendorConnection};

kind_filter! {
    /// Tests of how far a vendor is blocked.
    VendorBlockedFilter, VendorBlocked
}

/// Which vendors are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct VendorFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// By currency.
    currency: Option<StringFilter>,
    /// By how far it is blocked.
    blocked: Option<VendorBlockedFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { VendorFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<entity::ids::VendorId>())).collect(),
    this.number.iter().flat_map(|t| field(Field::Number, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.blocked.iter().flat_map(|t| field(Field::Blocked, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What vendors can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::vendor::read::Sort")]
pub enum VendorOrderField {
    /// Their number.
    Number,
    /// Their name.
    Name,
}

/// How vendors are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct VendorOrder {
    /// By what.
    field: VendorOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading vendors.
#[derive(Default)]
pub struct VendorQuery;

/// Reading vendors.
#[Object]
impl VendorQuery {
    /// One vendor.
    async fn vendor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Vendor>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<entity::ids::VendorId>(&id)).await?;
        Ok(row.map(|row| Vendor::new((*row).clone(), view)))
    }

    /// Vendors, by number unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn vendors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which vendors.")] filter: Option<VendorFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<VendorOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<VendorConnection> {
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
        Ok(VendorConnection::new(page, order.name, view))
    }
}
