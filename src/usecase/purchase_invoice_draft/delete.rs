//! Throwing a draft away. It was never posted, so nothing remains of it.

use entity::ids::PurchaseInvoiceDraftId;
use entity::purchase_invoice_draft::Entity;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::outcome::Removed;

use super::read;

/// The draft that is to go.
#[derive(Clone, Debug)]
pub struct Delete {
    /// The draft.
    pub id: PurchaseInvoiceDraftId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for Delete {
    type Out = Removed;

    async fn run(&self, tx: &TenantTx) -> Result<Removed, Failure> {
        read::lock(tx, "id", self.id, Some(self.version)).await?;
        read::clear(tx, self.id).await?;
        tx.delete::<Entity>(self.id).await?;
        Ok(Removed(self.id.into()))
    }
}
