//! The year that the demo covers.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

/// How many months are filled.
pub const MONTHS: u32 = 12;

/// Twelve months that end a few days before today.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    /// The day of the filling.
    pub today: NaiveDate,
    /// The first day.
    pub start: NaiveDate,
    /// The last day on which something happens.
    pub last: NaiveDate,
}

impl Calendar {
    /// The year before a day.
    #[must_use]
    pub fn before(today: NaiveDate) -> Self {
        Self {
            today,
            start: months_later(today, -12),
            last: later(today, -3),
        }
    }

    /// The working days of a month, counted from 0.
    #[must_use]
    pub fn working_days(&self, month: u32) -> Vec<NaiveDate> {
        let first = months_later(self.start, i64::from(month));
        let next = months_later(self.start, i64::from(month) + 1);
        first
            .iter_days()
            .take_while(|day| *day < next && *day <= self.last)
            .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
            .collect()
    }
}

/// A day so many days later, or earlier below zero.
#[must_use]
pub fn later(day: NaiveDate, days: i64) -> NaiveDate {
    let size = Days::new(days.unsigned_abs());
    let moved = if days < 0 {
        day.checked_sub_days(size)
    } else {
        day.checked_add_days(size)
    };
    moved.unwrap_or(day)
}

/// The same day so many months later, or earlier below zero.
#[must_use]
pub fn months_later(day: NaiveDate, months: i64) -> NaiveDate {
    let size = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or_default());
    let moved = if months < 0 {
        day.checked_sub_months(size)
    } else {
        day.checked_add_months(size)
    };
    moved.unwrap_or(day)
}

/// So many minutes after the offices open.
#[must_use]
pub fn instant(day: NaiveDate, minutes: i64) -> DateTime<Utc> {
    let open = TimeDelta::minutes(7 * 60 + minutes.min(16 * 60));
    (day.and_time(NaiveTime::MIN) + open).and_utc()
}

/// The part of a total that falls to the `place`-th of so many, so that all parts are the total.
#[must_use]
pub fn share(total: u64, place: usize, of: usize) -> u64 {
    let (place, of) = (
        u64::try_from(place).unwrap_or_default(),
        u64::try_from(of).unwrap_or(1),
    );
    let up_to = |n: u64| (total * n).checked_div(of).unwrap_or_default();
    up_to(place + 1) - up_to(place)
}
