//! Adds a general ledger account, or changes the one with its number.

use entity::gl_account::{Column, Model};
use entity::kinds::GlAccountCategory;

use super::control;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Which part of the accounts it belongs to.
    pub category: GlAccountCategory,
    /// Whether lines of documents may name it.
    pub direct_posting: bool,
    /// Whether nothing may be posted to it.
    pub blocked: bool,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        check.text("number", &self.number, 20);
        check.text("name", &self.name, 200);
        if self.direct_posting && control::uses(tx, &self.number).await? {
            let reason = "ledgers explain the account; lines of documents do not name it";
            let reason = reason.to_owned();
            check.refuse("directPosting", Violation::NotAllowed { reason });
        }
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: self.number.clone(),
            name: self.name.clone(),
            category: self.category,
            direct_posting: self.direct_posting,
            blocked: self.blocked,
            row_version: 1,
        };
        set(tx, row, &[Column::Number], ("number", &self.number)).await
    }
}
