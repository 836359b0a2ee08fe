//! Reading entries of the general ledger.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{DateFilter, IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::list::page;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::gl_entry::read::Field;

use super::object::GlEntryConnection;

/// Which entries of the general ledger are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct GlEntryFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By voucher.
    voucher_id: Option<IdFilter>,
    /// By account.
    gl_account_id: Option<IdFilter>,
    /// By the day they are posted for.
    posting_date: Option<DateFilter>,
    /// By the currency of their amount.
    currency: Option<StringFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { GlEntryFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::GlEntryId>()))
        .collect::<Vec<_>>(),
    this
        .voucher_id
        .iter()
        .flat_map(|t| field(Field::VoucherId, t.tests::<ids::VoucherId>()))
        .collect(),
    this
        .gl_account_id
        .iter()
        .flat_map(|t| field(Field::GlAccountId, t.tests::<ids::GlAccountId>()))
        .collect(),
    this
        .posting_date
        .iter()
        .flat_map(|t| field(Field::PostingDate, t.tests()))
        .collect(),
    this
        .currency
        .iter()
        .flat_map(|t| field(Field::Currency, t.tests()))
        .collect(),
].concat() }

/// What entries of the general ledger can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::gl_entry::read::Sort")]
pub enum GlEntryOrderField {
    /// The day they are posted for.
    PostingDate,
    /// Their amount in the accounting currency.
    Amount,
}

/// How entries of the general ledger are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct GlEntryOrder {
    /// By what.
    field: GlEntryOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading entries of the general ledger.
#[derive(Default)]
pub struct GlEntryQuery;

/// Reading entries of the general ledger.
#[Object]
impl GlEntryQuery {
    /// Entries of the general ledger, by posting date unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn gl_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<GlEntryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<GlEntryOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<GlEntryConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = page(&view, &filter, asked, &paging).await?;
        Ok(GlEntryConnection::new(page, order, view))
    }
}
