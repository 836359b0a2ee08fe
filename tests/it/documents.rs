//! Documents that are asked by a hash or an id (C-17): automatic persisted queries, and trusted
//! documents of a manifest.

use actix_web::test::TestRequest;
use avtal::config::{Documents, Limits};
use avtal::http::State;
use avtal::http::manifest::Manifest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::door::Answer;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const GRAPHQL: &str = "application/graphql-response+json";

const CREATE: &str = "mutation Create($input: VendorCreateInput!) \
                      { vendorCreate(input: $input) { vendor { name } userErrors { code } } }";

const NAMES: &str = "query Names { vendors(first: 10) { nodes { name } } }";

/// The hash that clients send of a document.
fn sha256(document: &str) -> String {
    hex::encode(Sha256::digest(document))
}

/// The extension of an automatic persisted query.
fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

async fn post(app: &TestApp, state: &State, user: Option<&User>, body: Value) -> Answer {
    post_for(app, state, user, body, "application/json").await
}

async fn post_for(
    app: &TestApp,
    state: &State,
    user: Option<&User>,
    body: Value,
    accept: &'static str,
) -> Answer {
    let request = TestRequest::post().uri("/graphql").set_json(body);
    let request = request.insert_header(("Accept", accept));
    app.send(state, user, request).await
}

/// A GET with these parameters.
fn get(parameters: &[(&str, &str)]) -> TestRequest {
    let escaped = |text: &str| {
        let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
        bytes.collect::<String>()
    };
    let parameters = parameters.iter();
    let parts = parameters.map(|(name, value)| format!("{name}={}", escaped(value)));
    let query = parts.collect::<Vec<_>>().join("&");
    TestRequest::get().uri(&format!("/graphql?{query}"))
}

/// A state with the documents of a manifest.
async fn trusting(app: &TestApp, mode: Documents, manifest: &Value) -> State {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("documents.json");
    std::fs::write(&path, manifest.to_string()).expect("a file is written");
    let read = Manifest::read(&path, &Limits::default(), false).await;
    let manifest = read.expect("a good manifest");
    app.state().with_documents(mode, manifest)
}

fn relay() -> Value {
    json!({ "names-1": NAMES, "create-1": CREATE })
}

both! {
    async fn a_document_is_learnt_with_its_hash_and_then_asked_by_it(app: TestApp) {
        let (state, user) = (app.state(), app.manager(&app.a));
        let (names, create) = (sha256(NAMES), sha256(CREATE));
        let ask = json!({ "extensions": persisted(&names) });
        let missing = post(&app, &state, Some(&user), ask.clone()).await;
        assert_eq!(missing.status, 200);
        assert_eq!(
            missing.json(),
            json!({ "errors": [{
                "message": "PersistedQueryNotFound",
                "extensions": { "code": "PERSISTED_QUERY_NOT_FOUND" },
            }] })
        );
        let missing = post_for(&app, &state, Some(&user), ask.clone(), GRAPHQL).await;
        assert_eq!((missing.status, missing.code().as_str()), (400, "PERSISTED_QUERY_NOT_FOUND"));

        let told = json!({ "query": NAMES, "extensions": persisted(&names) });
        let empty = json!({ "data": { "vendors": { "nodes": [] } } });
        assert_eq!(post(&app, &state, Some(&user), told).await.json(), empty);
        assert_eq!(post(&app, &state, Some(&user), ask.clone()).await.json(), empty);

        // What changes something is learnt alike, and asked again it is done again.
        let variables = |name: &str| json!({ "input": { "name": name } });
        let told = json!({
            "query": CREATE, "variables": variables("Nord"), "extensions": persisted(&create),
        });
        post(&app, &state, Some(&user), told).await;
        let again = json!({ "variables": variables("Syd"), "extensions": persisted(&create) });
        post(&app, &state, Some(&user), again).await;
        let names = post(&app, &state, Some(&user), ask.clone()).await.json();
        let nodes = &names["data"]["vendors"]["nodes"];
        assert_eq!(*nodes, json!([{ "name": "Nord" }, { "name": "Syd" }]));

        // A hash is of a text, not of rights: others ask it under their own.
        let other = app.manager(&app.b);
        assert_eq!(post(&app, &state, Some(&other), ask.clone()).await.json(), empty);
        assert_eq!(post(&app, &state, None, ask).await.code(), "UNAUTHENTICATED");
    }

    async fn a_trusted_document_is_asked_by_its_id_and_no_other_is_asked(app: TestApp) {
        let state = trusting(&app, Documents::OnlyTrusted, &relay()).await;
        let user = app.manager(&app.a);
        let ask = json!({ "documentId": "create-1", "variables": { "input": { "name": "Nord" } } });
        let made = post(&app, &state, Some(&user), ask).await.json();
        assert_eq!(made["data"]["vendorCreate"]["vendor"]["name"], "Nord");
        let names = json!({ "data": { "vendors": { "nodes": [{ "name": "Nord" }] } } });
        for key in ["documentId", "doc_id", "id"] {
            let answer = post(&app, &state, Some(&user), json!({ key: "names-1" })).await;
            assert_eq!(answer.json(), names, "{key}");
            let answer = app.send(&state, Some(&user), get(&[(key, "names-1")])).await;
            assert_eq!(answer.json(), names, "{key}");
        }
        for (body, code) in [
            (json!({ "query": NAMES }), "DOCUMENT_NOT_TRUSTED"),
            (json!({ "query": NAMES, "documentId": "names-1" }), "DOCUMENT_NOT_TRUSTED"),
            (
                json!({ "query": NAMES, "extensions": persisted(&sha256(NAMES)) }),
                "DOCUMENT_NOT_TRUSTED",
            ),
            (json!({ "extensions": persisted(&sha256(NAMES)) }), "PERSISTED_QUERY_NOT_FOUND"),
            (json!({ "documentId": "names-2" }), "PERSISTED_QUERY_NOT_FOUND"),
        ] {
            let json = post(&app, &state, Some(&user), body.clone()).await;
            assert_eq!((json.status, json.code().as_str()), (200, code), "{body}");
            let new = post_for(&app, &state, Some(&user), body.clone(), GRAPHQL).await;
            assert_eq!((new.status, new.code().as_str()), (400, code), "{body}");
        }
    }
}

#[tokio::test]
async fn a_learnt_document_is_asked_by_get_unless_it_changes_something() {
    let app = TestApp::sqlite().await;
    let (state, user) = (app.state(), app.manager(&app.a));
    for document in [NAMES, CREATE] {
        let extensions = persisted(&sha256(document)).to_string();
        let ask = || get(&[("extensions", &extensions)]);
        let missing = app.send(&state, Some(&user), ask()).await;
        assert_eq!(missing.code(), "PERSISTED_QUERY_NOT_FOUND");
        // A query is learnt from a GET too; the other is refused with its text as well.
        let tell = get(&[("query", document), ("extensions", &extensions)]);
        let told = app.send(&state, Some(&user), tell).await;
        let is_query = document == NAMES;
        assert_eq!(told.status == 200, is_query, "{document}");
        let body = json!({
            "query": document,
            "variables": { "input": { "name": "Nord" } },
            "extensions": persisted(&sha256(document)),
        });
        assert_eq!(post(&app, &state, Some(&user), body).await.status, 200);
        let asked = app.send(&state, Some(&user), ask()).await;
        match is_query {
            true => assert_eq!(asked.json()["data"]["vendors"]["nodes"], json!([])),
            false => assert_eq!((asked.status, asked.header("Allow")), (405, "POST")),
        }
    }
}

#[tokio::test]
async fn what_is_not_good_is_not_learnt() {
    let app = TestApp::sqlite().await;
    let (state, user) = (app.state(), app.manager(&app.a));
    let selections = "__typename ".repeat(Limits::default().tokens);
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ vendorz { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        (format!("{{ {selections} }}").as_str(), "LIMIT_EXCEEDED"),
    ] {
        let hash = sha256(document);
        let body = json!({ "query": document, "extensions": persisted(&hash) });
        let told = post(&app, &state, Some(&user), body).await;
        assert_eq!(told.code(), code);
        let ask = json!({ "extensions": persisted(&hash) });
        let asked = post(&app, &state, Some(&user), ask).await;
        assert_eq!(asked.code(), "PERSISTED_QUERY_NOT_FOUND", "{code}");
    }
    // The hash of another document would have it asked under a false name.
    let body = json!({ "query": NAMES, "extensions": persisted(&sha256(CREATE)) });
    let told = post(&app, &state, Some(&user), body).await;
    assert_eq!(told.code(), "BAD_USER_INPUT");
    for document in [NAMES, CREATE] {
        let ask = json!({ "extensions": persisted(&sha256(document)) });
        let asked = post(&app, &state, Some(&user), ask).await;
        assert_eq!(asked.code(), "PERSISTED_QUERY_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_server_without_hashes_says_so_and_takes_the_text() {
    let app = TestApp::sqlite().await;
    let state = app
        .state()
        .with_documents(Documents::Off, Manifest::default());
    let user = app.manager(&app.a);
    for body in [
        json!({ "extensions": persisted(&sha256(NAMES)) }),
        json!({ "documentId": "names-1" }),
    ] {
        let answer = post(&app, &state, Some(&user), body).await.json();
        assert_eq!(answer["errors"][0]["message"], "PersistedQueryNotSupported");
        let code = &answer["errors"][0]["extensions"]["code"];
        assert_eq!(*code, "PERSISTED_QUERY_NOT_SUPPORTED");
    }
    let body = json!({ "query": NAMES, "extensions": persisted(&sha256(NAMES)) });
    let answer = post(&app, &state, Some(&user), body).await;
    assert_eq!(answer.json()["data"]["vendors"]["nodes"], json!([]));
}

#[tokio::test]
async fn a_manifest_of_each_client_is_asked_as_that_client_asks() {
    let app = TestApp::sqlite().await;
    let user = app.manager(&app.a);
    let hash = sha256(NAMES);
    let prefixed = format!("sha256:{hash}");
    let apollo = json!({
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{ "id": hash, "name": "Names", "type": "query", "body": NAMES }],
    });
    for (manifest, body) in [
        (relay(), json!({ "doc_id": "names-1", "query": null })),
        (json!({ &hash: NAMES }), json!({ "documentId": prefixed })),
        (
            json!({ &prefixed: NAMES }),
            json!({ "documentId": prefixed, "operationName": "Names" }),
        ),
        (json!({ &prefixed: NAMES }), json!({ "documentId": hash })),
        (apollo, json!({ "extensions": persisted(&hash) })),
    ] {
        let state = trusting(&app, Documents::OnlyTrusted, &manifest).await;
        let answer = post(&app, &state, Some(&user), body.clone()).await;
        let told = answer.json();
        assert_eq!(
            told["data"]["vendors"]["nodes"],
            json!([]),
            "{body}: {told}"
        );
        // Beside them, others are asked and learnt where they may be.
        let state = trusting(&app, Documents::Trusted, &manifest).await;
        assert_eq!(
            post(&app, &state, Some(&user), body.clone()).await.json(),
            told,
            "{body}"
        );
        let other = "{ __typename }";
        let learn = json!({ "query": other, "extensions": persisted(&sha256(other)) });
        assert_eq!(post(&app, &state, None, learn).await.status, 200);
        let ask = json!({ "extensions": persisted(&sha256(other)) });
        let answer = post(&app, &state, None, ask).await.json();
        assert_eq!(answer, json!({ "data": { "__typename": "Query" } }));
    }
}
