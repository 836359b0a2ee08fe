//! Taking a commitment away, as long as nothing was ever drawn on it.

use entity::agreement_line::Entity;
use entity::ids::AgreementLineId;
use entity::kinds::AgreementStatus;
use entity::{commitment_entry, purchase_order_line, sales_order_line};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};
use crate::usecase::outcome::Removed;

/// The commitment that is to go.
pub struct Remove {
    /// The commitment.
    pub id: AgreementLineId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for Remove {
    type Out = Removed;

    async fn run(&self, tx: &TenantTx) -> Result<Removed, Failure> {
        let seen = tx.find::<Entity>().named("id", self.id).await?;
        let header = facts::header(tx, "id", seen.agreement_id, Hold::Exclusive).await?;
        let row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        if header.row.status == AgreementStatus::Closed {
            check.refuse("id", Violation::AgreementClosed);
        }
        let entries = tx
            .find::<commitment_entry::Entity>()
            .filter(commitment_entry::Column::AgreementLineId.eq(self.id))
            .limit(1);
        let linked = tx
            .find::<purchase_order_line::Entity>()
            .filter(purchase_order_line::Column::AgreementLineId.eq(self.id))
            .limit(1);
        let sold = tx
            .find::<sales_order_line::Entity>()
            .filter(sales_order_line::Column::AgreementLineId.eq(self.id))
            .limit(1);
        let linked = linked.one().await?.is_some() || sold.one().await?.is_some();
        if linked || entries.one().await?.is_some() {
            check.refuse("id", Violation::CommitmentInUse);
        }
        check.done()?;
        tx.delete::<Entity>(self.id).await?;
        tx.update(header.row).await?;
        Ok(Removed(self.id.into()))
    }
}
