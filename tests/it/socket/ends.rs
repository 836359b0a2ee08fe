//! What ends a socket: time, silence, a client that does not read, a server that stops.

use std::time::Duration;

use avtal::auth::token::Claims;
use avtal::auth::{Permission, Role};
use avtal::config::Limits;
use avtal::failure::Failure;
use avtal::tenancy::{Act, TenantTx};
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::{Client, DEADLINE, Server, WAITS};
use super::{admin, claims, listening, member, signed, token};
use crate::build::done;
use crate::harness::{TestApp, a_moment};

#[tokio::test]
async fn who_does_not_introduce_itself_in_time_is_closed() {
    let app = TestApp::sqlite().await;
    let limits = Limits {
        socket_init_ms: 50,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut client = Client::open(&server, &[]).await.expect("it opens");
    assert_eq!(client.closed().await, 4408);
}

/// How long after the end of its token a socket is closed at the latest (W-12).
const LATE: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_token_that_ends_closes_the_socket() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut late = Vec::new();
    // A machine that is busy with other tests may be late once, but not each time.
    for _ in 0..5 {
        let opened = Instant::now();
        let mut client = server.client(&token(&app, Role::Admin, &app.a, 2)).await;
        let greeted = Instant::now();
        client.subscribe("1", WAITS).await;
        assert_eq!(client.closed().await, 4403);
        let open = opened.elapsed();
        assert!(open >= Duration::from_millis(1_900), "{open:?}");
        let after = greeted.elapsed().saturating_sub(Duration::from_secs(2));
        if after <= LATE {
            return;
        }
        late.push(after);
    }
    panic!("closed too late each time: {late:?}");
}

#[tokio::test]
async fn a_token_that_is_good_no_more_closes_the_socket() {
    let app = TestApp::sqlite().await;
    let limits = Limits {
        socket_ping_ms: 50,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut client = server
        .client(&token(&app, Role::Admin, &app.a, 3_600))
        .await;
    app.set_clock("2026-06-15T14:00:00Z");
    assert_eq!(client.closed().await, 4403);
}

#[tokio::test]
async fn a_token_that_was_revoked_in_one_of_its_legal_entities_closes_the_socket() {
    let app = TestApp::sqlite().await;
    let limits = Limits {
        socket_ping_ms: 50,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let claims = Claims {
        legal_entities: [&app.a, &app.b].map(|le| member(le, Role::Viewer)).into(),
        ..claims(&app, Role::Viewer, &app.a, 3_600)
    };
    let mut client = server.client(&signed(&claims)).await;
    let input = json!({ "subject": claims.sub });
    let revoked = "revokedToken { id }";
    done(&app, &app.admin(&app.a), "tokenRevoke", input, revoked).await;
    app.set_clock("2026-06-15T12:00:30Z");
    assert_eq!(client.closed().await, 4403);
}

#[tokio::test]
async fn one_that_says_nothing_is_closed() {
    let app = TestApp::sqlite().await;
    let limits = Limits {
        socket_idle_ms: 50,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    // It has not even introduced itself, for which it has longer.
    let mut client = Client::open(&server, &[]).await.expect("it opens");
    assert_eq!(client.closed().await, 1001);
}

#[tokio::test]
async fn one_that_does_not_read_is_cut_off() {
    let app = TestApp::sqlite().await;
    let limits = Limits {
        socket_patience_ms: 200,
        socket_operations: 500,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut client = server.client(&admin(&app, &app.a)).await;
    // More than all buffers on the way hold, and not read.
    for n in 0..200 {
        let query = "{ __schema { types { name description fields { name description } } } }";
        client.subscribe(&format!("{n}"), query).await;
    }
    let cut = async { while !is_cut_off(&mut client).await {} };
    timeout(DEADLINE, cut).await.expect("it is cut off in time");
}

/// Whether the connection is gone; that nothing can be sent for a while is not that.
async fn is_cut_off(client: &mut Client) -> bool {
    use futures_util::SinkExt;
    use tokio_tungstenite::tungstenite::Message;
    let sent = client.socket.send(Message::text(r#"{"type":"pong"}"#));
    let sent = timeout(Duration::from_millis(200), sent).await;
    a_moment().await;
    matches!(sent, Ok(Err(_)))
}

/// Does nothing, but has the only connection that writes.
struct Occupy;

impl Act for Occupy {
    type Out = ();

    async fn run(&self, _tx: &TenantTx) -> Result<(), Failure> {
        Ok(())
    }
}

#[tokio::test]
async fn a_server_that_stops_finishes_what_runs_and_says_so() {
    let app = TestApp::sqlite().await;
    let mut server = Server::start(&app).await;
    let mut idle = server.client(&admin(&app, &app.a)).await;
    idle.wait_for(&app, "1", WAITS).await;
    let mut busy = server.client(&admin(&app, &app.a)).await;
    let caller = app.admin(&app.a).caller();
    let grant = caller.grant(None, Permission::Read).expect("a grant");
    let occupied = app.db.preview(&grant, &Occupy).await.expect("a preview");
    let create = "mutation { vendorCreate(input: { name: \"Last\" }) { userErrors { code } } }";
    busy.subscribe("m", create).await;
    busy.settle().await;
    server.stop();
    assert_eq!(idle.closed().await, 1001);
    busy.subscribe("late", WAITS).await;
    assert_eq!(busy.error("late").await, "UNAVAILABLE");
    drop(occupied);
    let answer = busy.next("m").await;
    assert_eq!(answer["data"]["vendorCreate"]["userErrors"], json!([]));
    assert_eq!(
        busy.message().await,
        json!({ "id": "m", "type": "complete" })
    );
    assert_eq!(busy.closed().await, 1001);
}

#[tokio::test]
async fn a_socket_that_goes_ends_its_subscriptions() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = server.client(&admin(&app, &app.a)).await;
    client.wait_for(&app, "1", WAITS).await;
    client.wait_for(&app, "2", WAITS).await;
    client.send(json!({ "id": "1", "type": "complete" })).await;
    listening(&app.db, |now| now <= 1).await;
    drop(client);
    listening(&app.db, |now| now == 0).await;
}
