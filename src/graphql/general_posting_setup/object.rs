//! What clients see of the general posting setup.

use async_graphql::{ID, Object, Result};
use entity::general_posting_setup;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::view::View;

/// Where purchases, sales and costs of a pair of general posting groups are posted (PST-4).
#[derive(Clone)]
pub struct GeneralPostingSetup {
    row: general_posting_setup::Model,
    view: View,
}

impl GeneralPostingSetup {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: general_posting_setup::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Where purchases, sales and costs of a pair of general posting groups are posted (PST-4).
#[Object]
impl GeneralPostingSetup {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The general business posting group: of vendors and customers.
    async fn business_posting_group(&self) -> Result<PostingGroup> {
        Ok(self
            .view
            .show(self.row.business_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// The general product posting group: of items, charges and accounts.
    async fn product_posting_group(&self) -> Result<PostingGroup> {
        Ok(self
            .view
            .show(self.row.product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Purchases.
    async fn purchase_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.purchase_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Line discounts received, where they are posted apart.
    async fn line_discount_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.line_discount_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Invoice discounts received, where they are posted apart.
    async fn invoice_discount_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.invoice_discount_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counterpart of the direct cost that goes into stock.
    async fn direct_cost_applied_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.direct_cost_applied_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counterpart of the indirect cost that goes into stock.
    async fn overhead_applied_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.overhead_applied_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Cost that no stock can carry any more.
    async fn purchase_variance_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.purchase_variance_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Goods received and not invoiced: the interim counterpart of expected cost.
    async fn accrual_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.accrual_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counterpart of stock that is found or lost.
    async fn adjustment_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.adjustment_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Sales.
    async fn sales_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.sales_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Cost of goods sold.
    async fn sales_cost_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.sales_cost_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Expected cost of goods shipped and not yet invoiced by their vendor.
    async fn sales_cost_interim_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.sales_cost_interim_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
