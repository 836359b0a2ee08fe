//! What belongs to documents that are invoiced: lines, matches, cancellations, bearers of charges.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::ids::{
    PurchaseInvoiceDraftId, PurchaseInvoiceDraftLineId, PurchaseInvoiceId, PurchaseInvoiceLineId,
};
use entity::{
    purchase_charge_assignment, purchase_invoice_draft_line, purchase_invoice_line,
    purchase_invoice_match,
};

use super::{Rows, grouped};
use crate::failure::Shared;
use crate::usecase::purchase_invoice::read as invoices;
use crate::usecase::purchase_invoice_draft::read as drafts;

/// Asks for the lines of a posted invoice, by number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct InvoiceLinesOf(pub PurchaseInvoiceId);

impl Loader<InvoiceLinesOf> for Rows {
    type Value = Arc<Vec<purchase_invoice_line::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[InvoiceLinesOf],
    ) -> Result<HashMap<InvoiceLinesOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = invoices::lines_of(&self.read, &ids).await?;
        let shared = |(id, rows)| (InvoiceLinesOf(id), Arc::new(rows));
        Ok(found.into_iter().map(shared).collect())
    }
}

/// Asks which receipt lines a posted line invoices.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MatchesOf(pub PurchaseInvoiceLineId);

impl Loader<MatchesOf> for Rows {
    type Value = Arc<Vec<purchase_invoice_match::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[MatchesOf],
    ) -> Result<HashMap<MatchesOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = invoices::matches(&self.read, &ids).await?;
        Ok(grouped(rows, |row| MatchesOf(row.purchase_invoice_line_id)))
    }
}

/// Asks for the lines of a draft, by number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DraftLinesOf(pub PurchaseInvoiceDraftId);

impl Loader<DraftLinesOf> for Rows {
    type Value = Arc<Vec<purchase_invoice_draft_line::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[DraftLinesOf],
    ) -> Result<HashMap<DraftLinesOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = drafts::lines_of(&self.read, &ids).await?;
        let shared = |(id, rows)| (DraftLinesOf(id), Arc::new(rows));
        Ok(found.into_iter().map(shared).collect())
    }
}

/// Asks what bears the charge of a draft's line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BearersOf(pub PurchaseInvoiceDraftLineId);

impl Loader<BearersOf> for Rows {
    type Value = Arc<Vec<purchase_charge_assignment::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[BearersOf],
    ) -> Result<HashMap<BearersOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = drafts::bearers(&self.read, &ids).await?;
        Ok(grouped(rows, |row| {
            BearersOf(row.purchase_invoice_draft_line_id)
        }))
    }
}
