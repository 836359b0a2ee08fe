//! A server that is killed while two legal entities trade leaves what was done on both sides, or on
//! neither.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::orders::pair;
use crate::harness::db::number;
use crate::harness::server::Server;
use crate::harness::{TestApp, a_moment, both};
use crate::killed::{ask, kill};
use crate::purchase_receipt::sound;

const CLIENTS: usize = 4;
/// How many acknowledgements come in before the server is killed.
const ENOUGH: usize = 40;

const BUY: &str = "mutation($input: PurchaseOrderCreateInput!) {
    purchaseOrderCreate(input: $input) { purchaseOrder { id } userErrors { code } } }";
const SELL: &str = "mutation($input: SalesOrderCreateInput!) {
    salesOrderCreate(input: $input) { salesOrder { id } userErrors { code } } }";
const SHIP: &str = "mutation($input: SalesShipmentPostInput!) {
    salesShipmentPost(input: $input) { salesShipments { id } userErrors { code } } }";
const CHARGE: &str = "mutation($input: SalesInvoicePostInput!) {
    salesInvoicePost(input: $input) { salesInvoice { id } userErrors { code } } }";

/// One client of A's: buys from B, sells to it, ships and charges, until nobody answers.
async fn client(
    place: usize,
    (address, token): (String, String),
    [vendor, customer, item]: [String; 3],
    acknowledged: Arc<AtomicUsize>,
) {
    let line = json!([{"itemId": item, "quantity": "1", "unitPrice": "3.33"}]);
    for n in 0.. {
        let key = |step: &str| format!("{step}-{place}-{n}");
        let asked = async |query: &str, input: Value, step: &str| {
            let to = (address.as_str(), token.as_str());
            let answer = ask(to, query, json!({"input": input}), &key(step)).await?;
            acknowledged.fetch_add(1, Ordering::Relaxed);
            Some(answer)
        };
        let buys = json!({"vendorId": vendor, "lines": line});
        let sells = json!({"customerId": customer, "lines": line});
        let bought = asked(BUY, buys, "buy").await;
        let Some(sold) = asked(SELL, sells, "sell").await else {
            return;
        };
        let order = &sold["data"]["salesOrderCreate"]["salesOrder"]["id"];
        let shipped = asked(SHIP, json!({"salesOrderId": order}), "ship").await;
        let charged = asked(CHARGE, json!({"salesOrderId": order}), "charge").await;
        if bought.is_none() || shipped.is_none() || charged.is_none() {
            return;
        }
    }
}

/// How many rows a table has, of all legal entities.
async fn rows(app: &TestApp, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    number(&app.test_db.admin().await, &sql).await
}

both! {
    async fn a_server_that_is_killed_leaves_both_sides_or_neither(app: TestApp) {
        let says = json!({"receiptFromShipment": true, "invoiceFromSalesInvoice": "POSTED"});
        let pair = pair(&app, says.clone(), says).await;
        let before = rows(&app, "purchase_receipt").await;
        let folder = tempfile::tempdir().expect("a folder");
        let mut server = Server::start(&app, folder.path());
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|place| {
                let to = (server.address.clone(), server.token.clone());
                let item = pair.items[0][0].clone();
                let of = [pair.vendor.clone(), pair.customer.clone(), item];
                tokio::spawn(client(place, to, of, Arc::clone(&acknowledged)))
            })
            .collect();
        while acknowledged.load(Ordering::Relaxed) < ENOUGH {
            let asks = clients.iter().any(|own| !own.is_finished());
            assert!(asks, "nobody asks any more");
            a_moment().await;
        }
        // The clients go on meanwhile.
        let killed = tokio::task::spawn_blocking(move || kill(&mut server));
        killed.await.expect("it is killed");
        for client in clients {
            client.await.expect("a client");
        }
        pair.agrees(&app).await;
        for user in [&pair.a, &pair.b] {
            sound(&app, user).await;
        }
        let came = rows(&app, "purchase_receipt").await - before;
        assert_eq!(rows(&app, "sales_shipment").await, came);
        assert_eq!(rows(&app, "sales_invoice").await, rows(&app, "purchase_invoice").await);
        let n_bought = rows(&app, "sales_order").await;
        assert!(n_bought >= 10, "{n_bought} orders were made");
    }
}
