//! Movements of commitments.

use async_graphql::{ID, Object, Result};
use entity::commitment_entry;

use crate::graphql::id::global;
use crate::graphql::kinds::CommitmentEntryType;
use crate::graphql::page::connection;
use crate::graphql::purchase_invoice::line::PurchaseInvoiceLine;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::purchase_order_line::object::PurchaseOrderLine;
use crate::graphql::scalar::{DateTime, Decimal};
use crate::graphql::view::View;

/// One movement of a commitment's balance. Movements are written once and never changed.
pub struct CommitmentEntry {
    row: commitment_entry::Model,
    view: View,
}

impl CommitmentEntry {
    /// A movement's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: commitment_entry::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// One movement of a commitment's balance. Movements are written once and never changed.
#[Object]
impl CommitmentEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// What happened.
    async fn entry_type(&self) -> CommitmentEntryType {
        self.row.entry_type.into()
    }

    /// Change of the quantity ordered and not received; 0 for value commitments.
    async fn released_quantity(&self) -> Decimal {
        Decimal::of(self.row.released_quantity)
    }

    /// Change of the quantity received and not invoiced; 0 for value commitments.
    async fn received_quantity(&self) -> Decimal {
        Decimal::of(self.row.received_quantity)
    }

    /// Change of the quantity invoiced; 0 for value commitments.
    async fn invoiced_quantity(&self) -> Decimal {
        Decimal::of(self.row.invoiced_quantity)
    }

    /// Change of the net amount ordered and not received.
    async fn released_amount(&self) -> Decimal {
        Decimal::of(self.row.released_amount)
    }

    /// Change of the net amount received and not invoiced.
    async fn received_amount(&self) -> Decimal {
        Decimal::of(self.row.received_amount)
    }

    /// Change of the net amount invoiced.
    async fn invoiced_amount(&self) -> Decimal {
        Decimal::of(self.row.invoiced_amount)
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.row.recorded_at)
    }

    /// Who did it.
    async fn recorded_by(&self) -> &str {
        &self.row.recorded_by
    }

    /// The operation that did it.
    async fn reason(&self) -> &str {
        &self.row.reason
    }

    /// The order; none where an invoice without an order counts.
    async fn purchase_order(&self) -> Result<Option<PurchaseOrder>> {
        let row = self.view.may_load(self.row.purchase_order_id).await?;
        Ok(row.map(|row| PurchaseOrder::new((*row).clone(), self.view.clone())))
    }

    /// The posted invoice line that counts without an order.
    async fn purchase_invoice_line(&self) -> Result<Option<PurchaseInvoiceLine>> {
        let row = self
            .view
            .may_load(self.row.purchase_invoice_line_id)
            .await?;
        Ok(row.map(|row| PurchaseInvoiceLine::new((*row).clone(), self.view.clone())))
    }

    /// The order line; none where it was removed since.
    async fn purchase_order_line(&self) -> Result<Option<PurchaseOrderLine>> {
        let row = self.view.may_load(self.row.purchase_order_line_id).await?;
        Ok(row.map(|row| PurchaseOrderLine::new((*row).clone(), self.view.clone())))
    }
}

connection! {
    /// A page of movements.
    CommitmentEntryConnection, CommitmentEntryEdge, CommitmentEntry,
    entity::commitment_entry::Entity
}
