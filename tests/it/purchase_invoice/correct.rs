//! `purchaseInvoiceCorrect` (COR-1).

use serde_json::json;

use super::{invoiced, post};
use crate::build::{act, done, ledgers, read, refusals, text};
use crate::harness::both;
use crate::purchase_receipt::{order, received, sound, stands};

both! {
    async fn a_copy_is_opened_edited_and_posted(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "12"})).await;
        received(&app, &user, (&order, &line), "10").await;
        let invoice = invoiced(&app, &user, &line, ("10", "V-1")).await;
        let fields = "purchaseInvoiceDraft { id version vendorInvoiceNumber corrects { number }
            lines { quantity unitPrice } amounts { totalAmount } }";
        let input = json!({"id": invoice["id"], "reason": "wrong price"});
        let draft = done(&app, &user, "purchaseInvoiceCorrect", input, fields).await;
        let draft = draft["purchaseInvoiceDraft"].clone();
        assert_eq!(draft["vendorInvoiceNumber"], "V-1");
        assert_eq!(draft["corrects"]["number"], invoice["number"]);
        assert_eq!(draft["lines"], json!([{"quantity": "10", "unitPrice": "12"}]));
        assert_eq!(draft["amounts"]["totalAmount"], "150");
        assert_eq!(stands(&app, "2440").await, 0);
        let lines = json!([{"purchaseOrderLineId": line, "unitPrice": "11"}]);
        let edit = json!({"id": draft["id"], "version": 1, "lines": lines});
        done(&app, &user, "purchaseInvoiceDraftUpdate", edit, "").await;
        let posted = post(&app, &user, &text(&draft["id"])).await;
        assert_eq!(posted["purchaseInvoice"]["netAmount"], "110");
        assert_eq!(stands(&app, "1400").await, 11_000);
        let memos = "purchaseInvoices(filter: {documentType: {eq: CREDIT_MEMO}})";
        let memos = read(&app, &user, memos, "{ nodes { cancellation reason } }").await;
        let expected = json!([{"cancellation": "CORRECT", "reason": "wrong price"}]);
        assert_eq!(memos["nodes"], expected);
        sound(&app, &user).await;
    }

    async fn only_what_stands_is_corrected(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "1", "unitPrice": "12"})).await;
        received(&app, &user, (&order, &line), "1").await;
        let invoice = invoiced(&app, &user, &line, ("1", "V-1")).await;
        let input = json!({"id": invoice["id"]});
        done(&app, &user, "purchaseInvoiceCorrect", input.clone(), "").await;
        let refused = act(&app, &user, "purchaseInvoiceCorrect", input, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_CANCELLED id"]);
        sound(&app, &user).await;
    }
}
