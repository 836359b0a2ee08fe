//! Changing a draft: its header, and its lines as a whole.

use entity::ids::PurchaseInvoiceDraftId;
use entity::purchase_invoice_draft::Model;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;

use super::create::LINES_MAX;
use super::header::HeaderEdit;
use super::read;
use super::wanted::{self, WantedLine};

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The draft.
    pub id: PurchaseInvoiceDraftId,
    /// The version that the change is based on.
    pub version: i32,
    /// Its header.
    pub header: HeaderEdit,
    /// Its lines, which take the place of all that were there.
    pub lines: Option<Vec<WantedLine>>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut draft = read::lock(tx, "id", self.id, Some(self.version)).await?;
        let currency = facts::currency(tx, draft.currency).await?;
        let mut check = Check::new();
        self.header
            .apply(tx, &mut draft, currency, &mut check)
            .await?;
        draft.approved_by = None;
        let Some(lines) = &self.lines else {
            check.done()?;
            return tx.update(draft).await;
        };
        if lines.len() > LINES_MAX {
            let violation = Violation::TooMany { limit: LINES_MAX };
            return Err(Failure::refused("lines", violation));
        }
        let placed = wanted::place(tx, &draft, currency, lines, &mut check).await?;
        check.done()?;
        read::clear(tx, draft.id).await?;
        draft.last_line_number += i32::try_from(placed.len()).unwrap_or(i32::MAX);
        let draft = tx.update(draft).await?;
        read::write(tx, placed).await?;
        Ok(draft)
    }
}
