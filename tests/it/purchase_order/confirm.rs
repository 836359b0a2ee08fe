//! `purchaseOrderConfirm`: each confirmation keeps exactly what was ordered (ORD-1).

use serde_json::{Value, json};

use super::{World, pick};
use crate::build::{order, payload, refusals};
use crate::harness::both;

const CONFIRMED: &str = "purchaseOrder { id status version latestVersion }";

both! {
    async fn what_was_confirmed_stays_in_its_version(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let id = order_of(&world, &line).await;
        let confirmed = confirm(&world, &id).await;
        assert_eq!(json!(pick(&confirmed, &["status", "latestVersion"])), json!(["CONFIRMED", 1]));

        let change = json!({"id": line["id"], "version": 1, "quantity": "300"});
        world.done("purchaseOrderLineUpdate", change, "").await;
        assert_eq!(world.see(&id).await["status"], "RELEASED");
        let confirmed = confirm(&world, &id).await;
        assert_eq!(json!(pick(&confirmed, &["status", "latestVersion"])), json!(["CONFIRMED", 2]));

        let versions = versions(&world, &id).await;
        let said: Vec<_> = versions
            .iter()
            .map(|version| {
                let line = &version["document"]["lines"][0];
                pick(line, &["quantity", "unitPrice", "netAmount", "priceSource", "agreementLine"])
            })
            .collect();
        assert_eq!(json!(said), json!([
            ["250", "4", "1000", "AGREEMENT", 1],
            ["300", "4", "1200", "AGREEMENT", 1],
        ]));
        let head = pick(&versions[0], &["version", "document.number", "document.agreement"]);
        assert_eq!(json!(head), json!([1, "PO-000001", "AGR-000001"]));
    }

    async fn unchanged_it_stays_the_version_that_it_is(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let id = order_of(&world, &line).await;
        let first = confirm(&world, &id).await;
        assert_eq!(confirm(&world, &id).await, first);
        // There and back again: released, but nothing else than what was confirmed.
        for (version, quantity) in [(1, "300"), (2, "250")] {
            let change = json!({"id": line["id"], "version": version, "quantity": quantity});
            world.done("purchaseOrderLineUpdate", change, "").await;
        }
        assert_eq!(world.see(&id).await["status"], "RELEASED");
        let again = confirm(&world, &id).await;
        assert_eq!(json!(pick(&again, &["status", "latestVersion"])), json!(["CONFIRMED", 1]));
        assert_eq!(versions(&world, &id).await.len(), 1);
    }

    async fn every_change_makes_it_to_be_confirmed_again(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let id = order_of(&world, &line).await;
        let line = &line["id"];
        let add = json!({"itemId": world.item, "quantity": "1", "unitPrice": "9"});
        let changes = [
            ("purchaseOrderUpdate", json!({"id": id, "paymentTerms": "N30"})),
            ("purchaseOrderLineUpdate", json!({"id": line, "description": "Bolts"})),
            ("purchaseOrderLineUnlink", json!({"id": line, "price": "KEEP"})),
            ("purchaseOrderLineLink", json!({"id": line})),
            ("purchaseOrderLineCancelRemainder", json!({"id": line})),
            ("purchaseOrderLineAdd", json!({"purchaseOrderId": id, "line": add})),
        ];
        for (n, (mutation, mut input)) in (1..).zip(changes) {
            assert_eq!(confirm(&world, &id).await["latestVersion"], n);
            if mutation == "purchaseOrderUpdate" {
                input["version"] = world.see(&id).await["version"].clone();
            } else if mutation != "purchaseOrderLineAdd" {
                input["version"] = world.line(line).await["version"].clone();
            }
            world.done(mutation, input, "").await;
            assert_eq!(world.see(&id).await["status"], "RELEASED", "{mutation}");
        }
    }

    async fn empty_cancelled_stale_and_foreign_orders_are_refused(app: TestApp) {
        let world = World::new(app).await;
        let id = json!(order(&world.app, &world.user, json!({"vendorId": world.vendor})).await);
        let refused = async |input: Value| {
            refusals(&world.act("purchaseOrderConfirm", input, CONFIRMED).await)
        };
        assert_eq!(refused(json!({"id": id})).await, ["ORDER_EMPTY id"]);
        let line = world.linked("1").await;
        let full = order_of(&world, &line).await;
        let stale = json!({"id": full, "version": 9});
        assert_eq!(refused(stale).await, ["STALE_VERSION version"]);
        world.done("purchaseOrderCancel", json!({"id": full, "version": 1}), "").await;
        assert_eq!(refused(json!({"id": full})).await, ["ORDER_STATUS id"]);
        let theirs = order(&world.app, &world.app.admin(&world.app.b), json!({})).await;
        assert_eq!(refused(json!({"id": theirs})).await, ["NOT_FOUND id"]);
    }

    async fn a_preview_keeps_no_version(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("1").await;
        let id = order_of(&world, &line).await;
        let input = json!({"id": id, "preview": true});
        let shown = world.done("purchaseOrderConfirm", input, CONFIRMED).await;
        let shown = pick(&shown["purchaseOrder"], &["status", "latestVersion"]);
        assert_eq!(json!(shown), json!(["CONFIRMED", 1]));
        let stored = pick(&world.see(&id).await, &["status", "latestVersion"]);
        assert_eq!(json!(stored), json!(["DRAFT", 0]));
        assert_eq!(versions(&world, &id).await.len(), 0);
    }
}

async fn confirm(world: &World, id: &Value) -> Value {
    let input = json!({ "id": id });
    world.done("purchaseOrderConfirm", input, CONFIRMED).await["purchaseOrder"].clone()
}

async fn order_of(world: &World, line: &Value) -> Value {
    let query = "query($id: ID!) { purchaseOrderLine(id: $id) { purchaseOrder { id } } }";
    let answer = world
        .app
        .gql(&world.user, query, json!({"id": line["id"]}))
        .await;
    payload(answer, "purchaseOrderLine")["purchaseOrder"]["id"].clone()
}

async fn versions(world: &World, id: &Value) -> Vec<Value> {
    let query = "query($id: ID!) { purchaseOrder(id: $id) { versions(first: 10) { nodes {
        version contentHash document {
            number agreement lines { quantity unitPrice netAmount priceSource agreementLine }
        }
    } } } }";
    let answer = world.app.gql(&world.user, query, json!({ "id": id })).await;
    let order = payload(answer, "purchaseOrder");
    order["versions"]["nodes"]
        .as_array()
        .expect("versions")
        .clone()
}
