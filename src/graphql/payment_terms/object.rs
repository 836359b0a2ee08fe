//! What clients see of payment terms.

use async_graphql::{ID, Object};
use entity::payment_terms;

use crate::graphql::id::global;
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// When a document is due, and what paying early is worth (PAY-1).
#[derive(Clone)]
pub struct PaymentTerms {
    row: payment_terms::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl PaymentTerms {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: payment_terms::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// When a document is due, and what paying early is worth (PAY-1).
#[Object]
impl PaymentTerms {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Their code, unique in the legal entity; vendors, agreements and orders name it.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Their name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// From the document date to the due date, such as `30D` or `CM+15D`.
    async fn due_formula(&self) -> &str {
        &self.row.due_formula
    }

    /// From the document date to the last day of the discount; none without one.
    async fn discount_formula(&self) -> Option<&str> {
        self.row.discount_formula.as_deref()
    }

    /// The payment discount, in percent.
    async fn discount_percent(&self) -> Decimal {
        Decimal::of(self.row.discount_percent)
    }

    /// Whether credit memos get the terms too; else they are due on their date.
    async fn discount_on_credit_memos(&self) -> bool {
        self.row.discount_on_credit_memos
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
