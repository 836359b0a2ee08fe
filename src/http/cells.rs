//! Rows as lines of CSV: RFC 4180, in UTF-8, with a head.
//!
//! A spreadsheet takes a text that begins like a formula for one, so such a text gets an apostrophe
//! before it, and so does one that has such a guard of its own: who reads a file takes one away.
//! Numbers are numbers and stay as they are. Absent is empty; a text of no characters is
//! two quotation marks.

use async_graphql::Value;

use crate::graphql::columns::Column;

/// What formulas begin with, and the full-width forms that some spreadsheets read as the same.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The line with the names of columns.
pub(super) fn head(columns: &[Column]) -> String {
    let names: Vec<String> = columns.iter().map(Column::name).collect();
    names.join(",") + "\r\n"
}

/// Adds the line of a row.
pub(super) fn line(text: &mut String, columns: &[Column], row: &Value) {
    for (n, column) in columns.iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        match column.of(row) {
            None => {}
            Some(Value::String(value)) if column.is_number => text.push_str(value),
            Some(Value::String(value)) => text.push_str(&cell(value)),
            Some(Value::Enum(value)) => text.push_str(value.as_str()),
            Some(other) => text.push_str(&other.to_string()),
        }
    }
    text.push_str("\r\n");
}

/// A text as a cell.
fn cell(value: &str) -> String {
    let guard = if is_guarded(value) { "'" } else { "" };
    let is_plain = !value.is_empty() && !value.contains(['"', ',', '\r', '\n']);
    match is_plain {
        true => format!("{guard}{value}"),
        false => format!("\"{guard}{}\"", value.replace('"', "\"\"")),
    }
}

/// Whether a text begins like a formula, or like one with guards before it.
fn is_guarded(value: &str) -> bool {
    value.trim_start_matches('\'').starts_with(FORMULA)
}

/// The text that a cell says, without the guard that was put before it.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_guarded(text) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::{cell, unguarded};

    #[test]
    fn a_guard_is_taken_away_as_it_was_put() {
        for text in [
            "=1+1", "'=1+1", "''=1", "'quoted", "it's", "'", "", "-5", "plain",
        ] {
            let written = cell(text);
            let written = written.trim_matches('"');
            assert_eq!(unguarded(written), text);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        for (value, written) in [
            ("Nordhamn", "Nordhamn"),
            ("Bolts, 8 mm", "\"Bolts, 8 mm\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("", "\"\""),
            ("ö", "ö"),
        ] {
            assert_eq!(cell(value), written);
        }
    }

    #[test]
    fn no_text_begins_like_a_formula() {
        for first in super::FORMULA {
            let written = cell(&format!("{first}1+1"));
            assert!(written.starts_with(['\'', '"']), "{written}");
            assert!(!written.starts_with(&format!("\"{first}")), "{written}");
        }
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(cell("5-3"), "5-3");
    }
}
