//! `purchaseOrderLineLink`: to a named commitment, or to the best that fits (AGR-9).

use serde_json::{Value, json};

use crate::build::{over, refusals, text};
use crate::harness::both;
use crate::purchase_order::{LINE, World, pick, pieces};

fn linked() -> String {
    format!("purchaseOrderLine {{ {LINE} }} warnings {{ code }}")
}

both! {
    async fn what_the_commitment_governs_is_copied_over_what_was_typed(app: TestApp) {
        let world = World::new(app).await;
        let typed = json!({"unitPrice": "9", "discountPercent": "5"});
        let line = free(&world, "100", typed).await;
        assert_eq!(pick(&line, &["provenance.priceSource", "unitPrice"]), ["TYPED", "9"]);
        let input = json!({"id": line["id"], "version": 1});
        let made = world.done("purchaseOrderLineLink", input, &linked()).await;
        let made = &made["purchaseOrderLine"];
        let said = [
            "agreementLine.id",
            "unitPrice",
            "discountPercent",
            "netAmount.amount",
            "provenance.priceSource",
            "version",
        ];
        let expected = json!([world.line, "4", "0", "400.00", "AGREEMENT", 2]);
        assert_eq!(json!(pick(made, &said)), expected);
        assert_eq!(world.balance(&world.line).await, ["100", "900"]);
    }

    async fn a_named_commitment_is_taken_though_another_is_better(app: TestApp) {
        let world = World::new(app).await;
        let value = json!({"commitmentType": "VALUE", "amount": "9000", "discountPercent": "10"});
        let agreement = world.promise(json!([pieces(&world.item, "500", "4"), value])).await;
        let lines = world.lines(&agreement).await;
        let drawn = json!([{"itemId": world.item, "quantity": "10"}]);
        let order = world.order(&agreement, drawn).await;
        let id = order["lines"]["nodes"][0]["id"].clone();
        let off = json!({"id": id, "version": 1, "price": "REPRICE"});
        world.done("purchaseOrderLineUnlink", off, "").await;
        let input = json!({"id": id, "version": 2, "agreementLineId": lines[1]});
        let made = world.done("purchaseOrderLineLink", input, &linked()).await;
        let line = &made["purchaseOrderLine"];
        let said = ["agreementLine.id", "unitPrice", "discountPercent", "netAmount.amount"];
        assert_eq!(json!(pick(line, &said)), json!([lines[1], "4.6", "10", "41.40"]));
        assert_eq!(world.balance(&lines[0]).await, ["0", "500"]);
        assert_eq!(world.balance(&lines[1]).await, ["41.40", "8958.60"]);
    }

    async fn a_named_commitment_says_all_that_speaks_against_it(app: TestApp) {
        let world = World::new(app).await;
        let line = free(&world, "2000", json!({"unit": "BOX", "deliveryDate": "2027-01-01"})).await;
        let input = json!({"id": line["id"], "version": 1, "agreementLineId": world.line});
        let refused = world.act("purchaseOrderLineLink", input.clone(), &linked()).await;
        let mut said = refusals(&refused);
        said.sort();
        assert_eq!(said, [
            "DELIVERY_DATE_OUTSIDE_VALIDITY agreementLineId",
            "MAXIMUM_QUANTITY_EXCEEDED agreementLineId",
            "UNIT_MISMATCH agreementLineId",
        ]);
        let maximum = refused["userErrors"].as_array().expect("refusals").iter()
            .find(|error| error["code"] == "MAXIMUM_QUANTITY_EXCEEDED").expect("it is said");
        assert_eq!(maximum["remaining"], "1000");
        let best = json!({"id": line["id"], "version": 1});
        let refused = world.act("purchaseOrderLineLink", best, &linked()).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND agreementLineId"]);
        assert_eq!(world.line(&line["id"]).await, line);
    }

    async fn what_cannot_be_linked_is_refused(app: TestApp) {
        let world = World::new(app).await;
        let refused = async |line: &Value, more: Value| {
            let input = over(json!({"id": line["id"], "version": line["version"]}), more);
            refusals(&world.act("purchaseOrderLineLink", input, &linked()).await)
        };
        let none = json!({});
        let line = world.linked("1").await;
        assert_eq!(refused(&line, none.clone()).await, ["ALREADY_LINKED agreementLineId"]);
        let stale = json!({"version": 9});
        assert_eq!(refused(&line, stale).await, ["STALE_VERSION version"]);
        let other = world.promise(json!([pieces(&world.item, "5", "4")])).await;
        let other = world.lines(&other).await.remove(0);
        let line = free(&world, "1", json!({})).await;
        for id in [other, world.agreement.clone()] {
            let named = json!({"agreementLineId": id});
            assert_eq!(refused(&line, named).await, ["NOT_FOUND agreementLineId"]);
        }
        let lines = json!([{"itemId": world.item, "quantity": "1"}]);
        let input = json!({"vendorId": world.vendor, "lines": lines});
        let order = crate::build::order(&world.app, &world.user, input).await;
        let plain = world.order_lines(&json!(order)).await.remove(0);
        let said = refused(&plain, none).await;
        assert_eq!(said, ["ORDER_WITHOUT_AGREEMENT agreementLineId"]);
        let unknown = json!({"id": world.item});
        assert_eq!(refused(&plain, unknown).await, ["NOT_FOUND id"]);
    }

    async fn a_preview_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let line = free(&world, "100", json!({})).await;
        let input = json!({"id": line["id"], "version": 1, "preview": true});
        let shown = world.done("purchaseOrderLineLink", input, &linked()).await;
        let shown = &shown["purchaseOrderLine"];
        assert_eq!(text(&shown["agreementLine"]["id"]), world.line);
        assert_eq!(world.line(&line["id"]).await, line);
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
    }
}

/// A line of an order from the agreement that is not linked, or no longer.
async fn free(world: &World, quantity: &str, more: Value) -> Value {
    let line = over(json!({"itemId": world.item, "quantity": quantity}), more);
    let on_hold = json!({"id": world.agreement});
    // What is on hold links nothing, so the order is made first.
    let order = world.order(&world.agreement, json!([])).await["id"].clone();
    world.done("agreementHold", on_hold.clone(), "").await;
    let input = json!({"purchaseOrderId": order, "line": line});
    let made = world
        .done("purchaseOrderLineAdd", input, "purchaseOrderLine { id }")
        .await;
    world.done("agreementActivate", on_hold, "").await;
    world.line(&made["purchaseOrderLine"]["id"]).await
}
