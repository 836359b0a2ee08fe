//! The keys of an issuer, kept at hand and renewed: none of its tokens waits for a key that is
//! there, and no flood of made-up keys becomes a flood of requests.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::Algorithm;

use crate::observe::METRICS;

use super::fetch::Remote;
use super::jwks::Key;
use super::own;

/// Keys are not asked for more often than this, whatever the reason.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// How long keys serve beyond their time while their issuer is away.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Where keys come from.
#[derive(Clone)]
pub enum Source {
    /// They were given and stay as they are.
    Fixed(Vec<Key>),
    /// An issuer publishes them.
    Remote(Remote),
    /// They are our own, in a folder.
    Folder(PathBuf),
}

/// Keys and where they come from.
pub struct Keyring {
    source: Source,
    algorithms: Vec<Algorithm>,
    held: Mutex<Held>,
    turn: tokio::sync::Mutex<()>,
}

/// What a keyring holds at a moment.
#[derive(Clone, Default)]
struct Held {
    keys: Arc<Vec<Key>>,
    /// Until when they are good without asking again; none before the first time.
    fresh_until: Option<DateTime<Utc>>,
    /// When they were last asked for.
    asked: Option<DateTime<Utc>>,
    /// Why they could not be had when they were last asked for.
    failure: Option<String>,
}

/// How a keyring stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many keys there are.
    pub keys: usize,
    /// Why they could not be renewed when that was last tried.
    pub failure: Option<String>,
}

impl Keyring {
    /// A keyring whose keys are good for some algorithms only.
    #[must_use]
    pub fn new(source: Source, algorithms: Vec<Algorithm>) -> Arc<Self> {
        let keys = match &source {
            Source::Fixed(keys) => keys.clone(),
            _ => Vec::new(),
        };
        Arc::new(Self {
            source,
            algorithms,
            held: Mutex::new(Held {
                keys: Arc::new(keys),
                ..Held::default()
            }),
            turn: tokio::sync::Mutex::default(),
        })
    }

    /// The keys that a token may be signed with.
    pub(super) async fn find(
        self: &Arc<Self>,
        algorithm: Algorithm,
        kid: Option<&str>,
        now: DateTime<Utc>,
    ) -> Vec<Key> {
        if !self.algorithms.contains(&algorithm) {
            return Vec::new();
        }
        let held = self.held();
        if self.is_stale(&held, now) {
            let renewed = tokio::spawn(Arc::clone(self).renew(now));
            // An issuer that was away the last time is asked without anybody waiting for it.
            if held.failure.is_none() {
                let _ = renewed.await;
            }
        }
        let found = self.among(algorithm, kid, now);
        if !found.is_empty() || matches!(self.source, Source::Fixed(_)) {
            return found;
        }
        // The work goes on if whoever waits for it goes away.
        let _ = tokio::spawn(Arc::clone(self).renew(now)).await;
        self.among(algorithm, kid, now)
    }

    /// Renews keys that were not asked for yet or could not be had.
    pub(super) async fn warm(self: &Arc<Self>, now: DateTime<Utc>) {
        if !matches!(self.source, Source::Fixed(_)) && self.held().keys.is_empty() {
            let _ = tokio::spawn(Arc::clone(self).renew(now)).await;
        }
    }

    /// How it stands.
    pub(super) fn standing(&self, now: DateTime<Utc>) -> Standing {
        let held = self.held();
        Standing {
            keys: match self.is_spent(&held, now) {
                true => 0,
                false => held.keys.len(),
            },
            failure: held.failure,
        }
    }

    fn held(&self) -> Held {
        self.held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn change(&self, change: impl FnOnce(&mut Held)) {
        change(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn is_stale(&self, held: &Held, now: DateTime<Utc>) -> bool {
        !matches!(self.source, Source::Fixed(_)) && held.fresh_until.is_some_and(|end| end < now)
    }

    fn is_spent(&self, held: &Held, now: DateTime<Utc>) -> bool {
        self.is_stale(held, now) && held.fresh_until.is_some_and(|end| end + KEPT < now)
    }

    fn among(&self, algorithm: Algorithm, kid: Option<&str>, now: DateTime<Utc>) -> Vec<Key> {
        let held = self.held();
        if self.is_spent(&held, now) {
            return Vec::new();
        }
        let is_meant = |key: &&Key| {
            let named = key.kid.as_deref();
            key.algorithm == algorithm && (named.is_none() || kid.is_none() || named == kid)
        };
        held.keys.iter().filter(is_meant).cloned().collect()
    }

    /// Asks for the keys, once for all who want it at one time, and not again within the pause.
    async fn renew(self: Arc<Self>, now: DateTime<Utc>) {
        let _turn = self.turn.lock().await;
        let asked = self.held().asked;
        if asked.is_some_and(|asked| now < asked + PAUSE) {
            return;
        }
        self.change(|held| held.asked = Some(now));
        let loaded = match &self.source {
            Source::Fixed(_) => return,
            Source::Remote(remote) => {
                let fetched = remote.keys().await;
                METRICS.keys_fetched(fetched.is_ok());
                fetched.map_err(|error| error.to_string())
            }
            Source::Folder(path) => {
                let read = own::public_keys(path).map_err(|error| error.to_string());
                read.map(|keys| (keys, PAUSE))
            }
        };
        match loaded {
            Ok((keys, age)) => self.change(|held| {
                held.keys = Arc::new(keys);
                held.fresh_until = Some(now + age);
                held.failure = None;
            }),
            Err(reason) => {
                tracing::warn!(reason, "keys of an issuer cannot be renewed");
                self.change(|held| held.failure = Some(reason));
            }
        }
    }
}
