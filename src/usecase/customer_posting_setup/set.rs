//! Sets the account of a customer posting group, in place of the one that it had.

use entity::customer_entry;
use entity::customer_posting_setup::{Column, Entity, Model};
use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::PostingGroupType;
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
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
        let control = [(
            "receivablesGlAccountId",
            Some(self.receivables_gl_account_id),
        )];
        check.control_accounts(tx, control).await?;
        self.open(tx, &mut check).await?;
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

impl Set {
    /// The account stays while something stands on it: what settles it goes to the group's account.
    async fn open(&self, tx: &TenantTx, check: &mut Check) -> Result<(), Failure> {
        let group = self.customer_posting_group_id;
        let row = tx.find::<Entity>();
        let row = row.filter(Column::CustomerPostingGroupId.eq(group));
        let row = row.filter(Column::ReceivablesGlAccountId.ne(self.receivables_gl_account_id));
        if row.one().await?.is_none() {
            return Ok(());
        }
        let open = tx.find::<customer_entry::Entity>();
        let open = open.filter(customer_entry::Column::CustomerPostingGroupId.eq(group));
        let open = open.filter(customer_entry::Column::Open.eq(true));
        if open.limit(1).one().await?.is_some() {
            let reason = "entries of customers of the group are open; its account stays".to_owned();
            check.refuse("receivablesGlAccountId", Violation::NotAllowed { reason });
        }
        Ok(())
    }
}
