//! Reading movements of stock.

use async_graphql::{Context, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::list::{LedgerOrder, page};
use crate::graphql::page::Paging;
use crate::usecase::item_entry::read::Field;

use super::object::ItemEntryConnection;

kind_filter! {
    /// Tests of why stock moved.
    ItemEntryTypeFilter, ItemEntryType
}

/// Which movements of stock are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ItemEntryFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By item.
    item_id: Option<IdFilter>,
    /// By why stock moved.
    entry_type: Option<ItemEntryTypeFilter>,
    /// By the day they are posted for.
    posting_date: Option<DateFilter>,
    /// By the posted document's number.
    document_number: Option<StringFilter>,
    /// By warehouse.
    warehouse_id: Option<IdFilter>,
    /// By product variant.
    variant: Option<StringFilter>,
    /// By the receipt line that they came with.
    purchase_receipt_line_id: Option<IdFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { ItemEntryFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::ItemEntryId>()))
        .collect::<Vec<_>>(),
    this
        .item_id
        .iter()
        .flat_map(|t| field(Field::ItemId, t.tests::<ids::ItemId>()))
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
        .purchase_receipt_line_id
        .iter()
        .flat_map(|t| field(Field::PurchaseReceiptLineId, t.tests::<ids::PurchaseReceiptLineId>()))
        .collect(),
].concat() }

/// Reading movements of stock.
#[derive(Default)]
pub struct ItemEntryQuery;

/// Reading movements of stock.
#[Object]
impl ItemEntryQuery {
    /// Movements of stock, by posting date unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn item_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<ItemEntryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<LedgerOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ItemEntryConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = LedgerOrder::asked(order_by);
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = page(&view, &filter, asked, &paging).await?;
        Ok(ItemEntryConnection::new(page, order, view))
    }
}
