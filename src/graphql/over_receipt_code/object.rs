//! What clients see of over-receipt codes.

use async_graphql::{ID, Object};
use entity::over_receipt_code;

use crate::graphql::id::global;
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// How much more than ordered may be received (PST-6).
#[derive(Clone)]
pub struct OverReceiptCode {
    row: over_receipt_code::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl OverReceiptCode {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: over_receipt_code::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// How much more than ordered may be received (PST-6).
#[Object]
impl OverReceiptCode {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its code, unique in the legal entity.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// How much more, in percent of the ordered quantity.
    async fn tolerance_percent(&self) -> Decimal {
        Decimal::of(self.row.tolerance_percent)
    }

    /// Whether it holds where neither item nor vendor names one.
    async fn is_default(&self) -> bool {
        self.row.is_default
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
