//! One request, from what it asks to what it is answered, however it came and however it goes back.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant as Moment;

use actix_web::http::StatusCode;
use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection,
};
use async_graphql::{Pos, Request, Response, Variables};
use futures_util::FutureExt as _;
use tokio::time::{Instant, timeout_at};

use crate::config::{Introspection, Limits, millis};
use crate::graphql::answer_size::Meter;
use crate::graphql::context::Session;
use crate::observe::{FutureExt as _, OUTAGES};
use crate::tenancy;

use super::answer::{Answered, Asking, Refusal, code_of, finished, refused, request_error};
use super::asked::{Asked, Hash};
use super::cost;
use super::documents::Found;
use super::events::Events;
use super::precheck::{self, Checked, Refused, Whole};
use super::pressure::{self, Away, Share, Turn};
use super::server::State;
use super::variables::{self, Given};
use super::watched;
use super::who::Who;

/// How a request came.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub state: &'a State,
    /// Its id, for the log and for masked errors.
    pub request_id: &'a str,
    /// Where it came from, for those who did not sign in.
    pub address: &'a str,
    /// Whether it may only ask.
    pub only_asks: bool,
    /// Whether it wants to know what it costs.
    pub tells_cost: bool,
}

/// What comes of an operation.
pub(super) enum Begun {
    /// One response.
    Answered(Box<Answered>),
    /// A subscription's many.
    Events(Box<Events>),
}

/// What a request comes to before anything is executed.
pub(super) enum Prepared {
    /// An answer: it is wrong.
    Answered(Box<Answered>),
    /// An operation that may be executed.
    Ready(Box<Ready>),
}

/// An operation that may be executed when it is its turn.
pub(super) struct Ready {
    question: Question,
    work: Work,
    /// Where arguments stand whose value depends on variables.
    variable_arguments: HashSet<Pos>,
    may_suggest: bool,
    /// How large its document is.
    pub size: Whole,
}

/// What the engine is asked.
struct Question {
    found: Found,
    document: ExecutableDocument,
    operation_name: Option<String>,
    variables: Variables,
}

/// What requests that are worked at together share: one answer's time, and one answer's size.
pub(super) struct Room {
    meter: Arc<Meter>,
    end: Instant,
    _turn: Turn,
}

/// Answers what is asked.
///
/// # Errors
/// What is no answer of the graph: too much is asked at once, or by a way that is not for it.
pub(super) async fn run(call: Call<'_>, who: Who, asked: Asked) -> Result<Answered, Refusal> {
    match begin(call, who, asked).await? {
        Begun::Answered(answered) => Ok(*answered),
        Begun::Events(_) => Err(no_subscription()),
    }
}

/// A subscription where there is one answer only.
pub(super) fn no_subscription() -> Refusal {
    let message = "a subscription is asked over a WebSocket (graphql-transport-ws), or by a POST \
                   that prefers text/event-stream";
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

/// Answers what is asked, or begins to.
///
/// # Errors
/// As [`run`].
pub(super) async fn begin(call: Call<'_>, who: Who, asked: Asked) -> Result<Begun, Refusal> {
    let watched = watched::Operation::begin(call.request_id, &who);
    let begun = begin_watched(call, who, asked).with_context(watched.context());
    let begun = begun.await;
    watched.end(match &begun {
        Ok(Begun::Answered(answered)) => Ok(Some(answered)),
        Ok(Begun::Events(_)) => Ok(None),
        Err(refusal) => Err(refusal.code()),
    });
    begun
}

async fn begin_watched(call: Call<'_>, who: Who, asked: Asked) -> Result<Begun, Refusal> {
    let ready = match prepare(call, &who, asked)? {
        Prepared::Ready(ready) => ready,
        Prepared::Answered(answered) => return Ok(Begun::Answered(answered)),
    };
    let share = admit(call, &who)?;
    if ready.subscribes() {
        return Ok(Begun::Events(Box::new(ready.events(call, who, share))));
    }
    let room = Room::take(call, &share).await?;
    let answered = ready.answer(call, who, &share, &room).await?;
    Ok(Begun::Answered(Box::new(answered)))
}

/// Finds the document that is asked, and whether it may be executed.
///
/// # Errors
/// When it is asked by a way that is not for it.
pub(super) fn prepare(call: Call<'_>, who: &Who, asked: Asked) -> Result<Prepared, Refusal> {
    let may_suggest = may_introspect(call.state, who);
    let answered = |response: Response| {
        let asking = Asking {
            request_id: call.request_id,
            variable_arguments: &HashSet::new(),
            asks: false,
            all_or_nothing: false,
            may_suggest,
        };
        Ok(Prepared::Answered(Box::new(finished(response, &asking))))
    };
    let found = match call.state.documents().found(asked.document) {
        Ok(found) => found,
        Err(response) => return answered(*response),
    };
    let checked = match precheck::check(&found.text, call.state.limits()) {
        Ok(checked) => checked,
        Err(reason) => return answered(refused(reason)),
    };
    let name = asked.operation_name;
    let before = before(call, name.as_deref(), &asked.variables, &checked, who);
    let (work, variables) = match before {
        Ok(before) => before,
        Err(Stop::Refused(refusal)) => return Err(refusal),
        Err(Stop::Answered(response)) => return answered(*response),
    };
    Ok(Prepared::Ready(Box::new(Ready {
        question: Question {
            found,
            document: checked.document,
            operation_name: name,
            variables,
        },
        work,
        variable_arguments: checked.variable_arguments,
        may_suggest,
        size: checked.size,
    })))
}

/// The share that a request is taken from, which has something left.
///
/// # Errors
/// When it has not.
pub(super) fn admit(call: Call<'_>, who: &Who) -> Result<Share, Refusal> {
    let share = share(who, call.address);
    let pressure = call.state.pressure();
    pressure.admit(&share, Moment::now()).map_err(away)?;
    Ok(share)
}

impl Room {
    /// Waits for a turn; from then on the time runs.
    ///
    /// # Errors
    /// When too much is asked at once.
    pub(super) async fn take(call: Call<'_>, share: &Share) -> Result<Self, Refusal> {
        let limits = call.state.limits();
        let turn = call.state.pressure().turn(share.legal_entity).await;
        Ok(Self {
            _turn: turn.map_err(away)?,
            meter: Arc::new(Meter::new(limits.answer_values)),
            end: Instant::now() + millis(limits.execution_ms),
        })
    }
}

impl Ready {
    /// Whether it has many responses.
    pub(super) fn subscribes(&self) -> bool {
        self.work.subscribes
    }

    /// What it may cost at most.
    pub(super) fn cost(&self) -> usize {
        self.work.cost
    }

    /// Has it executed, and takes its cost from the caller's share. From then on its document may
    /// be asked by its hash, if it came with one and holds.
    ///
    /// # Errors
    /// When it takes too long.
    pub(super) async fn answer(
        self,
        call: Call<'_>,
        who: Who,
        share: &Share,
        room: &Room,
    ) -> Result<Answered, Refusal> {
        let (state, work) = (call.state, self.work);
        let learnt = self.question.learnt();
        let before = room.meter.values();
        let request = self.question.request(call, who, &room.meter);
        let outcome = execute(call, request, work, room).await;
        let actual = room.meter.values().saturating_sub(before);
        let cost = pressure::cost(actual, work.mutations);
        let standing = state.pressure().charge(share, cost, Moment::now());
        let mut response = outcome?;
        if call.tells_cost {
            let told = standing.told(work.cost, actual);
            response.extensions.insert("cost".to_owned(), told);
        }
        let answered = finished(
            response,
            &Asking {
                request_id: call.request_id,
                variable_arguments: &self.variable_arguments,
                asks: work.mutations == 0,
                all_or_nothing: work.mutations <= 1,
                may_suggest: self.may_suggest,
            },
        );
        if let Some((hash, text)) = learnt.filter(|_| answered.is_executed()) {
            state.documents().learn(hash, &text);
        }
        Ok(answered)
    }

    /// Begins what has many responses.
    fn events(self, call: Call<'_>, who: Who, share: Share) -> Events {
        let meter = Arc::new(Meter::new(call.state.limits().answer_values));
        let learnt = self.question.learnt();
        let request = self.question.request(call, who, &meter);
        let asking = Asking {
            request_id: call.request_id,
            variable_arguments: &self.variable_arguments,
            asks: true,
            all_or_nothing: true,
            may_suggest: self.may_suggest,
        };
        Events::begin(call.state, request, learnt, meter, share, &asking)
    }
}

/// Why a checked document is not executed.
enum Stop {
    Refused(Refusal),
    Answered(Box<Response>),
}

impl From<Response> for Stop {
    fn from(response: Response) -> Self {
        Self::Answered(Box::new(response))
    }
}

/// What is known of an operation before it is executed.
#[derive(Clone, Copy)]
struct Work {
    /// How many fields of a mutation it has at its root.
    mutations: usize,
    /// Whether it may have many responses.
    subscribes: bool,
    /// What it may cost at most.
    cost: usize,
}

fn before(
    call: Call<'_>,
    name: Option<&str>,
    given: &Given,
    checked: &Checked,
    who: &Who,
) -> Result<(Work, Variables), Stop> {
    let state = call.state;
    let operation = checked.operation(name).map_err(refused)?;
    watched::is_named(operation.ty, name.or_else(|| checked.only_name()));
    if call.only_asks && operation.ty != OperationType::Query {
        return Err(Stop::Refused(Refusal::method("POST")));
    }
    let subscribes = operation.ty == OperationType::Subscription;
    // The specification's rule; the engine does not ask, and passes over fragments here.
    if subscribes && !is_one_field(operation) {
        let message = "a subscription has one root field, and it stands in no fragment";
        return Err(request_error(message, None, "GRAPHQL_VALIDATION_FAILED").into());
    }
    let variables = given.declared(operation).map_err(Stop::Refused)?;
    if let Some(message) = variables::wrong(operation, &variables) {
        return Err(request_error(message, None, "BAD_USER_INPUT").into());
    }
    if checked.introspects && !may_introspect(state, who) {
        let (message, code) = match state.who_may_introspect() {
            Introspection::Authenticated => ("sign in to ask for the schema", "UNAUTHENTICATED"),
            _ => (
                "the schema cannot be asked for",
                "GRAPHQL_VALIDATION_FAILED",
            ),
        };
        return Err(request_error(message, None, code).into());
    }
    let cost = cost::most(checked, operation, &variables);
    cost_within(cost, state.limits()).map_err(refused)?;
    let is_mutation = operation.ty == OperationType::Mutation;
    let work = Work {
        mutations: match is_mutation {
            true => operation.selection_set.node.items.len(),
            false => 0,
        },
        subscribes,
        cost,
    };
    Ok((work, variables))
}

/// Whether so much may be asked for at once.
///
/// # Errors
/// When it may not.
pub(super) fn cost_within(cost: usize, limits: &Limits) -> Result<(), Refused> {
    if cost > limits.cost {
        let what = format!("the operation asks for up to {cost} and so");
        let unit = "fields and list elements";
        return Err(Refused::limit(&what, limits.cost, unit));
    }
    Ok(())
}

fn is_one_field(operation: &OperationDefinition) -> bool {
    let items = operation.selection_set.node.items.as_slice();
    matches!(items, [only] if matches!(only.node, Selection::Field(_)))
}

pub(super) fn may_introspect(state: &State, who: &Who) -> bool {
    match state.who_may_introspect() {
        Introspection::On => true,
        Introspection::Authenticated => who.caller.is_some(),
        Introspection::Off => false,
    }
}

/// Whose share a request is taken from.
pub(super) fn share(who: &Who, address: &str) -> Share {
    let caller = who.caller.as_ref();
    let membership = caller.and_then(|own| own.membership(who.legal_entity.as_deref()).ok());
    Share {
        legal_entity: membership.map(|membership| membership.id),
        caller: caller.map_or(address, |own| own.subject()).to_owned(),
    }
}

pub(super) fn away(away: Away) -> Refusal {
    match away {
        Away::Overloaded => {
            let message = "too much is asked at once: come back in a moment";
            Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", message, 1)
        }
        Away::NoPlace(done) => {
            let message = format!(
                "as many files as can be are being {done}, one for each legal entity; try again \
                 later"
            );
            Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", &message, 10)
        }
        Away::Throttled(seconds) => {
            let message = "your share of cost is used up: come back when it has filled up";
            Refusal::later(StatusCode::TOO_MANY_REQUESTS, "THROTTLED", message, seconds)
        }
    }
}

async fn execute(
    call: Call<'_>,
    request: Request,
    work: Work,
    room: &Room,
) -> Result<Response, Refusal> {
    let state = call.state;
    // What is dropped here goes all the way down: an open transaction is rolled back. So does what
    // a panic unwinds.
    let writes = work.mutations > 0;
    let done = AssertUnwindSafe(state.schema().execute(request)).catch_unwind();
    let done = timeout_at(room.end, done);
    tokio::select! {
        done = done => match done {
            // What the act says by then is less than what is known of it.
            Ok(Ok(response)) if writes && is_lost(state, &response) => Err(lost(writes)),
            Ok(Ok(response)) => Ok(response),
            Ok(Err(_panic)) => Err(Refusal::broken(call.request_id)),
            Err(_elapsed) => Err(too_long(writes)),
        },
        () = state.db().lost() => Err(lost(writes)),
        () = room.meter.above() => {
            tracing::warn!("an answer became too large and was dropped");
            let limit = state.limits().answer_values;
            Ok(refused(Refused::large(limit, writes)))
        }
    }
}

/// Whether the database did not answer because it has gone away.
fn is_lost(state: &State, response: &Response) -> bool {
    let mut errors = response.errors.iter();
    state.db().standing() == tenancy::Standing::Away
        && errors.any(|error| code_of(error) == "UNAVAILABLE")
}

/// That the database went away while a request was worked at.
pub(super) fn lost(writes: bool) -> Refusal {
    OUTAGES.refuses(&"it was found to be away", Moment::now());
    Refusal::unavailable(match writes {
        true => {
            "the database does not answer, and whether this was done is not known: \
             send it again under the same idempotency key"
        }
        false => "the database does not answer",
    })
}

/// That a request took too long; what it wrote may be written all the same.
pub(super) fn too_long(writes: bool) -> Refusal {
    tracing::warn!("a request took too long and was dropped");
    let message = match writes {
        true => {
            "the request took too long and was stopped, and whether this was done is not known: \
             send it again under the same idempotency key"
        }
        false => "the request took too long and was stopped",
    };
    Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT", message, 1)
}

impl Question {
    /// The hash that its document is to be known by, with its text.
    fn learnt(&self) -> Option<(Hash, String)> {
        Some((self.found.learn?, self.found.text.clone()))
    }

    /// It as the engine is asked.
    fn request(self, call: Call<'_>, who: Who, meter: &Arc<Meter>) -> Request {
        let may_introspect = may_introspect(call.state, &who);
        let session = Session::new(
            call.state.db().clone(),
            who.caller,
            who.legal_entity,
            who.idempotency_key,
        )
        .with_request_id(call.request_id.to_owned());
        let mut request = Request::new(self.found.text)
            .variables(self.variables)
            .data(Arc::new(session))
            .data(Arc::clone(meter));
        request.operation_name = self.operation_name;
        request.set_parsed_query(self.document);
        if !may_introspect {
            request = request.disable_introspection();
        }
        request
    }
}
