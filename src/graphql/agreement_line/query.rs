//! Reading commitments.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{DateFilter, IdFilter, Tests, field, filter_tree, kind_filter};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::agreement_line::read::{self, Field};

use super::object::{AgreementLine, AgreementLineConnection};

kind_filter! {
    /// Tests of what is promised.
    CommitmentTypeFilter, CommitmentType
}

/// Which commitments are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AgreementLineFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By agreement.
    agreement_id: Option<IdFilter>,
    /// By what is promised.
    commitment_type: Option<CommitmentTypeFilter>,
    /// By item.
    item_id: Option<IdFilter>,
    /// By category.
    procurement_category_id: Option<IdFilter>,
    /// By the first delivery day.
    effective_date: Option<DateFilter>,
    /// By the last delivery day.
    expiration_date: Option<DateFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { AgreementLineFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<entity::ids::AgreementLineId>()))
        .collect::<Vec<_>>(),
    this
        .agreement_id
        .iter()
        .flat_map(|t| field(Field::Agreement, t.tests::<entity::ids::AgreementId>()))
        .collect(),
    this.commitment_type.iter().flat_map(|t| field(Field::CommitmentType, t.tests())).collect(),
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
    this.effective_date.iter().flat_map(|t| field(Field::EffectiveDate, t.tests())).collect(),
    this.expiration_date.iter().flat_map(|t| field(Field::ExpirationDate, t.tests())).collect(),
].concat() }

/// What commitments can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::agreement_line::read::Sort")]
pub enum AgreementLineOrderField {
    /// Their number within the agreement.
    LineNumber,
    /// Their last delivery day.
    ExpirationDate,
}

/// How commitments are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct AgreementLineOrder {
    /// By what.
    field: AgreementLineOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading commitments.
#[derive(Default)]
pub struct AgreementLineQuery;

/// Reading commitments.
#[Object]
impl AgreementLineQuery {
    /// One commitment.
    async fn agreement_line(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<AgreementLine>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view
            .load(local::<entity::ids::AgreementLineId>(&id))
            .await?;
        Ok(row.map(|row| AgreementLine::new((*row).clone(), view)))
    }

    /// Commitments of all agreements, by last delivery day unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn agreement_lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<AgreementLineFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<AgreementLineOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementLineConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let order = read::order(asked, read::Sort::ExpirationDate);
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page(view.read(), &filter, &order, &ask).await?;
        Ok(AgreementLineConnection::new(page, order.name, view))
    }
}
