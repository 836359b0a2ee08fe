//! Several requests in one body (H-07): answered in their order, in one list.
//!
//! The list counts as one request wherever a request is limited, or it would be the way round the
//! limits: its documents together have the selections, root fields, aliases and directives of one,
//! it has one turn, the time of one request and the answer of one. All documents are looked at
//! before the first is executed, so that a list that is too much is refused as a whole, and what is
//! executed does not depend on where in the list it stands. What it costs is the sum of all.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::observe::FutureExt as _;

use super::accept::Media;
use super::answer::{Answered, Refusal, builder, refused_as};
use super::asked::Asked;
use super::precheck::{Refused, Whole};
use super::pressure::Share;
use super::run::{self, Call, Prepared, Ready, Room};
use super::watched::Operation;
use super::who::Who;

/// A request of the list, before anything is executed, and who watches it.
struct Member {
    watched: Operation,
    stage: Stage,
}

enum Stage {
    Ready(Box<Ready>),
    /// Wrong by itself; the others are answered all the same.
    Done(Box<Outcome>),
}

/// What came of a request of the list.
type Outcome = Result<Answered, Refusal>;

/// Answers a list of requests.
///
/// # Errors
/// When the list as a whole is not taken.
pub(super) async fn run(
    call: Call<'_>,
    who: Who,
    asked: Vec<Result<Asked, Refusal>>,
    media: Media,
) -> Result<HttpResponse, Refusal> {
    if who.idempotency_key.is_some() {
        let message = "the header Idempotency-Key is for one request: in a list, name a key at \
                       each mutation, as in @idempotent(key: \"…\")";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Refusal::new(status, "BAD_USER_INPUT", message));
    }
    let asked = asked.into_iter();
    let members: Vec<Member> = asked.map(|one| member(call, &who, one)).collect();
    let (share, room) = match begun(call, &who, &members).await {
        Ok(begun) => begun,
        Err(refusal) => {
            for member in members {
                member.watched.end(Err(refusal.code()));
            }
            return Err(refusal);
        }
    };
    let mut outcomes = Vec::with_capacity(members.len());
    for Member { watched, stage } in members {
        let outcome = match stage {
            Stage::Ready(ready) => {
                let answering = ready.answer(call, who.clone(), &share, &room);
                answering.with_context(watched.context()).await
            }
            Stage::Done(outcome) => *outcome,
        };
        watched.end(outcome.as_ref().map(Some).map_err(Refusal::code));
        outcomes.push(outcome);
    }
    let body = list(&outcomes, call.state.limits().answer_bytes);
    Ok(builder(StatusCode::OK, media).body(body))
}

/// What all of them are worked at with.
async fn begun(call: Call<'_>, who: &Who, members: &[Member]) -> Result<(Share, Room), Refusal> {
    within_limits(call, members).map_err(refused_as)?;
    let share = run::admit(call, who)?;
    let room = Room::take(call, &share).await?;
    Ok((share, room))
}

fn member(call: Call<'_>, who: &Who, asked: Result<Asked, Refusal>) -> Member {
    let watched = Operation::begin(call.request_id, who);
    let entered = watched.context().attach();
    let prepared = asked.and_then(|asked| run::prepare(call, who, asked));
    drop(entered);
    let done = |outcome| Stage::Done(Box::new(outcome));
    let stage = match prepared {
        Ok(Prepared::Ready(ready)) if ready.subscribes() => done(Err(run::no_subscription())),
        Ok(Prepared::Ready(ready)) => Stage::Ready(ready),
        Ok(Prepared::Answered(answered)) => done(Ok(*answered)),
        Err(refusal) => done(Err(refusal)),
    };
    Member { watched, stage }
}

fn within_limits(call: Call<'_>, members: &[Member]) -> Result<(), Refused> {
    let limits = call.state.limits();
    let (mut whole, mut cost) = (Whole::default(), 0_usize);
    for member in members {
        if let Stage::Ready(ready) = &member.stage {
            whole.add(&ready.size);
            cost = cost.saturating_add(ready.cost());
        }
    }
    whole.within(limits)?;
    run::cost_within(cost, limits)
}

/// The answers as one list; each has what those before it have left of the length of one answer.
fn list(outcomes: &[Outcome], bytes_max: usize) -> Vec<u8> {
    let mut list = vec![b'['];
    for (n, outcome) in outcomes.iter().enumerate() {
        if n > 0 {
            list.push(b',');
        }
        let left = bytes_max.saturating_sub(list.len());
        list.extend(match outcome {
            Ok(answered) => answered.body(left).1,
            Err(refusal) => refusal.body(),
        });
    }
    list.push(b']');
    list
}
