//! Reading trading partners.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids::{CustomerId, LegalEntityId, TradingPartnerId, VendorId};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{BooleanFilter, IdFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::list;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::trading_partner::read::Field;

use super::object::{TradingPartner, TradingPartnerConnection};

/// Which trading partners are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct TradingPartnerFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By the other legal entity.
    legal_entity_id: Option<IdFilter>,
    /// By the vendor that it is.
    vendor_id: Option<IdFilter>,
    /// By the customer that it is.
    customer_id: Option<IdFilter>,
    /// By whether the trade has been stopped.
    blocked: Option<BooleanFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { TradingPartnerFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<TradingPartnerId>())).collect(),
    this
        .legal_entity_id
        .iter()
        .flat_map(|t| field(Field::PartnerLegalEntityId, t.tests::<LegalEntityId>()))
        .collect(),
    this.vendor_id.iter().flat_map(|t| field(Field::VendorId, t.tests::<VendorId>())).collect(),
    this
        .customer_id
        .iter()
        .flat_map(|t| field(Field::CustomerId, t.tests::<CustomerId>()))
        .collect(),
    this.blocked.iter().flat_map(|t| field(Field::Blocked, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What trading partners can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::trading_partner::read::Sort")]
pub enum TradingPartnerOrderField {
    /// When they were named.
    CreatedAt,
}

/// How trading partners are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct TradingPartnerOrder {
    /// By what.
    field: TradingPartnerOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading trading partners.
#[derive(Default)]
pub struct TradingPartnerQuery;

/// Reading trading partners.
#[Object]
impl TradingPartnerQuery {
    /// One trading partner.
    async fn trading_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<TradingPartner>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<TradingPartnerId>(&id)).await?;
        Ok(row.map(|row| TradingPartner::new((*row).clone(), view)))
    }

    /// Trading partners, as they were named unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn trading_partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which trading partners.")] filter: Option<TradingPartnerFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<TradingPartnerOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<TradingPartnerConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by.into_iter().flatten();
        let asked = asked.map(|o| (o.field.into(), o.direction.into()));
        let filter = filter.unwrap_or_default().tree()?;
        let paging = Paging::new(first, after, last, before);
        let (page, order) = list::page(&view, &filter, asked, &paging).await?;
        Ok(TradingPartnerConnection::new(page, order, view))
    }
}
