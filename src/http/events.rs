//! The responses of one subscription, as they come.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use async_graphql::{Pos, Request, Response};
use futures_util::FutureExt as _;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::config::millis;
use crate::graphql::answer_size::Meter;
use crate::observe::{Context, FutureExt as _, METRICS};

use super::answer::{Answered, Asking, Refusal, finished, refused};
use super::asked::Hash;
use super::precheck::Refused;
use super::pressure::{self, Share};
use super::run::{away, too_long};
use super::server::State;

/// The responses of one subscription. Each is measured by itself: it has the time and the size of
/// an answer and is taken from the caller's share, and waiting for it costs nothing. So is what is
/// read because it changed, and is none of what the subscription waits for.
pub(super) struct Events {
    state: State,
    responses: BoxStream<'static, Response>,
    /// The document that is known by its hash once it is found to be good.
    learnt: Option<(Hash, String)>,
    meter: Arc<Meter>,
    share: Share,
    request_id: String,
    variable_arguments: HashSet<Pos>,
    may_suggest: bool,
    /// What it is seen as a part of.
    context: Context,
}

impl Events {
    pub(super) fn begin(
        state: &State,
        request: Request,
        learnt: Option<(Hash, String)>,
        meter: Arc<Meter>,
        share: Share,
        asking: &Asking<'_>,
    ) -> Self {
        meter.start();
        Self {
            state: state.clone(),
            responses: state.schema().execute_stream(request),
            learnt,
            meter,
            share,
            request_id: asking.request_id.to_owned(),
            variable_arguments: asking.variable_arguments.clone(),
            may_suggest: asking.may_suggest,
            context: Context::current(),
        }
    }

    /// The next one; none when there are no more.
    ///
    /// # Errors
    /// When it takes too long, or the share is used up; nothing comes after that.
    pub(super) async fn next(&mut self) -> Option<Result<Answered, Refusal>> {
        let limits = *self.state.limits();
        let response = loop {
            let next = AssertUnwindSafe(self.responses.next()).catch_unwind();
            let next = next.with_context(self.context.clone());
            tokio::select! {
                next = next => match next {
                    Ok(next) => break next?,
                    Err(_panic) => return Some(Err(Refusal::broken(&self.request_id))),
                },
                () = self.meter.overdue(millis(limits.execution_ms)) => {
                    return Some(Err(too_long(false)));
                }
                () = self.meter.above() => {
                    tracing::warn!("an answer became too large and was dropped");
                    break refused(Refused::large(limits.answer_values, false));
                }
                () = self.meter.vain() => {
                    if let Err(refusal) = self.charge(0) {
                        return Some(Err(refusal));
                    }
                }
            }
        };
        self.meter.stop();
        if let Err(refusal) = self.charge(pressure::cost(self.meter.values(), 0)) {
            return Some(Err(refusal));
        }
        let asking = Asking {
            request_id: &self.request_id,
            variable_arguments: &self.variable_arguments,
            asks: true,
            all_or_nothing: true,
            may_suggest: self.may_suggest,
        };
        let answered = finished(response, &asking);
        if let Some((hash, text)) = self.learnt.take_if(|_| answered.is_executed()) {
            self.state.documents().learn(hash, &text);
        }
        answered.count_errors();
        METRICS.event();
        Some(Ok(answered))
    }

    /// Takes what something came to, and what was read in vain before it, from the share.
    ///
    /// # Errors
    /// When the share is used up.
    fn charge(&self, cost: usize) -> Result<(), Refusal> {
        let in_vain = pressure::cost_in_vain(self.meter.take_in_vain());
        let cost = cost.saturating_add(in_vain);
        let (pressure, now) = (self.state.pressure(), Instant::now());
        pressure.charge(&self.share, cost, now);
        pressure.admit(&self.share, now).map_err(away)
    }
}
