//! `purchaseInvoiceDraftDelete`.

use serde_json::json;

use crate::build::{act, done, item, ledgers, read, refusals, vendor};
use crate::harness::both;
use crate::purchase_invoice::draft;

both! {
    async fn a_draft_leaves_nothing_behind(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = vendor(&app, &user, json!({})).await;
        let item = item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "1", "unitPrice": "1"}]);
        let id = draft(&app, &user, json!({"vendorId": vendor, "lines": lines})).await;
        let stale = json!({"id": id, "version": 2});
        let refused = act(&app, &user, "purchaseInvoiceDraftDelete", stale, "removedId").await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        let input = json!({"id": id, "version": 1});
        let gone = done(&app, &user, "purchaseInvoiceDraftDelete", input, "removedId").await;
        assert_eq!(gone["removedId"], json!(id));
        let all = read(&app, &user, "purchaseInvoiceDrafts", "{ totalCount }").await;
        assert_eq!(all["totalCount"], 0);
    }
}
