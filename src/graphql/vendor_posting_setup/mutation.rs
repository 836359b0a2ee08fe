//! Setting up the vendor posting setup.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::usecase::vendor_posting_setup::set;

use super::object::VendorPostingSetup;

/// What is set. What is left out is none.
#[derive(InputObject)]
pub struct VendorPostingSetupSetInput {
    /// The vendor posting group.
    vendor_posting_group_id: ID,
    /// What is owed to vendors.
    payables_gl_account_id: ID,
    /// Payment discounts received.
    payment_discount_gl_account_id: Option<ID>,
    /// Small differences that payments leave.
    payment_tolerance_gl_account_id: Option<ID>,
}

payload! {
    /// What came of `vendorPostingSetupSet`.
    VendorPostingSetupSetPayload,
    /// What was set; none when refused.
    vendor_posting_setup: VendorPostingSetup, entity::vendor_posting_setup::Model
}

/// Setting up the vendor posting setup.
#[derive(Default)]
pub struct VendorPostingSetupMutation;

/// Setting up the vendor posting setup.
#[Object]
impl VendorPostingSetupMutation {
    /// Sets the accounts of a vendor posting group, in place of those that it had.
    async fn vendor_posting_setup_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: VendorPostingSetupSetInput,
    ) -> Result<VendorPostingSetupSetPayload> {
        let ask = set::Set {
            vendor_posting_group_id: local(&input.vendor_posting_group_id),
            payables_gl_account_id: local(&input.payables_gl_account_id),
            payment_discount_gl_account_id: local_opt(
                input.payment_discount_gl_account_id.as_ref(),
            ),
            payment_tolerance_gl_account_id: local_opt(
                input.payment_tolerance_gl_account_id.as_ref(),
            ),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
