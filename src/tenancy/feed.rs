//! Who waits for changes is told of them, after the commit, within this process.
//!
//! What is told is which things changed and not how: whoever hears reads anew, under its own grant.
//! Each legal entity has a channel of its own, which holds so many commits; who falls behind
//! further is told that anything may have changed. How other processes hear is in `notices`.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use entity::ids::LegalEntityId;
use tokio::sync::{broadcast, watch};
use tokio::time::{sleep, timeout};

use crate::auth::Grant;
use crate::observe::METRICS;

use super::changes::Change;
use super::db::Db;
use super::notices::Outbox;
use super::subject::{Subject, subjects};

/// How many commits a channel holds for those who have not heard of them yet.
const COMMITS_MAX: usize = 256;

/// How many things one commit may name; beyond that it is not worth telling them apart.
const SUBJECTS_MAX: usize = 500;

/// How long more changes are waited for after a first: a burst is told as one.
const BURST: Duration = Duration::from_millis(20);

/// How long whoever begins to listen waits until other processes can be heard.
const PATIENCE: Duration = Duration::from_secs(2);

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// These, and nothing else.
    Changed(BTreeSet<Subject>),
    /// Anything may have: something was missed.
    Anything,
}

/// The channels of this process.
#[derive(Default)]
pub(super) struct Feed {
    channels: Mutex<HashMap<LegalEntityId, broadcast::Sender<Arc<News>>>>,
    /// What other processes are to be told; only where there are any.
    pub(super) outbox: OnceLock<Arc<Outbox>>,
    is_published: AtomicBool,
    /// Whether other processes can be heard.
    pub(super) is_listening: watch::Sender<bool>,
}

impl Feed {
    fn channels(&self) -> MutexGuard<'_, HashMap<LegalEntityId, broadcast::Sender<Arc<News>>>> {
        // A map whose holder panicked is whole: each change of it is one call.
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who listen in this process.
    pub(super) fn tell(&self, legal_entity: LegalEntityId, news: News) {
        let mut channels = self.channels();
        if let Some(channel) = channels.get(&legal_entity)
            && channel.send(Arc::new(news)).is_err()
        {
            channels.remove(&legal_entity);
        }
    }

    /// Tells everybody that anything may have changed.
    pub(super) fn tell_all(&self) {
        let anything = Arc::new(News::Anything);
        let heard = |channel: &broadcast::Sender<_>| channel.send(Arc::clone(&anything)).is_ok();
        self.channels().retain(|_, channel| heard(channel));
    }

    /// What a transaction has written, after its commit.
    fn committed(&self, legal_entity: LegalEntityId, changes: &[Change]) {
        let subjects = subjects(changes);
        let news = match subjects.len() {
            0 => return,
            1..=SUBJECTS_MAX => News::Changed(subjects),
            _ => News::Anything,
        };
        if let Some(outbox) = self.outbox.get() {
            outbox.add(legal_entity, &news);
        }
        self.tell(legal_entity, news);
    }

    fn listen(&self, legal_entity: LegalEntityId) -> broadcast::Receiver<Arc<News>> {
        let mut channels = self.channels();
        channels.retain(|_, channel| channel.receiver_count() > 0);
        let channel = channels
            .entry(legal_entity)
            .or_insert_with(|| broadcast::Sender::new(COMMITS_MAX));
        channel.subscribe()
    }
}

impl Db {
    /// Tells what is written here to whoever listens, in this process and in others. Doing so again
    /// does nothing.
    pub fn publish(&self) {
        let feed = self.feed();
        if feed.is_published.swap(true, Ordering::SeqCst) {
            return;
        }
        let own = Arc::clone(feed);
        self.on_commit(Arc::new(move |grant, changes| {
            own.committed(grant.legal_entity(), changes);
        }));
        self.exchange_notices();
    }

    /// How many listen to changes in this process.
    #[must_use]
    pub fn listeners(&self) -> usize {
        let feed = self.feed();
        let channels = feed.channels();
        channels
            .values()
            .map(broadcast::Sender::receiver_count)
            .sum()
    }

    /// Listens to a legal entity's changes from here on.
    pub async fn hear(&self, grant: &Grant) -> Hearing {
        self.publish();
        let feed = self.feed();
        let mut is_listening = feed.is_listening.subscribe();
        if feed.outbox.get().is_some() {
            // Where they cannot be heard for long, all is told anew as soon as they can.
            let heard = timeout(PATIENCE, is_listening.wait_for(|listening| *listening)).await;
            if heard.is_err() {
                tracing::warn!("changes of other processes are not heard yet");
            }
        }
        let receiver = feed.listen(grant.legal_entity());
        Hearing { receiver }
    }
}

/// Hears of changes.
pub struct Hearing {
    receiver: broadcast::Receiver<Arc<News>>,
}

impl Hearing {
    /// What has changed since it was asked last, as soon as something has; none when nothing more
    /// can come. Dropping the wait before there is something loses nothing.
    pub async fn next(&mut self) -> Option<News> {
        let mut all = match self.receiver.recv().await {
            Ok(news) => Arc::unwrap_or_clone(news),
            Err(broadcast::error::RecvError::Lagged(n)) => {
                METRICS.events_dropped(n);
                News::Anything
            }
            Err(broadcast::error::RecvError::Closed) => return None,
        };
        sleep(BURST).await;
        loop {
            use broadcast::error::TryRecvError;
            match self.receiver.try_recv() {
                Ok(news) => all = all.and(&news),
                Err(TryRecvError::Lagged(n)) => {
                    METRICS.events_dropped(n);
                    all = News::Anything;
                }
                Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(all),
            }
        }
    }
}

impl News {
    pub(super) fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Changed(mut all), Self::Changed(more)) => {
                all.extend(more);
                Self::Changed(all)
            }
            _ => Self::Anything,
        }
    }
}
