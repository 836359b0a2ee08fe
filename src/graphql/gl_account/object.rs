//! What clients see of general ledger accounts.

use async_graphql::{ID, Object, Result};
use entity::gl_account;

use crate::graphql::gl_entry::object::GlEntryConnection;
use crate::graphql::gl_entry::query::GlEntryFilter;
use crate::graphql::id::global;
use crate::graphql::kinds::GlAccountCategory;
use crate::graphql::list::page_of;
use crate::graphql::page::Paging;
use crate::graphql::scalar::{Date, Money};
use crate::graphql::view::View;
use crate::usecase::gl_account::balances::Span;
use crate::usecase::gl_entry::read::Field as OfGlEntry;

use super::balance;

/// An account of the general ledger.
#[derive(Clone)]
pub struct GlAccount {
    row: gl_account::Model,
    view: View,
}

impl GlAccount {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: gl_account::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// An account of the general ledger.
#[Object]
impl GlAccount {
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

    /// Which part of the accounts it belongs to.
    async fn category(&self) -> GlAccountCategory {
        self.row.category.into()
    }

    /// Whether lines of documents may name it.
    async fn direct_posting(&self) -> bool {
        self.row.direct_posting
    }

    /// Whether nothing may be posted to it.
    async fn blocked(&self) -> bool {
        self.row.blocked
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// Its entries, by posting date.
    async fn entries(
        &self,
        #[graphql(desc = "Which ones.")] filter: Option<GlEntryFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<GlEntryConnection> {
        let paging = Paging::new(first, after, last, before);
        let own = (OfGlEntry::GlAccountId, self.row.id.into());
        let filter = filter.map(|filter| filter.tree()).transpose()?;
        let (page, order) = page_of(&self.view, own, filter, &paging).await?;
        Ok(GlEntryConnection::new(page, order, self.view.clone()))
    }

    /// The sum of its entries in the accounting currency: debit above zero, credit below.
    async fn balance(
        &self,
        #[graphql(desc = "The last day that counts; today when left out.")] as_of: Option<Date>,
        #[graphql(desc = "The first day that counts.")] from: Option<Date>,
    ) -> Result<Money> {
        let span = Span {
            from: from.map(|day| day.0),
            as_of: as_of.map_or_else(|| self.view.today(), |day| day.0),
        };
        balance::of(&self.view, self.row.id, span).await
    }
}
