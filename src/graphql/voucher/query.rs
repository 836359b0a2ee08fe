//! Reading vouchers of the general ledger.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::list::{LedgerOrder, page};
use crate::graphql::page::Paging;
use crate::usecase::voucher::read::Field;

use super::object::{Voucher, VoucherConnection};

kind_filter! {
    /// Tests of what a voucher posts.
    VoucherSourceFilter, VoucherSource
}

/// Which vouchers are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct VoucherFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By what was posted.
    source: Option<VoucherSourceFilter>,
    /// By the day they are posted for.
    posting_date: Option<DateFilter>,
    /// By the posted document's number.
    document_number: Option<StringFilter>,
    /// By who wrote them.
    recorded_by: Option<StringFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { VoucherFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::VoucherId>()))
        .collect::<Vec<_>>(),
    this
        .number
        .iter()
        .flat_map(|t| field(Field::Number, t.tests()))
        .collect(),
    this
        .source
        .iter()
        .flat_map(|t| field(Field::Source, t.tests()))
        .collect(),
    this
        .posting_date
        .iter()
        .flat_map(|t| field(Field::PostingDate, t.tests()))
        .collect(),
    this
        .document_number
        .iter()
        .flat_map(|t| field(Field::DocumentNumber, t.tests()))
        .collect(),
    this
        .recorded_by
        .iter()
        .flat_map(|t| field(Field::RecordedBy, t.tests()))
        .collect(),
].concat() }

/// Reading vouchers of the general ledger.
#[derive(Default)]
pub struct VoucherQuery;

/// Reading vouchers of the general ledger.
#[Object]
impl VoucherQuery {
    /// One voucher.
    async fn voucher(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Voucher>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::VoucherId>(&id)).await?;
        Ok(row.map(|row| Voucher::new((*row).clone(), view)))
    }

    /// Vouchers, by posting date unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn vouchers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<VoucherFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<LedgerOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<VoucherConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = LedgerOrder::asked(order_by);
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = page(&view, &filter, asked, &paging).await?;
        Ok(VoucherConnection::new(page, order, view))
    }
}
