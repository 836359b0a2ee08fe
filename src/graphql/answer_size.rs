//! How large an answer may become.
//!
//! A document of a few hundred bytes that goes up and down between parents and their lists asks for
//! millions of values without asking for many statements. So every value is counted while it is
//! made, and work on an answer that becomes too large ends there. Counting also lets others go on
//! now and then: rows that are loaded once make an answer that waits for nothing, which would keep
//! a thread to itself, and its own time limit waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::{ServerResult, Value};
use tokio::sync::{Notify, watch};
use tokio::task::yield_now;
use tokio::time::{Instant, timeout_at};

use super::schema::DESCRIPTION;

/// After how many values others may go on.
const BREATH: usize = 256;

/// Counts the values of one answer.
#[derive(Debug)]
pub struct Meter {
    values: AtomicUsize,
    limit: usize,
    above: Notify,
    /// Since when an event of a subscription is being made.
    since: watch::Sender<Option<Instant>>,
    /// How many things a subscription read of which it tells nothing, and that it did.
    in_vain: AtomicUsize,
    vain: Notify,
}

impl Meter {
    /// A meter that lets so many fields and list elements through.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            values: AtomicUsize::new(0),
            limit,
            above: Notify::new(),
            since: watch::Sender::new(None),
            in_vain: AtomicUsize::new(0),
            vain: Notify::new(),
        }
    }

    /// An event of a subscription begins to be made: it is counted by itself.
    pub fn start(&self) {
        self.values.store(0, Ordering::Relaxed);
        self.since.send_replace(Some(Instant::now()));
    }

    /// The event is made; what follows is waiting.
    pub fn stop(&self) {
        self.since.send_replace(None);
    }

    /// Waits until no event is being made.
    pub async fn stopped(&self) {
        let mut since = self.since.subscribe();
        // It cannot end without: the sender is ours.
        drop(since.wait_for(Option::is_none).await);
    }

    /// Waits until an event is being made for so long; for ever where none is.
    pub async fn overdue(&self, limit: Duration) {
        let mut since = self.since.subscribe();
        loop {
            let begun = *since.borrow_and_update();
            match begun.and_then(|begun| begun.checked_add(limit)) {
                // It cannot end: the sender is ours.
                None => drop(since.changed().await),
                Some(end) => {
                    if timeout_at(end, since.changed()).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// A subscription has read something of which it tells nothing.
    pub fn read_in_vain(&self) {
        self.in_vain.fetch_add(1, Ordering::Relaxed);
        self.vain.notify_one();
    }

    /// Waits until something was read in vain; for ever where nothing is.
    pub async fn vain(&self) {
        self.vain.notified().await;
    }

    /// How many things were read in vain since it was asked last.
    pub fn take_in_vain(&self) -> usize {
        self.in_vain.swap(0, Ordering::Relaxed)
    }

    /// Waits until the answer is too large; for ever where it does not become so.
    pub async fn above(&self) {
        self.above.notified().await;
    }

    /// How many values the answer has so far.
    #[must_use]
    pub fn values(&self) -> usize {
        self.values.load(Ordering::Relaxed).min(self.limit)
    }

    /// Counts one value. One above the limit is never made: it waits to be dropped.
    async fn count(&self) {
        let before = self.values.fetch_add(1, Ordering::Relaxed);
        if before >= self.limit {
            self.above.notify_one();
            std::future::pending::<()>().await;
        }
        if before % BREATH == BREATH - 1 {
            yield_now().await;
        }
    }
}

/// Counts the values of requests that carry a [`Meter`].
pub struct AnswerSize;

impl ExtensionFactory for AnswerSize {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for AnswerSize {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if let Some(meter) = ctx.data_opt::<Arc<Meter>>() {
            meter.count().await;
        }
        if info.parent_type == "__Schema" && info.name == "description" {
            // The engine has a text of its own for every schema.
            return Ok(Some(Value::from(DESCRIPTION)));
        }
        next.run(ctx, info).await
    }
}
