//! Adds a posting group, or renames the one with its type and code.

use entity::kinds::PostingGroupType;
use entity::posting_group::{Column, Model};

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// What it groups.
    pub group_type: PostingGroupType,
    /// Its code, unique for what it groups.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        check.text("code", &self.code, 20);
        check.text("name", &self.name, 200);
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            group_type: self.group_type,
            code: self.code.clone(),
            name: self.name.clone(),
            row_version: 1,
        };
        set(
            tx,
            row,
            &[Column::GroupType, Column::Code],
            ("code", &self.code),
        )
        .await
    }
}
