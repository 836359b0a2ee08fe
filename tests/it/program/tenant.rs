//! `avtal tenant`: a legal entity goes to another installation and back and is the same; removed,
//! nothing of it is left, and nothing of its neighbour is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use avtal::cli::fill::{Founded, run_part};
use avtal::clock::Clock;
use avtal::tenancy::{Db, Options};
use entity::catalogue::{STAYS, portable, tables};
use entity::partition::TABLES;
use serde_json::Value;

use crate::doctor::books;
use crate::harness::db::{self, TestDb, number, texts};
use crate::harness::fill::{fill, key};
use crate::harness::server::printed;
use crate::harness::user::LegalEntity;
use crate::harness::{both, on_both};
use crate::program::ends;

fn export(folder: &Path, url: &str, code: &str, to: &str) {
    printed(
        folder,
        &["tenant", "export", code, to, "--database-url", url],
    );
}

/// Exports rows that were made up: their audit trail does not hold, which is told, and is all that
/// is.
fn export_made_up(folder: &Path, url: &str, to: &str) {
    let (code, said) = ends(
        folder,
        &["tenant", "export", "A", to, "--database-url", url],
    );
    assert!(said.contains(&format!("Exported A to {to}: ")), "{said}");
    assert!(code != 0 && said.contains("FAIL  A: entry "), "{said}");
}

fn import(folder: &Path, url: &str, from: &str) -> (i32, String) {
    ends(folder, &["tenant", "import", from, "--database-url", url])
}

/// The files of a folder by their names; of the manifest, what does not tell of the export itself.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files: BTreeMap<String, String> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("text");
            (name.into_owned(), text)
        })
        .collect();
    let manifest = files.remove("manifest.json").expect("a manifest");
    let mut manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    manifest["madeAt"] = Value::Null;
    files.insert("manifest.json".to_owned(), manifest.to_string());
    files
}

/// A database of the other kind, or of the same where there is no other.
async fn other(is_postgres: bool) -> TestDb {
    match is_postgres {
        true => TestDb::sqlite().await,
        false => match TestDb::postgres().await {
            Some(db) => db,
            None => TestDb::sqlite().await,
        },
    }
}

/// How many rows of each table are of a legal entity, in every table that the database has.
async fn rows_of(test_db: &TestDb, of: &LegalEntity) -> BTreeMap<String, i64> {
    let admin = test_db.admin().await;
    let key = key(admin.get_database_backend(), of.id.0);
    let mut rows = BTreeMap::new();
    for table in tables() {
        if let Some(owner) = table.owner() {
            let count = format!("SELECT COUNT(*) FROM {} WHERE {owner} = {key}", table.name);
            rows.insert(table.name, number(&admin, &count).await);
        }
    }
    rows
}

/// What the books of a legal entity come to: accounts, documents by their states, commitments.
async fn fingerprint(url: &str, of: &LegalEntity) -> Vec<String> {
    let admin = db::connect(url).await;
    let key = key(admin.get_database_backend(), of.id.0);
    let mut lines = Vec::new();
    let accounts = "gl_entry e JOIN gl_account a ON a.legal_entity_id = e.legal_entity_id \
                    AND a.id = e.gl_account_id";
    for (table, group, sum) in [
        (accounts, "a.number", "SUM(e.accounting_amount)"),
        ("vendor_detail_entry e", "e.entry_type", "SUM(e.amount)"),
        ("item_entry e", "e.entry_type", "SUM(e.quantity)"),
        ("value_entry e", "e.entry_type", "SUM(e.actual_cost)"),
        ("agreement e", "e.status", "COUNT(*)"),
        ("purchase_order e", "e.status", "COUNT(*)"),
        (
            "purchase_order_line e",
            "e.price_source",
            "SUM(e.net_amount)",
        ),
        ("sales_order e", "e.status", "COUNT(*)"),
        ("audit_entry e", "e.permission", "COUNT(*)"),
    ] {
        let name = table.split(' ').next().expect("a name");
        let question = format!(
            "SELECT '{name} ' || {group} || ' ' || {sum} FROM {table} \
             WHERE e.legal_entity_id = {key} GROUP BY {group} ORDER BY 1"
        );
        lines.extend(texts(&admin, &question).await);
    }
    lines.sort();
    lines
}

#[test]
fn each_table_goes_along_or_is_named_with_its_reason() {
    let goes: BTreeSet<String> = portable().into_iter().map(|table| table.name).collect();
    let stays: BTreeSet<&str> = STAYS.iter().map(|(name, _)| *name).collect();
    for (name, _) in TABLES {
        assert!(goes.contains(*name) != stays.contains(name), "{name}");
    }
    assert_eq!(goes.len() + stays.len(), TABLES.len());
    assert!(STAYS.iter().all(|(_, reason)| reason.len() > 20));
    for table in portable() {
        let names = table.columns.iter().map(|column| &column.name);
        let secret = names.into_iter().find(|name| name.contains("secret"));
        assert_eq!(secret, None, "{}", table.name);
        assert!(table.owner().is_some(), "{} is nobody's", table.name);
    }
}

/// A database with a tenth of the demo.
async fn demo(test_db: &TestDb) -> Vec<Founded> {
    let clock = Clock::fixed("2026-06-15T12:00:00Z".parse().expect("an instant"));
    let options = Options {
        connections_max: 2,
        ..Options::of(test_db.url())
    };
    let db = Db::connect(&options, clock.clone(), None).await;
    let db = db.expect("connected");
    let filled = run_part(&db, &clock, &|_| {}, 10).await;
    filled.expect("the demo is filled").legal_entities
}

on_both! {
    async fn the_demo_goes_to_the_other_database_and_back_and_is_the_same(db: TestDb) {
        let founded = demo(&db).await.remove(0);
        let (id, code) = (founded.id, founded.code.as_str());
        let of = LegalEntity { id, code: code.to_owned() };
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let before = fingerprint(db.url(), &of).await;
        assert!(before.len() > 25, "{before:?}");
        export(folder, db.url(), code, "there");
        let there = other(db.is_postgres()).await;
        let (ended, said) = import(folder, there.url(), "there");
        assert_eq!(ended, 0, "{said}");
        assert_eq!(fingerprint(there.url(), &of).await, before);
        export(folder, there.url(), code, "back");
        assert_eq!(files(&folder.join("back")), files(&folder.join("there")));
        // Its place is free again only when it is gone from there.
        assert_eq!(import(folder, db.url(), "back").0, 78);
        let delete = ["tenant", "delete", code, "--yes", code, "--database-url", db.url()];
        printed(folder, &delete);
        let (ended, said) = import(folder, db.url(), "back");
        assert_eq!(ended, 0, "{said}");
        assert_eq!(fingerprint(db.url(), &of).await, before);
    }
}

both! {
    async fn rows_of_every_table_go_to_the_other_database_and_back_and_are_the_same(app: TestApp) {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "CANARY-A").await;
        fill(&admin, app.b.id, "CANARY-B").await;
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        export_made_up(folder, app.test_db.url(), "first");
        let first = files(&folder.join("first"));
        assert_eq!(first.len(), portable().len() + 1);
        for (name, text) in &first {
            assert!(!text.contains("CANARY-B"), "{name}");
            assert!(!text.contains(&app.b.id.to_string()), "{name}");
            assert!(!text.contains("secret_hash"), "{name}");
            let is_manifest = name == "manifest.json";
            assert!(is_manifest || text.lines().count() > 0, "{name} has no row");
        }
        let there = other(app.test_db.is_postgres()).await;
        let (code, said) = import(folder, there.url(), "first");
        // The rows are made up, and their books do not hold: that is told, and is all that is.
        assert!(said.contains("Imported A: "), "{code}: {said}");
        export_made_up(folder, there.url(), "second");
        assert_eq!(files(&folder.join("second")), first);
        let back = match app.test_db.is_postgres() {
            true => TestDb::postgres().await.expect("a PostgreSQL"),
            false => TestDb::sqlite().await,
        };
        let (_, said) = import(folder, back.url(), "second");
        assert!(said.contains("Imported A: "), "{said}");
        export_made_up(folder, back.url(), "third");
        assert_eq!(files(&folder.join("third")), first);
        let (code, said) = import(folder, back.url(), "third");
        assert_eq!(code, 78, "{said}");
        assert!(said.contains("avtal: the legal entity is there already"), "{said}");
    }

    async fn the_books_of_a_legal_entity_that_moved_hold(app: TestApp) {
        books(&app).await;
        let before = fingerprint(app.test_db.url(), &app.a).await;
        assert!(before.len() > 20, "{before:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        export(folder, app.test_db.url(), "A", "a");
        let there = other(app.test_db.is_postgres()).await;
        let (code, said) = import(folder, there.url(), "a");
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("ok    trail of A: "), "{said}");
        assert!(said.contains("ok    ledgers of A: "), "{said}");
        assert_eq!(fingerprint(there.url(), &app.a).await, before);
    }

    async fn what_is_not_whole_is_not_taken_in(app: TestApp) {
        books(&app).await;
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        export(folder, app.test_db.url(), "A", "a");
        let there = other(app.test_db.is_postgres()).await;
        let vendors = folder.join("a/vendor.ndjson");
        let whole = std::fs::read_to_string(&vendors).expect("vendors");
        std::fs::write(&vendors, whole.replacen("EUR", "SEK", 1)).expect("written");
        let (code, said) = import(folder, there.url(), "a");
        assert_eq!(code, 78, "{said}");
        assert!(said.contains("vendor.ndjson was changed"), "{said}");
        std::fs::remove_file(&vendors).expect("removed");
        let (code, said) = import(folder, there.url(), "a");
        assert_eq!(code, 71, "{said}");
        // Rows of somebody else, under a manifest that fits them.
        let foreign = whole.replace(&app.a.id.to_string(), &app.b.id.to_string());
        std::fs::write(&vendors, &foreign).expect("written");
        let hash = |text: &str| {
            use sha2::Digest;
            hex::encode(sha2::Sha256::digest(text))
        };
        let manifest = folder.join("a/manifest.json");
        let said = std::fs::read_to_string(&manifest).expect("a manifest");
        std::fs::write(&manifest, said.replace(&hash(&whole), &hash(&foreign))).expect("written");
        let (code, told) = import(folder, there.url(), "a");
        assert_eq!(code, 78, "{told}");
        assert!(told.contains("belongs to another legal entity"), "{told}");
        // A step of the schema that is not known here.
        std::fs::write(&manifest, said.replacen("\"schema\": [", "\"schema\": [\"m9\",", 1))
            .expect("written");
        let (code, told) = import(folder, there.url(), "a");
        assert_eq!(code, 78, "{told}");
        assert!(told.contains("avtal: the export is of another schema"), "{told}");
        let nothing = rows_of(&there, &app.a).await;
        assert!(nothing.values().all(|n| *n == 0), "{nothing:?}");
        assert!(nothing.len() > 60);
    }

    async fn removed_nothing_is_left_of_it_and_its_neighbour_has_all(app: TestApp) {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "CANARY-A").await;
        fill(&admin, app.b.id, "CANARY-B").await;
        let guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1";
        let is_postgres = app.test_db.is_postgres();
        let guards = async || match is_postgres {
            true => Vec::new(),
            false => texts(&admin, guards).await,
        };
        let guards_before = guards().await;
        let (a, b) = (rows_of(&app.test_db, &app.a).await, rows_of(&app.test_db, &app.b).await);
        assert!(a.values().all(|n| *n > 0), "{a:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let url = app.test_db.url();
        export_made_up(folder, url, "a");

        let (code, said) = ends(folder, &["tenant", "delete", "A", "--database-url", url]);
        assert_eq!(code, 78, "{said}");
        assert!(said.contains("avtal: nothing was deleted"), "{said}");
        let wrong = ["tenant", "delete", "A", "--yes", "B", "--database-url", url];
        assert_eq!(ends(folder, &wrong).0, 78);
        assert_eq!(rows_of(&app.test_db, &app.a).await, a);

        let delete = [
            "tenant", "delete", "A", "--yes", "A", "--database-url", url,
            "--audit-head-file", "heads",
        ];
        let said = printed(folder, &delete);
        let all: i64 = a.values().sum();
        assert!(said.contains(&format!("Deleted A: {all} rows removed, none left in")), "{said}");
        let now = rows_of(&app.test_db, &app.a).await;
        assert!(now.values().all(|n| *n == 0), "{now:?}");
        assert_eq!(rows_of(&app.test_db, &app.b).await, b);
        assert_eq!(guards().await, guards_before);
        let heads = std::fs::read_to_string(folder.join("heads")).expect("a line");
        let line: Value = serde_json::from_str(&heads).expect("JSON");
        assert_eq!(line["removed"], "A");
        assert_eq!(line["legalEntity"], app.a.id.to_string());
        assert_eq!(line["hash"].as_str().expect("a hash").len(), 64);
        assert!(said.contains(heads.trim()), "{said}");

        assert_eq!(ends(folder, &delete).0, 78);
        assert_eq!(printed(folder, &["tenant", "list", "--database-url", url]),
            format!("B  {}\n", app.b.id));
        // What was exported before brings it back.
        let (_, said) = import(folder, url, "a");
        assert!(said.contains("Imported A: "), "{said}");
        let mut back = a;
        back.insert("api_key".to_owned(), 0);
        assert_eq!(rows_of(&app.test_db, &app.a).await, back);
    }
}
