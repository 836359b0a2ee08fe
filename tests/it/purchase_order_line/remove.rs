//! `purchaseOrderLineRemove`: only before the first confirmation.

use serde_json::{Value, json};

use crate::build::{act, done, item, ledgers, lines, node, order, refusals, text};
use crate::harness::both;
use crate::purchase_order::World;

both! {
    async fn a_removed_line_gives_back_what_it_had_drawn(app: TestApp) {
        let world = World::new(app).await;
        let lines = json!([
            {"itemId": world.item, "quantity": "250"},
            {"itemId": world.item, "quantity": "100"},
        ]);
        let order = world.order(&world.agreement, lines).await;
        let id = order["lines"]["nodes"][0]["id"].clone();
        let input = json!({"id": id, "version": 1});
        let removed = world.done("purchaseOrderLineRemove", input.clone(), "removedId").await;
        assert_eq!(removed["removedId"], id);
        let left = world.order_lines(&order["id"]).await;
        assert_eq!((left.len(), &left[0]["lineNumber"]), (1, &json!(2)));
        assert_eq!(world.balance(&world.line).await, ["100", "900"]);
        let again = world.act("purchaseOrderLineRemove", input, "removedId").await;
        assert_eq!(refusals(&again), ["NOT_FOUND id"]);
        assert_eq!(again["removedId"], Value::Null);
    }

    async fn once_confirmed_an_order_keeps_its_lines(app: TestApp) {
        let world = World::new(app).await;
        let line = json!([{"itemId": world.item, "quantity": "250"}]);
        let order = world.order(&world.agreement, line).await;
        world.done("purchaseOrderConfirm", json!({"id": order["id"]}), "").await;
        let id = text(&order["lines"]["nodes"][0]["id"]);
        assert_eq!(refused(&world, &id, 1).await, ["ORDER_STATUS id"]);
        // Also when it is changed and no longer confirmed.
        let change = json!({"id": id, "version": 1, "quantity": "200"});
        world.done("purchaseOrderLineUpdate", change, "").await;
        assert_eq!(refused(&world, &id, 2).await, ["ORDER_STATUS id"]);
        assert_eq!(world.balance(&world.line).await, ["200", "800"]);
    }

    async fn a_line_of_which_something_had_come_stays(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "5", "unitPrice": "4"});
        let order = order(&app, &user, json!({"lines": [line]})).await;
        let input = json!({"purchaseOrderId": order});
        let fields = "purchaseReceipt { id }";
        let receipt = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        let input = json!({"id": receipt["purchaseReceipt"]["id"]});
        done(&app, &user, "purchaseReceiptUndo", input, "").await;
        let line = lines(&app, &user, &order).await.remove(0);
        let line = node(&app, &user, &line, "PurchaseOrderLine { id version }").await;
        let refused = act(&app, &user, "purchaseOrderLineRemove", line, "").await;
        assert_eq!(refusals(&refused), ["IN_USE id"]);
    }

    async fn a_stale_or_foreign_line_is_refused_and_a_preview_removes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let id = text(&line["id"]);
        assert_eq!(refused(&world, &id, 9).await, ["STALE_VERSION version"]);
        let theirs = world.app.admin(&world.app.b);
        let item = item(&world.app, &theirs, json!({})).await;
        let wanted = json!([{"itemId": item, "quantity": "1"}]);
        let foreign = order(&world.app, &theirs, json!({"lines": wanted})).await;
        let foreign = lines(&world.app, &theirs, &foreign).await.remove(0);
        assert_eq!(refused(&world, &foreign, 1).await, ["NOT_FOUND id"]);
        let input = json!({"id": id, "version": 1, "preview": true});
        let shown = world.done("purchaseOrderLineRemove", input, "removedId").await;
        assert_eq!(shown["removedId"], id);
        assert_eq!(world.line(&line["id"]).await, line);
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
    }
}

async fn refused(world: &World, id: &str, version: i32) -> Vec<String> {
    let input = json!({"id": id, "version": version});
    refusals(
        &world
            .act("purchaseOrderLineRemove", input, "removedId")
            .await,
    )
}
