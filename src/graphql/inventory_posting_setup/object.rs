//! What clients see of the inventory posting setup.

use async_graphql::{ID, Object, Result};
use entity::inventory_posting_setup;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::view::View;
use crate::graphql::warehouse::object::Warehouse;

/// Where the value of stock of an inventory posting group is posted, at a warehouse or anywhere
/// (PST-4).
#[derive(Clone)]
pub struct InventoryPostingSetup {
    row: inventory_posting_setup::Model,
    view: View,
}

impl InventoryPostingSetup {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: inventory_posting_setup::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Where the value of stock of an inventory posting group is posted, at a warehouse or anywhere
/// (PST-4).
#[Object]
impl InventoryPostingSetup {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The warehouse; none for wherever no other row says it.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        Ok(self
            .view
            .may_show(self.row.warehouse_id, Warehouse::new)
            .await?)
    }

    /// The inventory posting group.
    async fn inventory_posting_group(&self) -> Result<PostingGroup> {
        Ok(self
            .view
            .show(self.row.inventory_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Stock that is invoiced.
    async fn inventory_gl_account(&self) -> Result<GlAccount> {
        Ok(self
            .view
            .show(self.row.inventory_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Stock that is received and not invoiced.
    async fn interim_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.interim_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
