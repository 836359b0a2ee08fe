//! Adds a posting group, or renames the one with its type and code.

use entity::kinds::PostingGroupType;
use entity::posting_group::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::read::hold;

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
        let there = tx
            .find::<Entity>()
            .filter(Column::GroupType.eq(self.group_type))
            .filter(Column::Code.eq(&self.code))
            .lock()
            .one()
            .await?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: there.as_ref().map_or_else(|| tx.id(), |row| row.id),
            group_type: self.group_type,
            code: self.code.clone(),
            name: self.name.clone(),
            row_version: there.as_ref().map_or(1, |row| row.row_version),
        };
        match there {
            Some(_) => tx.update(row).await,
            None => {
                let done = tx.insert(row).await;
                done.map_err(|failure| failure.or_already_used("code", &self.code))
            }
        }
    }
}
