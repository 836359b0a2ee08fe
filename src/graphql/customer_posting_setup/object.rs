//! What clients see of the customer posting setup.

use async_graphql::{ID, Object, Result};
use entity::customer_posting_setup;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::view::View;

/// Where what customers of a group owe is posted.
#[derive(Clone)]
pub struct CustomerPostingSetup {
    row: customer_posting_setup::Model,
    view: View,
}

impl CustomerPostingSetup {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: customer_posting_setup::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Where what customers of a group owe is posted.
#[Object]
impl CustomerPostingSetup {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The customer posting group.
    async fn customer_posting_group(&self) -> Result<PostingGroup> {
        Ok(self
            .view
            .show(self.row.customer_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// What customers owe.
    async fn receivables_gl_account(&self) -> Result<GlAccount> {
        Ok(self
            .view
            .show(self.row.receivables_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
