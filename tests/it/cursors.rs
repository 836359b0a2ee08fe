//! Cursors are sealed: one that was altered, or is of another connection, order, legal entity or
//! installation, is refused and never taken for the first page.

use std::collections::BTreeMap;

use avtal::clock::Clock;
use avtal::tenancy::{ConnectError, Db, Options, migrate, migrate_down};
use serde_json::{Value, json};

use crate::ask::fault;
use crate::harness::db::{TestDb, number, run, texts};
use crate::harness::fill::fill;
use crate::harness::graph::Graph;
use crate::harness::user::User;
use crate::harness::{TestApp, both, on_both};

/// A page of one row after a cursor.
fn page(connection: &str) -> String {
    format!(
        "query($after: String) {{ {connection}(first: 1, after: $after) {{
            edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage startCursor endCursor }} }} }}"
    )
}

async fn ask(app: &TestApp, user: &User, connection: &str, after: &Value) -> Value {
    let variables = json!({ "after": after });
    app.gql(user, &page(connection), variables).await
}

/// The cursor of the first row of a connection.
async fn first(app: &TestApp, user: &User, connection: &str) -> Value {
    let answer = ask(app, user, connection, &Value::Null).await;
    let page = &answer["data"][connection];
    let cursor = &page["edges"][0]["cursor"];
    assert!(cursor.is_string(), "{connection}: {answer}");
    assert_eq!(page["pageInfo"]["startCursor"], *cursor);
    assert_eq!(page["pageInfo"]["endCursor"], *cursor);
    cursor.clone()
}

fn refused(answer: &Value) {
    assert_eq!(fault(answer), "BAD_USER_INPUT", "{answer}");
    let words = "the cursor is not one of this connection in this order";
    assert_eq!(answer["errors"][0]["message"], words);
    assert!(answer["data"].is_null(), "{answer}");
}

/// The rows' ids of a page that is no fault.
fn ids(answer: &Value, connection: &str) -> Vec<Value> {
    assert_eq!(answer.get("errors"), None, "{answer}");
    let edges = answer["data"][connection]["edges"].as_array();
    let edges = edges.expect("edges").iter();
    edges.map(|edge| edge["node"]["id"].clone()).collect()
}

async fn vendors(app: &TestApp, user: &User, n: usize) {
    for i in 0..n {
        let input = json!({ "name": format!("Vendor {i}") });
        let made = crate::ask::payload(app, user, "vendorCreate", "vendor { id }", input).await;
        crate::ask::done(&made, "vendor");
    }
}

/// The connections at the root, each with its type.
async fn connections() -> BTreeMap<String, String> {
    let graph = Graph::read().await;
    let fields = graph.queries().into_iter().map(|root| root.field);
    let all: BTreeMap<String, String> = fields
        .map(|field| (field.name.clone(), field.kind.named().to_owned()))
        .filter(|(_, kind)| kind.ends_with("Connection"))
        .collect();
    assert!(all.len() > 20, "connections are walked: {all:?}");
    all
}

async fn open(db: &TestDb) -> Result<Db, ConnectError> {
    Db::connect(&Options::of(db.url()), Clock::system(), None).await
}

async fn secret(db: &TestDb) -> String {
    let admin = db.admin().await;
    assert_eq!(number(&admin, "SELECT COUNT(*) FROM seal").await, 1);
    texts(&admin, "SELECT secret FROM seal").await.remove(0)
}

both! {
    async fn a_cursor_of_one_legal_entity_is_refused_in_another(app: TestApp) {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "CANARY-A").await;
        fill(&admin, app.b.id, "CANARY-B").await;
        let (of_a, of_b) = (app.admin(&app.a), app.admin(&app.b));
        for connection in connections().await.keys() {
            let cursor = first(&app, &of_a, connection).await;
            refused(&ask(&app, &of_b, connection, &cursor).await);
            ids(&ask(&app, &of_a, connection, &cursor).await, connection);
        }
    }

    async fn a_cursor_of_one_connection_is_refused_in_another(app: TestApp) {
        fill(&app.test_db.admin().await, app.a.id, "CANARY").await;
        let user = app.admin(&app.a);
        let all = connections().await;
        for (of, kind) in &all {
            let cursor = first(&app, &user, of).await;
            for (other, _) in all.iter().filter(|(_, its)| *its != kind) {
                refused(&ask(&app, &user, other, &cursor).await);
            }
        }
    }

    async fn a_cursor_of_another_field_or_the_same_the_other_way_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        vendors(&app, &user, 2).await;
        let query = |order: &str| format!(
            "query($after: String) {{ vendors(orderBy: [{order}], after: $after) {{
                edges {{ cursor node {{ id }} }} }} }}"
        );
        let by_name = "{field: NAME}";
        let answer = app.gql(&user, &query(by_name), json!({})).await;
        let after = json!({ "after": answer["data"]["vendors"]["edges"][0]["cursor"] });
        for order in ["{field: NUMBER}", "{field: NAME, direction: DESC}", ""] {
            refused(&app.gql(&user, &query(order), after.clone()).await);
        }
        let answer = app.gql(&user, &query(by_name), after).await;
        assert_eq!(ids(&answer, "vendors").len(), 1);
    }

    async fn a_cursor_with_any_character_changed_is_refused_both_ways(app: TestApp) {
        let user = app.manager(&app.a);
        vendors(&app, &user, 2).await;
        let cursor = first(&app, &user, "vendors").await;
        let cursor = cursor.as_str().expect("a cursor");
        for at in 0..cursor.len() {
            let other = if &cursor[at..=at] == "A" { "B" } else { "A" };
            let changed = format!("{}{other}{}", &cursor[..at], &cursor[at + 1..]);
            refused(&ask(&app, &user, "vendors", &json!(changed)).await);
            refused(&ask(&app, &user, "vendors", &json!(cursor[..at])).await);
        }
        let before = "query($c: String) { vendors(last: 1, before: $c) { nodes { id } } }";
        refused(&app.gql(&user, before, json!({ "c": &cursor[1..] })).await);
        let answer = app.gql(&user, before, json!({ "c": cursor })).await;
        assert_eq!(answer["data"]["vendors"]["nodes"], json!([]));
    }

    async fn a_cursor_of_a_list_in_an_object_is_good_in_the_same_list_only(app: TestApp) {
        fill(&app.test_db.admin().await, app.a.id, "CANARY").await;
        let user = app.admin(&app.a);
        // The front page is read with those of other parents, the next by itself.
        let query = |list: &str| format!(
            "query($after: String) {{ purchaseOrders(first: 1) {{ nodes {{
                page: {list}(first: 1, after: $after) {{ edges {{ cursor }} }} }} }} }}"
        );
        let of = async |list: &str, after: &Value| {
            let answer = app.gql(&user, &query(list), json!({ "after": after })).await;
            let node = answer["data"]["purchaseOrders"]["nodes"][0].clone();
            (node["page"]["edges"][0]["cursor"].clone(), answer)
        };
        let (cursor, answer) = of("lines", &Value::Null).await;
        assert!(cursor.is_string(), "{answer}");
        let (_, answer) = of("lines", &cursor).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        for other in ["versions", "receipts", "invoices"] {
            let (page, answer) = of(other, &cursor).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT", "{answer}");
            assert!(page.is_null(), "{answer}");
        }
    }

    async fn a_cursor_is_good_after_a_restart(app: TestApp) {
        let user = app.manager(&app.a);
        vendors(&app, &user, 2).await;
        let cursor = first(&app, &user, "vendors").await;
        let before = ids(&ask(&app, &user, "vendors", &cursor).await, "vendors");
        let app = app.with_connections(2).await;
        let after = ids(&ask(&app, &user, "vendors", &cursor).await, "vendors");
        assert_eq!(after, before);
        assert_eq!(first(&app, &user, "vendors").await, cursor);
    }

    async fn a_cursor_of_another_installation_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        vendors(&app, &user, 2).await;
        let cursor = first(&app, &user, "vendors").await;
        let other = format!("UPDATE seal SET secret = '{}'", "5a".repeat(32));
        run(&app.test_db.admin().await, &other).await;
        // It was read as the database was opened, and is not read again.
        assert_eq!(first(&app, &user, "vendors").await, cursor);
        let app = app.with_connections(2).await;
        refused(&ask(&app, &user, "vendors", &cursor).await);
        let cursor = first(&app, &user, "vendors").await;
        assert_eq!(ids(&ask(&app, &user, "vendors", &cursor).await, "vendors").len(), 1);
    }

    async fn cursors_cost_no_statement(app: TestApp) {
        let user = app.manager(&app.a);
        vendors(&app, &user, 2).await;
        let cursor = first(&app, &user, "vendors").await;
        for after in [Value::Null, cursor] {
            let asked = ask(&app, &user, "vendors", &after);
            assert_eq!(app.count_statements(asked).await, 1, "after {after}");
        }
        let nonsense = json!("nonsense");
        let asked = ask(&app, &user, "vendors", &nonsense);
        assert_eq!(app.count_statements(asked).await, 0);
    }
}

on_both! {
    async fn each_installation_has_a_secret_of_its_own(db: TestDb) {
        let first = secret(&db).await;
        migrate(db.url()).await.expect("nothing to do");
        assert_eq!(secret(&db).await, first);
        migrate_down(db.url(), None).await.expect("all steps down");
        migrate(db.url()).await.expect("all steps up again");
        let second = secret(&db).await;
        assert_ne!(second, first);
        for secret in [first, second] {
            assert_eq!(secret.len(), 64);
            assert!(secret.chars().all(|digit| digit.is_ascii_hexdigit()), "{secret}");
        }
    }

    async fn a_database_without_its_secret_is_not_opened(db: TestDb) {
        open(&db).await.expect("it has one").close().await;
        let admin = db.admin().await;
        for broken in ["UPDATE seal SET secret = 'short'", "DELETE FROM seal"] {
            run(&admin, broken).await;
            let told = open(&db).await.err().map(|error| error.to_string());
            let told = told.unwrap_or_else(|| panic!("opened after {broken}"));
            assert!(told.contains("without the secret in its table seal"), "{told}");
        }
    }
}
