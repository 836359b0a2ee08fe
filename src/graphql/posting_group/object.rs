//! What clients see of posting groups.

use async_graphql::{ID, Object};
use entity::posting_group;

use crate::graphql::id::global;
use crate::graphql::kinds::PostingGroupType;
use crate::graphql::view::View;

/// A posting group.
#[derive(Clone)]
pub struct PostingGroup {
    row: posting_group::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl PostingGroup {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: posting_group::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A posting group.
#[Object]
impl PostingGroup {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// What it groups.
    async fn group_type(&self) -> PostingGroupType {
        self.row.group_type.into()
    }

    /// Its code, unique for what it groups.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
