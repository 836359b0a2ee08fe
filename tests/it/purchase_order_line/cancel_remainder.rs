//! `purchaseOrderLineCancelRemainder`: what has not arrived goes back to the commitment (Q4).

use serde_json::{Value, json};

use crate::build::{over, refusals};
use crate::harness::both;
use crate::purchase_order::{LINE, World, pick};

fn cancelled() -> String {
    format!("purchaseOrderLine {{ {LINE} }} warnings {{ code }}")
}

both! {
    async fn the_remainder_goes_back_and_the_link_stays(app: TestApp) {
        let world = World::new(app).await;
        world.linked("400").await;
        let line = world.linked("250").await;
        let input = json!({"id": line["id"], "version": 1});
        let done = world.done("purchaseOrderLineCancelRemainder", input, &cancelled()).await;
        let said = ["quantity", "progress.cancelled", "progress.outstanding", "agreementLine.id"];
        let said = pick(&done["purchaseOrderLine"], &said);
        assert_eq!(json!(said), json!(["250", "250", "0", world.line]));
        assert_eq!(world.balance(&world.line).await, ["400", "600"]);
        // What was given up can be released again.
        world.linked("600").await;
        assert_eq!(world.balance(&world.line).await, ["1000", "0"]);
    }

    async fn a_free_line_can_be_given_up_too(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("1001").await;
        assert_eq!(line["agreementLine"], Value::Null);
        let input = json!({"id": line["id"], "version": 1});
        let done = world.done("purchaseOrderLineCancelRemainder", input, &cancelled()).await;
        assert_eq!(done["purchaseOrderLine"]["progress"]["outstanding"], "0");
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
    }

    async fn nothing_left_stale_and_foreign_are_refused(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let refused = async |more: Value| {
            let input = over(json!({"id": line["id"], "version": 1}), more);
            refusals(&world.act("purchaseOrderLineCancelRemainder", input, &cancelled()).await)
        };
        assert_eq!(refused(json!({"version": 3})).await, ["STALE_VERSION version"]);
        assert_eq!(refused(json!({"id": "nobody"})).await, ["NOT_FOUND id"]);
        let input = json!({"id": line["id"], "version": 1});
        world.done("purchaseOrderLineCancelRemainder", input, "").await;
        assert_eq!(refused(json!({"version": 2})).await, ["NOTHING_TO_CANCEL id"]);
        // Less than what was given up cannot be ordered.
        let less = json!({"id": line["id"], "version": 2, "quantity": "249"});
        let less = world.act("purchaseOrderLineUpdate", less, &cancelled()).await;
        assert_eq!(refusals(&less), ["BELOW_RECEIVED quantity"]);
    }

    async fn a_preview_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let input = json!({"id": line["id"], "version": 1, "preview": true});
        let shown = world.done("purchaseOrderLineCancelRemainder", input, &cancelled()).await;
        assert_eq!(shown["purchaseOrderLine"]["progress"]["outstanding"], "0");
        assert_eq!(world.line(&line["id"]).await, line);
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
    }
}
