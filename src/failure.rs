//! Why an operation came to nothing. A refusal is an answer; everything else is a fault.

use entity::ids::LegalEntityId;
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use crate::domain::violation::{Refusal, Violation};

/// What can come of an operation instead of its result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The rules say no; here is everything they say.
    #[error("refused: {}", texts(.0))]
    Refused(Vec<Refusal>),
    /// The caller may not do this.
    #[error("denied: {0}")]
    Denied(&'static str),
    /// The request itself is wrong: a cursor that is none, an impossible page size.
    #[error("bad input: {0}")]
    BadInput(String),
    /// The act writes in another legal entity, whose turn has to be waited for before anything is
    /// locked: it is run again from its beginning with that.
    #[error("the act has not met its trading partner")]
    NotMet(LegalEntityId),
    /// Another request with the same idempotency key was faster.
    #[error("another request with the same idempotency key was faster")]
    LostRace,
    /// An idempotency key came again with another input.
    #[error("the idempotency key was used with another input")]
    KeyReused,
    /// The database is not there, or has no connection, no time or no room.
    #[error("the database does not answer")]
    Unavailable(#[source] DbErr),
    /// The database said something unexpected.
    #[error("storage")]
    Storage(#[source] DbErr),
    /// The program contradicts itself.
    #[error("broken invariant: {0}")]
    Broken(String),
}

fn texts(refusals: &[Refusal]) -> String {
    refusals
        .iter()
        .map(|r| r.violation.to_string())
        .collect::<Vec<_>>()
        .join("; ")
}

impl Failure {
    /// One refusal of one input field.
    #[must_use]
    pub fn refused(field: &str, violation: Violation) -> Self {
        Self::Refused(vec![Refusal::of(field, violation)])
    }

    /// That an id names nothing the caller can see.
    #[must_use]
    pub fn not_found(field: &str) -> Self {
        Self::refused(field, Violation::NotFound)
    }

    /// Says a broken unique key in the caller's words: `value` of `field` is used already.
    #[must_use]
    pub fn or_already_used(self, field: &str, value: &str) -> Self {
        match &self {
            Self::Storage(error) if is_unique_violation(error) => Self::refused(
                field,
                Violation::AlreadyUsed {
                    value: value.to_owned(),
                },
            ),
            _ => self,
        }
    }

    /// Says a broken foreign key in the caller's words: the row is in use.
    #[must_use]
    pub fn or_in_use(self, field: &str) -> Self {
        match &self {
            Self::Storage(error)
                if matches!(
                    error.sql_err(),
                    Some(SqlErr::ForeignKeyConstraintViolation(_))
                ) =>
            {
                Self::refused(field, Violation::InUse)
            }
            _ => self,
        }
    }

    /// What the database, or the way to it, said, where it is away for everybody: not where it has
    /// no time for one lock or no room.
    #[must_use]
    pub fn outage(&self) -> Option<&DbErr> {
        match self {
            Self::Unavailable(error) => is_out_of_reach(error).then_some(error),
            _ => None,
        }
    }

    /// Whether the same operation may succeed if it is simply tried again: two transactions got in
    /// each other's way and the database chose this one to give way.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::LostRace => true,
            Self::Storage(error) => is_transient(error),
            _ => false,
        }
    }
}

/// Whether the database chose a transaction to give way to another.
#[must_use]
pub fn is_transient(error: &DbErr) -> bool {
    matches!(
        sql_state(error).as_deref(),
        Some("40001" | "40P01" | "5" | "517")
    )
}

/// Whether the database cannot be reached, or takes nobody in for now, as while it starts: nothing
/// that trying again later would not mend.
#[must_use]
pub fn is_away(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_)) {
        return true;
    }
    match of_the_driver(error) {
        Some(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => true,
        // A connection exception, no connection left, or the server comes or goes.
        Some(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
            let code = code.as_ref();
            code.len() == 5 && code.starts_with("08")
                || matches!(code, "53300" | "57P01" | "57P02" | "57P03")
        }),
        _ => false,
    }
}

/// Whether nothing can be asked of the database at all: it is away, or does not take us in.
#[must_use]
pub fn is_out_of_reach(error: &DbErr) -> bool {
    is_away(error) || matches!(error, DbErr::Conn(_))
}

/// Whether the database answers and does not take us in: its user is unknown or may not come, the
/// password is wrong, or there is no database of this name. Trying again mends none of these.
#[must_use]
pub fn turns_us_away(error: &DbErr) -> bool {
    matches!(
        sql_state(error).as_deref(),
        Some("28000" | "28P01" | "3D000")
    )
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        let state = sql_state(&error);
        match state.as_deref() {
            _ if is_out_of_reach(&error) => Self::Unavailable(error),
            // Waited too long for a lock, for an answer or for the next statement.
            Some("55P03" | "57014" | "25P03") => Self::Unavailable(error),
            Some(state) if has_no_room(state) => Self::Unavailable(error),
            // A look-up by a text that the rules refuse, made before they did.
            Some("22021") => {
                let reason = "text has no NUL in it".to_owned();
                Self::refused("", Violation::Malformed { reason })
            }
            _ => Self::Storage(error),
        }
    }
}

/// Whether the database has no room left, or its disk fails: by PostgreSQL's class of codes, or by
/// SQLite's own, whose low byte is the kind (10 of reading and writing, 13 of a full disk).
fn has_no_room(state: &str) -> bool {
    match state.parse::<u32>() {
        Ok(code) if state.len() < 5 => matches!(code & 0xff, 10 | 13),
        _ => matches!(state, "53100" | "53200" | "58030"),
    }
}

impl From<Vec<Refusal>> for Failure {
    fn from(refusals: Vec<Refusal>) -> Self {
        Self::Refused(refusals)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// Whether a unique key was broken.
#[must_use]
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

fn sql_state(error: &DbErr) -> Option<String> {
    match of_the_driver(error)? {
        sqlx::Error::Database(error) => error.code().map(|code| code.into_owned()),
        _ => None,
    }
}

/// What the driver said, before others put it into theirs.
fn of_the_driver(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// A failure that several waiting resolvers get to see.
#[derive(Clone, Debug)]
pub struct Shared(pub std::sync::Arc<Failure>);

impl From<Failure> for Shared {
    fn from(failure: Failure) -> Self {
        Self(std::sync::Arc::new(failure))
    }
}
