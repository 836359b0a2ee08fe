//! GraphQL over WebSockets, asked of a server on a port, frame by frame.

mod across;
mod changes;
mod documents;
mod ends;
mod event_stream;
mod protocol;

use std::net::SocketAddr;
use std::time::Duration;

use avtal::auth::token::{Claims, Issuer, Verifier};
use avtal::auth::{self, Membership, Role};
use avtal::config::Limits;
use avtal::http::{State, server};
use avtal::tenancy::Db;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::user::LegalEntity;
use crate::harness::{TestApp, a_moment, raw};

const SECRET: &[u8] = b"kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a";

/// How long anything may take to happen.
const DEADLINE: Duration = Duration::from_secs(30);

/// A subscription that waits, and one field of what it waits for.
const WAITS: &str = "subscription { purchaseOrderChanged { number } }";

/// A server on a port, told to stop when it is dropped.
struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
}

impl Server {
    async fn start(app: &TestApp) -> Self {
        app.is_read_by_a_server();
        Self::over(app.db.clone(), Limits::default())
    }

    /// A server over a database, in a thread of its own as a process would be.
    fn over(db: Db, limits: Limits) -> Self {
        let verifier = Verifier::shared(SECRET, "avtal", "avtal").expect("a secret");
        Self::of(State::new(db, verifier).with_limits(limits))
    }

    /// A server with a state.
    fn of(state: State) -> Self {
        let listener = server::bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        std::thread::spawn(move || {
            let stopped = async move { drop(stopped.await) };
            actix_web::rt::System::new()
                .block_on(server::serve(listener, state, stopped))
                .expect("it serves");
        });
        let stop = Some(stop);
        Self { address, stop }
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// A client that has introduced itself with a token.
    async fn client(&self, token: &str) -> Client {
        let mut client = Client::open(self, &[]).await.expect("it opens");
        client
            .init(json!({ "authorization": format!("Bearer {token}") }))
            .await;
        client
    }

    /// What a POST is answered.
    async fn post(&self, token: &str, query: &str) -> Value {
        let body = json!({ "query": query }).to_string();
        let head = [
            "Content-Type: application/json",
            &format!("Authorization: Bearer {token}"),
        ];
        let answer = raw::asked(self.address, "POST /graphql", &head, &body).await;
        answer.expect("it answers").json().expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What a token says of somebody with a role, good for so many seconds of the test's clock.
fn claims(app: &TestApp, role: Role, le: &LegalEntity, seconds: i64) -> Claims {
    let now = app.clock.now().timestamp();
    Claims {
        iss: "avtal".to_owned(),
        aud: "avtal".to_owned(),
        sub: format!("{role:?}@{}", le.code).to_lowercase(),
        exp: now + seconds,
        iat: now,
        legal_entities: vec![member(le, role)],
    }
}

fn member(le: &LegalEntity, role: Role) -> Membership {
    Membership {
        id: le.id,
        code: Some(le.code.clone()),
        roles: vec![role],
        limits: auth::Limits::default(),
    }
}

fn signed(claims: &Claims) -> String {
    Issuer::shared(SECRET).token(claims).expect("a token")
}

fn token(app: &TestApp, role: Role, le: &LegalEntity, seconds: i64) -> String {
    signed(&claims(app, role, le, seconds))
}

fn admin(app: &TestApp, le: &LegalEntity) -> String {
    token(app, Role::Admin, le, 3_600)
}

/// What a client hears.
#[derive(Debug, PartialEq)]
enum Heard {
    /// A message.
    Json(Value),
    /// A close frame: its code and its reason.
    Close(u16, String),
    /// The connection is gone without one.
    Gone,
}

/// A client that knows nothing of the protocol but its frames.
struct Client {
    socket: WebSocketStream<TcpStream>,
}

impl Client {
    /// Opens a socket with these headers more; else the status that it is refused with.
    async fn open(server: &Server, more: &[(&'static str, &str)]) -> Result<Self, u16> {
        let socket = raw::socket(server.address, more).await?;
        Ok(Self { socket })
    }

    async fn raw(&mut self, message: Message) {
        let sent = timeout(DEADLINE, self.socket.send(message)).await;
        sent.expect("it is sent in time").expect("it is sent");
    }

    async fn text(&mut self, text: &str) {
        self.raw(Message::text(text)).await;
    }

    async fn send(&mut self, message: Value) {
        self.text(&message.to_string()).await;
    }

    async fn init(&mut self, payload: Value) {
        self.send(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(
            self.hear().await,
            Heard::Json(json!({ "type": "connection_ack" }))
        );
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        let payload = json!({ "query": query });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    /// What comes next; frames that only ask whether one is there are answered and passed over.
    async fn hear(&mut self) -> Heard {
        loop {
            let next = timeout(DEADLINE, self.socket.next()).await;
            match next.expect("something comes in time") {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Json(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(frame))) => {
                    let frame = frame.map(|own| (own.code.into(), own.reason.to_string()));
                    let (code, reason) = frame.unwrap_or((1005, String::new()));
                    return Heard::Close(code, reason);
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Gone,
            }
        }
    }

    /// The next message, which is none that ends the socket.
    async fn message(&mut self) -> Value {
        match self.hear().await {
            Heard::Json(message) => message,
            other => panic!("no message but {other:?}"),
        }
    }

    /// What comes next of an operation.
    async fn next(&mut self, id: &str) -> Value {
        let mut message = self.message().await;
        assert_eq!(message["type"], "next", "{message}");
        assert_eq!(message["id"], id, "{message}");
        message["payload"].take()
    }

    /// The code of the error that an operation ends with.
    async fn error(&mut self, id: &str) -> String {
        let message = self.message().await;
        assert_eq!(message["type"], "error", "{message}");
        assert_eq!(message["id"], id, "{message}");
        let code = &message["payload"][0]["extensions"]["code"];
        code.as_str().expect("a code").to_owned()
    }

    /// The code that the socket is closed with, whatever comes before.
    async fn closed(&mut self) -> u16 {
        loop {
            match self.hear().await {
                Heard::Json(_) => {}
                Heard::Close(code, reason) => {
                    assert!(reason.len() <= 123, "{reason}");
                    assert_eq!(
                        self.hear().await,
                        Heard::Gone,
                        "it ends after its close frame"
                    );
                    return code;
                }
                Heard::Gone => panic!("the connection went without a close frame"),
            }
        }
    }

    /// Waits until all that was sent so far has been read.
    async fn settle(&mut self) {
        self.send(json!({ "type": "ping" })).await;
        assert_eq!(self.message().await, json!({ "type": "pong" }));
    }

    /// Subscribes, and waits until the subscription is there: a change that comes after is told.
    async fn wait_for(&mut self, app: &TestApp, id: &str, query: &str) {
        let before = app.db.listeners();
        self.subscribe(id, query).await;
        listening(&app.db, |now| now > before).await;
    }
}

/// Waits until there are so many subscriptions: a change that comes after is told to each.
async fn listening(db: &Db, wanted: impl Fn(usize) -> bool) {
    let there = async {
        while !wanted(db.listeners()) {
            a_moment().await;
        }
    };
    timeout(DEADLINE, there).await.expect("as many in time");
}
