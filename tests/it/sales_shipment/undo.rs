//! `salesShipmentUndo`.

use serde_json::json;

use crate::build::{act, done, ledgers, refusals};
use crate::harness::both;
use crate::purchase_receipt::{sound, stands};
use crate::sales_order::{in_stock, see, shipped, sold, stocked};

both! {
    async fn the_goods_come_back_at_what_they_left_at(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let posted = shipped(&app, &user, &order["id"], json!([])).await;
        let input = json!({"id": posted[0]["id"]});
        let fields = "salesShipment { id number lines { quantity undoes { id } } }";
        let undone = done(&app, &user, "salesShipmentUndo", input.clone(), fields).await;
        let undone = &undone["salesShipment"];
        assert_eq!(undone["number"], "SHP-000002");
        assert_eq!(undone["lines"], json!([
            {"quantity": "-4", "undoes": {"id": posted[0]["lines"][0]["id"]}},
        ]));
        assert_eq!(in_stock(&app).await, 10);
        // What was expected is settled when the goods that left are invoiced.
        assert_eq!(stands(&app, "4200").await + stands(&app, "4210").await, 0);
        assert_eq!(stands(&app, "1400").await + stands(&app, "1410").await, 2_000);
        let seen = see(&app, &user, &order["id"]).await;
        assert_eq!(seen["shippingProgress"], "NONE");
        sound(&app, &user).await;
        let again = act(&app, &user, "salesShipmentUndo", input, "").await;
        assert_eq!(refusals(&again), ["ALREADY_UNDONE id"]);
        let back = json!({"id": undone["id"]});
        let refused = act(&app, &user, "salesShipmentUndo", back, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED id"]);
        shipped(&app, &user, &order["id"], json!([])).await;
        assert_eq!(in_stock(&app).await, 6);
        sound(&app, &user).await;
    }

    async fn what_is_invoiced_does_not_come_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let id = &order["lines"][0]["id"];
        let part = json!([{"salesOrderLineId": id, "quantity": "1"}]);
        let first = shipped(&app, &user, &order["id"], part).await;
        let second = shipped(&app, &user, &order["id"], json!([])).await;
        let part = json!([{"salesOrderLineId": id, "quantity": "2"}]);
        let input = json!({"salesOrderId": order["id"], "lines": part});
        done(&app, &user, "salesInvoicePost", input, "").await;
        let line = &second[0]["lines"][0]["id"];
        let input = json!({"id": second[0]["id"], "lineIds": [line, line, "nothing"]});
        let refused = act(&app, &user, "salesShipmentUndo", input, "").await;
        assert_eq!(refusals(&refused), [
            "ALREADY_INVOICED lineIds[0]", "DUPLICATE lineIds[1]", "NOT_FOUND lineIds[2]",
        ]);
        let input = json!({"id": first[0]["id"]});
        done(&app, &user, "salesShipmentUndo", input, "").await;
        sound(&app, &user).await;
    }
}
