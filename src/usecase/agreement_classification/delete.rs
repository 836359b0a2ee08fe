//! Deleting a classification that no agreement uses (AGR-2).

use entity::agreement_classification::Entity;
use entity::ids::AgreementClassificationId;
use entity::{agreement, agreement_classification_name as name};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::outcome::Removed;

/// Which one is to go.
pub struct Delete {
    /// The classification.
    pub id: AgreementClassificationId,
}

impl Act for Delete {
    type Out = Removed;

    async fn run(&self, tx: &TenantTx) -> Result<Removed, Failure> {
        let row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let user = tx
            .find::<agreement::Entity>()
            .filter(agreement::Column::AgreementClassificationId.eq(row.id))
            .limit(1)
            .one()
            .await?;
        if user.is_some() {
            return Err(Failure::refused("id", Violation::InUse));
        }
        let column = name::Column::AgreementClassificationId;
        tx.delete_where::<name::Entity>(column, row.id).await?;
        // An agreement that is being written at this moment is caught by the foreign key.
        tx.delete::<Entity>(row.id)
            .await
            .map_err(|failure| failure.or_in_use("id"))?;
        Ok(Removed(row.id.into()))
    }
}
