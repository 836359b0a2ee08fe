//! Fulfillment of commitments and agreements, now and at an instant (AGR-12, K-01, K-02).

use serde_json::{Value, json};

use super::{draw, thousand};
use crate::build::{self, done, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const PARTS: &str = "{
    measure unit currency committed releasedOnly receivedNotInvoiced invoiced remaining
    overReleased percentage
}";

/// The fulfillment of an agreement or a commitment, at an instant if one is given.
async fn of(app: &TestApp, user: &User, kind: &str, id: &str, instant: Option<&str>) -> Value {
    let at = instant.map_or(String::new(), |instant| format!("(asOf: \"{instant}\")"));
    let fragment = format!("{kind} {{ fulfillment{at} {PARTS} }}");
    build::node(app, user, id, &fragment).await["fulfillment"].clone()
}

/// What is released and what remains.
fn balance(parts: &Value) -> [String; 2] {
    [text(&parts["releasedOnly"]), text(&parts["remaining"])]
}

both! {
    async fn a_quantity_is_counted_in_its_unit_and_every_row_sums_up(app: TestApp) {
        let user = app.admin(&app.a);
        // A1, as far as it goes without receipts.
        let (id, line, _) = thousand(&app, &user, json!({"maxEnforced": true})).await;
        let fresh = json!({
            "measure": "QUANTITY", "unit": "PCS", "currency": null, "committed": "1000",
            "releasedOnly": "0", "receivedNotInvoiced": "0", "invoiced": "0", "remaining": "1000",
            "overReleased": "0", "percentage": "0.00",
        });
        assert_eq!(of(&app, &user, "AgreementLine", &line, None).await, fresh);
        build::release(&app, &user, &id, draw(&line, "400")).await;
        let used = json!({"releasedOnly": "400", "remaining": "600", "percentage": "40.00"});
        let expected = build::over(fresh.clone(), used);
        assert_eq!(of(&app, &user, "AgreementLine", &line, None).await, expected);
        build::release(&app, &user, &id, draw(&line, "250")).await;
        let used = json!({"releasedOnly": "650", "remaining": "350", "percentage": "65.00"});
        assert_eq!(of(&app, &user, "AgreementLine", &line, None).await, build::over(fresh, used));
    }

    async fn an_amount_is_counted_in_the_agreements_currency(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let id = build::effective(&app, &user, json!({
            "currency": "SEK", "lines": [{"commitmentType": "VALUE", "amount": "300"}],
        })).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let lines = json!([
            {"agreementLineId": line, "quantity": "1", "itemId": item, "unitPrice": "100"},
        ]);
        build::release(&app, &user, &id, lines).await;
        let expected = json!({
            "measure": "AMOUNT", "unit": null, "currency": "SEK", "committed": "300.00",
            "releasedOnly": "100.00", "receivedNotInvoiced": "0.00", "invoiced": "0.00",
            "remaining": "200.00", "overReleased": "0.00", "percentage": "33.33",
        });
        assert_eq!(of(&app, &user, "AgreementLine", &line, None).await, expected);
        assert_eq!(of(&app, &user, "Agreement", &id, None).await, expected);
    }

    async fn an_agreement_sums_its_lines_and_no_excess_fills_another(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        // K-02: 1,000 pieces are worth 4,000, and 2,000 are promised in value.
        let id = build::effective(&app, &user, json!({"lines": [
            {"itemId": item, "quantity": "1000", "unitPrice": "4"},
            {"commitmentType": "VALUE", "amount": "2000"},
        ]})).await;
        let lines = build::lines(&app, &user, &id).await;
        // Dearer than agreed: 250 pieces count 1,000 all the same.
        let dear = json!([
            {"agreementLineId": lines[0], "quantity": "250", "unitPrice": "5"},
            {"agreementLineId": lines[1], "quantity": "1", "itemId": item, "unitPrice": "3000"},
        ]);
        build::release(&app, &user, &id, dear).await;
        let expected = json!({
            "measure": "AMOUNT", "unit": null, "currency": "EUR", "committed": "6000.00",
            "releasedOnly": "4000.00", "receivedNotInvoiced": "0.00", "invoiced": "0.00",
            "remaining": "3000.00", "overReleased": "1000.00",
            // (1,000 + min(3,000, 2,000)) of 6,000.
            "percentage": "50.00",
        });
        assert_eq!(of(&app, &user, "Agreement", &id, None).await, expected);
        let of_value = of(&app, &user, "AgreementLine", &lines[1], None).await;
        assert_eq!(of_value["percentage"], "150.00");
    }

    async fn an_agreement_without_lines_has_no_percentage(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let parts = of(&app, &user, "Agreement", &id, None).await;
        assert_eq!(parts["committed"], "0.00");
        assert_eq!(parts["percentage"], Value::Null);
    }

    async fn at_an_instant_it_is_what_the_ledger_said_then(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        app.set_clock("2026-07-01T10:00:00Z");
        let order = build::release(&app, &user, &id, draw(&line, "400")).await;
        app.set_clock("2026-07-02T10:00:00Z");
        build::release(&app, &user, &id, draw(&line, "250")).await;
        app.set_clock("2026-07-03T10:00:00Z");
        let cancel = json!({"id": order, "version": 1});
        done(&app, &user, "purchaseOrderCancel", cancel, "").await;
        app.set_clock("2026-07-04T10:00:00Z");
        let steps = [
            ("2026-07-01T09:59:59Z", ["0", "1000"], ["0.00", "4000.00"]),
            // The instant itself belongs to it.
            ("2026-07-01T10:00:00Z", ["400", "600"], ["1600.00", "2400.00"]),
            ("2026-07-02T09:00:00Z", ["400", "600"], ["1600.00", "2400.00"]),
            ("2026-07-02T12:00:00+02:00", ["650", "350"], ["2600.00", "1400.00"]),
            ("2026-07-03T10:00:00Z", ["250", "750"], ["1000.00", "3000.00"]),
            ("2027-01-01T00:00:00Z", ["250", "750"], ["1000.00", "3000.00"]),
        ];
        for (instant, quantity, amount) in steps {
            let parts = of(&app, &user, "AgreementLine", &line, Some(instant)).await;
            assert_eq!(balance(&parts), quantity, "{instant}");
            let parts = of(&app, &user, "Agreement", &id, Some(instant)).await;
            assert_eq!(balance(&parts), amount, "{instant}");
        }
        let now = of(&app, &user, "AgreementLine", &line, None).await;
        let then = of(&app, &user, "AgreementLine", &line, Some("2026-07-04T10:00:00Z")).await;
        assert_eq!(now, then);
    }

    async fn the_ledger_says_who_moved_what_when_and_why(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        app.set_clock("2026-07-01T10:00:00Z");
        let order = build::release(&app, &app.buyer(&app.a), &id, draw(&line, "400")).await;
        app.set_clock("2026-07-03T10:00:00Z");
        let cancel = json!({"id": order, "version": 1});
        done(&app, &user, "purchaseOrderCancel", cancel, "").await;
        let fragment = "AgreementLine { entries { nodes {
            entryType releasedQuantity releasedAmount receivedQuantity receivedAmount
            invoicedQuantity invoicedAmount recordedAt recordedBy reason purchaseOrder { id }
        } } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        let linked = json!({
            "entryType": "LINKED", "releasedQuantity": "400", "releasedAmount": "1600",
            "receivedQuantity": "0", "receivedAmount": "0", "invoicedQuantity": "0",
            "invoicedAmount": "0", "recordedAt": "2026-07-01T10:00:00Z",
            "recordedBy": "buyer@a", "reason": "agreementRelease", "purchaseOrder": {"id": order},
        });
        let cancelled = build::over(linked.clone(), json!({
            "entryType": "CANCELLED", "releasedQuantity": "-400", "releasedAmount": "-1600",
            "recordedAt": "2026-07-03T10:00:00Z", "recordedBy": "admin@a",
            "reason": "purchaseOrderCancel",
        }));
        assert_eq!(seen["entries"]["nodes"], json!([linked, cancelled]));
    }

    async fn the_orders_and_order_lines_of_agreement_and_commitment_are_found(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "1000", "unitPrice": "4"});
        let id = build::effective(&app, &user, json!({"lines": [line, line]})).await;
        let lines = build::lines(&app, &user, &id).await;
        let mut orders = Vec::new();
        for line in &lines {
            orders.push(build::release(&app, &user, &id, draw(line, "1")).await);
        }
        let fragment = "Agreement {
            purchaseOrders { nodes { id } }
            purchaseOrderLines { nodes { agreementLine { id } } }
            lines { nodes { purchaseOrderLines { nodes { purchaseOrder { id } } } } }
            receiptLines { totalCount } invoiceLines { totalCount }
        }";
        let seen = build::node(&app, &user, &id, fragment).await;
        let expected = json!({
            "purchaseOrders": {"nodes": [{"id": orders[0]}, {"id": orders[1]}]},
            "purchaseOrderLines": {"nodes": [
                {"agreementLine": {"id": lines[0]}}, {"agreementLine": {"id": lines[1]}},
            ]},
            "lines": {"nodes": [
                {"purchaseOrderLines": {"nodes": [{"purchaseOrder": {"id": orders[0]}}]}},
                {"purchaseOrderLines": {"nodes": [{"purchaseOrder": {"id": orders[1]}}]}},
            ]},
            "receiptLines": {"totalCount": 0},
            "invoiceLines": {"totalCount": 0},
        });
        assert_eq!(seen, expected);
    }
}
