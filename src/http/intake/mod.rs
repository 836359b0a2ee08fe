//! Rows from a file to an import, batch by batch, in bounded memory (C-13): for files that are sent
//! and for the command line alike.
//!
//! A batch is written whole or not at all. Where one is refused, nothing after it is tried, so that
//! the same file, mended or longer, can be given again: what was written before is remembered under
//! a key that is made of the rows themselves and of where they stand, and is not written twice. The
//! last batch of a file that grew was shorter, so of the first rows that are new each beginning is
//! looked for. A dry run goes through to the end and keeps nothing; each of its batches stands by
//! itself.

mod csv;
mod rows;

pub(super) use rows::values;
pub use rows::{Form, Line, Rows};

use std::io::Read;

use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::auth::Caller;
use crate::graphql::bulk::{BAD_INPUT, Fault, Import, Outcome, Refused, Written, rows_of};
use crate::graphql::context::Session;
use crate::graphql::federation::Served;
use crate::http::answer::short;
use crate::tenancy::Db;

/// How many rows are written at once.
const BATCH: usize = 500;

/// How many values its rows have at most, but for those of its last row.
const BATCH_VALUES: usize = 50_000;

/// How many refused rows a dry run tells before it stops: the others would be of the same kind.
const REFUSED_MAX: u64 = 1_000;

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

/// What is said of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Told {
    /// A row was written, or in a dry run would be.
    Written(Kept),
    /// A row was written before, and not again.
    AlreadyThere(Kept),
    /// A row was refused.
    Refused {
        /// Which row; none where it is about a whole batch.
        #[serde(flatten)]
        place: Option<Place>,
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

/// Where a row stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Which row it is, from 1, the head not counted.
    pub row: u64,
    /// On which line it begins, from 1.
    pub line: u64,
}

/// A row that is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Which row.
    #[serde(flatten)]
    pub place: Place,
    /// Its global id; none in a dry run, which makes none that lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its number, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// What came of all rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Rows that were written, or in a dry run would be.
    pub written: u64,
    /// Rows that were written before, and not again.
    pub already_there: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Whether it stopped before the end of the file.
    pub stopped: bool,
}

/// An import on its way through a file.
pub struct Intake<R> {
    target: Target,
    rows: Rows<R>,
    /// Rows that were read and are not in a batch yet.
    waiting: Vec<Line>,
    /// How many rows were in batches.
    taken: u64,
    /// Whether all rows so far were there, so that the next may be the beginning of a batch that
    /// was.
    is_known: bool,
    summary: Summary,
}

/// Rows that are written together.
struct Batch {
    places: Vec<Place>,
    /// Nulls where they are no rows.
    rows: Vec<Json>,
    misread: Vec<Refused>,
    /// What they are remembered under; none where some are no rows.
    key: Option<String>,
    /// Whether they were written before.
    is_known: bool,
    /// Whether nobody knows where a next row would begin.
    is_broken: bool,
}

impl<R: Read> Intake<R> {
    /// Begins with the first row.
    pub fn new(target: Target, rows: Rows<R>) -> Self {
        Self {
            target,
            rows,
            waiting: Vec::with_capacity(BATCH),
            taken: 0,
            is_known: true,
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
        self.read();
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let mut batch = self.batch().await?;
        // What is there is not tried, and yet nobody is told of it who may not write it.
        let is_shown = batch.is_known && self.target.dry_run;
        let rows = match is_shown {
            true => Vec::new(),
            false => std::mem::take(&mut batch.rows),
        };
        let target = &self.target;
        let misread = std::mem::take(&mut batch.misread);
        let session = self.session(batch.key.take());
        let outcome = target
            .import
            .run(&target.schema, session, &rows, misread, target.dry_run)
            .await?;
        let told = match outcome {
            Outcome::Written(written) => self.written(&batch, written),
            Outcome::Refused(refused) => self.refused(&batch.places, refused),
        };
        self.summary.stopped |= batch.is_broken;
        Ok(Some(told))
    }

    /// Reads on until a batch is full or the file is at its end.
    fn read(&mut self) {
        let is_last = |(_, row): &Line| row.as_ref().is_err_and(|bad| bad.is_last);
        let values_of = |(_, row): &Line| row.as_ref().map_or(1, values);
        let mut n_values: usize = self.waiting.iter().map(values_of).sum();
        while self.waiting.len() < BATCH
            && n_values < BATCH_VALUES
            && !self.waiting.last().is_some_and(is_last)
        {
            let Some(line) = self.rows.next() else { return };
            n_values = n_values.saturating_add(values_of(&line));
            self.waiting.push(line);
        }
    }

    /// The next batch: the rows that were written before as one, or else all that were read.
    async fn batch(&mut self) -> Result<Batch, Fault> {
        let rows = self.waiting.iter();
        let rows = rows.map_while(|(_, row)| row.as_ref().ok());
        let keys = keys(self.target.import, self.taken, rows);
        // After rows that are new only whole batches may be there: those behind one that was mended
        // although it had been written.
        let first = match self.is_known {
            true => 0,
            false => keys.len().saturating_sub(1),
        };
        let looked_for = keys.get(first..).unwrap_or_default();
        let known = match looked_for.is_empty() {
            true => 0,
            false => {
                let session = self.session(None);
                self.target.import.known(&session, looked_for).await?
            }
        };
        self.is_known = known > 0;
        let n = match self.is_known {
            true => first + known,
            false => self.waiting.len(),
        };
        let mut batch = Batch {
            places: Vec::with_capacity(n),
            rows: Vec::with_capacity(n),
            misread: Vec::new(),
            key: keys.into_iter().nth(n.saturating_sub(1)),
            is_known: self.is_known,
            is_broken: false,
        };
        for (line, row) in self.waiting.drain(..n) {
            self.taken += 1;
            let row = row.unwrap_or_else(|bad| {
                // After a row that is no row, nobody knows where the next one begins.
                batch.is_broken |= bad.is_last;
                batch.misread.push(Refused {
                    row: Some(batch.places.len()),
                    field: bad.field,
                    code: BAD_INPUT.to_owned(),
                    message: bad.reason,
                });
                Json::Null
            });
            batch.rows.push(row);
            batch.places.push(Place {
                row: self.taken,
                line,
            });
        }
        Ok(batch)
    }

    fn session(&self, key: Option<String>) -> Session {
        let target = &self.target;
        let session = Session::new(
            target.db.clone(),
            target.caller.clone(),
            target.legal_entity.clone(),
            key,
        );
        match &target.request_id {
            Some(id) => session.with_request_id(id.clone()),
            None => session,
        }
    }

    fn written(&mut self, batch: &Batch, written: Vec<Written>) -> Vec<Told> {
        let (n, told): (_, fn(Kept) -> Told) = match batch.is_known {
            true => (&mut self.summary.already_there, Told::AlreadyThere),
            false => (&mut self.summary.written, Told::Written),
        };
        *n += count(batch.places.len());
        let is_kept = !self.target.dry_run;
        let mut written = written.into_iter();
        let rows = batch.places.iter().map(|place| {
            let (id, number) = written.next().map(|row| (row.id, row.number)).unzip();
            told(Kept {
                place: *place,
                id: id.filter(|_| is_kept),
                number: number.flatten(),
            })
        });
        rows.collect()
    }

    fn refused(&mut self, places: &[Place], refused: Vec<Refused>) -> Vec<Told> {
        let is_whole = refused.iter().any(|one| one.row.is_none());
        let n_refused = match is_whole {
            true => places.len(),
            false => rows_of(&refused).len(),
        };
        self.summary.refused += count(n_refused);
        self.summary.stopped = !self.target.dry_run || self.summary.refused >= REFUSED_MAX;
        let mut told: Vec<Told> = refused
            .into_iter()
            .map(|one| Told::Refused {
                place: one.row.and_then(|row| places.get(row).copied()),
                field: one.field,
                code: one.code,
                message: short(&one.message),
            })
            .collect();
        let left = places.len().saturating_sub(n_refused);
        if left > 0 {
            told.push(Told::Left { rows: count(left) });
        }
        told
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// What the beginnings of rows are remembered under, each of one row more: what they say, and where
/// they stand in the file.
fn keys<'a>(import: &Import, before: u64, rows: impl Iterator<Item = &'a Json>) -> Vec<String> {
    let mut hash = Sha256::new();
    hash.update(format!("{}\n{before}\n", import.name));
    let keys = rows.map(|row| {
        hash.update(row.to_string());
        hash.update("\n");
        format!("file/{}", hex::encode(hash.clone().finalize()))
    });
    keys.collect()
}
