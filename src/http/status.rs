//! Which status an answer has, and which content type goes with it (H-01).
//!
//! The audit of graphql-http and the newest draft of GraphQL over HTTP disagree, so there is a
//! setting. Refusals carry the draft's finer status; the audit's profile makes it coarser.

use actix_web::http::StatusCode;

use crate::config::HttpProfile;

use super::accept::Media;

/// What a response is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Everything was executed.
    Executed,
    /// Something was executed, and something failed.
    Partial,
    /// The document cannot be parsed; nothing was executed, as in all that follow.
    Unparsed,
    /// The request is wrong as a whole.
    Wrong,
    /// The request is above a limit.
    AboveLimit,
    /// Whoever asks may not ask this.
    Forbidden,
    /// The database is away or has no time. Nothing was done, unless it went away at the very end:
    /// then a mutation may have been done, and its idempotency key tells.
    Unavailable,
    /// It cannot be written, which is our fault.
    Broken,
}

impl Kind {
    /// What a response is that has errors and nothing else, by their code.
    pub(super) fn of_code(code: &str) -> Self {
        match code {
            "LIMIT_EXCEEDED" => Self::AboveLimit,
            "GRAPHQL_PARSE_FAILED" => Self::Unparsed,
            "INTERNAL_SERVER_ERROR" => Self::Broken,
            "DOCUMENT_NOT_TRUSTED" | "UNAUTHENTICATED" => Self::Forbidden,
            _ => Self::Wrong,
        }
    }

    /// Whether something was executed.
    pub(super) fn is_executed(self) -> bool {
        matches!(self, Self::Executed | Self::Partial)
    }

    /// The status of a response.
    pub(super) fn status(self, media: Media, profile: HttpProfile) -> StatusCode {
        use HttpProfile::{Audit, Draft};
        match (self, profile, media) {
            (Self::Unavailable, ..) => StatusCode::SERVICE_UNAVAILABLE,
            (Self::Broken, ..) => StatusCode::INTERNAL_SERVER_ERROR,
            (Self::Partial, Draft, Media::GraphqlResponse) => partial_success(),
            (Self::Executed | Self::Partial, ..) => StatusCode::OK,
            (Self::AboveLimit, Audit, _) => StatusCode::BAD_REQUEST,
            (_, Audit, Media::Json) => StatusCode::OK,
            (_, Audit, Media::GraphqlResponse) | (Self::Unparsed, Draft, _) => {
                StatusCode::BAD_REQUEST
            }
            (Self::Forbidden, Draft, _) => StatusCode::FORBIDDEN,
            (Self::Wrong | Self::AboveLimit, Draft, _) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// Data and errors together, in the draft.
fn partial_success() -> StatusCode {
    StatusCode::from_u16(294).unwrap_or(StatusCode::OK)
}

/// The status of a refusal: the audit knows no other for a body that is no request than 400.
pub(super) fn of_refusal(status: StatusCode, profile: HttpProfile) -> StatusCode {
    match (status, profile) {
        (StatusCode::UNPROCESSABLE_ENTITY, HttpProfile::Audit) => StatusCode::BAD_REQUEST,
        _ => status,
    }
}

/// The content type of an answer with a status. In the draft, what failed says that it is from a
/// GraphQL server, whatever was negotiated: who asks only for plain JSON reads no failure.
pub(super) fn media(media: Media, status: StatusCode, profile: HttpProfile) -> Media {
    match profile {
        HttpProfile::Draft if !status.is_success() => Media::GraphqlResponse,
        _ => media,
    }
}
