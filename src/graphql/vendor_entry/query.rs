//! Reading entries of the vendor ledger.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    BooleanFilter, DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::vendor_entry::read::{self, Field};

use super::object::{VendorEntry, VendorEntryConnection};

kind_filter! {
    /// Tests of what kind of document an entry is.
    VendorDocumentTypeFilter, VendorDocumentType
}

/// Which entries are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct VendorEntryFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By what kind of document they are.
    document_type: Option<VendorDocumentTypeFilter>,
    /// By the posted document's number.
    document_number: Option<StringFilter>,
    /// By the vendor's own number.
    external_number: Option<StringFilter>,
    /// By the day they are posted for.
    posting_date: Option<DateFilter>,
    /// By when they are to be paid.
    due_date: Option<DateFilter>,
    /// By currency.
    currency: Option<StringFilter>,
    /// By why they are held back.
    on_hold: Option<StringFilter>,
    /// By whether something of them is not settled.
    open: Option<BooleanFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { VendorEntryFilter, Field, |this| [
    this.id.iter()
        .flat_map(|t| field(Field::Id, t.tests::<entity::ids::VendorEntryId>())).collect(),
    this.vendor_id.iter()
        .flat_map(|t| field(Field::Vendor, t.tests::<entity::ids::VendorId>())).collect(),
    this.document_type.iter().flat_map(|t| field(Field::DocumentType, t.tests())).collect(),
    this.document_number.iter().flat_map(|t| field(Field::DocumentNumber, t.tests())).collect(),
    this.external_number.iter().flat_map(|t| field(Field::ExternalNumber, t.tests())).collect(),
    this.posting_date.iter().flat_map(|t| field(Field::PostingDate, t.tests())).collect(),
    this.due_date.iter().flat_map(|t| field(Field::DueDate, t.tests())).collect(),
    this.currency.iter().flat_map(|t| field(Field::Currency, t.tests())).collect(),
    this.on_hold.iter().flat_map(|t| field(Field::OnHold, t.tests())).collect(),
    this.open.iter().flat_map(|t| field(Field::Open, t.tests())).collect::<Vec<_>>(),
].concat() }

/// What entries can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::vendor_entry::read::Sort")]
pub enum VendorEntryOrderField {
    /// The day they are posted for.
    PostingDate,
    /// When they are to be paid.
    DueDate,
    /// The posted document's number.
    DocumentNumber,
}

/// How entries are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct VendorEntryOrder {
    /// By what.
    field: VendorEntryOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading entries of the vendor ledger.
#[derive(Default)]
pub struct VendorEntryQuery;

/// Reading entries of the vendor ledger.
#[Object]
impl VendorEntryQuery {
    /// One entry of the vendor ledger.
    async fn vendor_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<VendorEntry>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<entity::ids::VendorEntryId>(&id)).await?;
        Ok(row.map(|row| VendorEntry::new((*row).clone(), view)))
    }

    /// Entries of the vendor ledger, by posting date unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn vendor_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<VendorEntryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<VendorEntryOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<VendorEntryConnection> {
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
        Ok(VendorEntryConnection::new(page, order.name, view))
    }
}
