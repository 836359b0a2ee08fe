//! Setting up the general posting setup.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::usecase::general_posting_setup::set;

use super::object::GeneralPostingSetup;

/// What is set. What is left out is none.
#[derive(InputObject)]
pub struct GeneralPostingSetupSetInput {
    /// The general business posting group: of vendors and customers.
    business_posting_group_id: ID,
    /// The general product posting group: of items, charges and accounts.
    product_posting_group_id: ID,
    /// Purchases.
    purchase_gl_account_id: Option<ID>,
    /// Line discounts received, where they are posted apart.
    line_discount_gl_account_id: Option<ID>,
    /// Invoice discounts received, where they are posted apart.
    invoice_discount_gl_account_id: Option<ID>,
    /// Counterpart of the direct cost that goes into stock.
    direct_cost_applied_gl_account_id: Option<ID>,
    /// Counterpart of the indirect cost that goes into stock.
    overhead_applied_gl_account_id: Option<ID>,
    /// Cost that no stock can carry any more.
    purchase_variance_gl_account_id: Option<ID>,
    /// Goods received and not invoiced: the interim counterpart of expected cost.
    accrual_gl_account_id: Option<ID>,
    /// Counterpart of stock that is found or lost.
    adjustment_gl_account_id: Option<ID>,
    /// Sales.
    sales_gl_account_id: Option<ID>,
    /// Cost of goods sold.
    sales_cost_gl_account_id: Option<ID>,
    /// Expected cost of goods shipped and not yet invoiced by their vendor.
    sales_cost_interim_gl_account_id: Option<ID>,
}

payload! {
    /// What came of `generalPostingSetupSet`.
    GeneralPostingSetupSetPayload,
    /// What was set; none when refused.
    general_posting_setup: GeneralPostingSetup, entity::general_posting_setup::Model
}

/// Setting up the general posting setup.
#[derive(Default)]
pub struct GeneralPostingSetupMutation;

/// Setting up the general posting setup.
#[Object]
impl GeneralPostingSetupMutation {
    /// Sets the accounts of a pair of general posting groups, in place of those that it had.
    async fn general_posting_setup_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: GeneralPostingSetupSetInput,
    ) -> Result<GeneralPostingSetupSetPayload> {
        let ask = set::Set {
            business_posting_group_id: local(&input.business_posting_group_id),
            product_posting_group_id: local(&input.product_posting_group_id),
            purchase_gl_account_id: local_opt(input.purchase_gl_account_id.as_ref()),
            line_discount_gl_account_id: local_opt(input.line_discount_gl_account_id.as_ref()),
            invoice_discount_gl_account_id: local_opt(
                input.invoice_discount_gl_account_id.as_ref(),
            ),
            direct_cost_applied_gl_account_id: local_opt(
                input.direct_cost_applied_gl_account_id.as_ref(),
            ),
            overhead_applied_gl_account_id: local_opt(
                input.overhead_applied_gl_account_id.as_ref(),
            ),
            purchase_variance_gl_account_id: local_opt(
                input.purchase_variance_gl_account_id.as_ref(),
            ),
            accrual_gl_account_id: local_opt(input.accrual_gl_account_id.as_ref()),
            adjustment_gl_account_id: local_opt(input.adjustment_gl_account_id.as_ref()),
            sales_gl_account_id: local_opt(input.sales_gl_account_id.as_ref()),
            sales_cost_gl_account_id: local_opt(input.sales_cost_gl_account_id.as_ref()),
            sales_cost_interim_gl_account_id: local_opt(
                input.sales_cost_interim_gl_account_id.as_ref(),
            ),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
