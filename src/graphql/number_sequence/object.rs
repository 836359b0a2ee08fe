//! What clients see of a number sequence.

use async_graphql::{ID, Object};
use entity::number_sequence;

use crate::graphql::id::global;
use crate::graphql::kinds::NumberSequenceScope;
use crate::graphql::scalar::BigInt;
use crate::graphql::view::View;

/// Where the numbers of one kind of row come from.
#[derive(Clone)]
pub struct NumberSequence {
    row: number_sequence::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl NumberSequence {
    /// A number sequence's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: number_sequence::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Where the numbers of one kind of row come from.
#[Object]
impl NumberSequence {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// What it numbers; one sequence for each.
    async fn scope(&self) -> NumberSequenceScope {
        self.row.scope.into()
    }

    /// The text before the digits.
    async fn prefix(&self) -> &str {
        &self.row.prefix
    }

    /// How many digits, filled with zeros.
    async fn digits(&self) -> i32 {
        self.row.digits
    }

    /// The next number.
    async fn next(&self) -> BigInt {
        BigInt(self.row.next)
    }

    /// The last number there is.
    async fn maximum(&self) -> BigInt {
        BigInt(self.row.maximum)
    }

    /// Whether the sequence may have no gaps.
    async fn continuous(&self) -> bool {
        self.row.continuous
    }

    /// Whether people type the number themselves.
    async fn manual(&self) -> bool {
        self.row.manual
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
