//! What clients see of the vendor posting setup.

use async_graphql::{ID, Object, Result};
use entity::vendor_posting_setup;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::view::View;

/// Where what is owed to vendors of a group is posted.
#[derive(Clone)]
pub struct VendorPostingSetup {
    row: vendor_posting_setup::Model,
    view: View,
}

impl VendorPostingSetup {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: vendor_posting_setup::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Where what is owed to vendors of a group is posted.
#[Object]
impl VendorPostingSetup {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The vendor posting group.
    async fn vendor_posting_group(&self) -> Result<PostingGroup> {
        Ok(self
            .view
            .show(self.row.vendor_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// What is owed to vendors.
    async fn payables_gl_account(&self) -> Result<GlAccount> {
        Ok(self
            .view
            .show(self.row.payables_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Payment discounts received.
    async fn payment_discount_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.payment_discount_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Small differences that payments leave.
    async fn payment_tolerance_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.payment_tolerance_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
