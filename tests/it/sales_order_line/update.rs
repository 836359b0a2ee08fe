//! `salesOrderLineUpdate`.

use serde_json::json;

use crate::build::{act, done, ledgers, refusals};
use crate::harness::both;
use crate::sales_order::{shipped, sold, stocked};

const LINE: &str = "salesOrderLine { quantity unitPrice discountPercent description deliveryDate
    netAmount { amount } version }";

both! {
    async fn what_is_said_changes_and_the_net_amount_with_it(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let words = json!({"description": "Words"});
        let order = sold(&app, &user, json!({"lines": [line, words]})).await;
        let id = &order["lines"][0]["id"];
        let input = json!({
            "id": id, "version": 1, "quantity": "6", "unitPrice": "7", "discountPercent": "50",
            "description": "Bolts", "deliveryDate": "2026-12-24",
        });
        let changed = done(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        assert_eq!(changed["salesOrderLine"], json!({
            "quantity": "6", "unitPrice": "7", "discountPercent": "50", "description": "Bolts",
            "deliveryDate": "2026-12-24", "netAmount": {"amount": "21.00"}, "version": 2,
        }));
        let part = json!([{"salesOrderLineId": id, "quantity": "3"}]);
        shipped(&app, &user, &order["id"], part).await;
        let input = json!({"id": id, "version": 3, "quantity": "2"});
        let refused = act(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        assert_eq!(refusals(&refused), ["BELOW_RECEIVED quantity"]);
        assert_eq!(refused["userErrors"][0]["limit"], "3");
        let input = json!({"id": id, "version": 3, "quantity": "3"});
        done(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        let words = &order["lines"][1]["id"];
        let input = json!({"id": words, "version": 2, "quantity": "2", "description": " "});
        let refused = act(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        assert_eq!(refusals(&refused), [
            "STALE_VERSION version", "REQUIRED description", "NOT_ALLOWED quantity",
        ]);
    }
}
