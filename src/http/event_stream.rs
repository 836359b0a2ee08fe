//! Subscriptions over Server-Sent Events (W-14), for clients behind what lets no WebSocket through:
//! a POST that takes `text/event-stream` is answered with the events `next` and `complete`.
//!
//! One operation a connection ("distinct connections mode"). It goes the same way as any other and
//! ends as a socket does: with its token, with the server, and with a client that does not read.

use std::convert::Infallible;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, VARY};
use actix_web::web::Bytes;
use futures_util::stream;
use tokio::sync::mpsc::{self, Sender};
use tokio::time::timeout;

use crate::auth::Caller;
use crate::config::millis;
use crate::observe::FutureExt as _;

use super::answer::{Answered, Refusal};
use super::asked::Asked;
use super::events::Events;
use super::run::{self, Begun, Call};
use super::server::State;
use super::socket::{expiry, interval, until};
use super::who::Who;

/// Keeps a connection open through what ends silent ones; clients pass over it.
const SILENCE: &str = ":\n\n";

const COMPLETE: &str = "event: complete\ndata:\n\n";

/// Why a stream ends before its subscription does.
struct Ended;

/// Answers what is asked by a stream of events; an operation with one answer by a stream of one.
///
/// # Errors
/// When nothing is begun. What is wrong with the document is told by the stream.
pub(super) async fn answer(
    call: Call<'_>,
    who: Who,
    headers: &HeaderMap,
    asked: Asked,
) -> Result<HttpResponse, Refusal> {
    let state = call.state.clone();
    if state.is_stopping() {
        return Err(Refusal::stopping());
    }
    let caller = who.caller.clone();
    let address = call.address.to_owned();
    let expires = caller.as_ref().and_then(|caller| expiry(&state, caller));
    let events = match run::begin(call, who, asked).await? {
        Begun::Events(events) => *events,
        Begun::Answered(answered) => {
            let once = next(&answered, state.limits().answer_bytes);
            return Ok(head().body(format!("{once}{COMPLETE}")));
        }
    };
    let authorization = headers.get(AUTHORIZATION).and_then(|own| own.to_str().ok());
    // One message waits for the client, and the next is made meanwhile.
    let (out, mut queue) = mpsc::channel(1);
    let telling = Telling {
        state,
        authorization: authorization.map(str::to_owned),
        caller,
        address,
        out,
    };
    actix_web::rt::spawn(
        async move {
            // Whoever does not read, or is gone, hears no more.
            let _ = telling.tell(events, expires).await;
        }
        .with_current_context(),
    );
    let messages = stream::poll_fn(move |cx| {
        let message = queue.poll_recv(cx);
        message.map(|message| message.map(Ok::<Bytes, Infallible>))
    });
    Ok(head().streaming(messages))
}

fn head() -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, "text/event-stream; charset=utf-8"))
        .insert_header((VARY, "Accept"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // For proxies that keep back what is short.
        .insert_header(("X-Accel-Buffering", "no"));
    response
}

/// That whoever asks is not who asked any more.
fn signed_out(message: &str) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message)
}

/// A response as an event: JSON is one line.
fn next(answered: &Answered, bytes_max: usize) -> String {
    event(&answered.body(bytes_max).1)
}

fn event(body: &[u8]) -> String {
    format!("event: next\ndata: {}\n\n", String::from_utf8_lossy(body))
}

/// A subscription that is told.
struct Telling {
    state: State,
    /// What its client signed in with.
    authorization: Option<String>,
    /// Who that was.
    caller: Option<Caller>,
    /// Where that was.
    address: String,
    out: Sender<Bytes>,
}

impl Telling {
    async fn tell(
        &self,
        mut events: Events,
        expires: Option<tokio::time::Instant>,
    ) -> Result<(), Ended> {
        let limits = *self.state.limits();
        let mut ping = interval(millis(limits.socket_ping_ms));
        loop {
            tokio::select! {
                event = events.next() => match event {
                    Some(Ok(answered)) => {
                        self.send(next(&answered, limits.answer_bytes)).await?;
                        // A subscription that comes to nothing ends.
                        if answered.failed().is_some() {
                            return self.send(COMPLETE.to_owned()).await;
                        }
                    }
                    Some(Err(refusal)) => return self.refuse(&refusal).await,
                    None => return self.send(COMPLETE.to_owned()).await,
                },
                _ = ping.tick() => {
                    if let Some(authorization) = &self.authorization
                        && let Err(reason) =
                            self.state
                                .stays(authorization, self.caller.as_ref(), &self.address)
                                .await
                    {
                        return self.refuse(&signed_out(reason)).await;
                    }
                    self.send(SILENCE.to_owned()).await?;
                }
                () = until(expires) => {
                    return self.refuse(&signed_out("the token has expired")).await;
                }
                // Without a word of completion: the client asks again, and another server answers.
                () = self.state.stopped() => return Ok(()),
                () = self.out.closed() => return Err(Ended),
            }
        }
    }

    async fn refuse(&self, refusal: &Refusal) -> Result<(), Ended> {
        self.send(format!("{}{COMPLETE}", event(&refusal.body())))
            .await
    }

    async fn send(&self, message: String) -> Result<(), Ended> {
        let patience = millis(self.state.limits().socket_patience_ms);
        let sent = timeout(patience, self.out.send(message.into())).await;
        sent.map_err(|_elapsed| Ended)?.map_err(|_gone| Ended)
    }
}
