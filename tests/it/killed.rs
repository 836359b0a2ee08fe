//! A server that is killed in the middle of postings: what it acknowledged is there once, what it
//! did not is there once or not at all, and the books hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::build::{item, ledgers, read, text, vendor};
use crate::harness::both;
use crate::harness::server::Server;
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
async fn ask(
    (address, token): (&str, &str),
    query: &str,
    variables: Value,
    key: &str,
) -> Option<Value> {
    let body = json!({"query": query, "variables": variables}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Accept: application/json\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    let begin = body.find('{')?;
    let end = body.rfind('}')?;
    serde_json::from_str(body.get(begin..=end)?).ok()
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
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = vendor(&app, &user, json!({})).await;
        let item = item(&app, &user, json!({})).await;
        let folder = tempfile::tempdir().expect("a folder");
        let mut server = Server::start(&app, folder.path());
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|place| {
                let to = (server.address.clone(), server.token.clone());
                let of = (vendor.clone(), item.clone());
                tokio::spawn(client(place, to, of, Arc::clone(&acknowledged)))
            })
            .collect();
        while acknowledged.load(Ordering::Relaxed) < ENOUGH {
            assert!(clients.iter().any(|own| !own.is_finished()), "nobody asks any more");
            tokio::task::yield_now().await;
        }
        server.child.kill().expect("the server is killed");
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
}
