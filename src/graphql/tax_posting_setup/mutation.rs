//! Setting up the tax posting setup.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::usecase::tax_posting_setup::set;

use super::object::TaxPostingSetup;

/// What is set. What is left out is none.
#[derive(InputObject)]
pub struct TaxPostingSetupSetInput {
    /// The tax business group: of vendors and customers.
    business_posting_group_id: ID,
    /// The tax product group: of items, charges and accounts.
    product_posting_group_id: ID,
    /// The rate, in percent.
    percent: Decimal,
    /// Input tax: what the tax office owes for purchases.
    purchase_tax_gl_account_id: Option<ID>,
    /// Output tax: what is owed to the tax office for sales.
    sales_tax_gl_account_id: Option<ID>,
}

payload! {
    /// What came of `taxPostingSetupSet`.
    TaxPostingSetupSetPayload,
    /// What was set; none when refused.
    tax_posting_setup: TaxPostingSetup, entity::tax_posting_setup::Model
}

/// Setting up the tax posting setup.
#[derive(Default)]
pub struct TaxPostingSetupMutation;

/// Setting up the tax posting setup.
#[Object]
impl TaxPostingSetupMutation {
    /// Sets the tax of a pair of tax groups, in place of what it was.
    async fn tax_posting_setup_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: TaxPostingSetupSetInput,
    ) -> Result<TaxPostingSetupSetPayload> {
        let ask = set::Set {
            business_posting_group_id: local(&input.business_posting_group_id),
            product_posting_group_id: local(&input.product_posting_group_id),
            percent: input.percent.0,
            purchase_tax_gl_account_id: local_opt(input.purchase_tax_gl_account_id.as_ref()),
            sales_tax_gl_account_id: local_opt(input.sales_tax_gl_account_id.as_ref()),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
