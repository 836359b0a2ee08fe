//! `salesOrderCancel`.

use serde_json::json;

use super::{in_stock, shipped, sold, stocked};
use crate::build::{act, done, ledgers, refusals};
use crate::harness::both;
use crate::purchase_receipt::sound;

both! {
    async fn an_order_of_which_nothing_has_left_is_given_up(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let input = json!({"id": order["id"], "version": 1});
        let fields = "salesOrder { status version }";
        let cancelled = done(&app, &user, "salesOrderCancel", input, fields).await;
        assert_eq!(cancelled["salesOrder"], json!({"status": "CANCELLED", "version": 2}));
        let input = json!({"id": order["id"], "version": 1});
        let refused = act(&app, &user, "salesOrderCancel", input, "").await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version", "ORDER_STATUS id"]);
        let input = json!({"salesOrderId": order["id"]});
        let refused = act(&app, &user, "salesShipmentPost", input, "").await;
        assert_eq!(refusals(&refused), ["ORDER_STATUS salesOrderId"]);
        assert_eq!(in_stock(&app).await, 10);
    }

    async fn an_order_of_which_something_has_left_stays(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let part = json!([{"salesOrderLineId": order["lines"][0]["id"], "quantity": "1"}]);
        shipped(&app, &user, &order["id"], part).await;
        let input = json!({"id": order["id"], "version": 1});
        let refused = act(&app, &user, "salesOrderCancel", input, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_RECEIVED id"]);
        sound(&app, &user).await;
    }
}
