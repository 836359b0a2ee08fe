//! Outages of the database in the log: a line when it goes, one a minute while it is away, and one
//! when it is back.
//!
//! Every request that is refused meanwhile has its own line of the target
//! [`ACCESS`](super::log::ACCESS); a fault beside each of these would say the same thousands of
//! times, and hide all that is new.

use std::fmt::Display;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::Pace;

use super::Seen;

/// How often it is said at most that an outage goes on.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// The outages of the program's database.
pub static OUTAGES: Outages = Outages(Mutex::new(None));

/// The outages of a database. There is one at a time at most.
#[derive(Debug)]
pub struct Outages(Mutex<Option<Outage>>);

/// One that is not over, as far as is known.
#[derive(Debug)]
struct Outage {
    since: Instant,
    said: Pace,
    /// Requests that were refused and not told of yet.
    more: u64,
    /// All that were refused.
    refused: u64,
    /// Since when the database answers again, if it does.
    back: Option<Instant>,
}

/// What is said of an outage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    /// It begins.
    Away,
    /// It goes on, and so many more requests were refused.
    StillAway(u64),
    /// It is over: how long it was, and how many requests were refused in all.
    Back(Duration, u64),
}

impl Outages {
    /// A request is refused because the database does not answer, for a reason. Whatever else fails
    /// of the same request counts no more.
    pub fn refuses(&self, reason: &dyn Display, now: Instant) {
        let is_news = Seen::current().is_none_or(|seen| seen.is_refused_first());
        say(self.away(u64::from(is_news), now), reason);
    }

    /// The database was asked whether it is there and did not answer, for a reason.
    pub fn goes_on(&self, reason: &dyn Display, now: Instant) {
        say(self.away(0, now), reason);
    }

    /// The database was asked whether it is there and answered. An outage is over when it does so
    /// twice and nobody was refused in between: those who were refused at the very end would begin
    /// another one.
    pub fn answers(&self, now: Instant) {
        say(self.here(now), &"");
    }

    fn now(&self) -> MutexGuard<'_, Option<Outage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn away(&self, refused: u64, now: Instant) -> Option<Said> {
        let mut known = self.now();
        let Some(outage) = known.as_mut() else {
            *known = Some(Outage {
                since: now,
                said: Pace::new(SAID_EVERY, now),
                // Whoever is refused first is told of by the first line.
                more: 0,
                refused,
                back: None,
            });
            return Some(Said::Away);
        };
        outage.back = None;
        outage.more = outage.more.saturating_add(refused);
        outage.refused = outage.refused.saturating_add(refused);
        let is_said = outage.more > 0 && outage.said.is_due(now);
        is_said.then(|| Said::StillAway(std::mem::take(&mut outage.more)))
    }

    fn here(&self, now: Instant) -> Option<Said> {
        let mut known = self.now();
        let outage = known.as_mut()?;
        let Some(back) = outage.back else {
            outage.back = Some(now);
            return None;
        };
        let away = back.saturating_duration_since(outage.since);
        let said = Said::Back(away, outage.refused);
        *known = None;
        Some(said)
    }
}

fn say(said: Option<Said>, reason: &dyn Display) {
    match said {
        None => {}
        Some(Said::Away) => tracing::error!(%reason, "the database does not answer"),
        Some(Said::StillAway(more)) => {
            let still = "the database still does not answer";
            tracing::error!(%reason, "{still} … and {more} more requests");
        }
        Some(Said::Back(away, refused)) => {
            let away_ms = u64::try_from(away.as_millis()).unwrap_or(u64::MAX);
            tracing::info!(away_ms, refused, "the database answers again");
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::Context;

    use super::*;

    fn outages() -> Outages {
        Outages(Mutex::new(None))
    }

    #[test]
    fn an_outage_is_told_when_it_begins_once_a_minute_and_when_it_is_over() {
        let outages = outages();
        let begun = Instant::now();
        let after = |s| begun + Duration::from_secs(s);
        assert_eq!(outages.away(1, begun), Some(Said::Away));
        for s in 0..60 {
            assert_eq!(outages.away(2, after(s)), None, "{s}");
        }
        assert_eq!(outages.away(1, after(60)), Some(Said::StillAway(121)));
        // Nothing is said where nobody was refused.
        assert_eq!(outages.away(0, after(150)), None);
        assert_eq!(outages.away(1, after(151)), Some(Said::StillAway(1)));
        assert_eq!(outages.away(3, after(152)), None);
        assert_eq!(outages.here(after(153)), None);
        let over = Said::Back(Duration::from_secs(153), 126);
        assert_eq!(outages.here(after(154)), Some(over));
        assert_eq!(outages.here(after(155)), None);
        assert_eq!(outages.away(0, after(156)), Some(Said::Away));
    }

    #[test]
    fn an_outage_is_not_over_while_requests_are_refused() {
        let outages = outages();
        let begun = Instant::now();
        let after = |s| begun + Duration::from_secs(s);
        outages.away(1, begun);
        for s in (0..20).step_by(2) {
            assert_eq!(outages.here(after(s)), None, "{s}");
            assert_eq!(outages.away(1, after(s + 1)), None, "{s}");
        }
        assert_eq!(outages.here(after(20)), None);
        let over = Said::Back(Duration::from_secs(20), 11);
        assert_eq!(outages.here(after(21)), Some(over));
    }

    #[test]
    fn a_request_of_which_several_things_fail_is_refused_once() {
        let outages = outages();
        let now = Instant::now();
        let (_seen, request) = Seen::begin("id", &Context::new());
        for _ in 0..2 {
            let (_seen, operation) = Seen::within("id", &request);
            let _entered = operation.attach();
            outages.refuses(&"gone", now);
            outages.refuses(&"gone", now);
        }
        let refused = outages.now().as_ref().map(|outage| outage.refused);
        assert_eq!(refused, Some(1));
        // What belongs to no request is one by itself.
        outages.refuses(&"gone", now);
        outages.refuses(&"gone", now);
        let refused = outages.now().as_ref().map(|outage| outage.refused);
        assert_eq!(refused, Some(3));
    }
}
