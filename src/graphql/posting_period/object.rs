//! What clients see of posting periods.

use async_graphql::{ID, Object};
use entity::posting_period;

use crate::graphql::id::global;
use crate::graphql::scalar::Date;
use crate::graphql::view::View;

/// Days that may be posted to as long as the period is open.
#[derive(Clone)]
pub struct PostingPeriod {
    row: posting_period::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl PostingPeriod {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: posting_period::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Days that may be posted to as long as the period is open.
#[Object]
impl PostingPeriod {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its first day.
    async fn first_day(&self) -> Date {
        Date(self.row.first_day)
    }

    /// Its last day.
    async fn last_day(&self) -> Date {
        Date(self.row.last_day)
    }

    /// Its name, such as `2026-06`.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Whether nothing may be posted any more.
    async fn closed(&self) -> bool {
        self.row.closed
    }

    /// Whether nothing that moves stock or its value may be posted any more.
    async fn inventory_closed(&self) -> bool {
        self.row.inventory_closed
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
