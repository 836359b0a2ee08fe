//! Another legal entity's rows might as well not exist: every root field, asked with every id of B
//! in every place, answers A as it answers an id that never was.
//!
//! Fields, places and tables are enumerated, so that a new one is under this law by itself.

use avtal::auth::Role;
use entity::ids::LegalEntityId;
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};

use crate::harness::db::texts;
use crate::harness::fill::{self, fill, global_id, global_of, key};
use crate::harness::graph::{Graph, Place, Root};
use crate::harness::user::User;
use crate::harness::{TestApp, both, entities};

const CANARY: &str = "CANARY-B";

both! {
    async fn an_id_of_another_legal_entity_is_answered_as_an_unknown_one(app: TestApp) {
        let ward = Ward::new(app).await;
        let mut n_asked = 0;
        for root in ward.graph.all_roots() {
            for place in ward.graph.places(&root) {
                for node in ward.graph.types_at(&root, &place, &fill::node_types()) {
                    ward.ask_both(&root, &place, &node).await;
                    n_asked += 1;
                }
            }
            ward.check_b(&root.field.name).await;
        }
        assert!(n_asked > 0, "no field takes an id, so nothing was asked");
    }

    async fn no_field_tells_of_another_legal_entity(app: TestApp) {
        let ward = Ward::new(app).await;
        let mut all = String::new();
        for root in ward.graph.queries() {
            let ids = Graph::own_ids(ward.app.a.id);
            let (query, variables) = ward.graph.request(&root, None, &ids);
            let answer = ward.app.gql(&ward.user, &query, variables).await;
            let text = answer.to_string();
            assert!(!text.contains(CANARY), "{}: {text}", root.field.name);
            all.push_str(&text);
        }
        // Had nothing been found, nothing could have been told.
        assert!(all.contains("CANARY-A"), "no query found a row of its own: {all}");
        ward.check_b("a query").await;
    }

    async fn an_id_of_ones_own_is_found(app: TestApp) {
        let ward = Ward::new(app).await;
        for root in ward.graph.queries() {
            let [arg] = root.field.args.as_slice() else { continue };
            if arg.kind.text() != "ID!" {
                continue;
            }
            let ids = Graph::own_ids(ward.app.a.id);
            let (query, variables) = ward.graph.request(&root, None, &ids);
            let answer = ward.app.gql(&ward.user, &query, variables).await;
            let name = &root.field.name;
            assert_eq!(answer.get("errors"), None, "{name}: {answer}");
            assert!(!answer["data"][name].is_null(), "{name} finds no row of its own: {answer}");
        }
    }

    async fn a_member_of_both_acts_in_the_one_that_it_names(app: TestApp) {
        let ward = Ward::new(app).await;
        let a_and_b = User::named("both")
            .with(&ward.app.a, &[Role::Admin])
            .with(&ward.app.b, &[Role::Admin]);
        for root in ward.graph.queries() {
            for (at, own, other) in [
                (&ward.app.a, "CANARY-A", "CANARY-B"),
                (&ward.app.b, "CANARY-B", "CANARY-A"),
            ] {
                let ids = Graph::own_ids(at.id);
                let (query, variables) = ward.graph.request(&root, None, &ids);
                let user = a_and_b.clone().at(at);
                let answer = ward.app.gql(&user, &query, variables).await.to_string();
                assert!(!answer.contains(other), "{} for {own}: {answer}", root.field.name);
            }
        }
    }
}

/// An application with rows of A and B in every table.
struct Ward {
    app: TestApp,
    graph: &'static Graph,
    /// Somebody of A who may do everything.
    user: User,
    admin: DatabaseConnection,
    /// B's rows, before anything was asked.
    before: Vec<String>,
}

impl Ward {
    async fn new(app: TestApp) -> Self {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "CANARY-A").await;
        fill(&admin, app.b.id, CANARY).await;
        let before = rows_of(&admin, app.b.id).await;
        let n_canaries = before.iter().filter(|rows| rows.contains(CANARY)).count();
        assert!(n_canaries > 15, "only {n_canaries} tables have texts of B");
        Self {
            user: User::named("a").with(&app.a, &[Role::Admin, Role::PlatformOperator]),
            graph: Graph::read().await,
            app,
            admin,
            before,
        }
    }

    /// Fails if anything of B is not as it was.
    async fn check_b(&self, after: &str) {
        let now = rows_of(&self.admin, self.app.b.id).await;
        for (before, now) in self.before.iter().zip(&now) {
            assert_eq!(before, now, "{after} changed rows of B");
        }
    }

    /// Asks with an id of B and with one that never was, and compares.
    async fn ask_both(&self, root: &Root, place: &Place, node: &str) {
        let foreign = global_id(self.app.b.id, node, 1);
        let unknown = global_of(node, self.app.clock.id());
        let about_foreign = self.ask(root, place, &foreign).await;
        let about_unknown = self.ask(root, place, &unknown).await;
        let what = format!("{}, {node} at {}", root.field.name, place.path.join("."));
        assert_eq!(about_foreign, about_unknown, "{what}");
        assert!(!about_foreign.contains(CANARY), "{what}: {about_foreign}");
        assert!(
            !about_foreign.contains(&global_id(self.app.b.id, node, 2)),
            "{what}"
        );
        assert!(
            !about_foreign.contains("INTERNAL"),
            "{what}: {about_foreign}"
        );
    }

    /// The answer to a request with an id in a place, the id itself blotted out.
    async fn ask(&self, root: &Root, place: &Place, id: &str) -> String {
        ask(&self.app, self.graph, &self.user, (root, place), id).await
    }
}

/// The answer to a user of A that asks with an id of nobody in a place, the id itself blotted out.
pub(crate) async fn ask(
    app: &TestApp,
    graph: &Graph,
    user: &User,
    (root, place): (&Root, &Place),
    id: &str,
) -> String {
    let ids = Graph::own_ids(app.a.id);
    let (query, variables) = graph.request(root, Some((place, id)), &ids);
    let answer = app.gql(user, &query, variables).await;
    if root.operation == "mutation" {
        let payload = &answer["data"][&root.field.name];
        let is_done = answer.get("errors").is_none() && payload["userErrors"] == json!([]);
        let path = place.path.join(".");
        assert!(
            !is_done,
            "{} takes an id of nobody at {path}: {answer}",
            root.field.name
        );
    }
    assert!(
        !is_misread(&answer),
        "the law asks wrongly: {answer}\n{query}"
    );
    answer.to_string().replace(id, "<id>")
}

/// Whether a request was refused before any resolver saw it, so that it proved nothing.
fn is_misread(answer: &Value) -> bool {
    let errors = answer["errors"].as_array().into_iter().flatten();
    let mut errors = errors.map(|error| error.get("path"));
    errors.any(|path| path.is_none())
}

/// All rows of a legal entity, a text for each table.
pub(crate) async fn rows_of(admin: &DatabaseConnection, le: LegalEntityId) -> Vec<String> {
    let backend = admin.get_database_backend();
    let mut all = Vec::new();
    for table in entities::all() {
        let column = match table.name.as_str() {
            "legal_entity" => "id",
            name if fill::is_tenant(name) => "legal_entity_id",
            _ => continue,
        };
        let columns = table.columns.iter().map(|column| match backend {
            sea_orm::DbBackend::Sqlite => format!(r#"quote("{}")"#, column.name),
            _ => format!(r#"COALESCE("{}"::text, 'NULL')"#, column.name),
        });
        let columns: Vec<String> = columns.collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE {column} = {} ORDER BY id",
            columns.join(" || '|' || "),
            table.name,
            key(backend, le.0)
        );
        let rows = texts(admin, &sql).await;
        all.push(format!("{}: {}", table.name, rows.join("\n")));
    }
    all
}
