//! Date formulas such as `30D`, `1M+8D` and `CM+15D`: from one day to another.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// The most characters of a formula, white space apart.
const CHARACTERS_MAX: usize = 20;
/// The largest number within a formula.
const NUMBER_MAX: u32 = 9_999;

/// The way from one day to another, in steps that are taken one after the other: a number of days
/// `D`, weeks `W`, months `M`, quarters `Q` or years `Y`, or the end of the current week `CW`
/// (a Sunday), month `CM`, quarter `CQ` or year `CY`. With a minus, a step goes back, and to the
/// beginning instead of the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateFormula(Vec<Step>);

/// Text that is no date formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADateFormula {
    /// Not steps of the known forms, joined by plus or minus.
    #[error("a date formula has steps such as 30D, 1M+8D, CM+15D or CM-1D")]
    Malformed,
    /// Longer than is kept.
    #[error("a date formula has at most {limit} characters")]
    TooLong {
        /// The most that it may have.
        limit: usize,
    },
    /// A number larger than anybody means.
    #[error("the numbers of a date formula go to {limit}")]
    NumberTooLarge {
        /// The largest that is accepted.
        limit: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step {
    back: bool,
    /// How many units; none for the bound of the current one.
    number: Option<u32>,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl DateFormula {
    /// The day that the formula leads to. A month later is the same day of the month, or the
    /// month's last where it is shorter. Nothing where the calendar ends.
    #[must_use]
    pub fn apply(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.0.iter().try_fold(day, |day, step| step.apply(day))
    }
}

/// Upper and lower case are the same, and white space is nothing.
impl FromStr for DateFormula {
    type Err = NotADateFormula;

    fn from_str(text: &str) -> Result<Self, NotADateFormula> {
        let text: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .take(CHARACTERS_MAX + 1)
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        if text.chars().count() > CHARACTERS_MAX {
            return Err(NotADateFormula::TooLong {
                limit: CHARACTERS_MAX,
            });
        }
        let (mut steps, mut rest) = (Vec::new(), text.as_str());
        loop {
            let (back, unsigned) = match (rest.strip_prefix('-'), rest.strip_prefix('+')) {
                (Some(unsigned), _) => (true, unsigned),
                (_, Some(unsigned)) => (false, unsigned),
                _ if steps.is_empty() => (false, rest),
                _ => return Err(NotADateFormula::Malformed),
            };
            let step;
            (step, rest) = Step::read(back, unsigned)?;
            steps.push(step);
            if rest.is_empty() {
                return Ok(Self(steps));
            }
        }
    }
}

/// In capitals, with no white space, no leading plus and no leading zeros.
impl fmt::Display for DateFormula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            let sign = match (step.back, index) {
                (true, _) => "-",
                (false, 0) => "",
                (false, _) => "+",
            };
            match step.number {
                Some(number) => write!(f, "{sign}{number}{}", step.unit.letter())?,
                None => write!(f, "{sign}C{}", step.unit.letter())?,
            }
        }
        Ok(())
    }
}

impl Step {
    /// One step from the beginning of a text, and what follows it.
    fn read(back: bool, text: &str) -> Result<(Self, &str), NotADateFormula> {
        let after_number = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = text.strip_suffix(after_number).unwrap_or_default();
        let (number, after) = if digits.is_empty() {
            let after = text.strip_prefix('C').ok_or(NotADateFormula::Malformed)?;
            (None, after)
        } else {
            let number = digits.parse().ok().filter(|number| *number <= NUMBER_MAX);
            let too_large = NotADateFormula::NumberTooLarge { limit: NUMBER_MAX };
            (Some(number.ok_or(too_large)?), after_number)
        };
        let mut letters = after.chars();
        let unit = match (letters.next(), number) {
            (Some('D'), Some(_)) => Unit::Day,
            (Some('W'), _) => Unit::Week,
            (Some('M'), _) => Unit::Month,
            (Some('Q'), _) => Unit::Quarter,
            (Some('Y'), _) => Unit::Year,
            _ => return Err(NotADateFormula::Malformed),
        };
        Ok((Self { back, number, unit }, letters.as_str()))
    }

    fn apply(self, day: NaiveDate) -> Option<NaiveDate> {
        match self.number {
            Some(number) => self.unit.shift(day, number, self.back),
            None if self.back => self.unit.first(day),
            None => {
                let next = self.unit.shift(self.unit.first(day)?, 1, false)?;
                next.checked_sub_days(Days::new(1))
            }
        }
    }
}

impl Unit {
    const fn letter(self) -> char {
        match self {
            Self::Day => 'D',
            Self::Week => 'W',
            Self::Month => 'M',
            Self::Quarter => 'Q',
            Self::Year => 'Y',
        }
    }

    fn shift(self, day: NaiveDate, number: u32, back: bool) -> Option<NaiveDate> {
        let months = match self {
            Self::Day | Self::Week => {
                let length = if self == Self::Week { 7 } else { 1 };
                let days = Days::new(u64::from(number).checked_mul(length)?);
                return if back {
                    day.checked_sub_days(days)
                } else {
                    day.checked_add_days(days)
                };
            }
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        let months = Months::new(number.checked_mul(months)?);
        if back {
            day.checked_sub_months(months)
        } else {
            day.checked_add_months(months)
        }
    }

    /// The first day of the unit that a day is in.
    fn first(self, day: NaiveDate) -> Option<NaiveDate> {
        let month = match self {
            Self::Day => return Some(day),
            Self::Week => {
                let since_monday = day.weekday().num_days_from_monday();
                return day.checked_sub_days(Days::new(u64::from(since_monday)));
            }
            Self::Month => day.month(),
            Self::Quarter => day.month0() / 3 * 3 + 1,
            Self::Year => 1,
        };
        NaiveDate::from_ymd_opt(day.year(), month, 1)
    }
}
