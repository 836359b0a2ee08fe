//! `purchaseReturnOrderCreate` (COR-8, COR-9; vectors B6, B12).

use serde_json::{Value, json};

use crate::build::{self, act, done, ledgers, refusals, text};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::user::User;
use crate::purchase_invoice::{invoiced, parts, posted};
use crate::purchase_receipt::{order, received, sound, stands, thousand};

const FIELDS: &str =
    "purchaseOrder { id number version lines { nodes { id quantity netAmount { amount } } } }";

async fn returned(app: &TestApp, user: &User, more: Value) -> Value {
    let input = build::over(json!({"rmaNumber": "RMA-1"}), more);
    let payload = done(app, user, "purchaseReturnOrderCreate", input, FIELDS).await;
    payload["purchaseOrder"].clone()
}

both! {
    async fn what_goes_back_is_shipped_and_credited_and_the_commitment_gets_it_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        let receipt = received(&app, &user, (&order, &line), "300").await;
        invoiced(&app, &user, &line, ("300", "V-1")).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "0", "300", "600"]);
        let own = &receipt["lines"][0]["id"];
        let lines = json!([{"purchaseReceiptLineId": own, "quantity": "-10"}]);
        let back = returned(&app, &user, json!({"lines": lines})).await;
        assert_eq!(back["number"], "RET-000001");
        assert_eq!(back["lines"]["nodes"][0]["netAmount"]["amount"], "-40.00");
        assert_eq!(parts(&app, &user, &commitment).await, ["90", "0", "300", "610"]);
        let input = json!({"purchaseOrderId": back["id"]});
        let fields = "purchaseReceipt { receiptType }";
        let shipped = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        assert_eq!(shipped["purchaseReceipt"]["receiptType"], "RETURN_SHIPMENT");
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "-10", "300", "610"]);
        assert_eq!(stands(&app, "1400").await, 116_000);
        let input = json!({
            "documentType": "CREDIT_MEMO", "purchaseOrderId": back["id"],
            "vendorInvoiceNumber": "C-1",
        });
        let memo = posted(&app, &user, input).await;
        assert_eq!(memo["totalAmount"], "-50");
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "0", "290", "610"]);
        sound(&app, &user).await;
    }

    async fn goods_go_back_at_what_they_cost(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let mut invoices = Vec::new();
        for (number, price) in [("V-1", "1"), ("V-2", "2")] {
            let input = json!({
                "vendorId": vendor, "vendorInvoiceNumber": number,
                "lines": [{"itemId": item, "quantity": "10", "unitPrice": price}],
            });
            invoices.push(posted(&app, &user, input).await);
        }
        let back = json!({"purchaseInvoiceId": invoices[1]["id"]});
        let back = returned(&app, &user, back).await;
        let input = json!({"purchaseOrderId": back["id"]});
        done(&app, &user, "purchaseReceiptPost", input, "").await;
        assert_eq!(stands(&app, "1400").await, 1_000);
        sound(&app, &user).await;
        let again = json!({"rmaNumber": "RMA-2", "purchaseInvoiceId": invoices[1]["id"]});
        let none = act(&app, &user, "purchaseReturnOrderCreate", again, FIELDS).await;
        assert_eq!(refusals(&none), ["NOTHING_TO_POST lines"]);
    }

    async fn a_return_that_is_given_up_draws_on_the_commitment_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        let receipt = received(&app, &user, (&order, &line), "300").await;
        let back = json!({"purchaseReceiptId": receipt["id"]});
        let back = returned(&app, &user, back).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["-200", "300", "0", "900"]);
        let give_up = json!({"id": back["id"], "version": back["version"]});
        done(&app, &user, "purchaseOrderCancel", give_up, "").await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "300", "0", "600"]);
        let lines = json!([{
            "purchaseReceiptLineId": receipt["lines"][0]["id"], "linked": false,
        }]);
        returned(&app, &user, json!({"lines": lines})).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "300", "0", "600"]);
        sound(&app, &user).await;
    }

    async fn what_cannot_go_back_is_refused_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "5", "unitPrice": "10"})).await;
        let receipt = received(&app, &user, (&order, &line), "5").await;
        let own = text(&receipt["lines"][0]["id"]);
        let input = |lines: Value| json!({"rmaNumber": "", "lines": lines});
        let lines = json!([
            {"purchaseReceiptLineId": own, "quantity": "5"},
            {"purchaseReceiptLineId": own, "quantity": "-5"},
            {"purchaseReceiptLineId": "x"},
            {"purchaseInvoiceLineId": "x"},
            {"quantity": "-1"},
        ]);
        let refused = act(&app, &user, "purchaseReturnOrderCreate", input(lines), FIELDS).await;
        let expected = [
            "REQUIRED rmaNumber",
            "NOT_FOUND lines[3].purchaseInvoiceLineId",
            "REQUIRED lines[4].purchaseReceiptLineId",
            "DUPLICATE lines[1].purchaseReceiptLineId",
            "NOT_FOUND lines[2].purchaseReceiptLineId",
            "SIGN_MISMATCH lines[0].quantity",
        ];
        assert_eq!(refusals(&refused), expected);
        let lines = json!([{"purchaseReceiptLineId": own, "quantity": "-6"}]);
        let refused = act(&app, &user, "purchaseReturnOrderCreate", input(lines), FIELDS).await;
        let expected = ["REQUIRED rmaNumber", "QUANTITY_ABOVE_RECEIVED lines[0].quantity"];
        assert_eq!(refusals(&refused), expected);
    }
}
