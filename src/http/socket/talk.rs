//! One client on one socket: what it may say when, and what ends it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_http::ws::{CloseCode, Message};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::web::Bytes;
use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, Interval, interval_at, sleep_until, timeout};

use crate::auth::Caller;
use crate::config::millis;
use crate::http::answer::{Answered, Refusal, refused_as};
use crate::http::asked::{self, Asked, Keys, given};
use crate::http::connections::Cut;
use crate::http::events::Events;
use crate::http::precheck::Refused;
use crate::http::run::{self, Begun, Call};
use crate::http::server::State;
use crate::http::watched::Watched;
use crate::http::who::Who;
use crate::observe::{FutureExt, METRICS};

use super::frames::{Got, Inbox, Outbox, Stuck, closing};
use super::message::{self, Incoming};

/// How long a peer that was sent a close frame may take to answer it.
const FAREWELL: Duration = Duration::from_secs(5);

/// So many times as long as one message may be is what those together are that ask for the
/// operations of one socket: one of any length fits beside others.
const MESSAGES_KEPT: usize = 2;

/// How many operations of one socket are worked at at once; others wait. Each holds its answer
/// until there is room for it in the queue, so that one that does not read holds few.
const WORKED_AT: usize = 4;

/// Why a socket ends.
#[derive(Debug)]
pub(super) enum End {
    /// We close it.
    Close(CloseCode, String),
    /// The peer closes it; with what.
    Closed(Option<CloseCode>),
    /// The peer does not read.
    Stuck,
    /// The peer is gone.
    Gone,
}

impl End {
    fn close(code: u16, reason: impl Into<String>) -> Self {
        Self::Close(CloseCode::from(code), reason.into())
    }

    /// What ended it, without the words of either side.
    fn word(&self) -> &'static str {
        match self {
            Self::Close(..) => "closed by us",
            Self::Closed(_) => "closed by the peer",
            Self::Stuck => "the peer does not read",
            Self::Gone => "the peer is gone",
        }
    }

    /// The number that it was closed with.
    fn code(&self) -> Option<u16> {
        match self {
            Self::Close(code, _) | Self::Closed(Some(code)) => Some(u16::from(*code)),
            _ => None,
        }
    }
}

impl From<Stuck> for End {
    fn from(_stuck: Stuck) -> Self {
        Self::Stuck
    }
}

/// Each operation that runs has a number, since its id may come again.
type Done = (String, u64, Result<(), Stuck>);

/// An operation that runs, or waits for its turn.
struct Active {
    number: u64,
    running: AbortHandle,
    /// How long the message is that asked for it.
    bytes: usize,
}

/// One client on one socket.
pub(super) struct Talk {
    state: State,
    /// Who it is; by the upgrade's headers until it introduces itself.
    who: Who,
    /// What it signed in with.
    authorization: Option<String>,
    address: String,
    is_introduced: bool,
    expires: Option<Instant>,
    out: Outbox,
    running: JoinSet<Done>,
    active: HashMap<String, Active>,
    n_begun: u64,
    turns: Arc<Semaphore>,
}

impl Talk {
    pub(super) fn new(
        state: State,
        who: Who,
        headers: &HeaderMap,
        address: String,
        out: Outbox,
    ) -> Self {
        let authorization = headers.get(AUTHORIZATION).and_then(|own| own.to_str().ok());
        Self {
            state,
            who,
            authorization: authorization.map(str::to_owned),
            address,
            is_introduced: false,
            expires: None,
            out,
            running: JoinSet::new(),
            active: HashMap::new(),
            n_begun: 0,
            turns: Arc::new(Semaphore::new(WORKED_AT)),
        }
    }

    /// Talks until one side ends it, and ends it as it should be.
    pub(super) async fn hold(mut self, mut inbox: Inbox, cut: Option<Cut>) {
        let _open = METRICS.socket_opens();
        let end = match self.talk(&mut inbox).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        // What runs is dropped, and an open transaction with it.
        self.running.shutdown().await;
        tracing::info!(end = end.word(), code = end.code(), "a socket ends");
        let farewell = match end {
            End::Gone => Ok(()),
            End::Stuck => Err(Stuck),
            End::Closed(code) => self.out.send(answer(code)).await,
            End::Close(code, reason) => self.close(code, &reason, &mut inbox).await,
        };
        if farewell.is_err()
            && let Some(cut) = cut
        {
            cut.off();
        }
    }

    /// Closes, and waits until the peer has closed too: what it has sent meanwhile would break the
    /// connection off before it has read why.
    async fn close(&self, code: CloseCode, reason: &str, inbox: &mut Inbox) -> Result<(), Stuck> {
        self.out.send(closing(code, reason)).await?;
        let closed = async {
            while !matches!(
                inbox.next().await,
                Got::Close(_) | Got::Gone | Got::Wrong(..)
            ) {}
        };
        let closed = async {
            tokio::select! {
                () = closed => {}
                () = self.out.closed() => {}
            }
        };
        timeout(FAREWELL, closed).await.map_err(|_elapsed| Stuck)
    }

    async fn talk(&mut self, inbox: &mut Inbox) -> Result<std::convert::Infallible, End> {
        let limits = *self.state.limits();
        let idle = millis(limits.socket_idle_ms);
        let state = self.state.clone();
        let out = self.out.clone();
        let introduce_by = Instant::now() + millis(limits.socket_init_ms);
        let mut idle_at = Instant::now() + idle;
        let mut ping = interval(millis(limits.socket_ping_ms));
        let mut is_stopping = false;
        loop {
            if is_stopping && self.running.is_empty() {
                return Err(End::close(1001, "the server is stopping"));
            }
            let expires = self.expires;
            tokio::select! {
                got = inbox.next() => {
                    idle_at = Instant::now() + idle;
                    self.hear(got).await?;
                }
                Some(done) = self.running.join_next(), if !self.running.is_empty() => {
                    if let Ok(done) = done {
                        self.done(done)?;
                    }
                }
                () = sleep_until(introduce_by), if !self.is_introduced => {
                    return Err(End::close(4408, "Connection initialisation timeout"));
                }
                () = sleep_until(idle_at) => return Err(End::close(1001, "nothing came for long")),
                () = until(expires) => return Err(End::close(4403, "the token has expired")),
                _ = ping.tick() => self.ping().await?,
                () = out.closed() => return Err(End::Gone),
                () = state.stopped(), if !is_stopping => is_stopping = true,
            }
        }
    }

    /// Asks whether the peer is there, in both ways that are in use, and asks anew whether what it
    /// signed in with is still good.
    async fn ping(&mut self) -> Result<(), End> {
        self.out.send(Message::Ping(Bytes::new())).await?;
        if !self.is_introduced {
            return Ok(());
        }
        self.out.text(message::ping()).await?;
        if let Some(authorization) = &self.authorization {
            let before = self.who.caller.as_ref();
            let stays = self.state.stays(authorization, before, &self.address);
            stays.await.map_err(|reason| End::close(4403, reason))?;
        }
        Ok(())
    }

    async fn hear(&mut self, got: Got) -> Result<(), End> {
        let text = match got {
            Got::Text(text) => text,
            Got::Ping(bytes) => return Ok(self.out.send(Message::Pong(bytes)).await?),
            Got::Pong => return Ok(()),
            Got::Close(reason) => return Err(End::Closed(reason.map(|own| own.code))),
            Got::Gone => return Err(End::Gone),
            Got::Wrong(code, reason) => return Err(End::Close(code, reason.to_owned())),
        };
        match message::read(&text).map_err(|reason| End::close(4400, reason))? {
            Incoming::Init(_) if self.is_introduced => {
                Err(End::close(4429, "Too many initialisation requests"))
            }
            Incoming::Init(payload) => self.introduce(&payload).await,
            Incoming::Ping(payload) => Ok(self.out.text(message::pong(payload)).await?),
            Incoming::Pong => Ok(()),
            Incoming::Subscribe { .. } if !self.is_introduced => {
                Err(End::close(4401, "Unauthorized"))
            }
            Incoming::Subscribe { id, payload } => self.subscribe(id, payload).await,
            Incoming::Complete { id } => {
                if let Some(active) = self.active.remove(&id) {
                    active.running.abort();
                }
                Ok(())
            }
        }
    }

    /// Who it is, by what it says of itself, else by the headers that it came with.
    async fn introduce(&mut self, payload: &Keys<'_>) -> Result<(), End> {
        let forbidden = || End::close(4403, "Forbidden");
        if let Some(given) = one_of(payload, &["authorization", "Authorization"]) {
            let authorization = match given.ok_or_else(forbidden)?.trim() {
                given if given.contains(' ') => given.to_owned(),
                given => format!("Bearer {given}"),
            };
            let caller = self.state.caller(&authorization, &self.address).await;
            let caller = caller.map_err(|refusal| match refusal.code() {
                "UNAVAILABLE" | "THROTTLED" => End::close(1013, "Try again later"),
                _ => forbidden(),
            });
            self.who.caller = Some(caller?);
            self.authorization = Some(authorization);
        }
        let names = ["X-Legal-Entity", "x-legal-entity", "xLegalEntity"];
        if let Some(named) = one_of(payload, &names) {
            let named = named.unwrap_or_default();
            let named = named.trim();
            if named.is_empty() || named.chars().count() > 100 {
                return Err(End::close(4400, "a legal entity is 1 to 100 characters"));
            }
            self.who.legal_entity = Some(named.to_owned());
        }
        let caller = self.who.caller.as_ref();
        self.expires = caller.and_then(|caller| expiry(&self.state, caller));
        self.is_introduced = true;
        Ok(self.out.text(message::ack()).await?)
    }

    async fn subscribe(&mut self, id: String, payload: &str) -> Result<(), End> {
        // A client that has read that an operation is done may use its id again at once.
        while let Some(done) = self.running.try_join_next() {
            if let Ok(done) = done {
                self.done(done)?;
            }
        }
        if self.active.contains_key(&id) {
            let reason = format!("Subscriber for {id} already exists");
            return Err(End::close(4409, reason));
        }
        let asked = match asked::from_payload(payload, self.state.limits()) {
            Ok(asked) => self.admit(payload.len()).map(|()| asked),
            Err(refusal) if refusal.code() == "BAD_REQUEST" => {
                return Err(End::close(4400, refusal.message()));
            }
            refused => refused,
        };
        let asked = match asked {
            Ok(asked) => asked,
            Err(refusal) => {
                return Ok(self
                    .out
                    .text(message::error(&id, &[refusal.error()]))
                    .await?);
            }
        };
        self.n_begun = self.n_begun.wrapping_add(1);
        let number = self.n_begun;
        let operation = Operation {
            state: self.state.clone(),
            who: self.who.clone(),
            address: self.address.clone(),
            out: self.out.clone(),
            turns: Arc::clone(&self.turns),
            id: id.clone(),
        };
        let running = async move {
            let id = operation.id.clone();
            (id, number, operation.run(asked).await)
        };
        let running = self.running.spawn_local(running.with_current_context());
        let active = Active {
            number,
            running,
            bytes: payload.len(),
        };
        self.active.insert(id, active);
        Ok(())
    }

    /// Whether one more operation may begin, by a message of so many bytes.
    fn admit(&self, bytes: usize) -> Result<(), Refusal> {
        let limits = self.state.limits();
        if self.state.is_stopping() {
            return Err(Refusal::stopping());
        }
        if self.active.len() >= limits.socket_operations {
            let (limit, unit) = (limits.socket_operations, "operations at once");
            return Err(refused_as(Refused::limit("a socket", limit, unit)));
        }
        let limit = limits.socket_message_bytes.saturating_mul(MESSAGES_KEPT);
        let kept: usize = self.active.values().map(|active| active.bytes).sum();
        if kept.saturating_add(bytes) > limit {
            let what = "what asks for the operations of a socket at once";
            return Err(refused_as(Refused::limit(what, limit, "bytes")));
        }
        Ok(())
    }

    fn done(&mut self, (id, number, sent): Done) -> Result<(), End> {
        let is_it = |own: &String, active: &Active| *own == id && active.number == number;
        self.active.retain(|own, active| !is_it(own, active));
        Ok(sent?)
    }
}

/// The close frame that answers one.
fn answer(code: Option<CloseCode>) -> Message {
    code.map_or(Message::Close(None), |code| closing(code, ""))
}

/// The text under one of several names, if anything is there; none within where it is no text.
fn one_of(payload: &Keys<'_>, names: &[&str]) -> Option<Option<String>> {
    let found = names.iter().find_map(|name| given(payload, name));
    found.map(|json| serde_json::from_str(json).ok())
}

/// When what somebody signed in with ends; none where it does not end, or lives longer than clocks
/// can say: that is asked about with every ping.
pub(in crate::http) fn expiry(state: &State, caller: &Caller) -> Option<Instant> {
    let left = caller
        .credential()
        .expires?
        .signed_duration_since(state.db().clock().now());
    Instant::now().checked_add(left.to_std().unwrap_or_default())
}

/// A clock that ticks so often, first after so long.
pub(in crate::http) fn interval(every: Duration) -> Interval {
    let every = every.max(Duration::from_millis(1));
    interval_at(Instant::now() + every, every)
}

/// Waits until then; for ever where there is no such moment.
pub(in crate::http) async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

/// An operation that runs.
struct Operation {
    state: State,
    who: Who,
    address: String,
    out: Outbox,
    turns: Arc<Semaphore>,
    id: String,
}

impl Operation {
    async fn run(self, asked: Asked) -> Result<(), Stuck> {
        let request_id = self.state.db().clock().id().to_string();
        let watched = Watched::over_socket(&request_id);
        let done = self.answer(&request_id, asked);
        let done = done.with_context(watched.context()).await;
        watched.answered_over_socket(*done.as_ref().unwrap_or(&0));
        done.map(drop)
    }

    /// Has the operation answered, and says with how many responses.
    async fn answer(&self, request_id: &str, asked: Asked) -> Result<usize, Stuck> {
        let call = Call {
            state: &self.state,
            request_id,
            address: &self.address,
            only_asks: false,
            tells_cost: self.state.tells_cost(),
        };
        let turn = self.turns.acquire().await;
        match run::begin(call, self.who.clone(), asked).await {
            Ok(Begun::Answered(answered)) => {
                if self.send(&answered).await? {
                    self.out.text(message::complete(&self.id)).await?;
                }
                Ok(1)
            }
            Ok(Begun::Events(events)) => {
                // Waiting for changes takes no turn.
                drop(turn);
                let _open = METRICS.subscription_begins();
                self.tell(*events).await
            }
            Err(refusal) => self.refuse(&refusal).await.map(|()| 0),
        }
    }

    /// Tells what a subscription says, until one side ends it; how many responses that were.
    async fn tell(&self, mut events: Events) -> Result<usize, Stuck> {
        let mut told: usize = 0;
        loop {
            let event = tokio::select! {
                event = events.next() => event,
                // The socket is closed as soon as nothing runs on it.
                () = self.state.stopped() => return Ok(told),
            };
            match event {
                Some(Ok(answered)) => {
                    // A subscription that comes to nothing ends.
                    if let Some(errors) = answered.failed() {
                        self.out.text(message::error(&self.id, errors)).await?;
                        return Ok(told);
                    }
                    told = told.saturating_add(1);
                    if !self.send(&answered).await? {
                        return Ok(told);
                    }
                }
                Some(Err(refusal)) => {
                    self.refuse(&refusal).await?;
                    return Ok(told);
                }
                None => {
                    self.out.text(message::complete(&self.id)).await?;
                    return Ok(told);
                }
            }
        }
    }

    async fn refuse(&self, refusal: &Refusal) -> Result<(), Stuck> {
        self.out
            .text(message::error(&self.id, &[refusal.error()]))
            .await
    }

    /// Sends a response; says whether more may follow, which is so unless all of it failed.
    async fn send(&self, answered: &Answered) -> Result<bool, Stuck> {
        let body = answered.payload(self.state.limits().answer_bytes);
        let more = body.is_ok();
        let text = match body {
            Ok(body) => message::next(&self.id, &body),
            Err(errors) => message::error(&self.id, &errors),
        };
        self.out.text(text).await?;
        Ok(more)
    }
}
