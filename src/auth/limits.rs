//! What narrows a membership beside its roles: vendors of some groups, some sites, and an
//! amount. The legal entity itself is the membership.
//!
//! Groups and sites are named by their codes, since people write them where tokens are made, and
//! one claim has to be good for several legal entities. A code that nothing has lets nothing be
//! seen.

use std::collections::BTreeSet;

use entity::exact::Amount;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::token::plain;

/// The longest code.
const CODE_CHARS_MAX: usize = 40;

/// How many codes a limit may list: each is a value of every statement.
const CODES_MAX: usize = 100;

/// The limits of a caller in a legal entity. What is absent does not limit; an empty list lets
/// nothing be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct Limits {
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor_groups: Option<BTreeSet<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sites: Option<BTreeSet<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
}

/// Limits that cannot be read. Whoever carries them is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("limits name codes of 1 to 40 characters, at most 100, and an amount of zero or more")]
pub struct Unreadable;

/// Limits as they are claimed: nothing else may stand beside them, so that a slip of the pen does
/// not lift one, and `null` is no limit that could be read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    #[serde(default, deserialize_with = "there")]
    vendor_groups: Option<Vec<String>>,
    #[serde(default, deserialize_with = "there")]
    sites: Option<Vec<String>>,
    #[serde(default, deserialize_with = "there")]
    amount: Option<Value>,
}

/// What is there must be a value.
fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl TryFrom<Map<String, Value>> for Limits {
    type Error = Unreadable;

    /// A list would be taken for one whose fields stand in their order, all of them left out.
    fn try_from(claim: Map<String, Value>) -> Result<Self, Unreadable> {
        let claim: Claim =
            serde_json::from_value(Value::Object(claim)).map_err(|_error| Unreadable)?;
        let amount = match claim.amount {
            None => None,
            Some(Value::String(text)) => Some(text.parse::<Decimal>().ok().ok_or(Unreadable)?),
            // A fraction of JSON may have been rounded on the way.
            Some(Value::Number(number)) => Some(number.as_i64().ok_or(Unreadable)?.into()),
            Some(_) => return Err(Unreadable),
        };
        Self::new(claim.vendor_groups, claim.sites, amount)
    }
}

impl Limits {
    /// Limits by the codes of vendor posting groups and of sites, and by an amount in the legal
    /// entity's accounting currency.
    ///
    /// # Errors
    /// When a code is empty or too long, when there are too many, or when the amount is below
    /// zero or has more decimals than are kept.
    pub fn new(
        vendor_groups: Option<Vec<String>>,
        sites: Option<Vec<String>>,
        highest: Option<Decimal>,
    ) -> Result<Self, Unreadable> {
        let codes = |codes: Option<Vec<String>>| {
            let Some(codes) = codes else { return Ok(None) };
            let good = |code: &String| plain(code, CODE_CHARS_MAX).is_some();
            match codes.len() <= CODES_MAX && codes.iter().all(good) {
                true => Ok(Some(codes.into_iter().collect())),
                false => Err(Unreadable),
            }
        };
        let amount = |amount: Decimal| match amount < Decimal::ZERO {
            true => Err(Unreadable),
            false => Amount::try_new(amount).map_err(|_inexact| Unreadable),
        };
        Ok(Self {
            vendor_groups: codes(vendor_groups)?,
            sites: codes(sites)?,
            amount: highest.map(amount).transpose()?,
        })
    }

    /// Limits as [`Self::written`] writes them.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        serde_json::from_str(text).map_err(|_error| Unreadable)
    }

    /// Limits as text; nothing where nothing is limited.
    #[must_use]
    pub fn written(&self) -> Option<String> {
        // What could not be written would not be read, and open nothing.
        let text = || serde_json::to_string(self).unwrap_or_default();
        (!self.is_none()).then(text)
    }

    /// Whether nothing is limited.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether some rows may be out of reach.
    #[must_use]
    pub fn narrow_rows(&self) -> bool {
        self.vendor_groups.is_some() || self.sites.is_some()
    }

    /// Codes of the posting groups whose vendors are in reach; those of all vendors where absent.
    #[must_use]
    pub fn vendor_groups(&self) -> Option<&BTreeSet<String>> {
        self.vendor_groups.as_ref()
    }

    /// Codes of the sites that are in reach; all where absent.
    #[must_use]
    pub fn sites(&self) -> Option<&BTreeSet<String>> {
        self.sites.as_ref()
    }

    /// The highest amount of one document that may be committed to, in the accounting currency.
    #[must_use]
    pub fn amount(&self) -> Option<Amount> {
        self.amount
    }

    /// What both let through.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let codes =
            |one: &Option<BTreeSet<String>>, other: &Option<BTreeSet<String>>| match (one, other) {
                (Some(one), Some(other)) => Some(one.intersection(other).cloned().collect()),
                (one, other) => one.clone().or_else(|| other.clone()),
            };
        Self {
            vendor_groups: codes(&self.vendor_groups, &other.vendor_groups),
            sites: codes(&self.sites, &other.sites),
            amount: self.amount.into_iter().chain(other.amount).min(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claim: Value) -> Option<Limits> {
        serde_json::from_value(claim).ok()
    }

    #[test]
    fn what_is_absent_does_not_limit_and_an_empty_list_lets_nothing_through() {
        let none = read(json!({})).unwrap();
        assert!(none.is_none() && !none.narrow_rows());
        assert_eq!(none.written(), None);
        let nothing = read(json!({ "sites": [] })).unwrap();
        assert!(nothing.narrow_rows());
        assert_eq!(nothing.sites(), Some(&BTreeSet::new()));
    }

    #[test]
    fn limits_that_cannot_be_read_are_none_at_all() {
        for wrong in [
            json!(null),
            json!([]),
            json!("DOMESTIC"),
            json!({ "sites": null }),
            json!({ "sites": "S1" }),
            json!({ "sites": [1] }),
            json!({ "sites": [""] }),
            json!({ "sites": ["x".repeat(41)] }),
            json!({ "sites": vec!["S"; 101] }),
            json!({ "vendor_group": ["DOMESTIC"] }),
            json!({ "amount": null }),
            json!({ "amount": "" }),
            json!({ "amount": "many" }),
            json!({ "amount": -1 }),
            json!({ "amount": "-0.01" }),
            json!({ "amount": 0.1 }),
            json!({ "amount": "0.00001" }),
            json!({ "amount": "1000000000000" }),
        ] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
    }

    #[test]
    fn limits_are_written_and_read_again() {
        let claim = json!({ "vendor_groups": ["DOMESTIC"], "sites": [], "amount": "10000.5" });
        let limits = read(claim).unwrap();
        let text = limits.written().unwrap();
        assert_eq!(Limits::parse(&text), Ok(limits.clone()));
        assert_eq!(
            limits.amount(),
            Amount::try_new("10000.5".parse().unwrap()).ok()
        );
        assert_eq!(
            read(json!({ "amount": 7 }))
                .unwrap()
                .amount()
                .unwrap()
                .steps(),
            70_000
        );
    }

    #[test]
    fn two_limits_let_through_what_both_do() {
        let one = read(json!({ "sites": ["A", "B"], "amount": 7 })).unwrap();
        let other = read(json!({ "sites": ["B", "C"], "vendor_groups": ["D"], "amount": 5 }));
        let both = one.and(&other.unwrap());
        let expected = json!({ "sites": ["B"], "vendor_groups": ["D"], "amount": 5 });
        assert_eq!(Some(both), read(expected));
        assert_eq!(one.and(&Limits::default()), one);
    }
}
