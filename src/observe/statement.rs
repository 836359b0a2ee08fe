//! What is seen of a statement: its kind, its table, how long it took. Its values are not.

use std::time::Duration;

use super::{METRICS, Seen, trace};

/// Counts a statement that came back, for the numbers, for the request that it was sent for, and
/// as a span of its trace. `system` is the database's name in traces.
pub fn statement(system: &'static str, sql: &str, took: Duration, failed: bool) {
    let kind = kind(sql);
    METRICS.statement(kind, took, failed);
    if let Some(seen) = Seen::current() {
        seen.add_statement(took);
    }
    trace::statement(system, kind, sql, took, failed);
}

/// The first word, where it is one of those that are told apart.
fn kind(sql: &str) -> &'static str {
    const KINDS: [&str; 8] = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT", "ROLLBACK", "SET",
    ];
    let first = sql.split_whitespace().next().unwrap_or_default();
    let found = KINDS.iter().find(|kind| kind.eq_ignore_ascii_case(first));
    found.copied().unwrap_or("OTHER")
}

/// The table that a statement is about first.
pub(super) fn table(sql: &str) -> Option<&str> {
    let before = ["FROM \"", "INTO \"", "UPDATE \""];
    let found = before
        .iter()
        .filter_map(|words| sql.find(words).map(|at| at + words.len()))
        .min()?;
    let (name, _) = sql.get(found..)?.split_once('"')?;
    Some(name)
}

/// A statement's text without what stands in it between quotes: values go by placeholders, and what
/// does not, as the legal entity of a transaction, is nobody's business.
pub(super) fn text(sql: &str) -> String {
    let parts = sql.split('\'').enumerate();
    parts
        .filter(|(n, _)| n % 2 == 0)
        .map(|(_, part)| part)
        .collect::<Vec<_>>()
        .join("'?'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_known_by_its_first_word_and_its_first_table() {
        for (sql, of, about) in [
            (
                r#"SELECT "a"."id" FROM "agreement" AS "a" JOIN "vendor" ON 1 = 1"#,
                "SELECT",
                Some("agreement"),
            ),
            (
                r#"INSERT INTO "vendor" ("id") VALUES ($1)"#,
                "INSERT",
                Some("vendor"),
            ),
            (r#"update "vendor" SET "name" = $1"#, "UPDATE", None),
            ("SAVEPOINT attempt", "OTHER", None),
            ("", "OTHER", None),
        ] {
            assert_eq!((kind(sql), table(sql)), (of, about), "{sql}");
        }
    }

    #[test]
    fn nothing_between_quotes_is_told() {
        let sql = "SET LOCAL app.legal_entity = 'secret'; SELECT 'it''s'";
        assert_eq!(text(sql), "SET LOCAL app.legal_entity = '?'; SELECT '?''?'");
        assert_eq!(text("SELECT $1"), "SELECT $1");
    }
}
