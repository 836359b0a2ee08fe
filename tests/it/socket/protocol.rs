//! What the protocol `graphql-transport-ws` says of each message.

use avtal::auth::Role;
use avtal::config::Limits;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::{Client, Heard, Server, WAITS, admin, token};
use crate::harness::{TestApp, both};

#[tokio::test]
async fn who_asks_before_it_introduced_itself_is_unauthorized() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = Client::open(&server, &[]).await.expect("it opens");
    client.subscribe("1", "{ __typename }").await;
    assert_eq!(client.closed().await, 4401);
}

#[tokio::test]
async fn nobody_introduces_itself_twice() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = server.client(&admin(&app, &app.a)).await;
    client.send(json!({ "type": "connection_init" })).await;
    assert_eq!(client.closed().await, 4429);
}

#[tokio::test]
async fn an_id_is_of_one_operation_at_a_time() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = server.client(&admin(&app, &app.a)).await;
    // One that is done gives its id back, and so does one that is given up.
    for _ in 0..3 {
        client.subscribe("1", "{ __typename }").await;
        let answer = client.next("1").await;
        assert_eq!(answer, json!({ "data": { "__typename": "Query" } }));
        assert_eq!(
            client.message().await,
            json!({ "id": "1", "type": "complete" })
        );
    }
    for _ in 0..3 {
        client.subscribe("1", WAITS).await;
        client.send(json!({ "id": "1", "type": "complete" })).await;
    }
    client.settle().await;
    client.subscribe("1", WAITS).await;
    client.subscribe("1", WAITS).await;
    assert_eq!(client.closed().await, 4409);
}

#[tokio::test]
async fn what_cannot_be_read_closes_the_socket() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let payload = json!({ "query": "{ __typename }" });
    let long_id = json!({ "id": "x".repeat(129), "type": "subscribe", "payload": payload });
    let long_id = long_id.to_string();
    for (message, code) in [
        (Message::text("no json"), 4400),
        (Message::text("[]"), 4400),
        (Message::text(r#"{"type":"unheard_of"}"#), 4400),
        (
            Message::text(r#"{"type":"subscribe","payload":{"query":"{a}"}}"#),
            4400,
        ),
        (
            Message::text(r#"{"id":"1","type":"subscribe","payload":{"qeury":"{a}"}}"#),
            4400,
        ),
        (
            Message::text(r#"{"id":"1","type":"subscribe","payload":{"query":7}}"#),
            4400,
        ),
        (Message::text(long_id), 4400),
        (Message::binary(b"{}".to_vec()), 4400),
    ] {
        let mut client = server.client(&admin(&app, &app.a)).await;
        client.raw(message.clone()).await;
        assert_eq!(client.closed().await, code, "{message}");
    }
}

#[tokio::test]
async fn a_message_is_as_long_as_it_may_be_and_no_longer() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let limit = Limits::default().socket_message_bytes;
    let filled = |length: usize| {
        let bare = r#"{"type":"ping","payload":{"x":""}}"#.len();
        format!(
            r#"{{"type":"ping","payload":{{"x":"{}"}}}}"#,
            "x".repeat(length - bare)
        )
    };
    let mut client = server.client(&admin(&app, &app.a)).await;
    client.text(&filled(limit)).await;
    assert_eq!(client.message().await["type"], "pong");
    client.text(&filled(limit + 1)).await;
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn a_message_has_so_many_values_and_no_more() {
    let app = TestApp::sqlite().await;
    let limits = Limits {
        body_values: 10,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut client = server.client(&admin(&app, &app.a)).await;
    // What is asked, its two keys, the variable, and what is in it.
    let subscribe = |n: usize| {
        let variables = json!({ "v": vec![1; n] });
        let payload = json!({ "query": "{ __typename }", "variables": variables });
        json!({ "id": "v", "type": "subscribe", "payload": payload })
    };
    client.send(subscribe(7)).await;
    assert_eq!(client.error("v").await, "LIMIT_EXCEEDED");
    client.send(subscribe(6)).await;
    let answer = client.next("v").await;
    assert_eq!(answer, json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test]
async fn what_asks_for_operations_at_once_is_so_long_together_and_no_longer() {
    let app = TestApp::sqlite().await;
    app.is_read_by_a_server();
    let limits = Limits {
        socket_message_bytes: 4_096,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut client = server.client(&admin(&app, &app.a)).await;
    let subscribe = |id: &str, bytes: usize| {
        let payload = |pad: &str| format!(r#"{{"query":"{WAITS}","variables":{{"x":"{pad}"}}}}"#);
        let payload = payload(&"x".repeat(bytes - payload("").len()));
        format!(r#"{{"id":"{id}","type":"subscribe","payload":{payload}}}"#)
    };
    client.text(&subscribe("1", 4_000)).await;
    client.text(&subscribe("2", 4_000)).await;
    client.text(&subscribe("3", 193)).await;
    assert_eq!(client.error("3").await, "LIMIT_EXCEEDED");
    client.text(&subscribe("3", 192)).await;
    client.settle().await;
    client.send(json!({ "id": "1", "type": "complete" })).await;
    client.text(&subscribe("4", 4_000)).await;
    client.settle().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_request_comes_as_an_error_and_not_as_an_answer() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = server.client(&admin(&app, &app.a)).await;
    for (query, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ unheardOf }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "query($n: Int!) { __type(name: $n) { name } }",
            "BAD_USER_INPUT",
        ),
        (
            "query A { __typename } query B { __typename }",
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            "subscription { a: documentPosted { __typename } b: documentPosted { __typename } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { ...F } fragment F on Subscription { documentPosted { __typename } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        client.subscribe("q", query).await;
        assert_eq!(client.error("q").await, code, "{query}");
    }
    let rounded = r#"{"id":"r","type":"subscribe","payload":{"query":"{__typename}",
        "variables":{"v":1.2345678901234567}}}"#;
    client.text(rounded).await;
    assert_eq!(client.error("r").await, "BAD_USER_INPUT");
    // What fails in one field only is an answer.
    let query = "{ agreement(id: \"x\") { id } }";
    client.subscribe("n", query).await;
    let answer = client.next("n").await;
    assert_eq!(answer["data"]["agreement"], json!(null));
    assert_eq!(client.message().await["type"], "complete");
}

#[tokio::test]
async fn pings_are_answered_and_asked() {
    let app = TestApp::sqlite().await;
    let limits = Limits {
        socket_ping_ms: 20,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut client = Client::open(&server, &[]).await.expect("it opens");
    client
        .send(json!({ "type": "ping", "payload": { "at": 1 } }))
        .await;
    let pong = json!({ "type": "pong", "payload": { "at": 1 } });
    assert_eq!(client.message().await, pong);
    client.init(json!({})).await;
    for _ in 0..3 {
        assert_eq!(client.message().await, json!({ "type": "ping" }));
        client.send(json!({ "type": "pong" })).await;
    }
}

#[tokio::test]
async fn a_close_frame_is_answered_by_one() {
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = server.client(&admin(&app, &app.a)).await;
    client.subscribe("1", WAITS).await;
    let frame = CloseFrame {
        code: 1000.into(),
        reason: "done".into(),
    };
    client.raw(Message::Close(Some(frame))).await;
    assert_eq!(client.hear().await, Heard::Close(1000, String::new()));
    assert_eq!(client.hear().await, Heard::Gone);
}

#[tokio::test]
async fn a_socket_opens_for_its_protocol_and_from_its_own_pages() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let own = format!("http://{}", server.address);
    for (headers, refused) in [
        (vec![("Sec-WebSocket-Protocol", "graphql-ws")], Some(400)),
        (vec![("Sec-WebSocket-Version", "8")], Some(426)),
        (vec![("Sec-WebSocket-Key", "short")], Some(400)),
        (vec![("Origin", "http://evil.example")], Some(403)),
        (vec![("Origin", "null")], Some(403)),
        (vec![("Origin", own.as_str())], None),
        (
            vec![("Sec-WebSocket-Protocol", "graphql-ws, graphql-transport-ws")],
            None,
        ),
        (vec![("Authorization", "Bearer nonsense")], Some(401)),
    ] {
        let opened = Client::open(&server, &headers).await;
        assert_eq!(opened.err(), refused, "{headers:?}");
    }
}

#[tokio::test]
async fn who_signs_in_is_who_asks() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let query = "{ vendors(first: 1) { totalCount } }";
    let good = token(&app, Role::Viewer, &app.a, 60);
    let answer = json!({ "data": { "vendors": { "totalCount": 0 } } });
    for payload in [
        json!({ "authorization": format!("Bearer {good}") }),
        json!({ "Authorization": format!("bearer {good}") }),
        json!({ "authorization": good, "X-Legal-Entity": app.a.code }),
    ] {
        let mut client = Client::open(&server, &[]).await.expect("it opens");
        client.init(payload).await;
        client.subscribe("1", query).await;
        assert_eq!(client.next("1").await, answer);
    }
    // By the headers of the upgrade, where it says nothing else of itself.
    let header = format!("Bearer {good}");
    let mut client = Client::open(&server, &[("Authorization", &header)])
        .await
        .expect("it opens");
    client.init(json!({})).await;
    client.subscribe("1", query).await;
    assert_eq!(client.next("1").await, answer);
    // Nobody may sign in, and then may as much as over HTTP.
    let mut client = Client::open(&server, &[]).await.expect("it opens");
    client.init(json!({})).await;
    client.subscribe("1", query).await;
    let answer = client.next("1").await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(client.message().await["type"], "complete");
    client.subscribe("2", WAITS).await;
    assert_eq!(client.error("2").await, "UNAUTHENTICATED");
    // Another legal entity than its own.
    let mut client = Client::open(&server, &[]).await.expect("it opens");
    client
        .init(json!({ "authorization": good, "xLegalEntity": app.b.code }))
        .await;
    client.subscribe("1", WAITS).await;
    assert_eq!(client.error("1").await, "FORBIDDEN");
}

#[tokio::test]
async fn a_bad_token_closes_the_socket() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let over = token(&app, Role::Admin, &app.a, -3_600);
    for payload in [
        json!({ "authorization": "Bearer nonsense" }),
        json!({ "authorization": "Basic eDp5" }),
        json!({ "authorization": "" }),
        json!({ "authorization": 7 }),
        json!({ "authorization": format!("Bearer {over}") }),
        json!({ "authorization": format!("Bearer {}", "x".repeat(9_000)) }),
    ] {
        let mut client = Client::open(&server, &[]).await.expect("it opens");
        client
            .send(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(client.closed().await, 4403, "{payload}");
    }
}

#[tokio::test]
async fn so_many_operations_run_at_once_and_no_more() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = server.client(&admin(&app, &app.a)).await;
    let limit = Limits::default().socket_operations;
    for n in 0..limit {
        client.subscribe(&format!("{n}"), WAITS).await;
    }
    client.settle().await;
    for n in limit..200 {
        let id = format!("{n}");
        client.subscribe(&id, WAITS).await;
        assert_eq!(client.error(&id).await, "LIMIT_EXCEEDED");
    }
    client.send(json!({ "id": "0", "type": "complete" })).await;
    client.subscribe("again", WAITS).await;
    client.settle().await;
}

#[tokio::test]
async fn a_subscription_is_not_asked_by_a_post() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let answer = server.post(&admin(&app, &app.a), WAITS).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "BAD_REQUEST",
        "{answer}"
    );
}

both! {
    async fn queries_and_mutations_work_over_a_socket(app: TestApp) {
        let server = Server::start(&app).await;
        let mut client = server.client(&admin(&app, &app.a)).await;
        let create = "mutation { vendorCreate(input: { name: \"Socket\" }) {
            vendor { number } userErrors { code } } }";
        client.subscribe("m", create).await;
        let payload = &client.next("m").await["data"]["vendorCreate"];
        assert_eq!(payload["userErrors"], json!([]));
        assert_eq!(client.message().await["type"], "complete");
        client.subscribe("q", "{ vendors(first: 1) { nodes { name } } }").await;
        let answer = client.next("q").await;
        assert_eq!(answer["data"]["vendors"]["nodes"], json!([{ "name": "Socket" }]));
    }
}
