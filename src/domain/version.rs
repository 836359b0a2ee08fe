//! What a confirmation keeps, and how two of them differ (AGR-13).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

mod snapshot;
#[cfg(test)]
mod tests;

pub use snapshot::{
    AgreementLineSnapshot, AgreementSnapshot, OrderLineSnapshot, OrderSnapshot, SnapshotParty,
};

/// The one text of a snapshot, to be stored and fingerprinted: JSON with the fields in the order
/// of their declaration, numbers as decimal strings without trailing zeros.
///
/// # Errors
/// Only where a value cannot be JSON, which no snapshot of this room is.
pub fn canonical(snapshot: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string(snapshot)
}

/// Which part of a document a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeScope {
    /// The document itself.
    Header,
    /// One of its lines.
    Line,
}

/// What happened to a value or a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// There was none before.
    Added,
    /// There is none after.
    Removed,
    /// Another one.
    Changed,
}

/// One difference between two snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub scope: ChangeScope,
    /// Which line; none for the header.
    pub line_number: Option<i32>,
    /// What happened.
    pub kind: ChangeKind,
    /// Which field, with the way into nested values in dots (`dimensions.DEPARTMENT`); none for
    /// the line itself, whose fields follow as changes of their own.
    pub field: Option<String>,
    /// The text before.
    pub before: Option<String>,
    /// The text after.
    pub after: Option<String>,
}

/// A snapshot's fields as texts, the header and each line by its number. No value is no field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flat {
    /// The header's fields.
    pub header: BTreeMap<String, String>,
    /// The lines' fields.
    pub lines: BTreeMap<i32, BTreeMap<String, String>>,
}

/// Reads a snapshot of any kind: an object whose `lines` are objects with a `line_number`.
#[must_use]
pub fn flatten(snapshot: &Value) -> Flat {
    let mut flat = Flat::default();
    for (name, value) in snapshot.as_object().into_iter().flatten() {
        match (name.as_str(), value.as_array()) {
            ("lines", Some(lines)) => flat.lines.extend(lines.iter().filter_map(line)),
            _ => leaves(name.clone(), value, &mut flat.header),
        }
    }
    flat
}

/// What changed from the old snapshot to the new one: first the header by field, then the lines
/// by number and field. Nothing of equal snapshots.
#[must_use]
pub fn difference(old: &Value, new: &Value) -> Vec<Change> {
    let (old, new) = (flatten(old), flatten(new));
    let mut changes = fields(
        ChangeScope::Header,
        None,
        Some(&old.header),
        Some(&new.header),
    );
    let numbers: BTreeSet<i32> = old.lines.keys().chain(new.lines.keys()).copied().collect();
    for number in numbers {
        let (before, after) = (old.lines.get(&number), new.lines.get(&number));
        changes.extend(whole_line(number, before.is_some(), after.is_some()));
        changes.extend(fields(ChangeScope::Line, Some(number), before, after));
    }
    changes
}

fn line(value: &Value) -> Option<(i32, BTreeMap<String, String>)> {
    let object = value.as_object()?;
    let number = object.get("line_number")?.as_i64()?;
    let mut flat = BTreeMap::new();
    for (name, value) in object.iter().filter(|(name, _)| *name != "line_number") {
        leaves(name.clone(), value, &mut flat);
    }
    Some((i32::try_from(number).ok()?, flat))
}

fn leaves(name: String, value: &Value, flat: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(object) => {
            for (inner, value) in object {
                leaves(format!("{name}.{inner}"), value, flat);
            }
        }
        Value::String(text) => {
            flat.insert(name, text.clone());
        }
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            flat.insert(name, value.to_string());
        }
    }
}

fn whole_line(number: i32, before: bool, after: bool) -> Option<Change> {
    let kind = match (before, after) {
        (false, true) => ChangeKind::Added,
        (true, false) => ChangeKind::Removed,
        _ => return None,
    };
    Some(Change {
        scope: ChangeScope::Line,
        line_number: Some(number),
        kind,
        field: None,
        before: None,
        after: None,
    })
}

fn fields(
    scope: ChangeScope,
    line_number: Option<i32>,
    old: Option<&BTreeMap<String, String>>,
    new: Option<&BTreeMap<String, String>>,
) -> Vec<Change> {
    let sides = old.into_iter().chain(new).flat_map(BTreeMap::keys);
    let names: BTreeSet<&String> = sides.collect();
    let change = |name: &String| {
        let before = old.and_then(|fields| fields.get(name)).cloned();
        let after = new.and_then(|fields| fields.get(name)).cloned();
        let kind = match (&before, &after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let field = Some(name.clone());
        (before != after).then_some(Change {
            scope,
            line_number,
            kind,
            field,
            before,
            after,
        })
    };
    names.into_iter().filter_map(change).collect()
}
