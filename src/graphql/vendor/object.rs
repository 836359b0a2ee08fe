//! What clients see of a vendor.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::vendor;

use crate::graphql::id::global;
use crate::graphql::kinds::VendorBlocked;
use crate::graphql::list::page_of;
use crate::graphql::over_receipt_code::object::OverReceiptCode;
use crate::graphql::page::{Paging, connection};
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::purchase_invoice::object::PurchaseInvoiceConnection;
use crate::graphql::purchase_receipt::object::PurchaseReceiptConnection;
use crate::graphql::purchase_receipt::query::PurchaseReceiptFilter;
use crate::graphql::scalar::{CurrencyCode, Date, Money};
use crate::graphql::vendor_entry::loaders::BalanceOf;
use crate::graphql::vendor_entry::object::VendorEntryConnection;
use crate::graphql::vendor_entry::query::VendorEntryFilter;
use crate::graphql::view::{FirstOf, View};
use crate::usecase::filter::{Filter, Scalar, Test};
use crate::usecase::purchase_invoice::read::Field as OfInvoice;
use crate::usecase::purchase_receipt::read::Field as OfReceipt;
use crate::usecase::vendor_entry::read as entries;

/// Somebody we buy from.
#[derive(Clone)]
pub struct Vendor {
    row: vendor::Model,
    view: View,
}

impl Vendor {
    /// A vendor's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: vendor::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Somebody we buy from.
#[Object]
impl Vendor {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The currency it is bought from in.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Code of the payment terms its orders start with.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// Code of the delivery terms its orders start with.
    async fn delivery_terms(&self) -> Option<&str> {
        self.row.delivery_terms.as_deref()
    }

    /// Code of the delivery mode its orders start with.
    async fn delivery_mode(&self) -> Option<&str> {
        self.row.delivery_mode.as_deref()
    }

    /// How far it is blocked.
    async fn blocked(&self) -> VendorBlocked {
        self.row.blocked.into()
    }

    /// Its entries in the vendor ledger, by posting date.
    async fn entries(
        &self,
        #[graphql(desc = "Which entries.")] filter: Option<VendorEntryFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<VendorEntryConnection> {
        let order = entries::order([]);
        let paging = Paging::new(first, after, last, before);
        let ask = paging.ask(&order, &self.view)?;
        let (read, parent) = (self.view.read(), self.row.id);
        let page = match filter {
            None if paging.is_front() => {
                let n = ask.size + 1;
                let rows = self.view.load(FirstOf { parent, n }).await?;
                entries::front(read, parent, (*rows.unwrap_or_default()).clone(), ask.size)
            }
            filter => {
                let own = Test::Equals(Scalar::Id(parent.into()));
                let own = Filter::Field(entries::Field::Vendor, own);
                let filter = Filter::All(vec![own, filter.unwrap_or_default().tree()?]);
                entries::page(read, &filter, &order, &ask).await?
            }
        };
        let view = self.view.clone();
        Ok(VendorEntryConnection::new(page, order.name, view))
    }

    /// What stands between us and the vendor, by currency; below zero where we owe.
    async fn balance(
        &self,
        #[graphql(desc = "Only what is posted up to this day; all when left out.")] as_of: Option<
            Date,
        >,
    ) -> Result<Vec<VendorBalance>> {
        let key = BalanceOf {
            vendor: self.row.id,
            as_of: as_of.map(|day| day.0),
        };
        let balances = self.view.load(key).await?.unwrap_or_default();
        let accounting = self.view.legal_entity().await?.accounting_currency;
        let one = |own: &entries::Balance| VendorBalance {
            amount: Money::of(own.amount, own.currency),
            accounting_amount: Money::of(own.accounting, accounting),
        };
        Ok(balances.iter().map(one).collect())
    }

    /// Its vendor posting group; the setup's if none.
    async fn vendor_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.vendor_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Its general business posting group; the setup's if none.
    async fn business_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.business_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Its tax business group; the setup's if none.
    async fn tax_business_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.tax_business_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// How much more than ordered may be received from it; the default if none.
    async fn over_receipt_code(&self) -> Result<Option<OverReceiptCode>> {
        Ok(self
            .view
            .may_show(self.row.over_receipt_code_id, OverReceiptCode::new)
            .await?)
    }

    /// When it is paid, of all vendors: 1 first, 0 last.
    async fn payment_priority(&self) -> i32 {
        self.row.payment_priority
    }

    /// Whether payments to it may leave no difference.
    async fn payment_tolerance_blocked(&self) -> bool {
        self.row.payment_tolerance_blocked
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// Its posted invoices and credit memos.
    async fn invoices(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseInvoiceConnection> {
        let paging = Paging::new(first, after, last, before);
        let own = (OfInvoice::VendorId, self.row.id.into());
        let (page, order) = page_of(&self.view, own, None, &paging).await?;
        Ok(PurchaseInvoiceConnection::new(
            page,
            order,
            self.view.clone(),
        ))
    }

    /// What was received from it, and sent back to it, by posting date.
    async fn receipts(
        &self,
        #[graphql(desc = "Which ones.")] filter: Option<PurchaseReceiptFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseReceiptConnection> {
        let paging = Paging::new(first, after, last, before);
        let own = (OfReceipt::VendorId, self.row.id.into());
        let filter = filter.map(|filter| filter.tree()).transpose()?;
        let (page, order) = page_of(&self.view, own, filter, &paging).await?;
        Ok(PurchaseReceiptConnection::new(
            page,
            order,
            self.view.clone(),
        ))
    }
}

/// What stands between us and a vendor in one currency.
#[derive(SimpleObject)]
pub struct VendorBalance {
    /// The sum of what is open; below zero where we owe.
    amount: Money,
    /// The same in the accounting currency.
    accounting_amount: Money,
}

connection! {
    /// A page of vendors.
    VendorConnection, VendorEdge, Vendor, entity::vendor::Entity
}
