//! The connections that clients hold: how many come from one address, and how long one may take to
//! take its answer.
//!
//! Where a proxy stands in front, all come from its address, and it is the proxy that limits them.

use std::any::Any;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;

use super::server::State;
use super::socket;

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
            address,
            connections: self.clone(),
        }
    }
}

/// One connection of an address, counted until it ends.
pub(super) struct Place {
    /// Whether the address had as many as it may before.
    pub(super) is_too_many: bool,
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
    socket::remember(connection, data);
    let Some(stream) = socket::stream(connection) else {
        return;
    };
    bound(stream, state.limits().stuck_ms);
    if state.is_behind_proxy() {
        return;
    }
    if let Ok(peer) = stream.peer_addr() {
        let most = state.limits().connections_of_one;
        data.insert(state.connections().take(peer.ip(), most));
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
        assert!(connections.take(one, 2).is_too_many);
        assert!(!connections.take(other, 2).is_too_many);
        drop(first);
        assert!(!connections.take(one, 2).is_too_many);
        drop(second);
        assert!(connections.of().is_empty());
    }
}
