//! The highest amount of a document: at the limit it is done, a cent above it is refused, with the
//! numbers.

use avtal::auth::Role;
use serde_json::{Value, json};

use super::{Two, order};
use crate::build::{self, done, payload, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_invoice;

/// Somebody who may commit to 1,000 euro, and do all else.
fn limited(app: &TestApp) -> User {
    app.user(Role::Admin, &app.a)
        .limited(json!({ "amount": "1000.00" }))
}

/// The refusals of a mutation with their numbers.
async fn told(app: &TestApp, user: &User, mutation: &str, input: Value) -> Value {
    let (first, rest) = mutation.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let query = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{
            userErrors {{ code limit amount {{ amount currency }} }} }} }}"
    );
    let answer = app.gql(user, &query, json!({ "input": input })).await;
    payload(answer, mutation)["userErrors"].clone()
}

/// The refusal of a document of so many euro.
fn above(amount: &str) -> Value {
    json!([{
        "code": "AMOUNT_ABOVE_LIMIT", "limit": "1000",
        "amount": { "amount": amount, "currency": "EUR" },
    }])
}

/// Whether the user is told that it can.
async fn can(app: &TestApp, user: &User, kind: &str, id: &str, act: &str) -> bool {
    let shown = format!("{kind} {{ viewerCan {{ {act} }} }}");
    build::node(app, user, id, &shown).await["viewerCan"][act] == true
}

both! {
    async fn an_order_is_confirmed_up_to_the_limit(app: TestApp) {
        let two = Two::new(&app).await;
        let user = limited(&app);
        for (price, expected) in [("1000", json!([])), ("1000.01", above("1000.01"))] {
            // Anybody may write it; it binds nobody before it is confirmed.
            let id = order(&app, &user, &two.vendors[0], None, price).await;
            let is_free = expected == json!([]);
            assert_eq!(can(&app, &user, "PurchaseOrder", &id, "confirm").await, is_free);
            let input = json!({ "id": id });
            assert_eq!(told(&app, &user, "purchaseOrderConfirm", input.clone()).await, expected);
            let all = told(&app, &two.admin, "purchaseOrderConfirm", input).await;
            assert_eq!(all, json!([]));
        }
    }

    async fn an_order_in_another_currency_is_compared_by_its_rate(app: TestApp) {
        let two = Two::new(&app).await;
        let user = limited(&app);
        let item = build::item(&app, &user, json!({ "itemType": "SERVICE" })).await;
        let line = |price: &str| json!({ "itemId": item, "quantity": "1", "unitPrice": price });
        let input = |price: &str| json!({
            "vendorId": two.vendors[0], "currency": "USD", "lines": [line(price)],
        });
        let id = build::order(&app, &user, input("2000")).await;
        let unknown = told(&app, &user, "purchaseOrderConfirm", json!({ "id": id })).await;
        assert_eq!(unknown[0]["code"], "EXCHANGE_RATE_MISSING");
        let rate = json!({ "currency": "USD", "validFrom": "2026-01-01", "rate": "0.5" });
        done(&app, &two.admin, "exchangeRateSet", rate, "").await;
        assert_eq!(told(&app, &user, "purchaseOrderConfirm", json!({ "id": id })).await, json!([]));
        let more = build::order(&app, &user, input("2000.02")).await;
        let refused = told(&app, &user, "purchaseOrderConfirm", json!({ "id": more })).await;
        assert_eq!(refused, above("1000.01"));
    }

    async fn an_agreement_is_bound_and_released_from_up_to_the_limit(app: TestApp) {
        let two = Two::new(&app).await;
        let user = limited(&app);
        let item = build::item(&app, &user, json!({ "itemType": "SERVICE" })).await;
        let of = |quantity: &str| {
            let line = json!({ "itemId": item, "quantity": quantity, "unitPrice": "0.01" });
            json!({ "vendorId": two.vendors[0], "lines": [line] })
        };
        for (quantity, expected) in [("100000", json!([])), ("100001", above("1000.01"))] {
            let is_free = expected == json!([]);
            for act in ["agreementActivate", "agreementConfirm"] {
                let id = build::agreement(&app, &user, of(quantity)).await;
                let short = act.trim_start_matches("agreement").to_lowercase();
                assert_eq!(can(&app, &user, "Agreement", &id, &short).await, is_free, "{act}");
                assert_eq!(told(&app, &user, act, json!({ "id": id })).await, expected, "{act}");
            }
        }
        let large = build::effective(&app, &two.admin, of("500000")).await;
        let line = build::lines(&app, &user, &large).await.remove(0);
        let draw = |quantity: &str| json!({
            "agreementId": large, "lines": [{ "agreementLineId": line, "quantity": quantity }],
        });
        let refused = told(&app, &user, "agreementRelease", draw("100001")).await;
        assert_eq!(refused, above("1000.01"));
        assert_eq!(told(&app, &user, "agreementRelease", draw("100000")).await, json!([]));
        let drawn = build::node(&app, &user, &large, "Agreement { fulfillment { releasedOnly } }");
        assert_eq!(drawn.await["fulfillment"]["releasedOnly"], "1000.00");
    }

    async fn an_invoice_is_approved_and_posted_up_to_the_limit(app: TestApp) {
        let two = Two::new(&app).await;
        let user = limited(&app);
        let item = build::item(&app, &user, json!({ "itemType": "SERVICE" })).await;
        let draft = async |price: &str| {
            let lines = json!([{ "itemId": item, "quantity": "1", "unitPrice": price }]);
            let number = format!("V-{price}");
            let input = json!({
                "vendorId": two.vendors[0], "vendorInvoiceNumber": number, "lines": lines,
            });
            let id = purchase_invoice::draft(&app, &user, input).await;
            let shown = "PurchaseInvoiceDraft { amounts { totalAmount } }";
            let total = build::node(&app, &user, &id, shown).await;
            (id, total["amounts"]["totalAmount"].clone())
        };
        let (small, _) = draft("500").await;
        let (large, total) = draft("1000.01").await;
        for (id, expected) in [(small, json!([])), (large, above(&text(&total)))] {
            let is_free = expected == json!([]);
            let input = json!({ "id": id, "version": 1, "preview": true });
            assert_eq!(can(&app, &user, "PurchaseInvoiceDraft", &id, "approve").await, is_free);
            let approved = told(&app, &user, "purchaseInvoiceDraftApprove", input).await;
            assert_eq!(approved, expected);
            let input = json!({ "purchaseInvoiceDraftId": id });
            assert_eq!(told(&app, &user, "purchaseInvoicePost", input).await, expected);
        }
    }

    async fn a_payment_is_posted_up_to_the_limit(app: TestApp) {
        let two = Two::new(&app).await;
        let user = limited(&app);
        for (amount, expected) in [
            ("1000", json!([])),
            ("1000.01", above("1000.01")),
            ("-1000", json!([])),
            ("-1000.01", above("1000.01")),
        ] {
            let input = json!({ "vendorId": two.vendors[0], "amount": amount });
            assert_eq!(told(&app, &user, "vendorPaymentPost", input).await, expected, "{amount}");
        }
    }
}
