//! The graph as a subgraph: what a gateway composes by and fetches by, where that is switched on.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use avtal::graphql::context::Session;
use avtal::graphql::federation::{get, sdl};
use serde_json::{Value, json};

use crate::harness::fill::{fill, global_id};
use crate::harness::graph::Graph;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const ENTITIES: &str = "query($all: [_Any!]!) {
    _entities(representations: $all) { __typename ... on Node { id } }
}";

async fn entities(app: &TestApp, user: Option<&User>, all: Value) -> Value {
    let caller = user.map(User::caller);
    let header = user.and_then(User::header);
    let session = Session::new(app.db.clone(), caller, header, None);
    let request = Request::new(ENTITIES)
        .variables(Variables::from_json(json!({ "all": all })))
        .data(Arc::new(session));
    let response = get().execute(request).await;
    serde_json::to_value(&response).expect("a response is JSON")
}

/// The names of all types with a global id.
async fn node_types() -> Vec<String> {
    let graph = Graph::read().await;
    let node = graph.types.get("Node").expect("the interface");
    let types = node.possible_types.iter().flatten();
    let types: Vec<String> = types.map(|kind| kind.named().to_owned()).collect();
    assert!(types.len() > 40, "types are walked: {types:?}");
    types
}

/// Every table of both legal entities has rows.
async fn filled(app: &TestApp) {
    let admin = app.test_db.admin().await;
    fill(&admin, app.a.id, "CANARY-A").await;
    fill(&admin, app.b.id, "CANARY-B").await;
}

both! {
    async fn everything_with_an_id_is_an_entity_of_its_own_legal_entity_only(app: TestApp) {
        filled(&app).await;
        let types = node_types().await;
        let known = |le| -> Value {
            let of = |kind: &String| json!({ "__typename": kind, "id": global_id(le, kind, 1) });
            types.iter().map(of).collect()
        };
        let viewer = app.user(avtal::auth::Role::Admin, &app.a);
        let answer = entities(&app, Some(&viewer), known(app.a.id)).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        assert_eq!(answer["data"]["_entities"], known(app.a.id));
        let foreign = entities(&app, Some(&viewer), known(app.b.id)).await;
        let nothing = vec![Value::Null; types.len()];
        assert_eq!(foreign["data"]["_entities"], json!(nothing));
    }

    async fn what_is_no_representation_is_nothing(app: TestApp) {
        filled(&app).await;
        let id = global_id(app.a.id, "Vendor", 1);
        let viewer = app.viewer(&app.a);
        let all = json!([
            { "__typename": "Item", "id": id },
            { "__typename": "Vendor" },
            { "id": id },
            { "__typename": "Vendor", "id": 7 },
            "Vendor",
            { "__typename": "Vendor", "id": id },
        ]);
        let answer = entities(&app, Some(&viewer), all).await;
        let vendor = json!({ "__typename": "Vendor", "id": id });
        let wanted = json!([null, null, null, null, null, vendor]);
        assert_eq!(answer["data"]["_entities"], wanted);
        let nobody = entities(&app, None, json!([])).await;
        assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        let many = vec![json!({}); 1_001];
        let refused = entities(&app, Some(&viewer), json!(many)).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn the_subgraph_names_a_key_for_every_node_and_repeats_no_specification() {
    let sdl = sdl();
    assert!(
        sdl.starts_with("extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\"")
    );
    let entities = sdl
        .matches(" implements Node @key(fields: \"id\") {")
        .count();
    assert_eq!(entities, node_types().await.len());
    assert_eq!(sdl.matches(" implements Node {").count(), 0);
    for line in ["schema {", "directive @skip", "type _Service", "_entities"] {
        assert!(!sdl.contains(line), "{line}");
    }
}

#[tokio::test]
async fn only_a_server_that_is_a_subgraph_answers_a_gateway() {
    let app = TestApp::sqlite().await;
    let path = "/graphql?query=%7B_service%7Bsdl%7D%7D";
    let alone = app.get(&app.state(), None, path).await;
    assert_eq!(alone.code(), "GRAPHQL_VALIDATION_FAILED");
    let subgraph = app.state().federation(true);
    let answer = app.get(&subgraph, None, path).await;
    assert_eq!(answer.json()["data"]["_service"]["sdl"], sdl());
    let silent = subgraph.introspection(avtal::config::Introspection::Off);
    let refused = app.get(&silent, None, path).await;
    assert_eq!(refused.code(), "GRAPHQL_VALIDATION_FAILED");
}
