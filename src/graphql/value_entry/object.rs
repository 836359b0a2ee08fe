//! What clients see of a change of the cost of stock.

use async_graphql::{ID, Object, Result};
use entity::value_entry;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::item_entry::object::ItemEntry;
use crate::graphql::kinds::ValueEntryType;
use crate::graphql::page::connection;
use crate::graphql::purchase_invoice::line::PurchaseInvoiceLine;
use crate::graphql::scalar::{Date, Decimal, Money};
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;

/// One change of the cost of a movement of stock, in the accounting currency.
#[derive(Clone)]
pub struct ValueEntry {
    row: value_entry::Model,
    view: View,
}

impl ValueEntry {
    /// A change's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: value_entry::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn account(&self, id: Option<entity::ids::GlAccountId>) -> Result<Option<GlAccount>> {
        let row = self.view.may_load(id).await?;
        Ok(row.map(|row| GlAccount::new((*row).clone(), self.view.clone())))
    }
}

/// One change of the cost of a movement of stock, in the accounting currency.
#[Object]
impl ValueEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The movement, which tells item, warehouse and variant.
    async fn item_entry(&self) -> Result<ItemEntry> {
        let row = self.view.must_load(self.row.item_entry_id).await?;
        Ok(ItemEntry::new((*row).clone(), self.view.clone()))
    }

    /// What kind of cost it is.
    async fn entry_type(&self) -> ValueEntryType {
        self.row.entry_type.into()
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The posted document's number.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// How much of the movement it invoices, in base units.
    async fn invoiced_quantity(&self) -> Decimal {
        Decimal::of(self.row.invoiced_quantity)
    }

    /// Change of the expected cost: received and not invoiced.
    async fn expected_cost(&self) -> Result<Money> {
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(self.row.expected_cost, currency))
    }

    /// Change of the actual cost.
    async fn actual_cost(&self) -> Result<Money> {
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(self.row.actual_cost, currency))
    }

    /// The voucher that it is in; none where it was not posted to the general ledger.
    async fn voucher(&self) -> Result<Option<Voucher>> {
        let row = self.view.may_load(self.row.voucher_id).await?;
        Ok(row.map(|row| Voucher::new((*row).clone(), self.view.clone())))
    }

    /// The account that the actual cost was posted to.
    async fn inventory_gl_account(&self) -> Result<Option<GlAccount>> {
        self.account(self.row.inventory_gl_account_id).await
    }

    /// The account that the expected cost was posted to; none where it was not.
    async fn interim_gl_account(&self) -> Result<Option<GlAccount>> {
        self.account(self.row.interim_gl_account_id).await
    }

    /// The invoice line that it came with.
    async fn purchase_invoice_line(&self) -> Result<Option<PurchaseInvoiceLine>> {
        let id = self.row.purchase_invoice_line_id;
        let row = self.view.may_load(id).await?;
        Ok(row.map(|row| PurchaseInvoiceLine::new((*row).clone(), self.view.clone())))
    }
}

connection! {
    /// A page of changes of cost.
    ValueEntryConnection, ValueEntryEdge, ValueEntry, entity::value_entry::Entity
}
