//! Rows for every tenant table, made from the entities: they satisfy the database, and every text
//! in them says whose they are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::ids::LegalEntityId;
use entity::partition::{TABLES, TableKind};
use sea_orm::sea_query::{ColumnType, StringLen};
use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use super::db::{number, run};
use super::entities::{self, Column, Table};

/// How many rows of each table a legal entity gets.
pub(crate) const ROWS: u8 = 2;

/// Fills every tenant table that has no row of the legal entity yet. `canary` is what the texts
/// say.
pub(crate) async fn fill(db: &impl ConnectionTrait, le: LegalEntityId, canary: &str) {
    fill_as(db, le, &|_, _| canary).await;
}

/// What the texts of a table's n-th row say.
pub(crate) type Words<'a> = &'a dyn Fn(&str, u8) -> &'a str;

/// The same, where it depends on the table and on the row, from 1, what the texts say.
pub(crate) async fn fill_as(db: &impl ConnectionTrait, le: LegalEntityId, words: Words<'_>) {
    let mut left = entities::all();
    left.retain(|table| is_tenant(&table.name));
    let mut made: Vec<String> = Vec::new();
    while !left.is_empty() {
        let is_ready = |table: &Table, all: bool| {
            table
                .columns
                .iter()
                .all(|column| match parent(table, column) {
                    Some(of) if of != table.name => made.contains(&of) || (column.nullable && !all),
                    _ => true,
                })
        };
        let at = left
            .iter()
            .position(|table| is_ready(table, true))
            .or_else(|| {
                // Tables in a circle: the one that most others wait for goes first.
                let waiting = |of: &Table| {
                    let points = |table: &&Table| {
                        let mut columns = table.columns.iter();
                        columns.any(|column| parent(table, column).as_ref() == Some(&of.name))
                    };
                    left.iter().filter(points).count()
                };
                let ready = left.iter().enumerate();
                let ready = ready.filter(|(_, table)| is_ready(table, false));
                ready
                    .max_by_key(|(_, table)| waiting(table))
                    .map(|(at, _)| at)
            })
            .expect("some table needs no row of another that is left");
        let table = left.remove(at);
        fill_table(db, &table, le, words, &made).await;
        made.push(table.name);
    }
}

/// The id of the n-th row, from 1, that [`fill`] gives a legal entity in a table.
pub(crate) fn id_of(le: LegalEntityId, table: &str, n: u8) -> Uuid {
    let place = TABLES.iter().position(|(name, _)| *name == table);
    let place = u128::try_from(place.expect("a table of ours")).expect("a small number");
    // The time part of the legal entity's own id, so that it stays a UUIDv7.
    let mask = u128::from(u16::MAX);
    Uuid::from_u128((le.0.as_u128() & !mask) | (place << 8) | u128::from(n))
}

/// The types of the graph whose ids name a legal entity's rows: each table's, in its GraphQL form.
pub(crate) fn node_types() -> Vec<String> {
    let tables = TABLES.iter().map(|(name, _)| *name);
    tables
        .filter(|table| is_tenant(table) || *table == "legal_entity")
        .map(pascal)
        .collect()
}

/// The global id of the n-th row that [`fill`] gives a legal entity, or of the legal entity itself.
pub(crate) fn global_id(le: LegalEntityId, node: &str, n: u8) -> String {
    let mut tables = TABLES.iter().map(|(name, _)| *name);
    let table = tables.find(|table| pascal(table) == node);
    let key = match table.expect("a type of a table") {
        "legal_entity" => le.0,
        table => id_of(le, table, n),
    };
    global_of(node, key)
}

/// A global id of a type, for any key.
pub(crate) fn global_of(node: &str, key: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("{node}:{key}"))
}

fn pascal(table: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    };
    table.split('_').map(capital).collect()
}

/// Whether rows of a table belong to legal entities.
pub(crate) fn is_tenant(table: &str) -> bool {
    TABLES.iter().any(|(name, kind)| {
        *name == table && matches!(kind, TableKind::Tenant | TableKind::AppendOnly)
    })
}

/// A key as the database writes it.
pub(crate) fn key(backend: DbBackend, id: Uuid) -> String {
    if backend == DbBackend::Sqlite {
        format!("X'{}'", id.simple())
    } else {
        format!("'{id}'")
    }
}

/// The statement that inserts one row.
pub(crate) fn insert(
    backend: DbBackend,
    table: &Table,
    le: LegalEntityId,
    canary: &str,
    n: u8,
    made: &[String],
) -> String {
    let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    let values: Vec<String> = table
        .columns
        .iter()
        .map(|column| value(backend, table, column, le, canary, n, made))
        .collect();
    format!(
        r#"INSERT INTO {} ("{}") VALUES ({})"#,
        table.name,
        names.join(r#"", ""#),
        values.join(", ")
    )
}

async fn fill_table(
    db: &impl ConnectionTrait,
    table: &Table,
    le: LegalEntityId,
    words: Words<'_>,
    made: &[String],
) {
    let backend = db.get_database_backend();
    let count = format!(
        "SELECT COUNT(*) FROM {} WHERE legal_entity_id = {}",
        table.name,
        key(backend, le.0)
    );
    // What made the legal entity stands in its trail already.
    if number(db, &count).await > 0 && table.name != "audit_entry" {
        return;
    }
    for n in 1..=ROWS {
        let canary = words(&table.name, n);
        run(db, &insert(backend, table, le, canary, n, made)).await;
    }
}

fn value(
    backend: DbBackend,
    table: &Table,
    column: &Column,
    le: LegalEntityId,
    canary: &str,
    n: u8,
    made: &[String],
) -> String {
    if column.name == "legal_entity_id" {
        return key(backend, le.0);
    }
    if column.name == "id" {
        return key(backend, id_of(le, &table.name, n));
    }
    // An agreement is with a vendor or with a customer: there is one of each.
    let with = if n.is_multiple_of(2) {
        "vendor_id"
    } else {
        "customer_id"
    };
    if table.name == "agreement" && column.name == with {
        return "NULL".to_owned();
    }
    match &column.kind {
        ColumnType::Uuid => match parent(table, column) {
            // A tree's row under itself would be a circle.
            Some(of) if of == table.name || !made.contains(&of) => "NULL".to_owned(),
            Some(of) => key(backend, id_of(le, &of, n)),
            None => key(backend, elsewhere(table, column, le, n)),
        },
        ColumnType::String(StringLen::N(32)) => {
            format!("'{}'", member(&table.name, &column.name, n))
        }
        ColumnType::String(_) | ColumnType::Text => format!("'{}'", text(column, canary, n)),
        // Far from what the program writes.
        ColumnType::BigInteger if column.name == "sequence" => {
            format!("{}", 1_000_000 + u32::from(n))
        }
        ColumnType::BigInteger | ColumnType::Decimal(_) => "1000000".to_owned(),
        ColumnType::Integer if column.name == "row_version" => "1".to_owned(),
        ColumnType::Integer => n.to_string(),
        ColumnType::Boolean => "false".to_owned(),
        ColumnType::Date => format!("'2026-06-{:02}'", 14 + n),
        ColumnType::TimestampWithTimeZone => format!("'2026-06-15T12:00:{n:02}+00:00'"),
        other => panic!("what is in {}.{} ({other:?})?", table.name, column.name),
    }
}

/// The table that a column points at, by its name: `default_vendor_id` at `vendor`.
fn parent(table: &Table, column: &Column) -> Option<String> {
    let name = column.name.strip_suffix("_id")?;
    if name.ends_with("legal_entity") || name.starts_with("chain_") {
        return None;
    }
    if name == "parent" {
        return Some(table.name.clone());
    }
    named(name)
}

/// What a column names in another legal entity: one that nobody founded, the same for the n-th row
/// of each table, and rows of it.
fn elsewhere(table: &Table, column: &Column, le: LegalEntityId, n: u8) -> Uuid {
    let name = column.name.trim_end_matches("_id");
    let of = named(name);
    let of = of.unwrap_or_else(|| panic!("of which table is {}.{}?", table.name, column.name));
    id_of(le, &of, n)
}

/// The table that a name ends with.
fn named(name: &str) -> Option<String> {
    TABLES
        .iter()
        .map(|(table, _)| *table)
        .filter(|table| name == *table || name.ends_with(&format!("_{table}")))
        .max_by_key(|table| table.len())
        .map(str::to_owned)
}

fn text(column: &Column, canary: &str, n: u8) -> String {
    match column.name.as_str() {
        name if name.ends_with("currency") => "EUR".to_owned(),
        name if name.ends_with("unit") => "PCS".to_owned(),
        "on_hold" => "HLD".to_owned(),
        "limits" => r#"{"amount":"1"}"#.to_owned(),
        "snapshot" => snapshot(&format!("{canary} {n}")),
        "changes" => changes(&format!("{canary} {n}")),
        "outcome" => format!(r#"{{"text":"{canary} {n}"}}"#),
        _ => format!("{canary} {n}"),
    }
}

/// A document without lines, which an agreement's version and an order's can both be read from.
fn snapshot(words: &str) -> String {
    serde_json::json!({
        "number": words, "title": words, "vendor": {"number": words, "name": words},
        "classification": words, "currency": "EUR", "default_commitment_type": "VALUE",
        "default_effective_date": "2026-06-15", "default_expiration_date": "2026-06-15",
        "order_date": "2026-06-15", "dimensions": {}, "lines": [],
    })
    .to_string()
}

/// What an entry of the audit trail says was written.
fn changes(words: &str) -> String {
    let row = serde_json::json!({
        "table": "vendor", "id": Uuid::nil(), "kind": "updated", "values": {"name": words},
    });
    serde_json::json!({ "rows": [row] }).to_string()
}

/// A member of a column's closed set.
fn member(table: &str, column: &str, n: u8) -> &'static str {
    match (table, column) {
        ("agreement", "status") => "EFFECTIVE",
        ("purchase_order", "status") => "DRAFT",
        ("purchase_order", "source") => "MANUAL",
        ("purchase_order", "order_type") => "PURCHASE",
        ("sales_order", "status") => "OPEN",
        ("gl_account", "category") => "ASSET",
        ("posting_group", "group_type") => "VENDOR",
        ("ledger_setup", "discount_posting") => "NONE",
        ("purchase_receipt", "receipt_type") => "RECEIPT",
        ("voucher", "source") => "PURCHASE_INVOICE",
        ("item_entry", "entry_type") => "PURCHASE",
        ("value_entry", "entry_type") => "DIRECT_COST",
        ("vendor_detail_entry", "entry_type") => "INITIAL",
        ("item_application", "cost_basis") => "FOLLOWED",
        ("purchase_invoice", "cancellation") => "CANCEL",
        ("purchase_invoice", "stock") => "KEEP_RECEIVED",
        ("purchase_invoice", "discount_posting") => "NONE",
        (_, "chain_origin") => "SOURCE",
        (_, "order_numbering") => "OWN_SEQUENCE",
        (_, "invoice_from_sales_invoice") => "DRAFT",
        (_, "costing_method") => "FIFO",
        (_, "document_type") => "INVOICE",
        (_, "line_type") => "ITEM",
        ("vendor", "blocked") => "NONE",
        ("item", "item_type") => "SERVICE",
        ("number_sequence", "scope") if n == 1 => "VENDOR",
        ("number_sequence", "scope") => "ITEM",
        (_, "default_commitment_type" | "commitment_type") => "VALUE",
        (_, "matching_policy") => "TWO_WAY",
        (_, "trade_agreement_type") => "PRICE",
        (_, "price_source" | "discount_percent_source" | "discount_amount_source") => "TYPED",
        (_, "entry_type") => "LINKED",
        _ => panic!("which set is {table}.{column} of?"),
    }
}
