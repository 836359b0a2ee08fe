//! Subscriptions over Server-Sent Events (W-14), byte by byte.

use avtal::auth::Role;
use avtal::config::Limits;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{DEADLINE, Server, WAITS, admin, claims, listening, member, signed, token};
use crate::build::done;
use crate::harness::{TestApp, both, raw};

/// What is read of an answer that does not end.
struct Answer {
    status: u16,
    head: String,
    body: BufReader<TcpStream>,
}

/// What a stream tells.
#[derive(Debug, PartialEq)]
enum Told {
    Next(Value),
    Complete,
    /// A line that keeps the connection open.
    Silence,
    /// The answer ends.
    End,
}

impl Answer {
    /// To a POST that takes a stream of events before all else.
    async fn to(server: &Server, token: &str, query: &str) -> Self {
        Self::accepting(server, token, query, "text/event-stream").await
    }

    async fn accepting(server: &Server, token: &str, query: &str, accept: &str) -> Self {
        let body = json!({ "query": query }).to_string();
        let head = [
            "Content-Type: application/json",
            &format!("Accept: {accept}"),
            &format!("Authorization: Bearer {token}"),
            "X-Legal-Entity: A",
        ];
        let request = raw::request(server.address, "POST /graphql", &head, &body);
        let mut body = BufReader::new(raw::begun(server.address, &request).await);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = timeout(DEADLINE, body.read_line(&mut head)).await;
            assert!(
                read.expect("it answers in time").expect("text") > 0,
                "{head}"
            );
        }
        let status = raw::status(&head).expect("a status");
        Self {
            status,
            head: head.to_lowercase(),
            body,
        }
    }

    /// What comes next: each message is a chunk of its own.
    async fn told(&mut self) -> Told {
        let mut length = String::new();
        let read = timeout(DEADLINE, self.body.read_line(&mut length)).await;
        read.expect("something comes in time").expect("text");
        if length.is_empty() {
            return Told::End;
        }
        let length = usize::from_str_radix(length.trim(), 16).expect("a length");
        let mut chunk = vec![0; length + 2];
        self.body
            .read_exact(&mut chunk)
            .await
            .expect("a whole chunk");
        chunk.truncate(length);
        match str::from_utf8(&chunk).expect("text") {
            "" => Told::End,
            ":\n\n" => Told::Silence,
            "event: complete\ndata:\n\n" => Told::Complete,
            event => {
                let data = event.strip_prefix("event: next\ndata: ").expect("an event");
                let data = data.split_once("\n\n").expect("its end");
                let value = serde_json::from_str(data.0).expect("JSON");
                // The last two may come as one.
                assert!(
                    data.1.is_empty() || data.1 == "event: complete\ndata:\n\n",
                    "{event}"
                );
                Told::Next(value)
            }
        }
    }

    /// The next event, whatever keeps the connection open before it.
    async fn event(&mut self) -> Told {
        loop {
            match self.told().await {
                Told::Silence => {}
                told => return told,
            }
        }
    }

    /// The code of the error that is told, and ends what is told.
    async fn error(&mut self) -> String {
        let told = self.event().await;
        let Told::Next(answer) = told else {
            panic!("no error but {told:?}");
        };
        assert_eq!(self.event().await, Told::End);
        answer["errors"][0]["extensions"]["code"]
            .as_str()
            .expect("a code")
            .to_owned()
    }
}

const ORDER: &str = "mutation { vendorCreate(input: { name: \"Nord\" }) { vendor { id } } }";

/// Makes an order, of which subscribers to changes of orders hear.
async fn order(server: &Server, token: &str) {
    let made = server.post(token, ORDER).await;
    let vendor = made["data"]["vendorCreate"]["vendor"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let mutation = format!(
        "mutation {{ purchaseOrderCreate(input: {{ vendorId: \"{vendor}\" }}) \
         {{ purchaseOrder {{ number }} userErrors {{ code message }} }} }}"
    );
    let made = server.post(token, &mutation).await;
    let order = &made["data"]["purchaseOrderCreate"]["purchaseOrder"];
    assert!(order.is_object(), "{made}");
}

both! {
    async fn a_subscription_is_told_as_events(app: TestApp) {
        let server = Server::start(&app).await;
        let admin = admin(&app, &app.a);
        let before = app.db.listeners();
        let mut answer = Answer::to(&server, &admin, WAITS).await;
        assert_eq!(answer.status, 200, "{}", answer.head);
        assert!(answer.head.contains("content-type: text/event-stream"), "{}", answer.head);
        listening(&app.db, |now| now > before).await;
        order(&server, &admin).await;
        let Told::Next(event) = answer.event().await else {
            panic!("no event");
        };
        assert!(event["data"]["purchaseOrderChanged"]["number"].is_string(), "{event}");
        // A client that goes away is noticed, and nobody listens for it any more.
        drop(answer);
        let gone = async {
            while app.db.listeners() > before {
                order(&server, &admin).await;
            }
        };
        timeout(DEADLINE, gone).await.expect("it is noticed in time");
    }
}

#[tokio::test]
async fn what_has_one_answer_is_told_once_and_completed() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let admin = admin(&app, &app.a);
    let ask = async |query: &str| {
        let mut stream = Answer::to(&server, &admin, query).await.body;
        let mut body = [0; 62];
        stream.read_exact(&mut body).await.expect("a body");
        String::from_utf8_lossy(&body).into_owned()
    };
    let told = ask("{ __typename }").await;
    let data = r#"{"data":{"__typename":"Query"}}"#;
    assert!(
        told.starts_with(&format!("event: next\ndata: {data}\n\nevent: comp")),
        "{told}"
    );
    let told = ask("{ vendorz }").await;
    assert!(
        told.starts_with("event: next\ndata: {\"errors\":["),
        "{told}"
    );
}

#[tokio::test]
async fn events_are_for_those_who_prefer_them() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let admin = admin(&app, &app.a);
    for (accept, kind) in [
        ("text/event-stream, multipart/mixed", "text/event-stream"),
        ("text/event-stream, application/json", "text/event-stream"),
        (
            "application/json;q=0.5, text/event-stream",
            "text/event-stream",
        ),
        ("application/json, text/event-stream", "application/json"),
        (
            "application/graphql-response+json, application/json, text/event-stream",
            "application/graphql-response+json",
        ),
        ("*/*", "application/json"),
        (
            "application/json, text/event-stream;q=0",
            "application/json",
        ),
    ] {
        let answer = Answer::accepting(&server, &admin, "{ __typename }", accept).await;
        let wanted = format!("content-type: {kind};");
        assert!(
            answer.status == 200 && answer.head.contains(&wanted),
            "{accept}: {}",
            answer.head
        );
    }
    let refused = Answer::to(&server, "nonsense", "{ __typename }").await;
    assert_eq!(refused.status, 401, "{}", refused.head);
    assert!(
        refused.head.contains("content-type: application/json"),
        "{}",
        refused.head
    );
}

#[tokio::test]
async fn events_end_with_the_token_and_with_the_server() {
    let app = TestApp::sqlite().await;
    app.is_read_by_a_server();
    let limits = Limits {
        socket_ping_ms: 50,
        ..Limits::default()
    };
    let mut server = Server::over(app.db.clone(), limits);
    let short = token(&app, Role::Admin, &app.a, 2);
    let mut answer = Answer::to(&server, &short, WAITS).await;
    assert_eq!(answer.told().await, Told::Silence);
    assert_eq!(answer.error().await, "UNAUTHENTICATED");
    let mut answer = Answer::to(&server, &admin(&app, &app.a), WAITS).await;
    assert_eq!(answer.told().await, Told::Silence);
    server.stop();
    assert_eq!(answer.event().await, Told::End);
}

#[tokio::test]
async fn events_end_when_what_the_token_allows_has_changed() {
    let app = TestApp::sqlite().await;
    app.is_read_by_a_server();
    let limits = Limits {
        socket_ping_ms: 50,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let claims = avtal::auth::token::Claims {
        legal_entities: [&app.a, &app.b].map(|le| member(le, Role::Viewer)).into(),
        ..claims(&app, Role::Viewer, &app.a, 3_600)
    };
    let mut answer = Answer::to(&server, &signed(&claims), WAITS).await;
    assert_eq!(answer.told().await, Told::Silence);
    let input = json!({ "subject": claims.sub });
    let revoked = "revokedToken { id }";
    done(&app, &app.admin(&app.b), "tokenRevoke", input, revoked).await;
    app.set_clock("2026-06-15T12:00:30Z");
    assert_eq!(answer.error().await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn events_are_told_for_longer_than_a_connection_may_have_nothing_to_do() {
    let app = TestApp::sqlite().await;
    app.is_read_by_a_server();
    let limits = Limits {
        keep_alive_ms: 100,
        head_ms: 1_000,
        socket_ping_ms: 400,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut answer = Answer::to(&server, &admin(&app, &app.a), WAITS).await;
    for _ in 0..5 {
        assert_eq!(answer.told().await, Told::Silence);
    }
}
