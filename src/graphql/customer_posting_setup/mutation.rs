//! Setting up the customer posting setup.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::usecase::customer_posting_setup::set;

use super::object::CustomerPostingSetup;

/// What is set. What is left out is none.
#[derive(InputObject)]
pub struct CustomerPostingSetupSetInput {
    /// The customer posting group.
    customer_posting_group_id: ID,
    /// What customers owe.
    receivables_gl_account_id: ID,
}

payload! {
    /// What came of `customerPostingSetupSet`.
    CustomerPostingSetupSetPayload,
    /// What was set; none when refused.
    customer_posting_setup: CustomerPostingSetup, entity::customer_posting_setup::Model
}

/// Setting up the customer posting setup.
#[derive(Default)]
pub struct CustomerPostingSetupMutation;

/// Setting up the customer posting setup.
#[Object]
impl CustomerPostingSetupMutation {
    /// Sets the account of a customer posting group, in place of the one that it had.
    async fn customer_posting_setup_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: CustomerPostingSetupSetInput,
    ) -> Result<CustomerPostingSetupSetPayload> {
        let ask = set::Set {
            customer_posting_group_id: local(&input.customer_posting_group_id),
            receivables_gl_account_id: local(&input.receivables_gl_account_id),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
