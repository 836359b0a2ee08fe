//! Time and ids. Rules and use cases receive both as values; here is where they come from.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// The one source of time and ids: the machine's, or a fixed one for tests and demo data.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { fixed: None }
    }

    /// A clock that stands at an instant until it is set anew.
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self {
            fixed: Some(Arc::new(AtomicI64::new(at.timestamp_micros()))),
        }
    }

    /// Moves a fixed clock; the machine's clock stays as it is.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Now, in whole microseconds: that is what both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.fixed {
            Some(fixed) => fixed.load(Ordering::SeqCst),
            None => system_now().timestamp_micros(),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }

    /// Today, in UTC.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// A fresh id, later than all before it.
    #[must_use]
    pub fn id(&self) -> Uuid {
        fresh_id()
    }
}

/// Something that is done again only when so much time has passed.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    every: Duration,
    last: Instant,
}

impl Pace {
    /// Something that was done at an instant, and is not to be done again before `every` is over.
    #[must_use]
    pub fn new(every: Duration, done: Instant) -> Self {
        Self { every, last: done }
    }

    /// Whether it is time to do it again; then it counts as done.
    pub fn is_due(&mut self, now: Instant) -> bool {
        let is_due = now.saturating_duration_since(self.last) >= self.every;
        if is_due {
            self.last = now;
        }
        is_due
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one lawful reader of the machine's clock"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

#[expect(clippy::disallowed_methods, reason = "the one lawful maker of ids")]
fn fresh_id() -> Uuid {
    Uuid::now_v7()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_pace_is_due_once_its_time_is_over_and_not_twice() {
        let begun = Instant::now();
        let after = |s| begun + Duration::from_secs(s);
        let mut pace = Pace::new(Duration::from_secs(30), begun);
        let due: Vec<u64> = (0..100).filter(|s| pace.is_due(after(*s))).collect();
        assert_eq!(due, [30, 60, 90]);
        // A beat that was late is not made up for.
        assert!(pace.is_due(after(200)) && !pace.is_due(after(229)));
        assert!(!pace.is_due(begun));
    }
}
