//! What keeps the server of use under pressure: who gets a turn, and who has used up its share.
//!
//! So many requests are worked at at once, fewer of one legal entity, so that one cannot take all
//! turns; what waits too long, or finds too many waiting, is sent away at once with a time to come
//! back. And each caller, and each legal entity, has a bucket of cost that fills up again: what an
//! answer came to is taken from it afterwards, so nobody pays for what was only possible.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_graphql::value;
use entity::ids::LegalEntityId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use crate::config::{Limits, millis};
use crate::observe::METRICS;

/// What a request costs apart from its answer.
const REQUEST: usize = 50;

/// What it costs that a subscription reads something of which it tells nothing.
const IN_VAIN: usize = 5;

/// What each field of a mutation costs apart from its answer.
const MUTATION: usize = 500;

/// What a key costs that nobody made.
const GUESS: usize = 5_000;

/// How long what is half way waits that finds no room, before it asks again.
const BREATH: Duration = Duration::from_millis(500);

/// Whose share something is taken from: the legal entity, and who asks. Somebody who did not sign
/// in is known by address.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Share {
    pub legal_entity: Option<LegalEntityId>,
    pub caller: String,
}

/// Why a request is sent away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Away {
    /// Too much is being worked at.
    Overloaded,
    /// There is no place for one more file to be imported or exported, as this says.
    NoPlace(&'static str),
    /// The share is used up; so many seconds until there is something in it again.
    Throttled(u64),
}

/// How a share stands, for telling (C-08).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Standing {
    pub most: usize,
    pub now: usize,
    pub restore: usize,
}

impl Standing {
    /// The report of cost, in the shape that Shopify's clients know.
    pub(super) fn told(self, asked: usize, actual: usize) -> async_graphql::Value {
        value!({
            "requestedQueryCost": asked,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": self.most,
                "currentlyAvailable": self.now,
                "restoreRate": self.restore,
            },
        })
    }
}

/// How many turns are taken, and how many requests wait for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Turns {
    pub taken: usize,
    pub waiting: usize,
}

/// A turn; given back when it is dropped.
pub(super) struct Turn {
    _of_all: OwnedSemaphorePermit,
    _of_one: OwnedSemaphorePermit,
}

/// Turns and buckets of one server.
pub(super) struct Pressure {
    limits: Limits,
    turns: Arc<Semaphore>,
    queue: Semaphore,
    turns_of_one: Mutex<Kept<Option<LegalEntityId>, Arc<Semaphore>>>,
    callers: Mutex<Kept<Share, Bucket>>,
    tenants: Mutex<Kept<Option<LegalEntityId>, Bucket>>,
}

impl Pressure {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            turns: Arc::new(Semaphore::new(limits.executing)),
            queue: Semaphore::new(limits.waiting),
            turns_of_one: Mutex::default(),
            callers: Mutex::default(),
            tenants: Mutex::default(),
        }
    }

    /// Waits for a turn, not for long.
    pub(super) async fn turn(&self, legal_entity: Option<LegalEntityId>) -> Result<Turn, Away> {
        let most = self.limits.executing_of_one;
        let of_one = with(&self.turns_of_one, |kept| {
            let idle = |turns: &Arc<Semaphore>| Arc::strong_count(turns) == 1;
            Arc::clone(kept.of(legal_entity, idle, || Arc::new(Semaphore::new(most))))
        });
        if let Ok(of_one) = Arc::clone(&of_one).try_acquire_owned()
            && let Ok(of_all) = Arc::clone(&self.turns).try_acquire_owned()
        {
            return Ok(Turn {
                _of_all: of_all,
                _of_one: of_one,
            });
        }
        let _place = self.queue.try_acquire().map_err(|_full| overloaded())?;
        let turn = async {
            // One's own turn first: who waits for it holds none of the others'.
            let of_one = of_one.acquire_owned().await.ok()?;
            let of_all = Arc::clone(&self.turns).acquire_owned().await.ok()?;
            Some(Turn {
                _of_all: of_all,
                _of_one: of_one,
            })
        };
        let turn = timeout(millis(self.limits.wait_ms), turn).await;
        turn.ok().flatten().ok_or_else(overloaded)
    }

    /// Waits for a turn as long as it takes: what is half way goes on when there is room again.
    pub(super) async fn next_turn(&self, legal_entity: Option<LegalEntityId>) -> Turn {
        loop {
            match self.turn(legal_entity).await {
                Ok(turn) => return turn,
                Err(_overloaded) => sleep(BREATH).await,
            }
        }
    }

    /// How the turns stand.
    pub(super) fn turns_taken(&self) -> Turns {
        let left = (
            self.turns.available_permits(),
            self.queue.available_permits(),
        );
        Turns {
            taken: self.limits.executing.saturating_sub(left.0),
            waiting: self.limits.waiting.saturating_sub(left.1),
        }
    }

    /// Whether a share has something left.
    pub(super) fn admit(&self, share: &Share, now: Instant) -> Result<(), Away> {
        let caller = self.caller(share, now, |bucket| bucket.seconds_to_wait());
        let tenant = self.tenant(share, now, |bucket| bucket.seconds_to_wait());
        let Some(seconds) = caller.max(tenant) else {
            return Ok(());
        };
        METRICS.throttled(match caller == Some(seconds) {
            true => "caller",
            false => "legal_entity",
        });
        Err(Away::Throttled(seconds))
    }

    /// Takes what a request came to from its share.
    pub(super) fn charge(&self, share: &Share, cost: usize, now: Instant) -> Standing {
        METRICS.cost(share.legal_entity.map(|id| id.0), cost);
        self.tenant(share, now, |bucket| bucket.take(cost));
        self.caller(share, now, |bucket| {
            bucket.take(cost);
            bucket.standing()
        })
    }

    /// Whether an address may present a key that has to be looked up: one from which many came that
    /// nobody made waits for a while, and does not have the database asked meanwhile.
    pub(super) fn may_guess(&self, address: &str, now: Instant) -> Result<(), Away> {
        let waits = self.caller(&nobody(address), now, |bucket| bucket.seconds_to_wait());
        match waits {
            Some(seconds) => Err(Away::Throttled(seconds)),
            None => Ok(()),
        }
    }

    /// Takes what it costs to present a key that nobody made.
    pub(super) fn guessed(&self, address: &str, now: Instant) {
        self.caller(&nobody(address), now, |bucket| bucket.take(GUESS));
    }

    fn caller<T>(&self, share: &Share, now: Instant, use_it: impl FnOnce(&mut Bucket) -> T) -> T {
        let limits = (self.limits.caller_cost, self.limits.caller_restore);
        bucket(&self.callers, share.clone(), limits, now, use_it)
    }

    fn tenant<T>(&self, share: &Share, now: Instant, use_it: impl FnOnce(&mut Bucket) -> T) -> T {
        let limits = (self.limits.tenant_cost, self.limits.tenant_restore);
        bucket(&self.tenants, share.legal_entity, limits, now, use_it)
    }
}

/// The share of an address from which nobody signed in.
fn nobody(address: &str) -> Share {
    Share {
        legal_entity: None,
        caller: address.to_owned(),
    }
}

/// Places for files, of which each legal entity has one at a time.
#[derive(Clone)]
pub(super) struct Places {
    /// What becomes of the files.
    done: &'static str,
    most: usize,
    free: Arc<Semaphore>,
    taken: Arc<Mutex<HashSet<Option<LegalEntityId>>>>,
}

/// One of the places; given back when it is dropped.
pub(super) struct Place {
    _of_all: OwnedSemaphorePermit,
    legal_entity: Option<LegalEntityId>,
    taken: Arc<Mutex<HashSet<Option<LegalEntityId>>>>,
}

impl Places {
    /// So many places for files that are `imported` or `exported`.
    pub(super) fn new(most: usize, done: &'static str) -> Self {
        Self {
            done,
            most,
            free: Arc::new(Semaphore::new(most)),
            taken: Arc::default(),
        }
    }

    /// A place, if there is one and the legal entity has none.
    pub(super) fn take(&self, legal_entity: Option<LegalEntityId>) -> Result<Place, Away> {
        let of_all = Arc::clone(&self.free).try_acquire_owned();
        let of_all = of_all.map_err(|_none_left| Away::NoPlace(self.done))?;
        match with(&self.taken, |taken| taken.insert(legal_entity)) {
            true => Ok(Place {
                _of_all: of_all,
                legal_entity,
                taken: Arc::clone(&self.taken),
            }),
            false => Err(Away::NoPlace(self.done)),
        }
    }

    /// How many are taken.
    pub(super) fn n_taken(&self) -> usize {
        self.most.saturating_sub(self.free.available_permits())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        with(&self.taken, |taken| taken.remove(&self.legal_entity));
    }
}

/// That there is no turn.
fn overloaded() -> Away {
    METRICS.shed();
    Away::Overloaded
}

/// Uses the bucket of a key as it stands now; one that nobody used yet is full.
fn bucket<K: Eq + Hash, T>(
    all: &Mutex<Kept<K, Bucket>>,
    key: K,
    (most, restore): (usize, usize),
    now: Instant,
    use_it: impl FnOnce(&mut Bucket) -> T,
) -> T {
    with(all, |kept| {
        let make = || Bucket::full(most, restore, now);
        let bucket = kept.of(key, |bucket| bucket.is_full(now), make);
        bucket.fill(now);
        use_it(bucket)
    })
}

/// What a request costs whose answer has so many fields and list elements.
pub(super) fn cost(values: usize, mutations: usize) -> usize {
    let writing = mutations.saturating_mul(MUTATION);
    values.saturating_add(REQUEST).saturating_add(writing)
}

/// What so many things cost that a subscription reads and tells nothing of.
pub(super) fn cost_in_vain(things: usize) -> usize {
    things.saturating_mul(IN_VAIN)
}

fn with<T, U>(lock: &Mutex<T>, work: impl FnOnce(&mut T) -> U) -> U {
    work(&mut lock.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Things by key, of which those that say nothing any more are thrown away now and then.
struct Kept<K, V> {
    all: HashMap<K, V>,
    sweep_at: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self {
            all: HashMap::new(),
            sweep_at: 1_000,
        }
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    fn of(&mut self, key: K, idle: impl Fn(&V) -> bool, make: impl FnOnce() -> V) -> &mut V {
        if self.all.len() >= self.sweep_at {
            self.all.retain(|_, value| !idle(value));
            self.sweep_at = self.all.len().saturating_mul(2).max(1_000);
        }
        self.all.entry(key).or_insert_with(make)
    }
}

/// A share of cost that fills up again. It may be in debt, since an answer's cost is known only
/// when it is there.
#[derive(Debug)]
struct Bucket {
    most: i64,
    restore: i64,
    points: i64,
    filled: Instant,
}

impl Bucket {
    fn full(most: usize, restore: usize, now: Instant) -> Self {
        let most = points(most);
        Self {
            most,
            restore: points(restore).max(1),
            points: most,
            filled: now,
        }
    }

    fn fill(&mut self, now: Instant) {
        let ms = now.saturating_duration_since(self.filled).as_millis();
        let ms = i64::try_from(ms).unwrap_or(i64::MAX);
        let more = ms.saturating_mul(self.restore) / 1_000;
        if more > 0 {
            self.points = self.points.saturating_add(more).min(self.most);
            self.filled = now;
        }
    }

    fn is_full(&self, now: Instant) -> bool {
        let missing = self.most.saturating_sub(self.points);
        let seconds = u64::try_from(missing / self.restore + 1).unwrap_or(u64::MAX);
        now.saturating_duration_since(self.filled) >= Duration::from_secs(seconds)
    }

    fn take(&mut self, cost: usize) {
        self.points = self.points.saturating_sub(points(cost));
    }

    fn seconds_to_wait(&self) -> Option<u64> {
        let missing = 0_i64.saturating_sub(self.points);
        let seconds = (missing >= 0).then(|| missing / self.restore + 1);
        seconds.and_then(|seconds| u64::try_from(seconds).ok())
    }

    fn standing(&self) -> Standing {
        let whole = |points: i64| usize::try_from(points).unwrap_or(0);
        Standing {
            most: whole(self.most),
            now: whole(self.points),
            restore: whole(self.restore),
        }
    }
}

fn points(cost: usize) -> i64 {
    i64::try_from(cost).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
