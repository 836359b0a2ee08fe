//! One request, from what it asks to what it is answered, however it came and however it goes back.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use actix_web::http::StatusCode;
use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};
use async_graphql::{Request, Response, value};
use tokio::time::timeout;

use crate::config::Introspection;
use crate::graphql::answer_size::Meter;
use crate::graphql::context::Session;
use crate::observe::FutureExt;

use super::answer::{Answered, Asking, Refusal, finished, refused, request_error};
use super::asked::Asked;
use super::cost;
use super::events::Events;
use super::precheck::{self, Checked, Refused};
use super::pressure::{self, Away, Share, Standing, millis};
use super::server::State;
use super::variables;
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

impl Begun {
    fn once(answered: Answered) -> Self {
        Self::Answered(Box::new(answered))
    }
}

/// Answers what is asked.
///
/// # Errors
/// What is no answer of the graph: too much is asked at once, or by a way that is not for it.
pub(super) async fn run(call: Call<'_>, who: Who, asked: Asked) -> Result<Answered, Refusal> {
    match begin(call, who, asked).await? {
        Begun::Answered(answered) => Ok(*answered),
        Begun::Events(_) => {
            let message = "a subscription is asked over a WebSocket (graphql-transport-ws)";
            Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "BAD_REQUEST",
                message,
            ))
        }
    }
}

/// Answers what is asked, or begins to.
///
/// # Errors
/// As [`run`].
pub(super) async fn begin(call: Call<'_>, who: Who, asked: Asked) -> Result<Begun, Refusal> {
    let watched = watched::Operation::begin(call.request_id, &who);
    let begun = begin_watched(call, who, asked).with_context(watched.context());
    let begun = begun.await;
    watched.end(begun.as_ref().map_err(Refusal::code));
    begun
}

async fn begin_watched(call: Call<'_>, who: Who, asked: Asked) -> Result<Begun, Refusal> {
    let mut asking = Asking {
        request_id: call.request_id,
        variable_arguments: &HashSet::new(),
        asks: false,
        all_or_nothing: false,
        may_suggest: may_introspect(call.state, &who),
    };
    let checked = match precheck::check(&asked.query, call.state.limits()) {
        Ok(checked) => checked,
        Err(reason) => return Ok(Begun::once(finished(refused(reason), &asking))),
    };
    let places = checked.variable_arguments.clone();
    asking.variable_arguments = &places;
    let work = match before(call, &asked, &checked, &who) {
        Ok(work) => work,
        Err(Stop::Refused(refusal)) => return Err(refusal),
        Err(Stop::Answered(response)) => {
            return Ok(Begun::once(finished(*response, &asking)));
        }
    };
    asking.asks = work.mutations == 0;
    asking.all_or_nothing = work.mutations <= 1;
    if work.subscribes {
        let share = share(&who, call.address);
        call.state
            .pressure()
            .admit(&share, Instant::now())
            .map_err(away)?;
        let meter = Arc::new(Meter::new(call.state.limits().answer_values));
        let request = request(call, who, asked, checked, &meter);
        let events = Events::begin(call.state, request, meter, share, &asking);
        return Ok(Begun::Events(Box::new(events)));
    }
    let response = admitted(call, who, asked, checked, work).await?;
    Ok(Begun::once(finished(response, &asking)))
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

fn before(call: Call<'_>, asked: &Asked, checked: &Checked, who: &Who) -> Result<Work, Stop> {
    let state = call.state;
    let operation = checked
        .operation(asked.operation_name.as_deref())
        .map_err(refused)?;
    let name = asked.operation_name.as_deref();
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
    if let Some(message) = variables::wrong(operation, &asked.variables) {
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
    let cost = cost::most(checked, operation, &asked.variables);
    let limit = state.limits().cost;
    if cost > limit {
        let what = format!("the operation asks for up to {cost} and so");
        return Err(refused(Refused::limit(&what, limit, "fields and list elements")).into());
    }
    let is_mutation = operation.ty == OperationType::Mutation;
    Ok(Work {
        mutations: match is_mutation {
            true => operation.selection_set.node.items.len(),
            false => 0,
        },
        subscribes,
        cost,
    })
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

/// Has an operation executed when it is its turn, and takes its cost from the caller's share.
async fn admitted(
    call: Call<'_>,
    who: Who,
    asked: Asked,
    checked: Checked,
    work: Work,
) -> Result<Response, Refusal> {
    let pressure = call.state.pressure();
    let share = share(&who, call.address);
    pressure.admit(&share, Instant::now()).map_err(away)?;
    let turn = pressure.turn(share.legal_entity).await.map_err(away)?;
    let meter = Arc::new(Meter::new(call.state.limits().answer_values));
    let outcome = execute(call, who, asked, checked, work, Arc::clone(&meter)).await;
    drop(turn);
    let actual = meter.values();
    let cost = pressure::cost(actual, work.mutations);
    let standing = pressure.charge(&share, cost, Instant::now());
    let mut response = outcome?;
    if call.tells_cost {
        let told = told(work.cost, actual, standing);
        response.extensions.insert("cost".to_owned(), told);
    }
    Ok(response)
}

/// Whose share a request is taken from.
fn share(who: &Who, address: &str) -> Share {
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
        Away::Throttled(seconds) => {
            let message = "your share of cost is used up: come back when it has filled up";
            Refusal::later(StatusCode::TOO_MANY_REQUESTS, "THROTTLED", message, seconds)
        }
    }
}

/// The report of cost, in the shape that Shopify's clients know.
fn told(asked: usize, actual: usize, standing: Standing) -> async_graphql::Value {
    value!({
        "requestedQueryCost": asked,
        "actualQueryCost": actual,
        "throttleStatus": {
            "maximumAvailable": standing.most,
            "currentlyAvailable": standing.now,
            "restoreRate": standing.restore,
        },
    })
}

async fn execute(
    call: Call<'_>,
    who: Who,
    asked: Asked,
    checked: Checked,
    work: Work,
    meter: Arc<Meter>,
) -> Result<Response, Refusal> {
    let (state, limits) = (call.state, call.state.limits());
    let request = request(call, who, asked, checked, &meter);
    // What is dropped here goes all the way down: an open transaction is rolled back.
    let done = timeout(millis(limits.execution_ms), state.schema().execute(request));
    tokio::select! {
        done = done => done.map_err(|_elapsed| too_long()),
        () = meter.above() => {
            tracing::warn!("an answer became too large and was dropped");
            Ok(refused(Refused::large(limits.answer_values, work.mutations > 0)))
        }
    }
}

pub(super) fn too_long() -> Refusal {
    tracing::warn!("a request took too long and was dropped");
    let message = "the request took too long and was stopped";
    Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT", message, 1)
}

/// What the engine is asked.
fn request(
    call: Call<'_>,
    who: Who,
    asked: Asked,
    checked: Checked,
    meter: &Arc<Meter>,
) -> Request {
    let may_introspect = may_introspect(call.state, &who);
    let session = Session::new(
        call.state.db().clone(),
        who.caller,
        who.legal_entity,
        who.idempotency_key,
    )
    .with_request_id(call.request_id.to_owned());
    let mut request = Request::new(asked.query)
        .variables(asked.variables)
        .data(Arc::new(session))
        .data(Arc::clone(meter));
    request.operation_name = asked.operation_name;
    request.set_parsed_query(checked.document);
    if !may_introspect {
        request = request.disable_introspection();
    }
    request
}
