//! Which table points at which, as the database itself knows it: rows are written after those that
//! they point at, and removed before them.

use std::collections::BTreeMap;

use entity::catalogue::Table;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// A foreign key: the table that points, by which column, and at which table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) from: String,
    pub(super) column: String,
    pub(super) to: String,
}

/// All foreign keys, but for the columns that cut tables.
pub(super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Reference>, DbErr> {
    let backend = connection.get_database_backend();
    let question = match backend {
        DbBackend::Postgres => {
            "SELECT f.relname::text AS child, a.attname::text AS col, t.relname::text AS parent \
             FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid \
             JOIN pg_class t ON t.oid = c.confrelid \
             JOIN pg_attribute a ON a.attrelid = c.conrelid \
               AND a.attnum = c.conkey[cardinality(c.conkey)] \
             WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace \
             ORDER BY 1, 2, 3"
        }
        _ => {
            "SELECT m.name AS child, f.\"from\" AS col, f.\"table\" AS parent \
             FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
             WHERE m.type = 'table' ORDER BY 1, 2, 3"
        }
    };
    let rows = connection
        .query_all_raw(Statement::from_string(backend, question))
        .await?;
    let mut references = Vec::new();
    for row in rows {
        let reference = Reference {
            from: row.try_get("", "child")?,
            column: row.try_get("", "col")?,
            to: row.try_get("", "parent")?,
        };
        // SQLite tells each column of a key by itself.
        if reference.column != entity::catalogue::LEGAL_ENTITY || reference.to == "legal_entity" {
            references.push(reference);
        }
    }
    Ok(references)
}

/// The tables so that each comes after all that it points at.
///
/// # Errors
/// When tables point at each other in a circle.
pub(super) fn in_order(tables: Vec<Table>, all: &[Reference]) -> Result<Vec<Table>, DbErr> {
    let mut left: BTreeMap<String, Table> = tables
        .into_iter()
        .map(|table| (table.name.clone(), table))
        .collect();
    let mut done = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_free = |name: &String| {
            let mut own = all
                .iter()
                .filter(|one| one.from == *name && one.to != *name);
            own.all(|one| !left.contains_key(&one.to))
        };
        let Some(free) = left.keys().find(|name| is_free(name)).cloned() else {
            let names: Vec<&str> = left.keys().map(String::as_str).collect();
            let circle = format!("tables point at each other: {}", names.join(", "));
            return Err(DbErr::Custom(circle));
        };
        done.extend(left.remove(&free));
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference((from, to): (&str, &str)) -> Reference {
        Reference {
            from: from.to_owned(),
            column: format!("{to}_id"),
            to: to.to_owned(),
        }
    }

    fn order(names: &[&str], all: &[(&str, &str)]) -> Option<String> {
        let table = |name: &&str| Table {
            name: (*name).to_owned(),
            columns: Vec::new(),
            key: Vec::new(),
        };
        let all: Vec<Reference> = all.iter().copied().map(reference).collect();
        let ordered = in_order(names.iter().map(table).collect(), &all).ok()?;
        let names: Vec<String> = ordered.into_iter().map(|table| table.name).collect();
        Some(names.join(" "))
    }

    #[test]
    fn a_table_comes_after_all_that_it_points_at() {
        let all = [("a", "b"), ("b", "c"), ("b", "b"), ("d", "elsewhere")];
        assert_eq!(
            order(&["a", "b", "c", "d"], &all).as_deref(),
            Some("c b a d")
        );
    }

    #[test]
    fn a_circle_is_told() {
        assert_eq!(order(&["a", "b"], &[("a", "b"), ("b", "a")]), None);
    }
}
