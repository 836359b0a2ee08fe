//! Deleting an agreement that never came to anything (AGR-5).

use entity::ids::AgreementId;
use entity::{agreement, agreement_line};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};
use crate::usecase::outcome::Removed;

use super::read;

/// The agreement that is to go: on hold, never confirmed, never ordered from.
pub struct Delete {
    /// The agreement.
    pub id: AgreementId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for Delete {
    type Out = Removed;

    async fn run(&self, tx: &TenantTx) -> Result<Removed, Failure> {
        let row = facts::header(tx, "id", self.id, Hold::Exclusive).await?.row;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        if !read::is_new(&row) || read::is_used(tx, self.id).await? {
            check.refuse("id", Violation::AgreementNotDeletable);
        }
        check.done()?;
        tx.delete_where::<agreement_line::Entity>(agreement_line::Column::AgreementId, self.id)
            .await?;
        tx.delete::<agreement::Entity>(self.id).await?;
        Ok(Removed(self.id.into()))
    }
}
