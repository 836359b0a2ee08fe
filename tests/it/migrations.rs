//! The schema's way up and down, and that the entities describe what is there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use avtal::clock::Clock;
use avtal::http::State;
use avtal::tenancy::{ConnectError, Db, Options, Waits, migrate, migrate_down};
use entity::ids::LegalEntityId;
use entity::partition::TABLES;
use migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseConnection;

use crate::harness::db::{TestDb, number, run, texts};
use crate::harness::fill::{self, fill, key};
use crate::harness::{TestApp, a_moment, both, entities, on_both};

on_both! {
    async fn up_down_and_up_again_gives_the_same_schema(db: TestDb) {
        let before = schema(&db).await;
        assert!(before.len() > 100, "{before:?}");
        migrate_down(db.url(), None).await.expect("all steps down");
        let left = tables(&db).await;
        assert_eq!(left, BTreeSet::from(["seaql_migrations".to_owned()]));
        migrate(db.url()).await.expect("all steps up again");
        assert_eq!(schema(&db).await, before);
    }

    async fn every_step_goes_down_and_up_by_itself(db: TestDb) {
        let before = schema(&db).await;
        for n in 1..=u32::try_from(Migrator::migrations().len()).expect("few steps") {
            migrate_down(db.url(), Some(n)).await.expect("steps down");
            migrate(db.url()).await.expect("the same steps up");
            assert_eq!(schema(&db).await, before, "{n} steps down");
        }
    }

    async fn up_once_more_changes_nothing_and_keeps_the_rows(db: TestDb) {
        populate(&db).await;
        let (schema_before, rows_before) = (schema(&db).await, counts(&db).await);
        let empty: Vec<_> = rows_before.iter().filter(|(_, n)| *n == 0).collect();
        assert!(empty.is_empty(), "no rows in {empty:?}");
        migrate(db.url()).await.expect("nothing to do");
        assert_eq!(schema(&db).await, schema_before);
        assert_eq!(counts(&db).await, rows_before);
    }

    async fn a_database_with_rows_goes_down_and_up(db: TestDb) {
        populate(&db).await;
        // Before there were agreements with customers there is no place for them, and no step takes
        // an agreement away.
        let sold = "UPDATE agreement SET customer_id = NULL, vendor_id = (SELECT vendor.id \
            FROM vendor WHERE vendor.legal_entity_id = agreement.legal_entity_id LIMIT 1) \
            WHERE customer_id IS NOT NULL";
        run(&db.admin().await, sold).await;
        for _ in Migrator::migrations() {
            migrate_down(db.url(), Some(1)).await.expect("one step down");
        }
        migrate(db.url()).await.expect("all steps up");
        populate(&db).await;
    }

    async fn two_servers_at_once_both_find_the_schema(db: TestDb) {
        migrate_down(db.url(), None).await.expect("all steps down");
        let (one, other) = tokio::join!(migrate(db.url()), migrate(db.url()));
        if db.is_postgres() {
            one.expect("migrates");
            other.expect("waits, and finds it done");
        }
        open(&db).await.expect("the schema is there");
    }

    async fn a_database_of_another_schema_is_not_opened(db: TestDb) {
        migrate_down(db.url(), Some(1)).await.expect("one step down");
        assert!(matches!(open(&db).await, Err(ConnectError::Schema(_))));
        migrate_down(db.url(), None).await.expect("all steps down");
        assert!(matches!(open(&db).await, Err(ConnectError::Schema(_))));
        migrate(db.url()).await.expect("all steps up");
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9_newer', 1)";
        run(&db.admin().await, newer).await;
        assert!(matches!(open(&db).await, Err(ConnectError::Schema(_))));
    }

    async fn the_entities_have_exactly_the_columns_of_the_schema(db: TestDb) {
        let admin = db.admin().await;
        for table in entities::all() {
            let described: BTreeSet<String> = table
                .columns
                .iter()
                .map(|column| format!("{} {}", column.name, column.nullable))
                .collect();
            let there = columns(&db, &admin, &table.name).await;
            assert_eq!(described, there, "{}, columns and whether null", table.name);
        }
    }

    async fn every_table_is_listed_with_its_kind(db: TestDb) {
        let listed: BTreeSet<String> = TABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(listed.len(), TABLES.len(), "a table is listed twice");
        assert_eq!(tables(&db).await, listed);
    }
}

both! {
    async fn a_server_is_not_ready_while_its_database_was_migrated_further_or_back(app: TestApp) {
        // It is looked at whenever the database is asked at all.
        let waits = Waits { schema: Duration::ZERO, ..Waits::default() };
        let options = Options { connections_max: 2, waits, ..Options::of(app.test_db.url()) };
        let db = Db::connect(&options, app.clock.clone(), None).await.expect("it opens");
        let state = app.state_over(db);
        let admin = app.test_db.admin().await;
        let last = "SELECT MAX(version) FROM seaql_migrations";
        let name = texts(&admin, last).await.remove(0);
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9_newer', 1)";
        let back = format!("DELETE FROM seaql_migrations WHERE version = '{name}'");
        let forth = format!("INSERT INTO seaql_migrations (version, applied_at) \
                             VALUES ('{name}', 1)");
        let not_newer = "DELETE FROM seaql_migrations WHERE version = 'm9_newer'";
        until_ready(&app, &state, true).await;
        for (changed, mended) in [(newer, not_newer), (back.as_str(), forth.as_str())] {
            run(&admin, changed).await;
            until_ready(&app, &state, false).await;
            // Who asks all the same is answered, as far as the tables let it.
            let user = app.viewer(&app.a);
            let told = app.get(&state, Some(&user), "/export/vendors.csv?fields=name").await;
            assert_eq!(told.text(), "name\r\n");
            run(&admin, mended).await;
            until_ready(&app, &state, true).await;
        }
    }
}

/// Asks for health until a server is ready, or says that it is not because of the schema.
async fn until_ready(app: &TestApp, state: &State, is_ready: bool) {
    let wanted = match is_ready {
        true => (200, "ok"),
        false => (503, "has another schema"),
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let told = app.get(state, None, "/health/ready").await;
        if (told.status, told.json()["database"].as_str()) == (wanted.0, Some(wanted.1)) {
            return;
        }
        assert!(Instant::now() < deadline, "{}", told.text());
        a_moment().await;
    }
}

#[test]
fn every_listed_table_has_an_entity_that_the_laws_walk() {
    let walked: BTreeSet<String> = entities::all()
        .into_iter()
        .map(|table| table.name)
        .collect();
    let listed: BTreeSet<String> = TABLES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .filter(|name| name != "seaql_migrations")
        .collect();
    assert_eq!(walked, listed);
}

#[tokio::test]
async fn the_bundled_sqlite_is_one_that_loses_no_pages() {
    let admin = TestDb::sqlite().await.admin().await;
    let version = texts(&admin, "SELECT sqlite_version()").await.remove(0);
    let parts: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().expect("a number"))
        .collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}

async fn open(db: &TestDb) -> Result<Db, ConnectError> {
    let options = Options {
        connections_max: 1,
        ..Options::of(db.url())
    };
    Db::connect(&options, Clock::system(), None).await
}

/// Rows in every table, of two legal entities.
async fn populate(db: &TestDb) {
    let admin = db.admin().await;
    for code in ["A", "B"] {
        let le = LegalEntityId(Clock::system().id());
        let found = format!(
            "INSERT INTO legal_entity VALUES ({}, '{code}', '{code}', 'EUR', 'WARN', \
             'LOWEST_NUMBER', false, 1)",
            key(admin.get_database_backend(), le.0)
        );
        run(&admin, &found).await;
        fill(&admin, le, code).await;
    }
}

/// How many rows each tenant table has.
async fn counts(db: &TestDb) -> Vec<(String, i64)> {
    let admin = db.admin().await;
    let mut counts = Vec::new();
    for (table, _) in TABLES.iter().filter(|(table, _)| fill::is_tenant(table)) {
        let n = number(&admin, &format!("SELECT COUNT(*) FROM {table}")).await;
        counts.push(((*table).to_owned(), n));
    }
    counts
}

async fn tables(db: &TestDb) -> BTreeSet<String> {
    let sql = if db.is_postgres() {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    texts(&db.admin().await, sql).await.into_iter().collect()
}

async fn columns(db: &TestDb, admin: &DatabaseConnection, table: &str) -> BTreeSet<String> {
    let sql = if db.is_postgres() {
        format!(
            "SELECT column_name || CASE is_nullable WHEN 'YES' THEN ' true' ELSE ' false' END \
             FROM information_schema.columns WHERE table_name = '{table}'"
        )
    } else {
        format!(
            "SELECT name || CASE WHEN \"notnull\" = 0 AND pk = 0 THEN ' true' ELSE ' false' END \
             FROM pragma_table_info('{table}')"
        )
    };
    texts(admin, &sql).await.into_iter().collect()
}

/// All that the schema consists of, one text a piece.
async fn schema(db: &TestDb) -> Vec<String> {
    let sql = if db.is_postgres() {
        "SELECT piece FROM ( \
           SELECT format('%s.%s %s %s %s', c.relname, a.attname, \
             row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), \
             format_type(a.atttypid, a.atttypmod), a.attnotnull) AS piece \
           FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
           WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 \
             AND NOT a.attisdropped \
           UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, \
             pg_get_constraintdef(oid)) FROM pg_constraint \
           WHERE connamespace = 'public'::regnamespace \
           UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
           UNION ALL SELECT format('%s %s %s', tablename, policyname, qual) FROM pg_policies \
           UNION ALL SELECT format('%s %s %s %s', relname, relrowsecurity, relforcerowsecurity, \
             relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace \
         ) AS pieces ORDER BY piece"
    } else {
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    };
    texts(&db.admin().await, sql).await
}
