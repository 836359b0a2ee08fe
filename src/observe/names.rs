//! Names that come from outside, as values of labels: so many are told apart and no more.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

/// What stands for every name that found no place.
pub(super) const OTHER: &str = "other";

/// The longest name that is told.
const CHARS_MAX: usize = 64;

/// So many digits in a row are a number of something and no name.
const DIGITS_MAX: usize = 4;

/// A bounded set of names. Those that are in it stay, so that a series does not change its meaning.
pub(super) struct Names {
    kept: RwLock<BTreeSet<&'static str>>,
    most: AtomicUsize,
}

impl Names {
    /// Room for so many names.
    pub(super) const fn new(most: usize) -> Self {
        Self {
            kept: RwLock::new(BTreeSet::new()),
            most: AtomicUsize::new(most),
        }
    }

    /// Makes room for so many names in all.
    pub(super) fn allow(&self, most: usize) {
        self.most.store(most, Ordering::Relaxed);
    }

    /// How many names have room.
    pub(super) fn most(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }

    /// The name as a label says it: itself, or [`OTHER`].
    pub(super) fn of(&self, name: &str) -> &'static str {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(name).copied() {
            return known;
        }
        let is_full = kept.len() >= self.most();
        drop(kept);
        if is_full {
            return OTHER;
        }
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have been here in between.
        if let Some(known) = kept.get(name).copied() {
            return known;
        }
        if kept.len() >= self.most() {
            return OTHER;
        }
        // It is kept as long as the program runs anyway, and there are few.
        let name: &'static str = name.to_owned().leak();
        kept.insert(name);
        name
    }
}

/// Whether a name that a client gave can be told: what is long, or has a number in it that could be
/// one of a bank or a person, is data in the place of a name.
#[must_use]
pub fn is_speakable(name: &str) -> bool {
    let is_number = |part: &str| part.len() > DIGITS_MAX;
    !name.is_empty()
        && name.len() <= CHARS_MAX
        && name
            .chars()
            .all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
        && !name
            .split(|letter: char| !letter.is_ascii_digit())
            .any(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_names_are_told_apart_and_no_more() {
        let names = Names::new(2);
        assert_eq!(names.of("a"), "a");
        assert_eq!(names.of("b"), "b");
        assert_eq!(names.of("c"), OTHER);
        assert_eq!(names.of("a"), "a");
        names.allow(3);
        assert_eq!(names.of("c"), "c");
        assert_eq!(Names::new(0).of("a"), OTHER);
    }

    #[test]
    fn data_in_the_place_of_a_name_is_not_told() {
        for (name, told) in [
            ("Agreements2026", true),
            ("_private", true),
            ("SE4550000000058398257466", false),
            ("", false),
            ("a@b", false),
            ("a\nb", false),
        ] {
            assert_eq!(is_speakable(name), told, "{name}");
        }
        assert!(!is_speakable(&"a".repeat(65)));
    }
}
