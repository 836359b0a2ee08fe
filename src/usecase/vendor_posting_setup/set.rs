//! Sets the accounts of a vendor posting group, in place of those that it had.

use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::PostingGroupType;
use entity::vendor_posting_setup::{Column, Model};

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// The vendor posting group.
    pub vendor_posting_group_id: PostingGroupId,
    /// What is owed to vendors.
    pub payables_gl_account_id: GlAccountId,
    /// Payment discounts received.
    pub payment_discount_gl_account_id: Option<GlAccountId>,
    /// Small differences that payments leave.
    pub payment_tolerance_gl_account_id: Option<GlAccountId>,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        let groups = [(
            "vendorPostingGroupId",
            Some(self.vendor_posting_group_id),
            PostingGroupType::Vendor,
        )];
        check.groups(tx, groups).await?;
        let accounts = [
            ("payablesGlAccountId", Some(self.payables_gl_account_id)),
            (
                "paymentDiscountGlAccountId",
                self.payment_discount_gl_account_id,
            ),
            (
                "paymentToleranceGlAccountId",
                self.payment_tolerance_gl_account_id,
            ),
        ];
        check.accounts(tx, accounts).await?;
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            vendor_posting_group_id: self.vendor_posting_group_id,
            payables_gl_account_id: self.payables_gl_account_id,
            payment_discount_gl_account_id: self.payment_discount_gl_account_id,
            payment_tolerance_gl_account_id: self.payment_tolerance_gl_account_id,
            row_version: 1,
        };
        let key = [Column::VendorPostingGroupId];
        set(tx, row, &key, ("vendorPostingGroupId", "the group")).await
    }
}
