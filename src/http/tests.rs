//! Statuses, headers and bodies, asked of the real application without a socket.

use actix_web::App;
use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Bytes;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::auth::token::{Claims, Issuer, Verifier};
use crate::auth::{self, Membership, Role};
use crate::clock::Clock;
use crate::config::{Introspection, Limits};
use crate::tenancy::{self, Db, Options};

use super::server::{State, app_config};

const SECRET: &[u8] = b"kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a";
const GRAPHQL: &str = "application/graphql-response+json";

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn code(&self) -> String {
        let code = &self.json()["errors"][0]["extensions"]["code"];
        code.as_str().unwrap_or_default().to_owned()
    }
}

/// A server on a database of its own, which goes when it is dropped.
struct Server {
    state: State,
    _dir: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", dir.path().join("test.sqlite").display());
        tenancy::migrate(&url).await.unwrap();
        let options = Options {
            connections_max: 2,
            ..Options::of(&url)
        };
        let db = Db::connect(&options, Clock::system(), None).await.unwrap();
        let verifier = Verifier::shared(SECRET, "avtal", "avtal").unwrap();
        let state = State::new(db, verifier);
        Self { state, _dir: dir }
    }

    async fn ask(&self, request: TestRequest) -> Answer {
        let (status, headers, body) = self.raw(request).await;
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer {
            status,
            headers,
            body,
        }
    }

    async fn raw(&self, request: TestRequest) -> (u16, HeaderMap, Bytes) {
        let state = self.state.clone();
        let app = init_service(App::new().configure(|c| app_config(c, state))).await;
        let response = app.call(request.to_request()).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap();
        (status, headers, body)
    }

    async fn post(&self, body: Value, headers: &[(&str, &str)]) -> Answer {
        let request = TestRequest::post()
            .uri("/graphql")
            .set_payload(body.to_string());
        let request = request.insert_header(("Content-Type", "application/json"));
        let with = |request: TestRequest, header: &(&str, &str)| request.insert_header(*header);
        self.ask(headers.iter().fold(request, with)).await
    }
}

fn token(secret: &[u8], ttl: TimeDelta) -> String {
    token_of(secret, ttl, Role::Buyer)
}

fn token_of(secret: &[u8], ttl: TimeDelta, role: Role) -> String {
    let clock = Clock::system();
    let claims = Claims {
        iss: "avtal".to_owned(),
        aud: "avtal".to_owned(),
        sub: "somebody".to_owned(),
        exp: (clock.now() + ttl).timestamp(),
        iat: clock.now().timestamp(),
        legal_entities: vec![Membership {
            id: clock.id().into(),
            code: None,
            roles: vec![role],
            limits: auth::Limits::default(),
        }],
    };
    Issuer::shared(secret).token(&claims).unwrap()
}

#[actix_web::test]
async fn a_failing_document_is_400_for_the_new_type_and_200_for_the_old() {
    let server = Server::start().await;
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "query($n: Int!) { __type(name: $n) { name } }",
            "BAD_USER_INPUT",
        ),
        (
            "{ vendors(first: 99999999999) { totalCount } }",
            "BAD_USER_INPUT",
        ),
        (
            "query A { __typename } query B { __typename }",
            "OPERATION_RESOLUTION_FAILURE",
        ),
    ] {
        let body = json!({ "query": document });
        let new = server.post(body.clone(), &[("Accept", GRAPHQL)]).await;
        assert_eq!(
            (new.status, new.code().as_str()),
            (400, code),
            "{document}: {}",
            new.body
        );
        assert!(new.header("Content-Type").starts_with(GRAPHQL));
        assert_eq!(new.json().get("data"), None, "{document}");
        let old = server.post(body, &[("Accept", "application/json")]).await;
        assert_eq!((old.status, old.json()), (200, new.json()), "{document}");
    }
}

#[actix_web::test]
async fn what_was_executed_is_200_with_the_headers_of_every_answer() {
    let server = Server::start().await;
    let id = [("x-request-id", "abc-1")];
    let answer = server
        .post(json!({ "query": "{ __typename }", "more": 1 }), &id)
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({ "data": { "__typename": "Query" } }));
    assert_eq!(answer.header("Vary"), "Accept, Accept-Encoding");
    assert_eq!(answer.header("Cache-Control"), "no-store");
    assert_eq!(answer.header("X-Content-Type-Options"), "nosniff");
    assert_eq!(answer.header("x-request-id"), "abc-1");
    // What cannot be logged, as a key or a token in the place of an id, is no id.
    for bad in [
        "a b",
        "avtal_key",
        "eyJhbGciOiJub25lIn0.e30.",
        &"a".repeat(65),
    ] {
        let id = [("x-request-id", bad)];
        let answer = server.post(json!({ "query": "{ __typename }" }), &id);
        assert_eq!(answer.await.header("x-request-id").len(), 36, "{bad}");
    }
}

#[actix_web::test]
async fn methods_are_told_apart() {
    let server = Server::start().await;
    let get = |query: &str| TestRequest::get().uri(&format!("/graphql?query={query}"));
    let answer = server.ask(get("%7B__typename%7D")).await;
    assert_eq!(answer.status, 200);
    let mutation = "mutation%7BvendorCreate(input:%7B%7D)%7B__typename%7D%7D";
    let answer = server.ask(get(mutation)).await;
    assert_eq!((answer.status, answer.header("Allow")), (405, "POST"));
    let answer = server.ask(TestRequest::put().uri("/graphql")).await;
    assert_eq!((answer.status, answer.header("Allow")), (405, "GET, POST"));
    let answer = server.ask(TestRequest::post().uri("/version")).await;
    assert_eq!((answer.status, answer.header("Allow")), (405, "GET, HEAD"));
    let answer = server.ask(TestRequest::get().uri("/nowhere")).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "NOT_FOUND"));
}

#[actix_web::test]
async fn only_plain_json_of_bounded_length_is_read() {
    let server = Server::start().await;
    let post = |kind: &str, body: &str| {
        let request = TestRequest::post()
            .uri("/graphql")
            .set_payload(body.to_owned());
        request.insert_header(("Content-Type", kind))
    };
    let good = r#"{"query":"{ __typename }"}"#;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        assert_eq!(server.ask(post(kind, good)).await.status, 415, "{kind}");
    }
    let untyped = TestRequest::post().uri("/graphql").set_payload(good);
    assert_eq!(server.ask(untyped).await.status, 415);
    let packed = post("application/json", good).insert_header(("Content-Encoding", "gzip"));
    assert_eq!(server.ask(packed).await.status, 415);
    let unacceptable = post("application/json", good).insert_header(("Accept", "text/html"));
    assert_eq!(server.ask(unacceptable).await.status, 406);
    let limit = Limits::default().body_bytes;
    let filled = |length: usize| format!("{good}{}", " ".repeat(length - good.len()));
    assert_eq!(
        server
            .ask(post("application/json", &filled(limit)))
            .await
            .status,
        200
    );
    let above = server
        .ask(post("application/json", &filled(limit + 1)))
        .await;
    assert_eq!(
        (above.status, above.code().as_str()),
        (413, "PAYLOAD_TOO_LARGE")
    );
    let batch = server
        .ask(post("application/json", &format!("[{good}]")))
        .await;
    assert_eq!(
        (batch.status, batch.code().as_str()),
        (400, "BATCHING_DISABLED")
    );
}

#[actix_web::test]
async fn bad_tokens_are_all_answered_alike() {
    let server = Server::start().await;
    let hour = TimeDelta::hours(1);
    let other_secret = b"another-kTq7vX2mRb9LwZ4sYc8NpE3h";
    let mut bodies = std::collections::BTreeSet::new();
    for bad in [
        "Bearer x".to_owned(),
        "Bearer ".to_owned(),
        "Basic eDp5".to_owned(),
        format!("Bearer {}", token(SECRET, -hour)),
        format!("Bearer {}", token(other_secret, hour)),
        format!("Bearer {}", "x".repeat(9_000)),
    ] {
        let authorization = [("Authorization", bad.as_str())];
        let answer = server
            .post(json!({ "query": "{ __typename }" }), &authorization)
            .await;
        assert_eq!(answer.status, 401);
        assert!(answer.header("WWW-Authenticate").starts_with("Bearer"));
        bodies.insert(answer.body);
    }
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let good = format!("bearer {}", token(SECRET, hour));
    let body = json!({ "query": "{ vendors(first: 1) { totalCount } }" });
    let answer = server.post(body.clone(), &[("Authorization", &good)]).await;
    assert_eq!(
        answer.json(),
        json!({ "data": { "vendors": { "totalCount": 0 } } })
    );
    let anonymous = server.post(body, &[]).await;
    assert_eq!(
        (anonymous.status, anonymous.code().as_str()),
        (200, "UNAUTHENTICATED")
    );
}

#[actix_web::test]
async fn headers_that_name_things_are_of_bounded_length() {
    let server = Server::start().await;
    let key = "k".repeat(255);
    let body = json!({ "query": "{ __typename }" });
    let answer = server
        .post(body.clone(), &[("Idempotency-Key", &key)])
        .await;
    assert_eq!(answer.status, 200);
    let key = "k".repeat(256);
    for wrong in [("Idempotency-Key", key.as_str()), ("Idempotency-Key", "")] {
        assert_eq!(
            server.post(body.clone(), &[wrong]).await.status,
            400,
            "{wrong:?}"
        );
    }
}

#[actix_web::test]
async fn the_schema_is_told_to_whom_the_setting_says() {
    let body = json!({ "query": "{ __schema { queryType { name } } }" });
    let good = format!("Bearer {}", token(SECRET, TimeDelta::hours(1)));
    let signed_in = [("Authorization", good.as_str())];
    for (setting, anonymous, with_token) in [
        (Introspection::On, true, true),
        (Introspection::Authenticated, false, true),
        (Introspection::Off, false, false),
    ] {
        let mut server = Server::start().await;
        server.state = server.state.introspection(setting);
        let told = |answer: &Answer| answer.json().get("data").is_some();
        let answer = server.post(body.clone(), &[]).await;
        assert_eq!(told(&answer), anonymous, "{setting:?}");
        let answer = server.post(body.clone(), &signed_in).await;
        assert_eq!(told(&answer), with_token, "{setting:?}");
        let misspelt = server.post(json!({ "query": "{ vendorz }" }), &[]).await;
        assert_eq!(
            misspelt.body.contains("Did you mean"),
            anonymous,
            "{}",
            misspelt.body
        );
        let sdl = server.ask(TestRequest::get().uri("/schema.graphql")).await;
        assert_eq!(sdl.status == 200, anonymous, "{setting:?}");
    }
}

#[actix_web::test]
async fn pages_are_served_when_they_are_switched_on() {
    let mut server = Server::start().await;
    let start = server.ask(TestRequest::get().uri("/")).await;
    assert!(start.status == 200 && !start.body.contains("graphiql"));
    assert_eq!(
        server.ask(TestRequest::get().uri("/graphiql")).await.status,
        404
    );
    server.state = server.state.with_graphiql(Vec::new());
    let page = server.ask(TestRequest::get().uri("/graphiql")).await;
    assert!(
        page.body.contains("<script type=\"module\""),
        "{}",
        page.body
    );
    assert!(
        page.header("Content-Security-Policy")
            .starts_with("default-src 'none'; script-src")
    );
    let known = TestRequest::get()
        .uri("/graphiql")
        .insert_header(("If-None-Match", page.header("ETag")));
    assert_eq!(server.ask(known).await.status, 304);
    let packed = TestRequest::get()
        .uri("/graphiql")
        .insert_header(("Accept-Encoding", "br"));
    assert_eq!(server.ask(packed).await.header("Content-Encoding"), "br");
    let config = server
        .ask(TestRequest::get().uri("/graphiql/config.json"))
        .await
        .json();
    assert_eq!(config["endpoint"], "/graphql");
    let (_, rest) = page.body.split_once("/assets/").unwrap();
    let name = rest.split('"').next().unwrap();
    let asset = server
        .ask(TestRequest::get().uri(&format!("/assets/{name}")))
        .await;
    assert!(asset.status == 200 && asset.header("Cache-Control").contains("immutable"));
    for path in ["/health/live", "/health/ready", "/version", "/licenses.txt"] {
        assert_eq!(
            server.ask(TestRequest::get().uri(path)).await.status,
            200,
            "{path}"
        );
    }
}

/// Answers in fewer bytes.
mod compression;

/// Statuses by the two profiles.
mod profiles;

/// What is too much, too long or too soon.
mod pressure;
