//! Reading changes of the cost of stock.

use async_graphql::{Context, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::list::{LedgerOrder, page};
use crate::graphql::page::Paging;
use crate::usecase::value_entry::read::Field;

use super::object::ValueEntryConnection;

kind_filter! {
    /// Tests of what kind of cost a change is.
    ValueEntryTypeFilter, ValueEntryType
}

/// Which changes of cost are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ValueEntryFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By movement of stock.
    item_entry_id: Option<IdFilter>,
    /// By item.
    item_id: Option<IdFilter>,
    /// By warehouse.
    warehouse_id: Option<IdFilter>,
    /// By product variant.
    variant: Option<StringFilter>,
    /// By what kind of cost they are.
    entry_type: Option<ValueEntryTypeFilter>,
    /// By the day they are posted for.
    posting_date: Option<DateFilter>,
    /// By the posted document's number.
    document_number: Option<StringFilter>,
    /// By voucher.
    voucher_id: Option<IdFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { ValueEntryFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::ValueEntryId>()))
        .collect::<Vec<_>>(),
    this
        .item_entry_id
        .iter()
        .flat_map(|t| field(Field::ItemEntryId, t.tests::<ids::ItemEntryId>()))
        .collect(),
    this
        .item_id
        .iter()
        .flat_map(|t| field(Field::ItemId, t.tests::<ids::ItemId>()))
        .collect(),
    this
        .warehouse_id
        .iter()
        .flat_map(|t| field(Field::WarehouseId, t.tests::<ids::WarehouseId>()))
        .collect(),
    this
        .variant
        .iter()
        .flat_map(|t| field(Field::Variant, t.tests()))
        .collect(),
    this
        .entry_type
        .iter()
        .flat_map(|t| field(Field::EntryType, t.tests()))
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
        .voucher_id
        .iter()
        .flat_map(|t| field(Field::VoucherId, t.tests::<ids::VoucherId>()))
        .collect(),
].concat() }

/// Reading changes of the cost of stock.
#[derive(Default)]
pub struct ValueEntryQuery;

/// Reading changes of the cost of stock.
#[Object]
impl ValueEntryQuery {
    /// Changes of the cost of stock, by posting date unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn value_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<ValueEntryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<LedgerOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ValueEntryConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = LedgerOrder::asked(order_by);
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = page(&view, &filter, asked, &paging).await?;
        Ok(ValueEntryConnection::new(page, order, view))
    }
}
