//! What clients see of the ledger set-up.

use async_graphql::{ID, Object, Result};
use entity::ledger_setup;

use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::kinds::{CostingMethod, DiscountPosting, MatchingPolicy};
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// How the legal entity posts.
#[derive(Clone)]
pub struct LedgerSetup {
    row: ledger_setup::Model,
    view: View,
}

impl LedgerSetup {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: ledger_setup::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// How the legal entity posts.
#[Object]
impl LedgerSetup {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Whether receipts post their expected cost to interim accounts (PST-4).
    async fn expected_cost_posting(&self) -> bool {
        self.row.expected_cost_posting
    }

    /// Which discounts are posted to accounts of their own (PST-3).
    async fn discount_posting(&self) -> DiscountPosting {
        self.row.discount_posting.into()
    }

    /// How the cost of what leaves the stock is found, where the item says nothing.
    async fn costing_method(&self) -> CostingMethod {
        self.row.costing_method.into()
    }

    /// Whether goods may be returned only against the receipt they came with (COR-8).
    async fn exact_cost_required(&self) -> bool {
        self.row.exact_cost_required
    }

    /// Whether a vendor's invoice must carry its number (PST-2).
    async fn vendor_invoice_number_required(&self) -> bool {
        self.row.vendor_invoice_number_required
    }

    /// Whether payment discounts are of the net amount (PAY-1).
    async fn discount_excluding_tax(&self) -> bool {
        self.row.discount_excluding_tax
    }

    /// How invoices are matched; none for not at all (MAT-1).
    async fn matching_policy(&self) -> Option<MatchingPolicy> {
        self.row.matching_policy.map(Into::into)
    }

    /// Whether agreements may ask for a stricter policy (AGR-16).
    async fn matching_override_allowed(&self) -> bool {
        self.row.matching_override_allowed
    }

    /// How much dearer a unit may be than ordered, in percent. Of unit and line, what is not set
    /// is not compared; where neither is, nothing may differ.
    async fn price_tolerance_percent(&self) -> Option<Decimal> {
        self.row.price_tolerance_percent.map(Decimal::of)
    }

    /// How much dearer a unit may be than ordered, in the accounting currency.
    async fn price_tolerance_amount(&self) -> Option<Decimal> {
        self.row.price_tolerance_amount.map(Decimal::of)
    }

    /// How much dearer a line may be than ordered, in percent.
    async fn total_tolerance_percent(&self) -> Option<Decimal> {
        self.row.total_tolerance_percent.map(Decimal::of)
    }

    /// How much dearer a line may be than ordered, in the accounting currency.
    async fn total_tolerance_amount(&self) -> Option<Decimal> {
        self.row.total_tolerance_amount.map(Decimal::of)
    }

    /// Whether an invoice with discrepancies is posted only when it was approved (MAT-2).
    async fn approve_discrepancies(&self) -> bool {
        self.row.approve_discrepancies
    }

    /// Which difference a payment may leave, in percent of the document's amount (PAY-3).
    async fn payment_tolerance_percent(&self) -> Decimal {
        Decimal::of(self.row.payment_tolerance_percent)
    }

    /// Which difference a payment may leave at the most, in the accounting currency.
    async fn payment_tolerance_amount(&self) -> Decimal {
        Decimal::of(self.row.payment_tolerance_amount)
    }

    /// How long after its date a payment discount may still be accepted, such as `5D`.
    async fn discount_grace_formula(&self) -> Option<&str> {
        self.row.discount_grace_formula.as_deref()
    }

    /// Rounding differences.
    async fn rounding_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.rounding_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Gains from exchange rates when documents are settled.
    async fn exchange_gain_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.exchange_gain_gl_account_id, GlAccount::new)
            .await?)
    }

    /// Losses from exchange rates when documents are settled.
    async fn exchange_loss_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.exchange_loss_gl_account_id, GlAccount::new)
            .await?)
    }

    /// What is paid from where a payment names no account.
    async fn bank_gl_account(&self) -> Result<Option<GlAccount>> {
        Ok(self
            .view
            .may_show(self.row.bank_gl_account_id, GlAccount::new)
            .await?)
    }

    /// General business posting group of vendors and customers that name none.
    async fn business_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.business_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// General product posting group of items, categories and charges that name none.
    async fn product_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Tax business group of vendors and customers that name none.
    async fn tax_business_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.tax_business_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Tax product group of items, categories and charges that name none.
    async fn tax_product_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.tax_product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Vendor posting group of vendors that name none.
    async fn vendor_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.vendor_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Customer posting group of customers that name none.
    async fn customer_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.customer_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Inventory posting group of items that name none.
    async fn inventory_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.inventory_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
