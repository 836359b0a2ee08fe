//! What clients see of tokens that are good no longer.

use async_graphql::{ID, Object};
use entity::revoked_token;

use crate::graphql::id::global;
use crate::graphql::scalar::DateTime;
use crate::graphql::view::View;

/// One token, or all that somebody has got so far, that are good no longer.
#[derive(Clone)]
pub struct RevokedToken {
    row: revoked_token::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl RevokedToken {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: revoked_token::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// One token, or all that somebody has got so far, that are good no longer.
#[Object]
impl RevokedToken {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The token's id (jti); none where somebody's tokens are meant.
    async fn token_identifier(&self) -> Option<&str> {
        self.row.token_identifier.as_deref()
    }

    /// Whose tokens; none where one token is meant.
    async fn subject(&self) -> Option<&str> {
        self.row.subject.as_deref()
    }

    /// When. Of somebody's tokens, those made until then are meant.
    async fn revoked_at(&self) -> DateTime {
        DateTime(self.row.revoked_at)
    }

    /// By whom.
    async fn revoked_by(&self) -> &str {
        &self.row.revoked_by
    }
}
