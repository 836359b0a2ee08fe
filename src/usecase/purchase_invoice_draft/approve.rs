//! Approving a draft in spite of its discrepancies (MAT-2). A later change takes the approval back.

use entity::ids::PurchaseInvoiceDraftId;
use entity::purchase_invoice_draft::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::amount_limit;

use super::read;

/// The draft that is approved.
#[derive(Clone, Debug)]
pub struct Approve {
    /// The draft.
    pub id: PurchaseInvoiceDraftId,
    /// The version that the approver saw.
    pub version: i32,
}

impl Act for Approve {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let draft = read::lock(tx, "id", self.id, Some(self.version)).await?;
        let refusal = amount_limit::beyond_draft(tx, draft.id, tx.today()).await?;
        amount_limit::none("id", refusal)?;
        let approved_by = Some(tx.grant().subject().to_owned());
        tx.update(Model {
            approved_by,
            ..draft
        })
        .await
    }
}
