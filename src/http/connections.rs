//! The connections that clients hold: how many come from one address, how long one may take to take
//! its answer, and how long it may stay with nothing to do.
//!
//! The engine below has timers of its own, which do not run everywhere: after an answer that came
//! before its request's body had, or within the head of a second request, it waits for ever. So
//! each connection is watched from outside, by whether something is worked at on it.
//!
//! Where a proxy stands in front, all come from its address, and it is the proxy that limits them.

use std::any::Any;
use std::cell::Cell;
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt::net::TcpStream;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Bytes;
use rustix::fd::AsFd;
use rustix::net::{Shutdown, shutdown};
use tokio::time::{Instant, sleep_until};

use crate::config::millis;

use super::server::State;

/// How long a connection that is one too many has for its request, and then for reading that it is
/// refused.
const SENT_AWAY: Duration = Duration::from_secs(2);

/// So many times as many connections as an address may have are told that they are too many. More
/// are ended without a word, or whoever makes them fast enough would have as many as it likes.
const TOLD: usize = 2;

/// How many connections each address has.
#[derive(Clone, Default)]
pub(super) struct Connections {
    of: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Connections {
    fn of(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more.
    fn take(&self, address: IpAddr, most: usize) -> Place {
        let mut all = self.of();
        let n = all.entry(address).or_default();
        *n += 1;
        Place {
            is_too_many: *n > most,
            is_told: *n <= most.saturating_mul(TOLD),
            address,
            connections: self.clone(),
        }
    }
}

/// One connection of an address, counted until it ends.
pub(super) struct Place {
    /// Whether the address had as many as it may before.
    pub(super) is_too_many: bool,
    /// Whether it is answered at all.
    is_told: bool,
    address: IpAddr,
    connections: Connections,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.connections.of();
        if let Some(n) = all.get_mut(&self.address) {
            *n = n.saturating_sub(1);
            if *n == 0 {
                all.remove(&self.address);
            }
        }
    }
}

/// Notes a connection that has come in.
pub(super) fn note(state: &State, connection: &dyn Any, data: &mut Extensions) {
    let Some(stream) = stream(connection) else {
        return;
    };
    let limits = state.limits();
    bound(stream, limits.stuck_ms);
    let counted = !state.is_behind_proxy();
    let peer = stream.peer_addr().ok().filter(|_| counted);
    let place = peer.map(|peer| {
        let connections = state.connections();
        connections.take(peer.ip(), limits.connections_of_one)
    });
    if place.as_ref().is_some_and(|place| !place.is_told) {
        shut(stream);
    }
    let patience = match place.as_ref().is_some_and(|place| place.is_too_many) {
        true => SENT_AWAY,
        // The silence between two requests, and then the head of the second.
        false => millis(limits.keep_alive_ms) + millis(limits.head_ms),
    };
    match Cut::of(stream) {
        Ok(cut) => {
            data.insert(Line::watched(cut.clone(), patience));
            data.insert(cut);
        }
        // No descriptor is left: a connection that nothing could end would keep its own for ever.
        Err(_none_left) if cfg!(unix) => shut(stream),
        Err(_) => {}
    }
    if let Some(place) = place {
        data.insert(place);
    }
}

/// The connection itself, within TLS or without.
fn stream(connection: &dyn Any) -> Option<&TcpStream> {
    use actix_tls::accept::rustls_0_23::TlsStream;

    let within_tls = connection.downcast_ref::<TlsStream<TcpStream>>();
    let within_tls = within_tls.map(|stream| stream.get_ref().0);
    connection.downcast_ref::<TcpStream>().or(within_tls)
}

/// Ends a connection, whoever holds it.
fn shut(connection: impl AsFd) {
    // One that is gone already is what is wanted.
    let _ = shutdown(connection, Shutdown::Both);
}

/// A second hold on a connection, to end it while its first holder waits for a peer that does not
/// read or says nothing. It is a descriptor of its own, given back with the connection.
#[derive(Clone)]
pub(super) struct Cut(Arc<std::net::TcpStream>);

impl Cut {
    #[cfg(unix)]
    fn of(stream: &TcpStream) -> io::Result<Self> {
        let held = stream.as_fd().try_clone_to_owned()?;
        Ok(Self(Arc::new(held.into())))
    }

    #[cfg(not(unix))]
    fn of(_stream: &TcpStream) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Ends the connection.
    pub(super) fn off(&self) {
        shut(&*self.0);
    }
}

/// Since when nothing is worked at on a connection; none while something is.
type Idle = Rc<Cell<Option<Instant>>>;

/// A connection that is cut off when nothing is worked at on it for too long.
struct Line {
    idle: Idle,
    watch: JoinHandle<()>,
}

impl Line {
    fn watched(cut: Cut, patience: Duration) -> Self {
        let idle = Idle::new(Cell::new(Some(Instant::now())));
        let watch = actix_web::rt::spawn(watch(Rc::clone(&idle), cut, patience));
        Self { idle, watch }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // It holds a descriptor.
        self.watch.abort();
    }
}

async fn watch(idle: Idle, cut: Cut, patience: Duration) {
    loop {
        // What is worked at now has all its time before it when it is done.
        let since = idle.get().unwrap_or_else(Instant::now);
        sleep_until(since + patience).await;
        if idle.get() == Some(since) {
            return cut.off();
        }
    }
}

/// That something is worked at on a connection.
struct Busy(Idle);

impl Busy {
    fn on(line: &Line) -> Self {
        line.idle.set(None);
        Self(Rc::clone(&line.idle))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.set(Some(Instant::now()));
    }
}

/// Says of a request's connection that it is worked at, until all of the answer is handed over.
pub(super) async fn busy(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let busy = request.conn_data::<Line>().map(Busy::on);
    let response = next.call(request).await?;
    Ok(response.map_body(|_head, body| Sending {
        body: body.boxed(),
        _busy: busy,
    }))
}

/// The body of an answer on its way.
struct Sending {
    body: BoxBody,
    _busy: Option<Busy>,
}

impl MessageBody for Sending {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}

/// Has the system end a connection whose other end takes nothing for so long: what waits to be
/// sent is memory that nobody gives back.
#[cfg(target_os = "linux")]
fn bound(stream: &TcpStream, ms: usize) {
    let ms = u32::try_from(ms).unwrap_or(u32::MAX);
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, ms) {
        tracing::debug!(%error, "a connection has no time limit");
    }
}

#[cfg(not(target_os = "linux"))]
fn bound(_stream: &TcpStream, _ms: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let connections = Connections::default();
        let (one, other) = ([127, 0, 0, 1].into(), [127, 0, 0, 2].into());
        let first = connections.take(one, 2);
        let second = connections.take(one, 2);
        assert!(!first.is_too_many && !second.is_too_many);
        let told = [connections.take(one, 2), connections.take(one, 2)];
        assert!(told.iter().all(|place| place.is_too_many && place.is_told));
        assert!(!connections.take(one, 2).is_told);
        drop(told);
        assert!(!connections.take(other, 2).is_too_many);
        drop(first);
        assert!(!connections.take(one, 2).is_too_many);
        drop(second);
        assert!(connections.of().is_empty());
    }
}
