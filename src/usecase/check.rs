//! Checks of single input values that every noun needs. They collect: one answer says all.

use chrono::{Datelike, NaiveDate};
use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::Inexact;
use entity::unit;

use crate::domain::money::Currency;
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Refusals as they are found.
#[derive(Debug, Default)]
pub struct Check {
    refusals: Vec<Refusal>,
}

impl Check {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a refusal of a field.
    pub fn refuse(&mut self, field: &str, violation: Violation) {
        self.refusals.push(Refusal::of(field, violation));
    }

    /// Adds refusals that a rule found.
    pub fn extend(&mut self, refusals: impl IntoIterator<Item = Refusal>) {
        self.refusals.extend(refusals);
    }

    /// Adds what was found within an element of a list field.
    pub fn extend_within(&mut self, list: &str, element: usize, other: Self) {
        self.refusals
            .extend(other.refusals.into_iter().map(|r| r.within(list, element)));
    }

    /// Adds what was found within an object field.
    pub fn extend_under(&mut self, field: &str, other: Self) {
        self.refusals
            .extend(other.refusals.into_iter().map(|mut refusal| {
                refusal.field.insert(0, field.to_owned());
                refusal
            }));
    }

    /// Takes another check's refusals over, so that one answer says all.
    ///
    /// # Errors
    /// What is no refusal.
    pub fn absorb<T>(&mut self, outcome: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(Failure::Refused(refusals)) => {
                self.refusals.extend(refusals);
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Whether something was found.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        !self.refusals.is_empty()
    }

    /// Whether something was found about a field, so that what is kept of it says nothing.
    #[must_use]
    pub fn is_refused(&self, field: &str) -> bool {
        self.refusals.iter().any(|refusal| refusal.field == [field])
    }

    /// All that was found, for a list's element to be put in its place.
    #[must_use]
    pub fn into_refusals(self) -> Vec<Refusal> {
        self.refusals
    }

    /// All that was found, if anything was.
    ///
    /// # Errors
    /// [`Failure::Refused`] with everything.
    pub fn done(mut self) -> Result<(), Failure> {
        // Two checks may look at the same value and find the same.
        let mut told: Vec<Refusal> = Vec::with_capacity(self.refusals.len());
        for refusal in self.refusals.drain(..) {
            if !told.contains(&refusal) {
                told.push(refusal);
            }
        }
        self.refusals = told;
        if self.refusals.is_empty() {
            Ok(())
        } else {
            Err(Failure::Refused(self.refusals))
        }
    }

    /// A text that must say something, of at most so many characters.
    pub fn text(&mut self, field: &str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.refuse(field, Violation::Required);
        }
        self.length(field, text, max);
    }

    /// A text that may be absent, but not empty or too long.
    pub fn text_opt(&mut self, field: &str, text: Option<&str>, max: usize) {
        if let Some(text) = text {
            self.text(field, text, max);
        }
    }

    fn length(&mut self, field: &str, text: &str, max: usize) {
        if text.chars().count() > max {
            let reason = format!("at most {max} characters are kept");
            self.refuse(field, Violation::Malformed { reason });
        }
        // Codes and numbers that look alike have to be alike.
        if max <= 40 && !text.trim().is_empty() && text.trim() != text {
            let reason = "no spaces are kept around it".to_owned();
            self.refuse(field, Violation::Malformed { reason });
        }
        // PostgreSQL's text cannot hold NUL; the others would garble a document.
        // Only what is written in paragraphs has more than one line.
        let paragraphs = max >= 1000;
        if text
            .chars()
            .any(|c| c.is_control() && !(c == '\n' && paragraphs))
        {
            let reason = "control characters are not kept".to_owned();
            self.refuse(field, Violation::Malformed { reason });
        }
    }

    /// A day that both databases keep and sort alike.
    pub fn date(&mut self, field: &str, date: NaiveDate) {
        if !(1900..=9999).contains(&date.year()) {
            let reason = "the year is outside 1900 to 9999".to_owned();
            self.refuse(field, Violation::Malformed { reason });
        }
    }

    /// An exact number of a kind, or nothing and a refusal.
    pub fn exact<T>(&mut self, field: &str, value: Result<T, Inexact>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(inexact) => {
                self.refuse(field, inexact.into());
                None
            }
        }
    }

    /// Somebody's version of a row against the row's own.
    pub fn version(&mut self, expected: i32, current: i32) {
        if expected != current {
            self.refuse("version", Violation::StaleVersion { current });
        }
    }

    /// A currency that exists, with its decimals.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn currency(
        &mut self,
        scope: &impl Scope,
        field: &str,
        code: CurrencyCode,
    ) -> Result<Option<Currency>, Failure> {
        let row = scope.reference().await?.currencies.get(&code);
        if row.is_none() {
            self.refuse(
                field,
                Violation::UnknownCode {
                    code: code.to_string(),
                },
            );
        }
        Ok(row.map(|row| Currency {
            code: row.code,
            decimals: u32::try_from(row.decimals).unwrap_or_default(),
        }))
    }

    /// A unit that exists.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unit(
        &mut self,
        scope: &impl Scope,
        field: &str,
        code: &UnitCode,
    ) -> Result<Option<unit::Model>, Failure> {
        let row = scope.reference().await?.units.get(code).cloned();
        if row.is_none() {
            self.refuse(
                field,
                Violation::UnknownCode {
                    code: code.0.clone(),
                },
            );
        }
        Ok(row)
    }
}

/// A change of one optional value: leave it, take it away, or set it.
pub type Edit<T> = Option<Option<T>>;

/// Carries an edit out.
pub fn apply<T>(value: &mut Option<T>, edit: Edit<T>) {
    if let Some(new) = edit {
        *value = new;
    }
}
