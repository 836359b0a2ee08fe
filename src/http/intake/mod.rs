//! Rows from a file to an import, batch by batch, in bounded memory (C-13): for files that are sent
//! and for the command line alike.
//!
//! A batch is written whole or not at all. Where one is refused, nothing after it is tried, so that
//! the same file, mended, can be given again: what was written before is remembered under a key
//! that is made of the rows themselves, and is not written twice. A dry run goes through to the end
//! and keeps nothing; each of its batches stands by itself.

mod csv;
mod rows;

pub use rows::{Form, Rows};

use std::io::Read;

use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::auth::Caller;
use crate::graphql::bulk::{Fault, Import, Outcome, Refused, Written, rows_of};
use crate::graphql::context::Session;
use crate::graphql::federation::Served;
use crate::tenancy::Db;

/// How many rows are written at once.
const BATCH: usize = 500;

/// Who imports, and into what.
pub struct Target {
    /// What is imported.
    pub import: &'static Import,
    /// The graph.
    pub schema: Served,
    /// The database.
    pub db: Db,
    /// Who imports.
    pub caller: Option<Caller>,
    /// Which of the caller's legal entities, where it has several.
    pub legal_entity: Option<String>,
    /// The id of the request, where it is one.
    pub request_id: Option<String>,
    /// Whether to only show what would come of it.
    pub dry_run: bool,
}

/// What is said of rows, which are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Told {
    /// A row was written, or in a dry run would be.
    Written {
        /// Which row.
        row: u64,
        /// Its global id; none in a dry run, which makes none that lasts.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Its number, where it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// A row was refused.
    Refused {
        /// Which row.
        row: u64,
        /// The way to the field within the row; empty for the whole row.
        field: String,
        /// The stable code.
        code: String,
        /// The reason, for people.
        message: String,
    },
    /// Rows that are well by themselves and were not written, since others of their batch were
    /// refused.
    Left {
        /// How many.
        rows: u64,
    },
}

/// What came of all rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Rows that were written, or in a dry run would be.
    pub written: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Whether it stopped before the end of the file.
    pub stopped: bool,
}

/// An import on its way through a file.
pub struct Intake<R> {
    target: Target,
    rows: Rows<R>,
    /// How many rows were read.
    read: u64,
    summary: Summary,
}

impl<R: Read> Intake<R> {
    /// Begins with the first row.
    pub fn new(target: Target, rows: Rows<R>) -> Self {
        Self {
            target,
            rows,
            read: 0,
            summary: Summary::default(),
        }
    }

    /// What came of all rows so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// Takes the next batch; none at the end, or after a batch that was refused.
    ///
    /// # Errors
    /// When it cannot go on, whatever the rows are. What was written before stays.
    pub async fn next(&mut self) -> Result<Option<Vec<Told>>, Fault> {
        if self.summary.stopped {
            return Ok(None);
        }
        let before = self.read;
        let mut rows = Vec::with_capacity(BATCH);
        let mut refused = Vec::new();
        let mut is_broken = false;
        while rows.len() < BATCH && !is_broken {
            let Some(row) = self.rows.next() else { break };
            // After a row that is no row, nobody knows where the next one begins.
            is_broken = row.as_ref().is_err_and(|bad| bad.is_last);
            let at = rows.len();
            rows.push(row.unwrap_or_else(|bad| {
                refused.push(Refused {
                    row: Some(at),
                    field: bad.field,
                    code: "BAD_USER_INPUT".to_owned(),
                    message: bad.reason,
                });
                Json::Null
            }));
        }
        if rows.is_empty() {
            return Ok(None);
        }
        self.read += count(rows.len());
        let told = match refused.is_empty() {
            true => match self.write(before, &rows).await? {
                Outcome::Written(written) => self.written(before, written),
                Outcome::Refused(refused) => self.refused(before, rows.len(), refused),
            },
            false => self.refused(before, rows.len(), refused),
        };
        self.summary.stopped |= is_broken;
        Ok(Some(told))
    }

    async fn write(&self, before: u64, rows: &[Json]) -> Result<Outcome, Fault> {
        let target = &self.target;
        let session = Session::new(
            target.db.clone(),
            target.caller.clone(),
            target.legal_entity.clone(),
            Some(key(&target.import.name, before, rows)),
        );
        let session = match &target.request_id {
            Some(id) => session.with_request_id(id.clone()),
            None => session,
        };
        let import = target.import;
        import
            .run(&target.schema, session, rows, target.dry_run)
            .await
    }

    fn written(&mut self, before: u64, written: Vec<Written>) -> Vec<Told> {
        self.summary.written += count(written.len());
        let is_kept = !self.target.dry_run;
        let told = (before + 1..).zip(written).map(|(row, one)| Told::Written {
            row,
            id: is_kept.then_some(one.id),
            number: one.number,
        });
        told.collect()
    }

    fn refused(&mut self, before: u64, n_rows: usize, refused: Vec<Refused>) -> Vec<Told> {
        let n_refused = rows_of(&refused).len().max(1);
        self.summary.refused += count(n_refused);
        self.summary.stopped = !self.target.dry_run;
        let mut told: Vec<Told> = refused
            .into_iter()
            .map(|one| Told::Refused {
                row: before + count(one.row.unwrap_or(0)) + 1,
                field: one.field,
                code: one.code,
                message: one.message,
            })
            .collect();
        let left = n_rows.saturating_sub(n_refused);
        if left > 0 {
            told.push(Told::Left { rows: count(left) });
        }
        told
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// What the rows of a batch are remembered under: what they say, and where they stand in the file.
fn key(name: &str, before: u64, rows: &[Json]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{name}\n{before}\n"));
    for row in rows {
        hash.update(row.to_string());
        hash.update("\n");
    }
    format!("file/{}", hex::encode(hash.finalize()))
}
