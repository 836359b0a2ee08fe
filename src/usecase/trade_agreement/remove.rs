//! Taking a price or a discount off the price list. Orders keep what they got from it.

use entity::ids::TradeAgreementId;
use entity::trade_agreement::Entity;

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::outcome::Removed;

/// Which one is to go.
pub struct Remove {
    /// The trade agreement.
    pub id: TradeAgreementId,
}

impl Act for Remove {
    type Out = Removed;

    async fn run(&self, tx: &TenantTx) -> Result<Removed, Failure> {
        let row = tx.find::<Entity>().lock().named("id", self.id).await?;
        tx.delete::<Entity>(row.id).await?;
        Ok(Removed(row.id.into()))
    }
}
