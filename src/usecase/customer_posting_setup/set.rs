//! Sets the account of a customer posting group, in place of the one that it had.

use entity::customer_posting_setup::{Column, Model};
use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::PostingGroupType;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// The customer posting group.
    pub customer_posting_group_id: PostingGroupId,
    /// What customers owe.
    pub receivables_gl_account_id: GlAccountId,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        let groups = [(
            "customerPostingGroupId",
            Some(self.customer_posting_group_id),
            PostingGroupType::Customer,
        )];
        check.groups(tx, groups).await?;
        let accounts = [(
            "receivablesGlAccountId",
            Some(self.receivables_gl_account_id),
        )];
        check.accounts(tx, accounts).await?;
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            customer_posting_group_id: self.customer_posting_group_id,
            receivables_gl_account_id: self.receivables_gl_account_id,
            row_version: 1,
        };
        let key = [Column::CustomerPostingGroupId];
        set(tx, row, &key, ("customerPostingGroupId", "the group")).await
    }
}
