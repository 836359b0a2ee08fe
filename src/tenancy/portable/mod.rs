//! Moving a legal entity out, in, and away: every table of the catalogue, row by row.
//!
//! Reading stands on a grant like every other read. Writing and removing are an operator's acts at
//! the command line, past the acts and under the rights of the tables' owner; no request may come
//! here. Each is one transaction, so that a server beside sees all of it or nothing. Start at
//! [`TenantRead::table`], [`Taking`] and [`remove()`].

mod references;
mod remove;
mod rows;
mod take;
mod walk;

pub use remove::{Removed, remove};
pub use rows::Row;
pub use take::Taking;
pub(super) use take::begin;
pub use walk::{Digest, Digester, Walk};

use entity::catalogue::Table;
use sea_orm::{ConnectionTrait, DbErr};

use crate::failure::Failure;

use super::open::ConnectError;
use super::read::TenantRead;

/// Why a legal entity is not taken in, or not removed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The database cannot be used.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// It refused.
    #[error("the database refused: {0}")]
    Storage(#[from] DbErr),
    /// There is one with this id, or this code, already.
    #[error("there is a legal entity with this id or this code already")]
    There,
    /// A row is not what its table takes.
    #[error("a row of {table} is not usable: {reason}")]
    Row {
        /// The table.
        table: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl TenantRead {
    /// A table of the catalogue, as far as it is the legal entity's, in the order of its key.
    #[must_use]
    pub fn table<'t>(&self, table: &'t Table) -> Walk<'t> {
        Walk::new(table, Some(self.handle.legal_entity()))
    }

    /// The next rows of a table; none when all were seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_of(&self, walk: &mut Walk<'_>) -> Result<Option<Vec<Row>>, Failure> {
        Ok(walk.next(self.handle.connection().await?).await?)
    }
}

/// What all rows of a table come to, whoever they are of; for copies of a whole database.
pub(super) async fn digest(
    connection: &impl ConnectionTrait,
    table: &Table,
) -> Result<Digest, DbErr> {
    Walk::new(table, None).digest(connection).await
}
