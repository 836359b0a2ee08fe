//! Subscriptions: changes are told, each as it stands, to those whose they are.

use std::collections::BTreeSet;

use avtal::auth::Role;
use avtal::config::Limits;
use serde_json::{Value, json};

use super::{Client, Server, admin, token};
use crate::build::{self, done, ledgers};
use crate::harness::fill::global_of;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_receipt::received;

const FULFILLMENT: &str = "{ id fulfillment { released: releasedOnly received: receivedNotInvoiced
    remaining } }";

/// An effective agreement on 1,000 pieces at 4.00, and its line.
async fn thousand(app: &TestApp, user: &User) -> (String, String) {
    let item = build::item(app, user, json!({})).await;
    let line = json!({"itemId": item, "quantity": "1000", "unitPrice": "4"});
    let agreement = build::effective(app, user, json!({"lines": [line]})).await;
    let line = build::lines(app, user, &agreement).await.remove(0);
    (agreement, line)
}

async fn drawn(app: &TestApp, user: &User, (agreement, line): (&str, &str), n: &str) -> String {
    let lines = json!([{"agreementLineId": line, "quantity": n}]);
    build::release(app, user, agreement, lines).await
}

/// Hears of an agreement until it stands so: released, received, remaining.
async fn stands(client: &mut Client, id: &str, parts: [&str; 3]) -> usize {
    for n in 1.. {
        let event = client.next(id).await;
        assert_eq!(event.get("errors"), None, "{event}");
        let told = &event["data"]["it"]["fulfillment"];
        let told = ["released", "received", "remaining"].map(|part| told[part].clone());
        if told == parts {
            return n;
        }
        assert!(n < 20, "{told:?} instead of {parts:?}");
    }
    0
}

both! {
    async fn an_agreement_is_told_as_it_stands_after_each_change(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, line) = thousand(&app, &user).await;
        let server = Server::start(&app).await;
        let mut client = server.client(&token(&app, Role::Viewer, &app.a, 3_600)).await;
        let query = format!(
            "subscription {{ it: agreementFulfillmentChanged(id: \"{agreement}\") {FULFILLMENT} }}"
        );
        client.wait_for(&app, "1", &query).await;
        let order = drawn(&app, &user, (&agreement, &line), "400").await;
        stands(&mut client, "1", ["1600.00", "0.00", "2400.00"]).await;
        let ordered = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &ordered), "300").await;
        stands(&mut client, "1", ["400.00", "1200.00", "2400.00"]).await;
        // By HTTP, as another client does it.
        let cancel = format!(
            "mutation {{ agreementRelease(input: {{ agreementId: \"{agreement}\",
                lines: [{{ agreementLineId: \"{line}\", quantity: \"100\" }}] }})
                {{ userErrors {{ code }} }} }}"
        );
        let answer = server.post(&admin(&app, &app.a), &cancel).await;
        assert_eq!(answer["data"]["agreementRelease"]["userErrors"], json!([]), "{answer}");
        stands(&mut client, "1", ["800.00", "1200.00", "2000.00"]).await;
    }

    async fn many_changes_in_a_moment_are_told_as_the_last_of_them(app: TestApp) {
        let user = app.admin(&app.a);
        let (agreement, line) = thousand(&app, &user).await;
        let server = Server::start(&app).await;
        let mut client = server.client(&admin(&app, &app.a)).await;
        let query = format!("subscription {{ it: agreementFulfillmentChanged {FULFILLMENT} }}");
        client.wait_for(&app, "1", &query).await;
        for _ in 0..10 {
            drawn(&app, &user, (&agreement, &line), "10").await;
        }
        // Nobody has read meanwhile; each event is the newest state when it is made.
        let events = stands(&mut client, "1", ["400.00", "0.00", "3600.00"]).await;
        assert!(events <= 10, "{events} events of 10 changes");
    }

    async fn orders_and_documents_are_told_to_those_who_wait_for_them(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, line) = thousand(&app, &user).await;
        let other = build::vendor(&app, &user, json!({})).await;
        let server = Server::start(&app).await;
        let mut orders = server.client(&admin(&app, &app.a)).await;
        let query = format!(
            "subscription {{ purchaseOrderChanged(agreementId: \"{agreement}\") {{ id }} }}"
        );
        orders.wait_for(&app, "1", &query).await;
        let mut vendors = server.client(&admin(&app, &app.a)).await;
        let query = format!(
            "subscription {{ purchaseOrderChanged(vendorId: \"{other}\") {{ id }} }}"
        );
        vendors.wait_for(&app, "1", &query).await;
        let mut documents = server.client(&admin(&app, &app.a)).await;
        let query = "subscription { documentPosted(types: [PURCHASE_RECEIPT_UNDO, PURCHASE_RECEIPT])
            { __typename ... on PurchaseReceipt { number receiptType } } }";
        documents.wait_for(&app, "1", query).await;
        let mut invoices = server.client(&admin(&app, &app.a)).await;
        let query = "subscription { documentPosted(types: [PURCHASE_INVOICE]) { __typename } }";
        invoices.wait_for(&app, "1", query).await;

        let order = drawn(&app, &user, (&agreement, &line), "10").await;
        let told = &orders.next("1").await["data"]["purchaseOrderChanged"];
        assert_eq!(told["id"], json!(order));
        let ordered = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &ordered), "5").await;
        let told = &documents.next("1").await["data"]["documentPosted"];
        assert_eq!(told, &json!({
            "__typename": "PurchaseReceipt", "number": "RCT-000001", "receiptType": "RECEIPT",
        }));
        let told = &orders.next("1").await["data"]["purchaseOrderChanged"];
        assert_eq!(told["id"], json!(order));
        // The first that the others hear is what they wait for.
        let input = json!({"vendorId": other});
        let placed = build::order(&app, &user, input).await;
        let told = &vendors.next("1").await["data"]["purchaseOrderChanged"];
        assert_eq!(told["id"], json!(placed));
        let before = invoice(&app, &user).await;
        let told = &invoices.next("1").await["data"]["documentPosted"];
        assert_eq!(told["__typename"], "PurchaseInvoice", "{before}");
    }

    async fn what_is_refused_or_previewed_is_told_to_nobody(app: TestApp) {
        let user = app.admin(&app.a);
        let (agreement, line) = thousand(&app, &user).await;
        let server = Server::start(&app).await;
        let mut client = server.client(&admin(&app, &app.a)).await;
        let query = format!("subscription {{ it: agreementFulfillmentChanged {FULFILLMENT} }}");
        client.wait_for(&app, "1", &query).await;
        let lines = json!([{"agreementLineId": line, "quantity": "400"}]);
        let preview = json!({"agreementId": agreement, "lines": lines, "preview": true});
        done(&app, &user, "agreementRelease", preview, "").await;
        drawn(&app, &user, (&agreement, &line), "1").await;
        assert_eq!(stands(&mut client, "1", ["4.00", "0.00", "3996.00"]).await, 1);
    }

    async fn what_another_legal_entity_does_is_told_to_none_but_its_own(app: TestApp) {
        let (user, foreign) = (app.admin(&app.a), app.admin(&app.b));
        ledgers(&app, &foreign).await;
        let (own, own_line) = thousand(&app, &user).await;
        let (theirs, their_line) = thousand(&app, &foreign).await;
        let server = Server::start(&app).await;
        let mut client = server.client(&admin(&app, &app.a)).await;
        for (id, query) in [
            ("f", "subscription { agreementFulfillmentChanged { id } }"),
            ("o", "subscription { purchaseOrderChanged { vendor { number } } }"),
            ("d", "subscription { documentPosted { __typename } }"),
        ] {
            client.wait_for(&app, id, query).await;
        }
        let order = drawn(&app, &foreign, (&theirs, &their_line), "400").await;
        let ordered = build::lines(&app, &foreign, &order).await.remove(0);
        received(&app, &foreign, (&order, &ordered), "300").await;
        let order = drawn(&app, &user, (&own, &own_line), "7").await;
        // One's own release is the first thing that is heard, and all that is.
        let mut heard = BTreeSet::new();
        for _ in 0..2 {
            let message = client.message().await;
            assert_eq!(message["type"], "next", "{message}");
            assert!(!message.to_string().contains(&theirs), "{message}");
            heard.insert(message["id"].as_str().expect("an id").to_owned());
        }
        assert_eq!(heard, BTreeSet::from(["f".to_owned(), "o".to_owned()]), "{order}");
        client.settle().await;
    }

    async fn an_id_of_another_is_answered_as_one_that_never_was(app: TestApp) {
        let foreign = app.admin(&app.b);
        let (theirs, _) = thousand(&app, &foreign).await;
        let vendor = build::vendor(&app, &foreign, json!({})).await;
        let unknown = |node| global_of(node, app.clock.id());
        let server = Server::start(&app).await;
        let mut client = server.client(&admin(&app, &app.a)).await;
        let mut answers = BTreeSet::new();
        for field in [
            format!("agreementFulfillmentChanged(id: \"{theirs}\")"),
            format!("agreementFulfillmentChanged(id: \"{}\")", unknown("Agreement")),
            format!("agreementFulfillmentChanged(vendorId: \"{vendor}\")"),
            format!("agreementFulfillmentChanged(vendorId: \"{}\")", unknown("Vendor")),
            "agreementFulfillmentChanged(id: \"nonsense\")".to_owned(),
        ] {
            client.subscribe("1", &format!("subscription {{ {field} {{ id }} }}")).await;
            let mut message = client.message().await;
            assert_eq!(message["type"], "error", "{message}");
            message["payload"][0]["locations"] = Value::Null;
            answers.insert(message.to_string());
        }
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.contains("NOT_FOUND")), "{answers:?}");
    }

    async fn who_waits_holds_no_connection(app: TestApp) {
        let user = app.admin(&app.a);
        let (agreement, line) = thousand(&app, &user).await;
        let server = Server::start(&app).await;
        let mut client = server.client(&admin(&app, &app.a)).await;
        // More than there are connections.
        let query = format!("subscription {{ it: agreementFulfillmentChanged {FULFILLMENT} }}");
        for n in 0..20 {
            client.wait_for(&app, &format!("{n}"), &query).await;
        }
        for released in ["4.00", "8.00"] {
            drawn(&app, &user, (&agreement, &line), "1").await;
            let mut heard = BTreeSet::new();
            while heard.len() < 20 {
                let message = client.message().await;
                let told = &message["payload"]["data"]["it"]["fulfillment"]["released"];
                assert_eq!(told, released, "{message}");
                heard.insert(message["id"].to_string());
            }
        }
    }
}

#[tokio::test]
async fn what_is_read_and_not_told_is_taken_from_the_share_too() {
    let app = TestApp::sqlite().await;
    app.is_read_by_a_server();
    let user = app.admin(&app.a);
    let waited_for = build::vendor(&app, &user, json!({})).await;
    let other = build::vendor(&app, &user, json!({})).await;
    let limits = Limits {
        caller_cost: 60,
        caller_restore: 1,
        ..Limits::default()
    };
    let server = Server::over(app.db.clone(), limits);
    let mut client = server.client(&admin(&app, &app.a)).await;
    let field = format!("purchaseOrderChanged(vendorId: \"{waited_for}\")");
    let query = format!("subscription {{ {field} {{ id }} }}");
    client.wait_for(&app, "1", &query).await;
    for _ in 0..30 {
        build::order(&app, &user, json!({ "vendorId": other })).await;
    }
    assert_eq!(client.error("1").await, "THROTTLED");
}

/// A posted invoice over a piece of a new item, its number.
async fn invoice(app: &TestApp, user: &User) -> String {
    let item = build::item(app, user, json!({})).await;
    let input = json!({
        "vendorId": build::vendor(app, user, json!({})).await,
        "vendorInvoiceNumber": build::code("V-"),
        "lines": [{"itemId": item, "quantity": "1", "unitPrice": "10"}],
    });
    let fields = "purchaseInvoiceDraft { id version }";
    let draft = done(app, user, "purchaseInvoiceDraftCreate", input, fields).await;
    let draft = &draft["purchaseInvoiceDraft"];
    let input = json!({"purchaseInvoiceDraftId": draft["id"], "version": draft["version"]});
    let posted = done(
        app,
        user,
        "purchaseInvoicePost",
        input,
        "purchaseInvoice { number }",
    )
    .await;
    build::text(&posted["purchaseInvoice"]["number"])
}
