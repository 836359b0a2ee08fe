//! A server that is killed, or told to stop, in the middle of postings: what it acknowledged is
//! there once, what it did not is there once or not at all, and the books hold.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::build::{item, ledgers, read, text, vendor};
use crate::harness::raw;
use crate::harness::server::Server;
use crate::harness::{TestApp, a_moment, both};
use crate::purchase_receipt::sound;

const CLIENTS: usize = 6;
/// How many acknowledgements come in before the server is killed.
const ENOUGH: usize = 30;

const MUTATION: &str = "mutation($draft: PurchaseInvoiceDraftCreateInput!) {
    purchaseInvoiceDraftCreate(input: $draft) {
        purchaseInvoiceDraft { id } userErrors { code } } }";
const POST: &str = "mutation($post: PurchaseInvoicePostInput!) {
    purchaseInvoicePost(input: $post) { purchaseInvoice { number } userErrors { code } } }";

/// Asks over HTTP; nothing where the server is gone.
pub(crate) async fn ask(
    (address, token): (&str, &str),
    query: &str,
    variables: Value,
    key: &str,
) -> Option<Value> {
    let body = json!({"query": query, "variables": variables}).to_string();
    let head = [
        "Content-Type: application/json",
        "Accept: application/json",
        &format!("Authorization: Bearer {token}"),
        &format!("Idempotency-Key: {key}"),
    ];
    let answer = raw::asked(address, "POST /graphql", &head, &body).await?;
    answer.json()
}

/// One client: invoices one after the other under keys of its own, until nobody answers.
async fn client(
    place: usize,
    server: (String, String),
    (vendor, item): (String, String),
    acknowledged: Arc<AtomicUsize>,
) -> Vec<(String, Value, Option<String>)> {
    let to = (server.0.as_str(), server.1.as_str());
    let mut asked = Vec::new();
    for n in 0.. {
        let key = format!("k-{place}-{n}");
        let draft = json!({
            "vendorId": vendor, "vendorInvoiceNumber": key, "postingDate": "2026-06-15",
            "lines": [{"itemId": item, "quantity": "3", "unitPrice": "3.33"}],
        });
        let drafted = ask(to, MUTATION, json!({"draft": draft}), &key).await;
        let drafted = drafted.map(|own| own["data"]["purchaseInvoiceDraftCreate"].clone());
        let Some(id) = drafted.filter(|own| own["userErrors"] == json!([])) else {
            break;
        };
        let post = json!({"purchaseInvoiceDraftId": id["purchaseInvoiceDraft"]["id"]});
        let done = ask(to, POST, json!({"post": post}), &key).await;
        let number = done.as_ref().and_then(|own| {
            let number = &own["data"]["purchaseInvoicePost"]["purchaseInvoice"]["number"];
            number.as_str().map(str::to_owned)
        });
        let is_gone = number.is_none();
        if !is_gone {
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        asked.push((key, post, number));
        if is_gone {
            break;
        }
    }
    asked
}

both! {
    async fn what_was_acknowledged_is_there_once_and_the_books_hold(app: TestApp) {
        ended(app, kill, None).await;
    }

    async fn a_server_that_is_told_to_stop_loses_nothing_and_ends_well(app: TestApp) {
        ended(app, stop, Some(1001)).await;
    }
}

pub(crate) fn kill(server: &mut Server) {
    server.child.kill().expect("the server is killed");
}

fn stop(server: &mut Server) {
    let begun = Instant::now();
    let pid = server.child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.expect("it is told").success());
    let status = loop {
        if let Some(status) = server.child.try_wait().expect("a process") {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
}

/// A socket with a subscription, until it is closed: with which code, if it is.
async fn socket((address, token): (String, String)) -> Option<u16> {
    let mut socket = raw::socket(&address, &[]).await.expect("it opens");
    let init = json!({"type": "connection_init", "payload":
        {"authorization": format!("Bearer {token}")}});
    let query = "subscription { documentPosted { __typename } }";
    let subscribe = json!({"type": "subscribe", "id": "1", "payload": {"query": query}});
    for message in [init, subscribe] {
        let sent = socket.send(Message::text(message.to_string())).await;
        sent.expect("it is sent");
    }
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(frame) = message {
            return frame.map(|frame| frame.code.into());
        }
    }
    None
}

/// Has a server end under load, and looks for all that it was asked.
async fn ended(app: TestApp, end: fn(&mut Server), closed_with: Option<u16>) {
    let user = app.admin(&app.a);
    ledgers(&app, &user).await;
    let vendor = vendor(&app, &user, json!({})).await;
    let item = item(&app, &user, json!({})).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(&app, folder.path());
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let listening = tokio::spawn(socket((server.address.clone(), server.token.clone())));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|place| {
            let to = (server.address.clone(), server.token.clone());
            let of = (vendor.clone(), item.clone());
            tokio::spawn(client(place, to, of, Arc::clone(&acknowledged)))
        })
        .collect();
    while acknowledged.load(Ordering::Relaxed) < ENOUGH {
        assert!(
            clients.iter().any(|own| !own.is_finished()),
            "nobody asks any more"
        );
        a_moment().await;
    }
    // The clients go on meanwhile.
    let ended = tokio::task::spawn_blocking(move || end(&mut server));
    ended.await.expect("it ends as it should");
    let closed = listening.await.expect("a socket");
    assert_eq!(closed, closed_with);
    let mut asked = Vec::new();
    for client in clients {
        asked.extend(client.await.expect("a client"));
    }
    sound(&app, &user).await;
    let selection = "{ totalCount nodes { number vendorInvoiceNumber } }";
    let there = || read(&app, &user, "purchaseInvoices(first: 250)", selection);
    let seen = there().await;
    let rows = seen["nodes"].as_array().expect("rows").clone();
    for (key, _, number) in &asked {
        let own: Vec<_> = rows
            .iter()
            .filter(|row| row["vendorInvoiceNumber"] == key.as_str())
            .collect();
        assert!(own.len() <= 1, "{key} is there {} times", own.len());
        if let Some(number) = number {
            assert_eq!(own[0]["number"], number.as_str());
        }
    }
    // Whoever got no answer asks again under the same key, and whoever got one may.
    for (key, post, number) in &asked {
        let answer = app.gql_keyed(&user, POST, json!({"post": post}), key).await;
        let again = &answer["data"]["purchaseInvoicePost"]["purchaseInvoice"]["number"];
        match number {
            Some(number) => assert_eq!(text(again), *number),
            None => assert!(again.is_string(), "{answer}"),
        }
    }
    let seen = there().await;
    assert_eq!(seen["totalCount"], asked.len());
    sound(&app, &user).await;
}
