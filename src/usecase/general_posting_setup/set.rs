//! Sets the accounts of a pair of general posting groups, in place of those that it had. What was
//! posted before is cleared on the accounts that it went to: value entries keep them.

use entity::general_posting_setup::{Column, Model};
use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::PostingGroupType;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// The general business posting group: of vendors and customers.
    pub business_posting_group_id: PostingGroupId,
    /// The general product posting group: of items, charges and accounts.
    pub product_posting_group_id: PostingGroupId,
    /// Purchases.
    pub purchase_gl_account_id: Option<GlAccountId>,
    /// Line discounts received, where they are posted apart.
    pub line_discount_gl_account_id: Option<GlAccountId>,
    /// Invoice discounts received, where they are posted apart.
    pub invoice_discount_gl_account_id: Option<GlAccountId>,
    /// Counterpart of the direct cost that goes into stock.
    pub direct_cost_applied_gl_account_id: Option<GlAccountId>,
    /// Counterpart of the indirect cost that goes into stock.
    pub overhead_applied_gl_account_id: Option<GlAccountId>,
    /// Cost that no stock can carry any more.
    pub purchase_variance_gl_account_id: Option<GlAccountId>,
    /// Goods received and not invoiced: the interim counterpart of expected cost.
    pub accrual_gl_account_id: Option<GlAccountId>,
    /// Counterpart of stock that is found or lost.
    pub adjustment_gl_account_id: Option<GlAccountId>,
    /// Sales.
    pub sales_gl_account_id: Option<GlAccountId>,
    /// Cost of goods sold.
    pub sales_cost_gl_account_id: Option<GlAccountId>,
    /// Expected cost of goods shipped and not yet invoiced by their vendor.
    pub sales_cost_interim_gl_account_id: Option<GlAccountId>,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        let groups = [
            (
                "businessPostingGroupId",
                Some(self.business_posting_group_id),
                PostingGroupType::GeneralBusiness,
            ),
            (
                "productPostingGroupId",
                Some(self.product_posting_group_id),
                PostingGroupType::GeneralProduct,
            ),
        ];
        check.groups(tx, groups).await?;
        let accounts = [
            ("purchaseGlAccountId", self.purchase_gl_account_id),
            ("lineDiscountGlAccountId", self.line_discount_gl_account_id),
            (
                "invoiceDiscountGlAccountId",
                self.invoice_discount_gl_account_id,
            ),
            (
                "directCostAppliedGlAccountId",
                self.direct_cost_applied_gl_account_id,
            ),
            (
                "overheadAppliedGlAccountId",
                self.overhead_applied_gl_account_id,
            ),
            (
                "purchaseVarianceGlAccountId",
                self.purchase_variance_gl_account_id,
            ),
            ("accrualGlAccountId", self.accrual_gl_account_id),
            ("adjustmentGlAccountId", self.adjustment_gl_account_id),
            ("salesGlAccountId", self.sales_gl_account_id),
            ("salesCostGlAccountId", self.sales_cost_gl_account_id),
            (
                "salesCostInterimGlAccountId",
                self.sales_cost_interim_gl_account_id,
            ),
        ];
        check.accounts(tx, accounts).await?;
        let control = [
            ("accrualGlAccountId", self.accrual_gl_account_id),
            (
                "salesCostInterimGlAccountId",
                self.sales_cost_interim_gl_account_id,
            ),
        ];
        check.control_accounts(tx, control).await?;
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            business_posting_group_id: self.business_posting_group_id,
            product_posting_group_id: self.product_posting_group_id,
            purchase_gl_account_id: self.purchase_gl_account_id,
            line_discount_gl_account_id: self.line_discount_gl_account_id,
            invoice_discount_gl_account_id: self.invoice_discount_gl_account_id,
            direct_cost_applied_gl_account_id: self.direct_cost_applied_gl_account_id,
            overhead_applied_gl_account_id: self.overhead_applied_gl_account_id,
            purchase_variance_gl_account_id: self.purchase_variance_gl_account_id,
            accrual_gl_account_id: self.accrual_gl_account_id,
            adjustment_gl_account_id: self.adjustment_gl_account_id,
            sales_gl_account_id: self.sales_gl_account_id,
            sales_cost_gl_account_id: self.sales_cost_gl_account_id,
            sales_cost_interim_gl_account_id: self.sales_cost_interim_gl_account_id,
            row_version: 1,
        };
        let key = [
            Column::BusinessPostingGroupId,
            Column::ProductPostingGroupId,
        ];
        set(
            tx,
            row,
            &key,
            ("businessPostingGroupId", "the pair of groups"),
        )
        .await
    }
}
