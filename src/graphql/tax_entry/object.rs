//! What clients see of a tax entry.

use async_graphql::{ID, Object, Result};
use entity::exact::Amount;
use entity::tax_entry;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::scalar::{Date, Decimal, Money};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;

/// The tax of one pair of groups on one posted document.
#[derive(Clone)]
pub struct TaxEntry {
    row: tax_entry::Model,
    view: View,
}

impl TaxEntry {
    /// An entry's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: tax_entry::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn group(&self, id: entity::ids::PostingGroupId) -> Result<PostingGroup> {
        let row = self.view.must_load(id).await?;
        Ok(PostingGroup::new((*row).clone(), self.view.clone()))
    }

    async fn accounting(&self, amount: Amount) -> Result<Money> {
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(amount, currency))
    }
}

/// The tax of one pair of groups on one posted document.
#[Object]
impl TaxEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The voucher.
    async fn voucher(&self) -> Result<Voucher> {
        let row = self.view.must_load(self.row.voucher_id).await?;
        Ok(Voucher::new((*row).clone(), self.view.clone()))
    }

    /// The vendor; none on sales.
    async fn vendor(&self) -> Result<Option<Vendor>> {
        let row = self.view.may_load(self.row.vendor_id).await?;
        Ok(row.map(|row| Vendor::new((*row).clone(), self.view.clone())))
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The posted document's number.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// The tax business group.
    async fn business_posting_group(&self) -> Result<PostingGroup> {
        self.group(self.row.business_posting_group_id).await
    }

    /// The tax product group.
    async fn product_posting_group(&self) -> Result<PostingGroup> {
        self.group(self.row.product_posting_group_id).await
    }

    /// The rate.
    async fn percent(&self) -> Decimal {
        Decimal::of(self.row.percent)
    }

    /// What the tax is of; below zero on credit memos.
    async fn base_amount(&self) -> Money {
        Money::of(self.row.base_amount, self.row.currency)
    }

    /// The tax.
    async fn tax_amount(&self) -> Money {
        Money::of(self.row.tax_amount, self.row.currency)
    }

    /// The base in the accounting currency.
    async fn accounting_base_amount(&self) -> Result<Money> {
        self.accounting(self.row.accounting_base_amount).await
    }

    /// The tax in the accounting currency.
    async fn accounting_tax_amount(&self) -> Result<Money> {
        self.accounting(self.row.accounting_tax_amount).await
    }

    /// The account that the tax was posted to.
    async fn tax_gl_account(&self) -> Result<GlAccount> {
        let row = self.view.must_load(self.row.tax_gl_account_id).await?;
        Ok(GlAccount::new((*row).clone(), self.view.clone()))
    }
}

connection! {
    /// A page of tax entries.
    TaxEntryConnection, TaxEntryEdge, TaxEntry, entity::tax_entry::Entity
}
