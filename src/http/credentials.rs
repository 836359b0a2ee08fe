//! What of credentials stands in the database: API keys, and tokens that are good no longer. Both
//! are kept at hand for less than a minute, so that signing in costs no statement most of the time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use entity::ids::{ApiKeyId, LegalEntityId};

use crate::auth::{Caller, Credential, Denied, Grant, Membership, Permission, Role, api_key};
use crate::failure::Failure;
use crate::observe::{self, OUTAGES};
use crate::usecase::api_key::sign_in::{self, Known, Use};
use crate::usecase::token::read::{self, Revoked};

use super::answer::Refusal;
use super::run::away;
use super::server::State;

/// How long it takes at most until a revoked API key is refused.
const KEYS_KEPT: TimeDelta = TimeDelta::seconds(59);

/// How long it takes at most until a revoked token is refused.
const REVOKED_KEPT: TimeDelta = TimeDelta::seconds(29);

/// How much is kept; beyond, all is read anew.
const ENTRIES_MAX: usize = 10_000;

/// Values by key, each with when it was read.
struct Kept<K, V>(HashMap<K, (DateTime<Utc>, V)>);

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    fn get(&self, key: &K, now: DateTime<Utc>, age_max: TimeDelta) -> Option<V> {
        let (read_at, value) = self.0.get(key)?;
        (*read_at + age_max >= now).then(|| value.clone())
    }

    fn put(&mut self, key: K, now: DateTime<Utc>, value: V) {
        if self.0.len() >= ENTRIES_MAX {
            self.0.clear();
        }
        self.0.insert(key, (now, value));
    }
}

/// What is at hand. Cloning it shares it.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    keys: Kept<(LegalEntityId, ApiKeyId), Known>,
    /// Keys that nobody made: apart, so that they do not drive out those that somebody did.
    no_keys: Kept<(LegalEntityId, ApiKeyId), ()>,
    revoked: Kept<LegalEntityId, Arc<[Revoked]>>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl Credentials {
    fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The program itself, looking something up for a legal entity.
fn grant(legal_entity: LegalEntityId) -> Result<Grant, Denied> {
    let membership = Membership::of(legal_entity, Role::Viewer);
    Caller::new("sign-in".to_owned(), vec![membership]).grant(None, Permission::Read)
}

/// Nobody can be told from anybody while the database is away.
pub(super) fn unavailable(failure: &Failure) -> Refusal {
    match failure.outage() {
        Some(reason) => OUTAGES.refuses(reason, Instant::now()),
        None => tracing::error!(error = %failure, "credentials cannot be looked up"),
    }
    Refusal::unavailable("the database does not answer")
}

impl State {
    /// Whoever an API key signs in; nobody where it is none, or over.
    pub(super) async fn by_api_key(
        &self,
        text: &str,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Caller>, Refusal> {
        let Some(key) = api_key::parse(text) else {
            return Ok(None);
        };
        let Ok(grant) = grant(key.legal_entity) else {
            return Ok(None);
        };
        let place = (key.legal_entity, key.id);
        let credentials = self.credentials();
        // None within, where it is at hand that nobody made it.
        let at_hand = credentials.with(|inner| {
            let known = inner.keys.get(&place, now, KEYS_KEPT).map(Some);
            let nobodys = || inner.no_keys.get(&place, now, KEYS_KEPT).map(|()| None);
            known.or_else(nobodys)
        });
        let is_read_now = at_hand.is_none();
        let known = match at_hand {
            Some(known) => known,
            None => {
                let pressure = self.pressure();
                pressure.may_guess(address, Instant::now()).map_err(away)?;
                let read = self.db().read(&grant);
                let known = sign_in::find(&read, key.id).await;
                let known = known.map_err(|failure| unavailable(&failure))?;
                credentials.with(|inner| match &known {
                    Some(known) => inner.keys.put(place, now, known.clone()),
                    None => inner.no_keys.put(place, now, ()),
                });
                if known.is_none() {
                    pressure.guessed(address, Instant::now());
                }
                known
            }
        };
        let is_good =
            |known: &Known| known.hash == key.hash && !known.revoked && known.expires > now;
        let Some(known) = known.filter(is_good) else {
            return Ok(None);
        };
        if is_read_now && known.is_use_news(now) {
            // Nobody waits for this, and without it the key is as good.
            let (db, id) = (self.db().clone(), key.id);
            observe::spawn(async move {
                if let Err(failure) = db.write(&grant, &Use { id }).await {
                    tracing::warn!(error = %failure, "the use of an API key is not written down");
                }
            });
        }
        let membership = Membership {
            id: key.legal_entity,
            code: Some(known.code),
            roles: known.roles,
            limits: known.limits,
        };
        let credential = Credential {
            id: Some(key.id.to_string()),
            issued: None,
            expires: Some(known.expires),
        };
        let caller = Caller::new(format!("{}{}", api_key::SUBJECT, key.id), vec![membership]);
        Ok(Some(caller.with(credential)))
    }

    /// The caller without the legal entities in which its token was revoked; nobody where none is
    /// left.
    pub(super) async fn unless_revoked(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Caller>, Refusal> {
        let mut left = Vec::new();
        for membership in caller.memberships() {
            let revoked = self.revoked(membership.id, now).await;
            let revoked = revoked.map_err(|failure| unavailable(&failure))?;
            if !revoked.iter().any(|one| is_meant(one, &caller)) {
                left.push(membership.clone());
            }
        }
        let credential = caller.credential().clone();
        let caller = Caller::new(caller.subject().to_owned(), left).with(credential);
        Ok((!caller.memberships().is_empty()).then_some(caller))
    }

    async fn revoked(
        &self,
        id: LegalEntityId,
        now: DateTime<Utc>,
    ) -> Result<Arc<[Revoked]>, Failure> {
        let credentials = self.credentials();
        let at_hand = credentials.with(|inner| inner.revoked.get(&id, now, REVOKED_KEPT));
        if let Some(revoked) = at_hand {
            return Ok(revoked);
        }
        let read = self.db().read(&grant(id)?);
        let revoked: Arc<[Revoked]> = read::all(&read, now).await?.into();
        credentials.with(|inner| inner.revoked.put(id, now, Arc::clone(&revoked)));
        Ok(revoked)
    }
}

/// Whether a caller's token is one of those. Of one that does not say when it was made, the worst
/// is believed.
fn is_meant(revoked: &Revoked, caller: &Caller) -> bool {
    let credential = caller.credential();
    let by_id = revoked.id.is_some() && revoked.id == credential.id;
    let by_subject = revoked.subject.as_deref() == Some(caller.subject())
        && credential
            .issued
            .is_none_or(|issued| issued <= revoked.until);
    by_id || by_subject
}
