//! Reading agreement classifications.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{BooleanFilter, IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::agreement_classification::read::{self, Field};

use super::object::{AgreementClassification, AgreementClassificationConnection};

/// Which agreement classifications are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AgreementClassificationFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By code.
    code: Option<StringFilter>,
    /// By name.
    name: Option<StringFilter>,
    /// By external code.
    external_code: Option<StringFilter>,
    /// By whether they require direct invoicing.
    require_direct_invoicing: Option<BooleanFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { AgreementClassificationFilter, Field, |this| [
    this.id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::AgreementClassificationId>()))
        .collect(),
    this.code.iter().flat_map(|t| field(Field::Code, t.tests())).collect(),
    this.name.iter().flat_map(|t| field(Field::Name, t.tests())).collect(),
    this.external_code.iter().flat_map(|t| field(Field::ExternalCode, t.tests())).collect(),
    this.require_direct_invoicing
        .iter()
        .flat_map(|t| field(Field::RequireDirectInvoicing, t.tests()))
        .collect::<Vec<_>>(),
].concat() }

/// What agreement classifications can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::agreement_classification::read::Sort")]
pub enum AgreementClassificationOrderField {
    /// Their code.
    Code,
    /// Their name.
    Name,
}

/// How agreement classifications are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct AgreementClassificationOrder {
    /// By what.
    field: AgreementClassificationOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading agreement classifications.
#[derive(Default)]
pub struct AgreementClassificationQuery;

/// Reading agreement classifications.
#[Object]
impl AgreementClassificationQuery {
    /// One agreement classification.
    async fn agreement_classification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<AgreementClassification>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view
            .load(local::<ids::AgreementClassificationId>(&id))
            .await?;
        Ok(row.map(|row| AgreementClassification::new((*row).clone(), view)))
    }

    /// Agreement classifications, by code unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn agreement_classifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement classifications.")] filter: Option<
            AgreementClassificationFilter,
        >,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<AgreementClassificationOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementClassificationConnection> {
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
        Ok(AgreementClassificationConnection::new(
            page, order.name, view,
        ))
    }
}
