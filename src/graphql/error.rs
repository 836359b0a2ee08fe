//! What a failure looks like from outside: the server's one error match (C-04).

use std::time::Instant;

use async_graphql::{Error, ErrorExtensions};

use crate::auth::Denied;
use crate::failure::{Failure, Shared};
use crate::observe::OUTAGES;

/// An error with a code that clients can act on.
fn coded(message: impl Into<String>, code: &'static str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// The error that a failure is shown as.
fn view(failure: &Failure) -> Error {
    match failure {
        Failure::Refused(refusals) => {
            let texts: Vec<_> = refusals.iter().map(|r| r.violation.to_string()).collect();
            coded(texts.join("; "), "BAD_USER_INPUT")
        }
        Failure::Denied(reason) => coded(*reason, "FORBIDDEN"),
        Failure::BadInput(reason) => coded(reason, "BAD_USER_INPUT"),
        Failure::KeyReused => coded(
            "the idempotency key was used with another input",
            "IDEMPOTENCY_KEY_REUSED",
        ),
        Failure::LostRace | Failure::NotMet(_) => {
            coded("another request was faster; try again", "CONFLICT")
        }
        Failure::Unavailable(_) => coded("the database does not answer", "UNAVAILABLE"),
        Failure::Storage(_) | Failure::Broken(_) => {
            coded("Internal error", "INTERNAL_SERVER_ERROR")
        }
    }
}

/// Faults are logged here, once, and show nothing; of a database that is away all are one.
fn show(failure: &Failure) -> Error {
    if let Some(reason) = failure.outage() {
        OUTAGES.refuses(reason, Instant::now());
    }
    match failure {
        _ if failure.outage().is_some() => {}
        Failure::Storage(source) | Failure::Unavailable(source) => {
            tracing::error!(error = %source, "storage fault");
        }
        Failure::Broken(text) => tracing::error!(invariant = %text, "broken invariant"),
        _ => {}
    }
    view(failure)
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        show(&failure)
    }
}

impl From<Shared> for Error {
    fn from(failure: Shared) -> Self {
        show(&failure.0)
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        Self::Denied(match denied {
            Denied::Role => "none of your roles allows this",
            Denied::Limited => "your limits do not allow this: it is about the whole legal entity",
            Denied::LegalEntity => "the token does not list this legal entity",
            Denied::Ambiguous => {
                "the token lists several legal entities: name one in the header X-Legal-Entity"
            }
        })
    }
}

/// That an id names nothing that the caller can see, where there can be no empty answer.
#[must_use]
pub fn not_found() -> Error {
    coded("an id names nothing", "NOT_FOUND")
}

/// That a subscriber was not told of everything.
#[must_use]
pub fn changes_missed() -> Error {
    let message = "changes may have been missed: read anew, and subscribe again";
    coded(message, "CHANGES_MISSED")
}

/// That nobody signed in.
#[must_use]
pub fn unauthenticated() -> Error {
    coded(
        "sign in: send a token in the header Authorization",
        "UNAUTHENTICATED",
    )
}
