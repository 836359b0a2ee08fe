//! Numbers that look random and are the same every time.

use rust_decimal::Decimal;

/// SplitMix64: small, even, and the same on every machine. Not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A sequence of its own for every seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of `low` to `high`, both included; `low` where they are reversed.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high
            .checked_sub(low)
            .and_then(|span| u64::try_from(span).ok());
        let Some(span) = span.and_then(|span| span.checked_add(1)) else {
            return low;
        };
        let step = self.next().checked_rem(span).unwrap_or_default();
        low.saturating_add(i64::try_from(step).unwrap_or_default())
    }

    /// `true` in so many of a hundred cases.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of some things; none of none.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(things.len()).unwrap_or(i64::MAX) - 1;
        let place = self.between(0, last);
        things.get(usize::try_from(place).unwrap_or_default())
    }

    /// A share between `low` and `high` percent, as a factor.
    pub fn share(&mut self, low: i64, high: i64) -> Decimal {
        Decimal::new(self.between(low * 10, high * 10), 3)
    }
}
