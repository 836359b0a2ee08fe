//! Reading tax of posted documents.

use async_graphql::{Context, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{DateFilter, IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::list::{LedgerOrder, page};
use crate::graphql::page::Paging;
use crate::usecase::tax_entry::read::Field;

use super::object::TaxEntryConnection;

/// Which tax entries are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct TaxEntryFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By voucher.
    voucher_id: Option<IdFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By the day they are posted for.
    posting_date: Option<DateFilter>,
    /// By the posted document's number.
    document_number: Option<StringFilter>,
    /// By the currency of their amounts.
    currency: Option<StringFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { TaxEntryFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::TaxEntryId>()))
        .collect::<Vec<_>>(),
    this
        .voucher_id
        .iter()
        .flat_map(|t| field(Field::VoucherId, t.tests::<ids::VoucherId>()))
        .collect(),
    this
        .vendor_id
        .iter()
        .flat_map(|t| field(Field::VendorId, t.tests::<ids::VendorId>()))
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
        .currency
        .iter()
        .flat_map(|t| field(Field::Currency, t.tests()))
        .collect(),
].concat() }

/// Reading tax of posted documents.
#[derive(Default)]
pub struct TaxEntryQuery;

/// Reading tax of posted documents.
#[Object]
impl TaxEntryQuery {
    /// Tax of posted documents, by posting date unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn tax_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<TaxEntryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<LedgerOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<TaxEntryConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = LedgerOrder::asked(order_by);
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = page(&view, &filter, asked, &paging).await?;
        Ok(TaxEntryConnection::new(page, order, view))
    }
}
