//! Documents by a hash or an id, over a socket (C-17).

use avtal::auth::token::Verifier;
use avtal::config::{Documents, Limits};
use avtal::http::State;
use avtal::http::manifest::Manifest;
use serde_json::{Value, json};

use super::{SECRET, Server, admin};
use crate::harness::TestApp;

const TYPENAME: &str = "{ __typename }";

async fn trusting(app: &TestApp, mode: Documents) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("documents.json");
    let manifest = json!({ "typename": TYPENAME, "waits": super::WAITS });
    std::fs::write(&path, manifest.to_string()).expect("a file is written");
    let read = Manifest::read(&path, &Limits::default(), false).await;
    app.is_read_by_a_server();
    let verifier = Verifier::shared(SECRET, "avtal", "avtal").expect("a secret");
    let state = State::new(app.db.clone(), verifier);
    Server::of(state.with_documents(mode, read.expect("a good manifest")))
}

#[tokio::test]
async fn only_trusted_documents_are_asked_over_a_socket_too() {
    let app = TestApp::sqlite().await;
    let server = trusting(&app, Documents::OnlyTrusted).await;
    let mut client = server.client(&admin(&app, &app.a)).await;
    for query in [TYPENAME, super::WAITS] {
        client.subscribe("1", query).await;
        assert_eq!(client.error("1").await, "DOCUMENT_NOT_TRUSTED");
    }
    let ask =
        |id: &str, payload: Value| json!({ "id": id, "type": "subscribe", "payload": payload });
    client
        .send(ask("1", json!({ "documentId": "typename" })))
        .await;
    assert_eq!(
        client.next("1").await,
        json!({ "data": { "__typename": "Query" } })
    );
    client.message().await;
    client
        .send(ask("2", json!({ "documentId": "other" })))
        .await;
    assert_eq!(client.error("2").await, "PERSISTED_QUERY_NOT_FOUND");
    // A subscription by its id waits, and its own id is taken meanwhile.
    client
        .send(ask("3", json!({ "documentId": "waits" })))
        .await;
    client
        .send(ask("3", json!({ "documentId": "waits" })))
        .await;
    assert_eq!(client.closed().await, 4409);
}
