//! What clients see of an entry of the general ledger.

use async_graphql::{ID, Object, Result};
use entity::gl_entry;

use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::scalar::{Date, Money};
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;

/// One side of a voucher: debit above zero, credit below.
#[derive(Clone)]
pub struct GlEntry {
    row: gl_entry::Model,
    view: View,
}

impl GlEntry {
    /// An entry's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: gl_entry::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// One side of a voucher: debit above zero, credit below.
#[Object]
impl GlEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The voucher.
    async fn voucher(&self) -> Result<Voucher> {
        let row = self.view.must_load(self.row.voucher_id).await?;
        Ok(Voucher::new((*row).clone(), self.view.clone()))
    }

    /// Its number within the voucher.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The account.
    async fn gl_account(&self) -> Result<GlAccount> {
        let row = self.view.must_load(self.row.gl_account_id).await?;
        Ok(GlAccount::new((*row).clone(), self.view.clone()))
    }

    /// The amount in the currency of the document.
    async fn amount(&self) -> Money {
        Money::of(self.row.amount, self.row.currency)
    }

    /// The same in the accounting currency.
    async fn accounting_amount(&self) -> Result<Money> {
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(self.row.accounting_amount, currency))
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// What it is, in words.
    async fn text(&self) -> &str {
        &self.row.text
    }
}

connection! {
    /// A page of entries of the general ledger.
    GlEntryConnection, GlEntryEdge, GlEntry, entity::gl_entry::Entity
}
