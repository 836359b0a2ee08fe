//! Sets the accounts of a vendor posting group, in place of those that it had.

use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::PostingGroupType;
use entity::vendor_entry;
use entity::vendor_posting_setup::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
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
        let control = [("payablesGlAccountId", Some(self.payables_gl_account_id))];
        check.control_accounts(tx, control).await?;
        self.open(tx, &mut check).await?;
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

impl Set {
    /// The account stays while something stands on it: what settles it goes to the group's account.
    async fn open(&self, tx: &TenantTx, check: &mut Check) -> Result<(), Failure> {
        let group = self.vendor_posting_group_id;
        let row = tx.find::<Entity>();
        let row = row.filter(Column::VendorPostingGroupId.eq(group));
        let row = row.filter(Column::PayablesGlAccountId.ne(self.payables_gl_account_id));
        if row.one().await?.is_none() {
            return Ok(());
        }
        let open = tx.find::<vendor_entry::Entity>();
        let open = open.filter(vendor_entry::Column::VendorPostingGroupId.eq(group));
        let open = open.filter(vendor_entry::Column::Open.eq(true));
        if open.limit(1).one().await?.is_some() {
            let reason = "entries of vendors of the group are open; its account stays".to_owned();
            check.refuse("payablesGlAccountId", Violation::NotAllowed { reason });
        }
        Ok(())
    }
}
