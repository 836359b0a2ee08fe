//! Frames of a WebSocket: messages read from them, and a queue of those that are to be sent.
//!
//! The queue is short, in messages and in bytes: whoever makes messages waits until there is room,
//! and a peer that makes no room for long is cut off. So a peer that does not read costs little.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use actix_http::ws::{CloseCode, CloseReason, Codec, Frame, Item, Message, ProtocolError};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;
use tokio_util::codec::{Decoder, Encoder};

use crate::config::{Limits, millis};
use crate::observe::METRICS;

/// The longest reason that a close frame carries.
const REASON_BYTES_MAX: usize = 123;

/// What came from the peer.
pub(super) enum Got {
    /// A whole message.
    Text(String),
    /// It asks whether we are there.
    Ping(Bytes),
    /// It is there.
    Pong,
    /// It closes.
    Close(Option<CloseReason>),
    /// It is gone.
    Gone,
    /// Something that cannot be understood.
    Wrong(CloseCode, &'static str),
}

/// What comes from the peer.
pub(super) struct Inbox {
    body: Payload,
    buffer: BytesMut,
    codec: Codec,
    /// The beginning of a message that comes in several frames.
    parts: Option<BytesMut>,
    bytes_max: usize,
}

impl Inbox {
    pub(super) fn new(body: Payload, bytes_max: usize) -> Self {
        Self {
            body,
            buffer: BytesMut::new(),
            codec: Codec::new().max_size(bytes_max),
            parts: None,
            bytes_max,
        }
    }

    /// What comes next. Dropping the wait for it loses nothing.
    pub(super) async fn next(&mut self) -> Got {
        loop {
            match self.codec.decode(&mut self.buffer) {
                Ok(Some(frame)) => {
                    if let Some(got) = self.read(frame) {
                        return got;
                    }
                }
                Ok(None) => match self.body.next().await {
                    Some(Ok(bytes)) => self.buffer.extend_from_slice(&bytes),
                    Some(Err(_)) | None => return Got::Gone,
                },
                Err(ProtocolError::Overflow) => return too_big(),
                Err(_wrong) => {
                    return Got::Wrong(CloseCode::Protocol, "this is no frame of a WebSocket");
                }
            }
        }
    }

    fn read(&mut self, frame: Frame) -> Option<Got> {
        match frame {
            Frame::Text(bytes) => Some(whole(&bytes)),
            Frame::Binary(_) | Frame::Continuation(Item::FirstBinary(_)) => {
                let code = CloseCode::Other(4400);
                Some(Got::Wrong(code, "messages are text"))
            }
            Frame::Continuation(Item::FirstText(bytes)) => {
                self.parts = Some(BytesMut::from(&bytes[..]));
                None
            }
            Frame::Continuation(Item::Continue(bytes)) => self.join(&bytes),
            Frame::Continuation(Item::Last(bytes)) => {
                let wrong = self.join(&bytes);
                wrong.or_else(|| Some(whole(&self.parts.take().unwrap_or_default())))
            }
            Frame::Ping(bytes) => Some(Got::Ping(bytes)),
            Frame::Pong(_) => Some(Got::Pong),
            Frame::Close(reason) => Some(Got::Close(reason)),
        }
    }

    fn join(&mut self, bytes: &Bytes) -> Option<Got> {
        let parts = self.parts.get_or_insert_default();
        if parts.len().saturating_add(bytes.len()) > self.bytes_max {
            return Some(too_big());
        }
        parts.extend_from_slice(bytes);
        None
    }
}

fn too_big() -> Got {
    Got::Wrong(CloseCode::Size, "the message is too long")
}

fn whole(bytes: &[u8]) -> Got {
    match str::from_utf8(bytes) {
        Ok(text) => Got::Text(text.to_owned()),
        Err(_) => Got::Wrong(CloseCode::Invalid, "the message is no UTF-8"),
    }
}

/// A frame that closes.
pub(super) fn closing(code: CloseCode, reason: &str) -> Message {
    let mut end = reason.len().min(REASON_BYTES_MAX);
    while !reason.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    let description = reason.get(..end).map(str::to_owned);
    Message::Close(Some(CloseReason { code, description }))
}

/// The peer has not read for too long.
#[derive(Debug)]
pub(super) struct Stuck;

/// What is to be sent. Clones share the queue; the connection ends with the last of them.
#[derive(Clone)]
pub(super) struct Outbox {
    queue: mpsc::Sender<Sent>,
    room: Arc<Semaphore>,
    room_max: u32,
    patience: Duration,
}

struct Sent {
    message: Message,
    /// Given back when the message has left the queue.
    _room: OwnedSemaphorePermit,
}

/// A queue, and what comes out of it.
pub(super) fn outbox(
    limits: &Limits,
) -> (
    Outbox,
    impl Stream<Item = Result<Bytes, Infallible>> + use<>,
) {
    let (queue, mut sent) = mpsc::channel::<Sent>(limits.socket_queue);
    let room_max = u32::try_from(limits.socket_queue_bytes).unwrap_or(u32::MAX);
    let out = Outbox {
        queue,
        room: Arc::new(Semaphore::new(limits.socket_queue_bytes)),
        room_max,
        patience: millis(limits.socket_patience_ms),
    };
    let mut codec = Codec::new();
    let frames = stream::poll_fn(move |cx| {
        sent.poll_recv(cx).map(|sent| {
            let mut frame = BytesMut::new();
            // Only fragments can be out of order, and none are sent.
            let _ = codec.encode(sent?.message, &mut frame);
            METRICS.sent(frame.len());
            Some(Ok(frame.freeze()))
        })
    });
    (out, frames)
}

impl Outbox {
    /// Queues a message.
    ///
    /// # Errors
    /// When there is no room for it for long.
    pub(super) async fn send(&self, message: Message) -> Result<(), Stuck> {
        let length = match &message {
            Message::Text(text) => text.len(),
            Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
            _ => 0,
        };
        // One that is longer than the queue waits until that is empty.
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        let length = length.clamp(1, self.room_max.max(1));
        let queued = async {
            let room = Arc::clone(&self.room).acquire_many_owned(length).await;
            let Ok(room) = room else {
                return;
            };
            let sent = Sent {
                message,
                _room: room,
            };
            // Where nobody sends any more there is nobody to tell.
            let _ = self.queue.send(sent).await;
        };
        let queued = timeout(self.patience, queued).await;
        queued.map_err(|_elapsed| Stuck)
    }

    /// Queues a text.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub(super) async fn text(&self, text: String) -> Result<(), Stuck> {
        self.send(Message::Text(text.into())).await
    }

    /// Waits until the connection is gone.
    pub(super) async fn closed(&self) {
        self.queue.closed().await;
    }
}
