//! The second lock: row-level security on PostgreSQL, refusing triggers on SQLite.

use entity::partition::{TABLES, TableKind};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use serde_json::json;

use crate::harness::TestApp;
use crate::harness::db::{connect, number, refusal, run, texts};
use crate::harness::fill::{self, fill, id_of, insert};
use crate::harness::{both, entities};

/// PostgreSQL's word for a row that a policy forbids, or a right that is not given.
const FORBIDDEN: [&str; 2] = ["row-level security", "permission denied"];

#[tokio::test]
async fn without_a_legal_entity_the_servers_role_sees_nothing() {
    let Some((_app, role)) = filled().await else {
        return;
    };
    let settings = [
        "RESET app.legal_entity",
        "SET app.legal_entity = ''",
        "SET app.legal_entity = '00000000-0000-0000-0000-000000000000'",
    ];
    for setting in settings {
        run(&role, setting).await;
        for table in walled() {
            let n = number(&role, &format!("SELECT count(*) FROM {table}")).await;
            assert_eq!(n, 0, "{table} after {setting}");
        }
    }
    // What is no id at all is a fault, and no rows either.
    for nonsense in ["%", "a,b", "''''", "null"] {
        run(&role, &format!("SET app.legal_entity = '{nonsense}'")).await;
        for table in walled() {
            let said = refusal(&role, &format!("SELECT FROM {table}")).await;
            assert!(said.contains("uuid"), "{table}: {said}");
        }
    }
}

#[tokio::test]
async fn under_a_legal_entity_the_servers_role_sees_its_rows_only() {
    let Some((app, role)) = filled().await else {
        return;
    };
    run(&role, &format!("SET app.legal_entity = '{}'", app.a.id)).await;
    for table in walled() {
        let column = if table == "legal_entity" {
            "id"
        } else {
            "legal_entity_id"
        };
        let seen = texts(
            &role,
            &format!("SELECT DISTINCT {column}::text FROM {table}"),
        )
        .await;
        assert_eq!(seen, [app.a.id.to_string()], "{table}");
    }
}

#[tokio::test]
async fn the_servers_role_writes_no_row_of_another_and_moves_none() {
    let Some((app, role)) = filled().await else {
        return;
    };
    run(&role, &format!("SET app.legal_entity = '{}'", app.a.id)).await;
    let tables = entities::all();
    let made: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    for table in tables.iter().filter(|table| fill::is_tenant(&table.name)) {
        let name = &table.name;
        let sql = insert(DbBackend::Postgres, table, app.b.id, "x", 9, &made);
        let said = refusal(&role, &sql).await;
        assert!(
            FORBIDDEN.iter().any(|word| said.contains(word)),
            "{name}: {said}"
        );

        let kind = TABLES
            .iter()
            .find(|(listed, _)| listed == name)
            .map(|(_, kind)| *kind);
        let id = id_of(app.a.id, name, 1);
        let moved = format!(
            "UPDATE {name} SET legal_entity_id = '{}' WHERE id = '{id}'",
            app.b.id
        );
        let n_before = number(&role, &format!("SELECT count(*) FROM {name}")).await;
        if name != "number_sequence" || n_before > 0 {
            let all = format!("UPDATE {name} SET legal_entity_id = '{}'", app.b.id);
            let said = refusal(&role, &all).await;
            assert!(
                FORBIDDEN.iter().any(|word| said.contains(word)),
                "{name}: {said}"
            );
        }
        let foreign = id_of(app.b.id, name, 1);
        let touched = format!(
            "WHERE legal_entity_id = '{}' AND id = '{foreign}'",
            app.b.id
        );
        if kind == Some(TableKind::AppendOnly) {
            for sql in [
                moved,
                format!("DELETE FROM {name} {touched}"),
                format!("TRUNCATE {name}"),
            ] {
                let said = refusal(&role, &sql).await;
                assert!(said.contains("permission denied"), "{name}: {said}");
            }
        } else {
            for sql in [
                format!("UPDATE {name} SET id = id {touched}"),
                format!("DELETE FROM {name} {touched}"),
            ] {
                let done = role.execute_unprepared(&sql).await.expect("no row is met");
                assert_eq!(done.rows_affected(), 0, "{sql}");
            }
        }
    }
}

#[tokio::test]
async fn the_servers_role_neither_makes_nor_drops_nor_lets_itself_loose() {
    let Some((_app, role)) = filled().await else {
        return;
    };
    for sql in [
        "CREATE TABLE mine (id int)",
        "DROP TABLE vendor",
        "TRUNCATE vendor CASCADE",
        "ALTER TABLE vendor DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE vendor NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY vendor_tenant ON vendor",
        "CREATE POLICY mine ON vendor USING (true)",
        "INSERT INTO currency VALUES ('QQQ', 'Mine', 2)",
        "UPDATE unit SET decimals = 0",
        "DELETE FROM seaql_migrations",
        "UPDATE seal SET secret = 'mine'",
        "DELETE FROM seal",
        "ALTER ROLE avtal_app BYPASSRLS",
    ] {
        let said = refusal(&role, sql).await;
        let words = [
            "permission denied",
            "must be owner",
            "must have",
            "must be superuser",
        ];
        assert!(
            words.iter().any(|word| said.contains(word)),
            "{sql}: {said}"
        );
    }
}

#[tokio::test]
async fn the_tables_owner_is_bound_as_well() {
    let Some((app, admin)) = app_and_admin().await else {
        return;
    };
    // Not as a superuser, whom nothing binds.
    let owner = format!("avtal_owner_{}", std::process::id());
    run(
        &admin,
        &format!("DROP ROLE IF EXISTS {owner}; CREATE ROLE {owner}"),
    )
    .await;
    run(
        &admin,
        &format!("ALTER TABLE vendor OWNER TO {owner}; SET ROLE {owner}"),
    )
    .await;
    assert_eq!(number(&admin, "SELECT count(*) FROM vendor").await, 0);
    run(&admin, &format!("SET app.legal_entity = '{}'", app.a.id)).await;
    assert_eq!(
        number(&admin, "SELECT count(*) FROM vendor").await,
        i64::from(fill::ROWS)
    );
    run(&admin, "RESET ROLE; ALTER TABLE vendor OWNER TO postgres").await;
    run(&admin, &format!("DROP OWNED BY {owner}; DROP ROLE {owner}")).await;
}

both! {
    async fn after_commit_and_after_rollback_no_legal_entity_is_left_on_the_connection(
        app: TestApp
    ) {
        if !app.test_db.is_postgres() {
            return;
        }
        let user = app.manager(&app.a);
        let create = |name: &str| format!(
            r#"mutation {{ vendorCreate(input: {{name: "{name}"}}) {{ userErrors {{ code }} }} }}"#
        );
        // A read, an act that is kept and one that is undone.
        app.gql(&user, "{ vendors { totalCount } }", json!({})).await;
        app.gql(&user, &create("Kept"), json!({})).await;
        app.gql(&user, &create(""), json!({})).await;
        // The statements themselves: the legal entity is named for one transaction and no longer.
        let statements = app.statements_of(app.gql(&user, &create("More"), json!({}))).await;
        for statement in statements.iter().filter(|sql| sql.contains("app.legal_entity")) {
            assert!(statement.contains("SET LOCAL app.legal_entity"), "{statement}");
        }
        // What the pooled connections say of themselves.
        let admin = app.test_db.admin().await;
        let left = "SELECT query FROM pg_stat_activity WHERE datname = current_database() \
                    AND state = 'idle in transaction'";
        assert_eq!(texts(&admin, left).await, Vec::<String>::new());
    }

    async fn each_request_of_many_at_once_sees_its_own_legal_entity(app: TestApp) {
        for le in [&app.a, &app.b] {
            let create = format!(
                r#"mutation {{ vendorCreate(input: {{name: "of {}"}}) {{ vendor {{ id }} }} }}"#,
                le.code
            );
            app.gql(&app.manager(le), &create, json!({})).await;
        }
        let of_a = app.viewer(&app.a);
        let of_b = app.viewer(&app.b);
        let query = "{ vendors { nodes { name } } }";
        for _ in 0..25 {
            let (a1, b1, a2, b2) = tokio::join!(
                app.gql(&of_a, query, json!({})),
                app.gql(&of_b, query, json!({})),
                app.gql(&of_a, query, json!({})),
                app.gql(&of_b, query, json!({})),
            );
            let name = |answer: &serde_json::Value| answer["data"]["vendors"]["nodes"].clone();
            assert_eq!(name(&a1), json!([{"name": "of A"}]));
            assert_eq!(name(&b1), json!([{"name": "of B"}]));
            assert_eq!((name(&a1), name(&b1)), (name(&a2), name(&b2)));
        }
    }

    async fn append_only_tables_refuse_change_and_removal(app: TestApp) {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "CANARY-A").await;
        let postgres = app.test_db.is_postgres();
        if postgres {
            let as_server = format!("SET ROLE avtal_app; SET app.legal_entity = '{}'", app.a.id);
            run(&admin, &as_server).await;
        }
        let append_only: Vec<&str> = TABLES
            .iter()
            .filter(|(_, kind)| *kind == TableKind::AppendOnly)
            .map(|(name, _)| *name)
            .collect();
        assert!(append_only.len() > 5, "{append_only:?}");
        for table in append_only {
            let count = format!("SELECT count(*) FROM {table}");
            // The audit trail has what the legal entity was made by as well.
            let expected = fill::ROWS + u8::from(table == "audit_entry");
            let n = match (table, postgres) {
                ("audit_entry", false) => number(&admin, &format!("{count} WHERE subject <> \
                    'operator' OR legal_entity_id = {}", fill::key(DbBackend::Sqlite, app.a.id.0)
                )).await,
                _ => number(&admin, &count).await,
            };
            assert_eq!(n, i64::from(expected), "{table}");
            for sql in [format!("UPDATE {table} SET id = id"), format!("DELETE FROM {table}")] {
                let said = refusal(&admin, &sql).await;
                let word = if postgres { "permission denied" } else { "append-only" };
                assert!(said.contains(word), "{table}: {said}");
            }
        }
    }
}

/// Transactions of the kind that the application makes leave nothing behind on their connection.
#[tokio::test]
async fn a_local_setting_is_gone_after_commit_and_after_rollback() {
    let Some((app, role)) = filled().await else {
        return;
    };
    for end in ["COMMIT", "ROLLBACK"] {
        run(
            &role,
            &format!("BEGIN; SET LOCAL app.legal_entity = '{}'", app.a.id),
        )
        .await;
        assert!(number(&role, "SELECT count(*) FROM vendor").await > 0);
        run(&role, end).await;
        assert_eq!(
            number(&role, "SELECT count(*) FROM vendor").await,
            0,
            "{end}"
        );
        let left = "SELECT COALESCE(current_setting('app.legal_entity', true), '')";
        assert_eq!(texts(&role, left).await, [""], "{end}");
    }
}

/// An application on PostgreSQL with rows of A and B in every table, and a superuser's connection.
async fn app_and_admin() -> Option<(TestApp, DatabaseConnection)> {
    let app = TestApp::postgres().await?;
    let admin = app.test_db.admin().await;
    fill(&admin, app.a.id, "CANARY-A").await;
    fill(&admin, app.b.id, "CANARY-B").await;
    Some((app, admin))
}

/// The same with a connection as the server's role, which it cannot leave.
async fn filled() -> Option<(TestApp, DatabaseConnection)> {
    let (app, _) = app_and_admin().await?;
    let role = connect(app.test_db.url()).await;
    run(&role, "SET SESSION AUTHORIZATION avtal_app").await;
    Some((app, role))
}

/// All tables with rows of legal entities, their own included.
fn walled() -> Vec<&'static str> {
    let names = TABLES.iter().map(|(name, _)| *name);
    names
        .filter(|name| fill::is_tenant(name) || *name == "legal_entity")
        .collect()
}
