//! What clients see of general ledger accounts.

use async_graphql::{ID, Object};
use entity::gl_account;

use crate::graphql::id::global;
use crate::graphql::kinds::GlAccountCategory;
use crate::graphql::view::View;

/// An account of the general ledger.
#[derive(Clone)]
pub struct GlAccount {
    row: gl_account::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
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
}
