//! `purchaseReceiptPost` (PST-1, PST-4, PST-6; vectors A1, B1, B4).

use serde_json::{Value, json};

use super::{order, parts, receive, received, sound, stands, thousand};
use crate::build::{self, act, done, ledgers, refusals};
use crate::harness::both;

both! {
    async fn what_arrives_moves_from_released_to_received(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["400", "0", "600"]);
        let line = build::lines(&app, &user, &order).await.remove(0);
        let receipt = received(&app, &user, (&order, &line), "300").await;
        assert_eq!(receipt["number"], "RCT-000001");
        assert_eq!(receipt["receiptType"], "RECEIPT");
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "300", "600"]);
        let fragment = "PurchaseOrder { status receiptProgress }";
        let seen = build::node(&app, &user, &order, fragment).await;
        assert_eq!(seen, json!({"status": "RELEASED", "receiptProgress": "PARTLY"}));
        let fragment = "AgreementLine { receiptLines { nodes { quantity netAmount } } }";
        let seen = build::node(&app, &user, &commitment, fragment).await;
        let expected = json!([{"quantity": "300", "netAmount": "1200"}]);
        assert_eq!(seen["receiptLines"]["nodes"], expected);
        sound(&app, &user).await;
    }

    async fn expected_cost_stands_on_interim_accounts(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let line = json!({"quantity": "10", "unitPrice": "100", "discountPercent": "10"});
        let (order, line) = order(&app, &user, line).await;
        let receipt = received(&app, &user, (&order, &line), "6").await;
        assert_eq!(receipt["lines"][0]["netAmount"], "540");
        assert_eq!(stands(&app, "1410").await, 54_000);
        assert_eq!(stands(&app, "2450").await, -54_000);
        assert_eq!(stands(&app, "1400").await, 0);
        sound(&app, &user).await;
    }

    async fn the_parts_of_a_line_sum_to_the_line(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let line = json!({"quantity": "3", "unitPrice": "33.333"});
        let (order, line) = order(&app, &user, line).await;
        let mut amounts = Vec::new();
        for _ in 0..3 {
            let receipt = received(&app, &user, (&order, &line), "1").await;
            amounts.push(receipt["lines"][0]["netAmount"].clone());
        }
        assert_eq!(amounts, ["33.33", "33.34", "33.33"]);
        assert_eq!(stands(&app, "1410").await, 10_000);
        let none = receive(&app, &user, (&order, &line), "1").await;
        assert_eq!(refusals(&none), ["QUANTITY_ABOVE_OUTSTANDING lines[0].quantity"]);
        sound(&app, &user).await;
    }

    async fn a_foreign_currency_is_expected_at_the_rate_of_the_day(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.9"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "2", "unitPrice": "50"});
        let order = build::order(&app, &user, json!({"vendorId": vendor, "lines": [line]})).await;
        let input = json!({"purchaseOrderId": order});
        done(&app, &user, "purchaseReceiptPost", input, "").await;
        assert_eq!(stands(&app, "1410").await, 9_000);
        sound(&app, &user).await;
    }

    async fn more_than_ordered_arrives_within_the_tolerance(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let code = json!({
            "code": "FIVE", "name": "Five", "tolerancePercent": "5", "isDefault": true,
        });
        done(&app, &user, "overReceiptCodeSet", code, "").await;
        let (order, line) = order(&app, &user, json!({"quantity": "100", "unitPrice": "2"})).await;
        let refused = receive(&app, &user, (&order, &line), "106").await;
        assert_eq!(refusals(&refused), ["QUANTITY_ABOVE_OUTSTANDING lines[0].quantity"]);
        assert_eq!(refused["userErrors"][0]["limit"], "105");
        assert_eq!(refused["userErrors"][0]["remaining"], "100");
        received(&app, &user, (&order, &line), "105").await;
        let fragment = "PurchaseOrderLine { quantity netAmount { amount } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        assert_eq!(seen, json!({"quantity": "105", "netAmount": {"amount": "210.00"}}));
        sound(&app, &user).await;
    }

    async fn an_enforced_maximum_holds_against_deliveries_too(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let code = json!({
            "code": "FIVE", "name": "Five", "tolerancePercent": "5", "isDefault": true,
        });
        done(&app, &user, "overReceiptCodeSet", code, "").await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "1000"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        let refused = receive(&app, &user, (&order, &line), "1001").await;
        assert_eq!(refusals(&refused), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
        assert_eq!(parts(&app, &user, &commitment).await, ["1000", "0", "0"]);
        assert_eq!(stands(&app, "1410").await, 0);
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (id, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "1"})).await;
        let (_, other) = order(&app, &user, json!({"quantity": "10", "unitPrice": "1"})).await;
        let input = json!({
            "purchaseOrderId": id, "postingDate": "2031-01-01",
            "lines": [
                {"purchaseOrderLineId": line, "quantity": "-1"},
                {"purchaseOrderLineId": line, "quantity": "1"},
                {"purchaseOrderLineId": other, "quantity": "1"},
            ],
        });
        let refused = act(&app, &user, "purchaseReceiptPost", input, "").await;
        assert_eq!(refusals(&refused), [
            "PERIOD_CLOSED postingDate",
            "DUPLICATE lines[1].purchaseOrderLineId",
            "NOT_FOUND lines[2].purchaseOrderLineId",
            "SIGN_MISMATCH lines[0].quantity",
        ]);
        // A refused posting leaves no gap in the numbers.
        let receipt = received(&app, &user, (&id, &line), "1").await;
        assert_eq!(receipt["number"], "RCT-000001");
    }

    async fn nothing_outstanding_is_nothing_to_post(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (id, _) = order(&app, &user, json!({"quantity": "10", "unitPrice": "1"})).await;
        let all = json!({"purchaseOrderId": id});
        done(&app, &user, "purchaseReceiptPost", all.clone(), "").await;
        let refused = act(&app, &user, "purchaseReceiptPost", all, "").await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_POST lines"]);
        let cancel = json!({"id": id, "version": 2});
        let refused = act(&app, &user, "purchaseOrderCancel", cancel, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_RECEIVED id"]);
    }

    async fn a_closed_period_takes_no_receipt(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (id, _) = order(&app, &user, json!({"quantity": "10", "unitPrice": "1"})).await;
        let june = json!({
            "firstDay": "2026-06-01", "lastDay": "2026-06-30", "name": "2026-06",
            "inventoryClosed": true,
        });
        done(&app, &user, "postingPeriodSet", june, "").await;
        let input = json!({"purchaseOrderId": id});
        let refused = act(&app, &user, "purchaseReceiptPost", input, "").await;
        assert_eq!(refusals(&refused), ["PERIOD_CLOSED postingDate"]);
    }

    async fn without_a_set_up_the_refusal_says_what_is_missing(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, _) = order(&app, &user, json!({"quantity": "10", "unitPrice": "1"})).await;
        let input = json!({"purchaseOrderId": id});
        let refused = act(&app, &user, "purchaseReceiptPost", input, "").await;
        assert_eq!(refusals(&refused), ["PERIOD_CLOSED postingDate", "SETUP_MISSING "]);
    }

    async fn a_preview_shows_the_receipt_and_keeps_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (id, _) = order(&app, &user, json!({"quantity": "10", "unitPrice": "1"})).await;
        let input = json!({"purchaseOrderId": id, "preview": true});
        let fields = "purchaseReceipt { number lines { quantity } }";
        let shown = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        assert_eq!(shown["purchaseReceipt"]["lines"][0]["quantity"], "10");
        assert_eq!(stands(&app, "1410").await, 0);
        let fragment = "PurchaseOrder { receiptProgress }";
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen["receiptProgress"], "NONE");
    }

    async fn a_service_has_no_stock_and_no_voucher(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let line = json!({"itemId": item, "quantity": "10", "unitPrice": "1"});
        let id = build::order(&app, &user, json!({"lines": [line]})).await;
        let input = json!({"purchaseOrderId": id});
        let fields = "purchaseReceipt { lines { quantity } }";
        let posted = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        assert_ne!(posted["purchaseReceipt"], Value::Null);
        assert_eq!(stands(&app, "1410").await, 0);
        sound(&app, &user).await;
    }

    async fn one_key_receives_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (id, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "1"})).await;
        let lines = json!([{"purchaseOrderLineId": line, "quantity": "4"}]);
        let input = json!({"purchaseOrderId": id, "lines": lines});
        let fields = "purchaseReceipt { number }";
        let mut answers = Vec::new();
        for _ in 0..2 {
            let answer = build::answer_keyed(
                &app, &user, "purchaseReceiptPost", input.clone(), fields, "once",
            );
            answers.push(answer.await);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(stands(&app, "1410").await, 400);
    }
}
