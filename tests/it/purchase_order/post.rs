//! `purchaseOrderPost`: goods that arrive with their invoice (PST-1).

use serde_json::{Value, json};

use crate::build::{act, done, ledgers, node, over, refusals};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::user::User;
use crate::purchase_receipt::{order, received, sound, stands};

const POSTED: &str = "purchaseInvoice { id number documentType netAmount totalAmount
    lines { quantity netAmount } }";

async fn both_at_once(app: &TestApp, user: &User, order: &str, more: Value) -> Value {
    let input = over(json!({"id": order, "vendorInvoiceNumber": "V-1"}), more);
    act(app, user, "purchaseOrderPost", input, POSTED).await
}

both! {
    async fn what_arrives_with_its_invoice_is_received_and_invoiced(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "5"})).await;
        received(&app, &user, (&order, &line), "2").await;
        let lines = json!([{"purchaseOrderLineId": line, "quantity": "3"}]);
        let posted = both_at_once(&app, &user, &order, json!({"lines": lines})).await;
        assert_eq!(posted["userErrors"], json!([]));
        let invoice = &posted["purchaseInvoice"];
        assert_eq!(invoice["lines"], json!([{"quantity": "3", "netAmount": "15"}]));
        let fragment = "PurchaseOrderLine { progress { received invoiced outstanding } }";
        let seen = node(&app, &user, &line, fragment).await["progress"].clone();
        assert_eq!(seen, json!({"received": "5", "invoiced": "3", "outstanding": "5"}));
        let rest = json!({"vendorInvoiceNumber": "V-2"});
        let posted = both_at_once(&app, &user, &order, rest).await;
        assert_eq!(posted["purchaseInvoice"]["lines"][0]["quantity"], "5");
        sound(&app, &user).await;
    }

    async fn what_is_refused_of_the_invoice_leaves_no_receipt(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "5"})).await;
        let wrong = json!({"documentTotal": "1"});
        let refused = both_at_once(&app, &user, &order, wrong).await;
        assert_eq!(refusals(&refused), ["DOCUMENT_TOTAL_DIFFERS documentTotal"]);
        let much = json!({"lines": [{"purchaseOrderLineId": line, "quantity": "11"}]});
        let refused = both_at_once(&app, &user, &order, much).await;
        assert_eq!(refusals(&refused), ["QUANTITY_ABOVE_OUTSTANDING lines[0].quantity"]);
        let preview = both_at_once(&app, &user, &order, json!({"preview": true})).await;
        assert_eq!(preview["purchaseInvoice"]["lines"][0]["quantity"], "10");
        let fragment = "PurchaseOrderLine { progress { received invoiced } }";
        let seen = node(&app, &user, &line, fragment).await["progress"].clone();
        assert_eq!(seen, json!({"received": "0", "invoiced": "0"}));
        assert_eq!(stands(&app, "2440").await, 0);
        let input = json!({"purchaseOrderId": order});
        let receipt = "purchaseReceipt { number }";
        let first = done(&app, &user, "purchaseReceiptPost", input, receipt).await;
        assert_eq!(first["purchaseReceipt"]["number"], "RCT-000001", "no number was lost");
        sound(&app, &user).await;
    }
}
