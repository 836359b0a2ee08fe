//! The log of a running server (U-16): one flat object a line, one line a request, and nothing of
//! what clients sent that is nobody's business.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::harness::raw::{self, Exchanged, exchange};
use crate::harness::server::{Server, printed};
use crate::harness::{TestApp, both};

/// What must not get out. Each place of a request has one of its own.
const CANARY: &str = "canary";
/// A bank account in the place of a name.
const BANK: &str = "SE4550000000058398257466";
const UNSEEN: &str = "\r\n\u{1b}[31m\u{2028}{\"level\":\"ERROR\"}";

/// The lines of a log, each of which must be one flat object.
fn lines(log: &str) -> Vec<Value> {
    let read = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        let fields = line.as_object().expect("an object");
        for (name, value) in fields {
            assert!(!value.is_object() && !value.is_array(), "{name} of {line}");
        }
        for name in ["time", "level", "target", "message"] {
            assert!(fields.contains_key(name), "no {name} in {line}");
        }
        line.clone()
    };
    log.lines().map(read).collect()
}

/// The line that tells of a request.
fn access<'a>(lines: &'a [Value], answer: &Exchanged) -> &'a Value {
    let header = answer
        .head
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: "));
    let id = header.expect("a request id");
    let mut own = lines
        .iter()
        .filter(|line| line["target"] == "avtal::access" && line["request_id"] == id);
    let line = own
        .next()
        .unwrap_or_else(|| panic!("no line of {id} in {lines:#?}"));
    assert_eq!(own.next(), None, "one line a request");
    line
}

/// Nothing that was sent stands in a log.
fn is_clean(log: &str, tokens: &[&str]) {
    for line in log.lines() {
        assert!(!line.to_lowercase().contains(CANARY), "{line}");
        assert!(!line.contains('@'), "an address of somebody: {line}");
        assert!(
            !line.contains("eyJ") && !line.contains("Bearer"),
            "a token: {line}"
        );
        assert!(
            !line.contains("query {") && !line.contains("totalCount"),
            "a document: {line}"
        );
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
        let is_account = |word: &str| {
            let head = word.get(..4).unwrap_or_default().as_bytes();
            word.len() >= 15
                && head.iter().take(2).all(u8::is_ascii_uppercase)
                && head.iter().skip(2).all(u8::is_ascii_digit)
        };
        assert_eq!(words.find(|word| is_account(word)), None, "{line}");
        for part in tokens.iter().flat_map(|token| token.split('.')) {
            assert!(part.len() < 20 || !line.contains(part), "a token: {line}");
        }
    }
    assert!(
        !log.chars()
            .any(|c| c != '\n' && (c.is_control() || c == '\u{2028}')),
        "{log}"
    );
}

both! {
    async fn a_request_is_one_line_that_says_what_an_operator_needs(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Server::start(&app, folder.path());
        let parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let query = "query Vendors { vendors(first: 3) { nodes { name } } }";
        let good = server.ask(&json!({"query": query}), &[parent, "x-request-id: mine-1"]);
        assert_eq!(good.status, 200, "{}", good.body);
        let wrong = server.ask(&json!({"query": "query Wrong { none }"}), &[]);
        let nobody = exchange(&server.address, "GET /none/of/ours?a=b", &[], "");
        let lines = lines(&server.log());

        let line = access(&lines, &good);
        let expected = json!({
            "level": "INFO", "message": "answered", "request_id": "mine-1", "method": "POST",
            "route": "/graphql", "status": 200, "kind": "query", "operation": "Vendors",
            "legal_entity": app.a.id.to_string(),
            "trace_id": "0af7651916cd43dd8448eb211c80319c",
        });
        for (name, value) in expected.as_object().expect("fields") {
            assert_eq!(&line[name], value, "{name} of {line}");
        }
        assert_eq!(line["user"].as_str().map(str::len), Some(16), "{line}");
        assert!(line["statements"].as_u64().is_some_and(|n| n > 0), "{line}");
        assert!(line["ms"].is_u64() && line["rows"].is_u64() && line["bytes"].is_u64(), "{line}");
        assert_eq!(line["code"], Value::Null);

        let line = access(&lines, &wrong);
        let told = (&line["code"], &line["operation"]);
        assert_eq!(told, (&json!("GRAPHQL_VALIDATION_FAILED"), &json!("Wrong")));
        let line = access(&lines, &nobody);
        let told = (&line["route"], &line["status"], &line["code"]);
        assert_eq!(told, (&json!("nowhere"), &json!(404), &json!("NOT_FOUND")));
    }

    async fn nothing_that_clients_send_gets_into_the_log(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Server::start(&app, folder.path());
        let secret = folder.path().join("secret");
        let entity = format!("{}:{CANARY}-code", app.a.id);
        let token = printed(
            folder.path(),
            &[
                "token", "--subject", &format!("{CANARY}@example.com"),
                "--legal-entity", &entity, "--role", "admin",
                "--jwt-secret-file", secret.to_str().expect("a path"),
            ],
        );
        let token = token.trim();
        let tokens = [token, server.token.as_str()];
        let authorization = format!("Authorization: Bearer {token}");
        let key = format!("x-request-id: avtal_{CANARY}");
        let own_token = format!("x-request-id: {token}");
        let headers = [
            authorization.as_str(),
            "Content-Type: application/json",
            "User-Agent: canary-agent",
            "Cookie: session=canary-cookie",
            "Referer: https://canary.example.com/",
            "Idempotency-Key: canary-key",
            "traceparent: canary-parent",
            "tracestate: canary=canary",
            "X-Forwarded-For: canary-address",
            "X-Other: canary-other",
            key.as_str(),
        ];
        let document = format!(
            "mutation {BANK}($name: String!) {{ canary_alias: vendorCreate(input: {{
                name: $name, deliveryTerms: \"canary-literal {BANK}\" }}) {{
                vendor {{ id name }} userErrors {{ code message field }} }} }}"
        );
        let name = format!("canary-variable{UNSEEN}");
        let mut answers = Vec::new();
        let mut ask = |what: &str, headers: &[&str], body: &str| {
            answers.push(exchange(&server.address, what, headers, body));
        };
        let body = json!({"query": document, "variables": {"name": name}}).to_string();
        ask("POST /graphql", &headers, &body);
        let wrong = json!({"query": document, "variables": {"name": {"canary": BANK}}}).to_string();
        ask("POST /graphql", &headers, &wrong);
        let unknown = "query Asked { canary_field(canary_argument: \"canary\") }";
        ask("POST /graphql", &headers, &json!({"query": unknown}).to_string());
        ask("POST /graphql", &headers, &json!({"query": format!("canary {UNSEEN}")}).to_string());
        ask("POST /graphql", &headers, "{\"query\": canary");
        let other = format!("query {BANK} {{ __typename }}");
        let named = json!({"query": other, "operationName": "canary_other"}).to_string();
        ask("POST /graphql", &headers, &named);
        ask("POST /graphql?canary=canary", &headers, &body);
        ask("GET /graphql?query=canary%0d%0a", &headers, "");
        ask("GET /canary/canary@example.com", &headers, "");
        ask("GET /export/canary.csv", &headers, "");
        ask("CANARY /graphql", &headers, "");
        let elsewhere = [headers.as_slice(), &["X-Legal-Entity: canary-entity"]].concat();
        ask("POST /graphql", &elsewhere, &body);
        ask("GET /health/ready", &[own_token.as_str()], "");
        let bad = format!("{authorization}x");
        ask("POST /graphql", &[bad.as_str(), "Content-Type: application/json"], &body);
        ask("POST /graphql", &["Authorization: canary", "Content-Type: application/json"], &body);
        over_a_socket(&server, token, &document).await;

        let log = server.log();
        is_clean(&log, &tokens);
        let lines = lines(&log);
        for answer in &answers {
            access(&lines, answer);
        }
        let n = answers.len();
        assert!(n >= 15, "{n}");
        let created = lines.iter().any(|line| line["kind"] == "mutation");
        assert!(created, "nothing was executed: {log}");
        let over_socket = lines.iter().filter(|line| line["method"] == "WEBSOCKET");
        assert!(over_socket.count() >= 2, "{log}");
    }
}

/// A mutation and a subscription, with something in every place.
async fn over_a_socket(server: &Server, token: &str, document: &str) {
    let opened = raw::socket(&server.address, &[]).await;
    let mut socket = opened.expect("it opens");
    let init = json!({"authorization": format!("Bearer {token}"), "canary": "canary"});
    let subscription = "subscription Waits { purchaseOrderChanged { number } }";
    for message in [
        json!({"type": "connection_init", "payload": init}),
        json!({"id": "canary-1", "type": "subscribe", "payload":
            {"query": document, "variables": {"name": "canary-socket"}}}),
        json!({"id": "canary-2", "type": "subscribe", "payload": {"query": subscription}}),
        json!({"id": "canary-2", "type": "complete"}),
        json!({"id": "canary-3", "type": "subscribe", "payload": {"query": "{ canary }"}}),
    ] {
        let sent = socket.send(Message::text(message.to_string())).await;
        sent.expect("it is sent");
    }
    // The last operation ends with an error; then whatever came before was worked at.
    while let Some(Ok(message)) = socket.next().await {
        let text = message.into_text().expect("text");
        if text.contains("canary-3") {
            break;
        }
    }
    let wrong = Message::text("{\"type\": \"canary\"}");
    socket.send(wrong).await.expect("it is sent");
    while let Some(Ok(_)) = socket.next().await {}
}

#[tokio::test]
async fn lines_of_requests_can_be_left_out_and_all_can_be_text() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let args = ["--log", "info,avtal::access=off"];
    let server = Server::start_with(&app, folder.path(), &args, &[]);
    server.ask(&json!({"query": "{ __typename }"}), &[]);
    assert!(!server.log().contains("avtal::access"), "{}", server.log());
    drop(server);
    let args = ["--log-format", "text"];
    let server = Server::start_with(&app, folder.path(), &args, &[]);
    server.ask(&json!({"query": "query Typename { __typename }"}), &[]);
    let log = server.log();
    let line = log.lines().find(|line| line.contains("avtal::access"));
    let line = line.unwrap_or_else(|| panic!("{log}"));
    assert!(line.contains(" INFO  avtal::access: answered "), "{line}");
    assert!(
        line.contains("operation=Typename") && line.contains("status=200"),
        "{line}"
    );
}
