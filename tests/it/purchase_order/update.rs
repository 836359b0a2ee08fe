//! `purchaseOrderUpdate`: the header, without what was chosen at creation.

use serde_json::{Value, json};

use super::{ORDER, World, pick};
use crate::build::{order, refusals};
use crate::harness::both;

/// What is asked after a change that warns of nothing.
fn fields() -> String {
    ORDER.replace(" warnings { code message elementIndex }", "")
}

both! {
    async fn what_is_left_out_stays_and_null_takes_away(app: TestApp) {
        let world = World::new(app).await;
        let input = json!({
            "vendorId": world.vendor,
            "paymentTerms": "N30",
            "deliveryTerms": "DAP",
            "deliveryDate": "2026-08-01",
            "lines": [{"itemId": world.item, "quantity": "1"}],
        });
        let id = json!(order(&world.app, &world.user, input).await);
        let change = json!({
            "id": id,
            "version": 1,
            "deliveryTerms": null,
            "deliveryDate": null,
            "deliveryAddress": "Dock 2",
            "orderDate": "2026-06-20",
        });
        let changed = world.done("purchaseOrderUpdate", change, &fields()).await;
        let order = &changed["purchaseOrder"];
        let terms =
            ["paymentTerms", "deliveryTerms", "deliveryDate", "deliveryAddress", "orderDate"];
        let expected = json!(["N30", null, null, "Dock 2", "2026-06-20"]);
        assert_eq!(json!(pick(order, &terms)), expected);
        assert_eq!(pick(order, &["version", "status"]), [json!(2), json!("DRAFT")]);
        assert_eq!(world.see(&id).await, *order);
        // Lines that exist keep their own delivery days.
        let line = &world.order_lines(&id).await[0];
        assert_eq!(line["deliveryDate"], "2026-08-01");
    }

    async fn an_old_version_a_foreign_order_and_unsound_text_are_refused(app: TestApp) {
        let world = World::new(app).await;
        let id = json!(order(&world.app, &world.user, json!({"vendorId": world.vendor})).await);
        let change = json!({"id": id, "version": 7, "paymentTerms": "x".repeat(41)});
        let refused = world.act("purchaseOrderUpdate", change, &fields()).await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version", "MALFORMED paymentTerms"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        let other = world.app.admin(&world.app.b);
        let theirs = order(&world.app, &other, json!({})).await;
        for id in [theirs, world.agreement.clone(), "no id".to_owned()] {
            let change = json!({"id": id, "version": 1});
            let refused = world.act("purchaseOrderUpdate", change, &fields()).await;
            assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        }
        assert_eq!(world.see(&id).await["version"], 1);
    }

    async fn a_cancelled_order_stays_as_it_is(app: TestApp) {
        let world = World::new(app).await;
        let id = json!(order(&world.app, &world.user, json!({"vendorId": world.vendor})).await);
        world.done("purchaseOrderCancel", json!({"id": id, "version": 1}), "").await;
        let change = json!({"id": id, "version": 2, "paymentTerms": "N30"});
        let refused = world.act("purchaseOrderUpdate", change, &fields()).await;
        assert_eq!(refusals(&refused), ["ORDER_STATUS id"]);
    }

    async fn a_preview_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let id = json!(order(&world.app, &world.user, json!({"vendorId": world.vendor})).await);
        let change = json!({"id": id, "version": 1, "paymentTerms": "N30", "preview": true});
        let shown = world.done("purchaseOrderUpdate", change, &fields()).await;
        let order = &shown["purchaseOrder"];
        assert_eq!(pick(order, &["paymentTerms", "version"]), [json!("N30"), json!(2)]);
        let stored = world.see(&id).await;
        assert_eq!(pick(&stored, &["paymentTerms", "version"]), [Value::Null, json!(1)]);
    }
}
