//! Reading agreements.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, DateTimeFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::agreement::read::{self, Field};

use super::object::{Agreement, AgreementConnection};

kind_filter! {
    /// Tests of where an agreement stands.
    AgreementStatusFilter, AgreementStatus
}

/// Which agreements are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AgreementFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By title.
    title: Option<StringFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By customer.
    customer_id: Option<IdFilter>,
    /// By classification.
    agreement_classification_id: Option<IdFilter>,
    /// By currency.
    currency: Option<StringFilter>,
    /// By where it stands.
    status: Option<AgreementStatusFilter>,
    /// By the first day of new lines.
    default_effective_date: Option<DateFilter>,
    /// By the last day of new lines.
    default_expiration_date: Option<DateFilter>,
    /// By the worker responsible.
    primary_worker: Option<StringFilter>,
    /// By when it was made.
    created_at: Option<DateTimeFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { AgreementFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<entity::ids::AgreementId>()))
        .collect::<Vec<_>>(),
    this.number.iter().flat_map(|t| field(Field::Number, t.tests())).collect(),
    this.title.iter().flat_map(|t| field(Field::Title, t.tests())).collect(),
    this
        .vendor_id
        .iter()
        .flat_map(|t| field(Field::Vendor, t.tests::<entity::ids::VendorId>()))
        .collect(),
    this
        .customer_id
        .iter()
        .flat_map(|t| field(Field::Customer, t.tests::<entity::ids::CustomerId>()))
        .collect(),
    this
        .agreement_classification_id
        .iter()
        .map(|t| t.tests::<entity::ids::AgreementClassificationId>())
        .flat_map(|tests| field(Field::Classification, tests))
        .collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.status.iter().flat_map(|t| field(Field::Status, t.tests())).collect(),
    this
        .default_effective_date
        .iter()
        .flat_map(|t| field(Field::DefaultEffectiveDate, t.tests()))
        .collect(),
    this
        .default_expiration_date
        .iter()
        .flat_map(|t| field(Field::DefaultExpirationDate, t.tests()))
        .collect(),
    this.primary_worker.iter().flat_map(|t| field(Field::PrimaryWorker, t.tests())).collect(),
    this.created_at.iter().flat_map(|t| field(Field::CreatedAt, t.tests())).collect(),
].concat() }

/// What agreements can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::agreement::read::Sort")]
pub enum AgreementOrderField {
    /// Their number.
    Number,
    /// The last day of new lines.
    DefaultExpirationDate,
    /// When they were made.
    CreatedAt,
}

/// How agreements are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct AgreementOrder {
    /// By what.
    field: AgreementOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading agreements.
#[derive(Default)]
pub struct AgreementQuery;

/// Reading agreements.
#[Object]
impl AgreementQuery {
    /// One agreement.
    async fn agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Agreement>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<entity::ids::AgreementId>(&id)).await?;
        Ok(row.map(|row| Agreement::new((*row).clone(), view)))
    }

    /// Agreements, by number unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<AgreementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<AgreementOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let order = read::order(asked);
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page(view.read(), &filter, &order, &ask).await?;
        Ok(AgreementConnection::new(page, order.name, view))
    }
}
