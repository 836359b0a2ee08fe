//! What clients see of the tax posting setup.

use async_graphql::{ID, Object, Result};
use entity::tax_posting_setup;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// What tax a pair of tax groups bears, and where it is posted.
#[derive(Clone)]
pub struct TaxPostingSetup {
    row: tax_posting_setup::Model,
    view: View,
}

impl TaxPostingSetup {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: tax_posting_setup::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What tax a pair of tax groups bears, and where it is posted.
#[Object]
impl TaxPostingSetup {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The tax business group: of vendors and customers.
    async fn business_posting_group(&self) -> Result<PostingGroup> {
        Ok(self
            .view
            .show(self.row.business_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// The tax product group: of items, charges and accounts.
    async fn product_posting_group(&self) -> Result<PostingGroup> {
        Ok(self
            .view
            .show(self.row.product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// The rate, in percent.
    async fn percent(&self) -> Decimal {
        Decimal::of(self.row.percent)
    }

    /// Input tax: what the tax office owes for purchases.
    async fn purchase_tax_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.purchase_tax_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Output tax: what is owed to the tax office for sales.
    async fn sales_tax_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.sales_tax_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
