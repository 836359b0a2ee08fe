//! Reading trade agreements.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::trade_agreement::read::{self, Field};

use super::object::{TradeAgreement, TradeAgreementConnection};

kind_filter! {
    /// Tests of the price list's two kinds.
    TradeAgreementTypeFilter, TradeAgreementType
}

/// Which trade agreements are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct TradeAgreementFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By whether they are prices or discounts.
    trade_agreement_type: Option<TradeAgreementTypeFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By item.
    item_id: Option<IdFilter>,
    /// By procurement category.
    procurement_category_id: Option<IdFilter>,
    /// By currency.
    currency: Option<StringFilter>,
    /// By first day.
    valid_from: Option<DateFilter>,
    /// By last day.
    valid_to: Option<DateFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { TradeAgreementFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::TradeAgreementId>())).collect(),
    this.trade_agreement_type
        .iter()
        .flat_map(|t| field(Field::TradeAgreementType, t.tests()))
        .collect(),
    this.vendor_id
        .iter()
        .flat_map(|t| field(Field::VendorId, t.tests::<ids::VendorId>()))
        .collect(),
    this.item_id.iter().flat_map(|t| field(Field::ItemId, t.tests::<ids::ItemId>())).collect(),
    this.procurement_category_id
        .iter()
        .flat_map(|t| field(Field::ProcurementCategoryId, t.tests::<ids::ProcurementCategoryId>()))
        .collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.valid_from.iter().flat_map(|t| field(Field::ValidFrom, t.tests())).collect(),
    this.valid_to.iter().flat_map(|t| field(Field::ValidTo, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What trade agreements can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::trade_agreement::read::Sort")]
pub enum TradeAgreementOrderField {
    /// Their first day.
    ValidFrom,
    /// Their currency.
    Currency,
    /// The least quantity from which they hold.
    QuantityMin,
}

/// How trade agreements are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct TradeAgreementOrder {
    /// By what.
    field: TradeAgreementOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading trade agreements.
#[derive(Default)]
pub struct TradeAgreementQuery;

/// Reading trade agreements.
#[Object]
impl TradeAgreementQuery {
    /// One trade agreement.
    async fn trade_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<TradeAgreement>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::TradeAgreementId>(&id)).await?;
        Ok(row.map(|row| TradeAgreement::new((*row).clone(), view)))
    }

    /// Trade agreements, by first day, the latest first, unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn trade_agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which trade agreements.")] filter: Option<TradeAgreementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<TradeAgreementOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<TradeAgreementConnection> {
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
        Ok(TradeAgreementConnection::new(page, order.name, view))
    }
}
