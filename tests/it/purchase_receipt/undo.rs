//! `purchaseReceiptUndo` (PST-8).

use serde_json::json;

use super::{order, parts, received, sound, stands, thousand};
use crate::build::{self, act, done, ledgers, refusals};
use crate::harness::both;

both! {
    async fn everything_stands_where_it_stood(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &line), "100").await;
        let receipt = received(&app, &user, (&order, &line), "300").await;
        assert_eq!(parts(&app, &user, &commitment).await, ["0", "400", "600"]);
        let input = json!({"id": receipt["id"]});
        let fields = "purchaseReceipt { receiptType lines { quantity netAmount } }";
        let undone = done(&app, &user, "purchaseReceiptUndo", input.clone(), fields).await;
        assert_eq!(undone["purchaseReceipt"], json!({
            "receiptType": "UNDO", "lines": [{"quantity": "-300", "netAmount": "-1200"}],
        }));
        assert_eq!(parts(&app, &user, &commitment).await, ["300", "100", "600"]);
        assert_eq!(stands(&app, "1410").await, 40_000);
        sound(&app, &user).await;
        let again = act(&app, &user, "purchaseReceiptUndo", input, "").await;
        assert_eq!(refusals(&again), ["ALREADY_UNDONE id"]);
        // What was undone can arrive again.
        received(&app, &user, (&order, &line), "300").await;
        assert_eq!(parts(&app, &user, &commitment).await, ["0", "400", "600"]);
        sound(&app, &user).await;
    }

    async fn an_over_receipt_falls_back_to_what_was_ordered(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let code = json!({
            "code": "FIVE", "name": "Five", "tolerancePercent": "5", "isDefault": true,
        });
        done(&app, &user, "overReceiptCodeSet", code, "").await;
        let (order, line) = order(&app, &user, json!({"quantity": "100", "unitPrice": "2"})).await;
        let receipt = received(&app, &user, (&order, &line), "105").await;
        done(&app, &user, "purchaseReceiptUndo", json!({"id": receipt["id"]}), "").await;
        let fragment = "PurchaseOrderLine { quantity netAmount { amount } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        assert_eq!(seen, json!({"quantity": "100", "netAmount": {"amount": "200.00"}}));
        assert_eq!(stands(&app, "1410").await, 0);
        sound(&app, &user).await;
    }

    async fn some_lines_are_undone_and_others_stay(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "10", "unitPrice": "1"});
        let order = build::order(&app, &user, json!({"lines": [line, line]})).await;
        let input = json!({"purchaseOrderId": order});
        let fields = "purchaseReceipt { id lines { id } }";
        let posted = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        let receipt = &posted["purchaseReceipt"];
        let first = &receipt["lines"][0]["id"];
        let input = json!({"id": receipt["id"], "lineIds": [first]});
        done(&app, &user, "purchaseReceiptUndo", input.clone(), "").await;
        assert_eq!(stands(&app, "1410").await, 1_000);
        let again = act(&app, &user, "purchaseReceiptUndo", input, "").await;
        assert_eq!(refusals(&again), ["ALREADY_UNDONE lineIds[0]"]);
        sound(&app, &user).await;
    }

    async fn what_bears_a_charge_or_comes_of_a_blocked_vendor_stays(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "2"})).await;
        let receipt = received(&app, &user, (&order, &line), "10").await;
        let charge = json!({"code": "FREIGHT", "name": "Freight"});
        let charge = done(&app, &user, "itemChargeSet", charge, "itemCharge { id }").await;
        let haulier = build::vendor(&app, &user, json!({})).await;
        let freight = json!({
            "vendorId": haulier, "vendorInvoiceNumber": "F-1",
            "lines": [{
                "itemChargeId": charge["itemCharge"]["id"], "unitPrice": "5",
                "chargeAssignments": [{"purchaseReceiptLineId": receipt["lines"][0]["id"]}],
            }],
        });
        crate::purchase_invoice::posted(&app, &user, freight).await;
        let input = json!({"id": receipt["id"]});
        let refused = act(&app, &user, "purchaseReceiptUndo", input, "").await;
        assert_eq!(refused["userErrors"][0]["code"], "NOT_ALLOWED");
        let early = json!({"id": receipt["id"], "postingDate": "2026-06-14"});
        let vendor = build::node(&app, &user, &order, "PurchaseOrder { vendor { id } }").await;
        let blocked = json!({"id": vendor["vendor"]["id"], "version": 1, "blocked": "ALL"});
        done(&app, &user, "vendorUpdate", blocked, "").await;
        let refused = act(&app, &user, "purchaseReceiptUndo", early, "").await;
        assert_eq!(refusals(&refused), ["VENDOR_BLOCKED id", "MALFORMED postingDate"]);
        sound(&app, &user).await;
    }

    async fn an_undo_is_not_undone(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "2"})).await;
        let receipt = received(&app, &user, (&order, &line), "10").await;
        let input = json!({"id": receipt["id"]});
        let fields = "purchaseReceipt { id }";
        let undone = done(&app, &user, "purchaseReceiptUndo", input, fields).await;
        let input = json!({"id": undone["purchaseReceipt"]["id"]});
        let refused = act(&app, &user, "purchaseReceiptUndo", input, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED id"]);
    }
}
