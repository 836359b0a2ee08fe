//! `purchaseOrderCancel`: commitments get back what the order had drawn.

use serde_json::{Value, json};

use super::{World, pick};
use crate::build::{order, payload, refusals};
use crate::harness::both;

const CANCELLED: &str = "purchaseOrder { id status version netAmount { amount } }";

both! {
    async fn what_it_had_drawn_is_given_back(app: TestApp) {
        let world = World::new(app).await;
        world.linked("400").await;
        let lines = json!([
            {"itemId": world.item, "quantity": "250"},
            {"itemId": world.item, "quantity": "5", "deliveryDate": "2030-01-01"},
        ]);
        let id = world.order(&world.agreement, lines).await["id"].clone();
        assert_eq!(world.balance(&world.line).await, ["650", "350"]);
        let input = json!({"id": id, "version": 1});
        let cancelled = world.done("purchaseOrderCancel", input, CANCELLED).await;
        let cancelled = &cancelled["purchaseOrder"];
        assert_eq!(pick(cancelled, &["status", "netAmount.amount"]), ["CANCELLED", "0.00"]);
        assert_eq!(world.balance(&world.line).await, ["400", "600"]);
        for line in world.order_lines(&id).await {
            assert_eq!(line["progress"]["outstanding"], "0");
        }
        let query = "query($id: ID!) { agreementLine(id: $id) { entries(first: 9) { nodes {
            entryType releasedQuantity releasedAmount
        } } } }";
        let answer = world.app.gql(&world.user, query, json!({"id": world.line})).await;
        let ledger = payload(answer, "agreementLine");
        let ledger = ledger["entries"]["nodes"].as_array().expect("entries").iter();
        let mut ledger: Vec<_> = ledger
            .map(|entry| pick(entry, &["entryType", "releasedQuantity", "releasedAmount"]))
            .map(|entry| json!(entry).to_string())
            .collect();
        ledger.sort();
        assert_eq!(ledger, [
            r#"["CANCELLED","-250","-1000"]"#,
            r#"["LINKED","250","1000"]"#,
            r#"["LINKED","400","1600"]"#,
        ]);
    }

    async fn a_cancelled_stale_or_foreign_order_is_refused(app: TestApp) {
        let world = World::new(app).await;
        let id = order(&world.app, &world.user, json!({"vendorId": world.vendor})).await;
        let refused = async |id: &str, version: i32| {
            let input = json!({"id": id, "version": version});
            refusals(&world.act("purchaseOrderCancel", input, CANCELLED).await)
        };
        assert_eq!(refused(&id, 3).await, ["STALE_VERSION version"]);
        world.done("purchaseOrderCancel", json!({"id": id, "version": 1}), "").await;
        assert_eq!(refused(&id, 2).await, ["ORDER_STATUS id"]);
        let theirs = order(&world.app, &world.app.admin(&world.app.b), json!({})).await;
        assert_eq!(refused(&theirs, 1).await, ["NOT_FOUND id"]);
    }

    /// Q13: an order of a closed agreement goes on, and can be given up.
    async fn also_after_the_agreement_was_closed(app: TestApp) {
        let world = World::new(app).await;
        let lines = json!([{"itemId": world.item, "quantity": "250"}]);
        let id = world.order(&world.agreement, lines).await["id"].clone();
        world.done("agreementClose", json!({"id": world.agreement}), "").await;
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
        world.done("purchaseOrderCancel", json!({"id": id, "version": 1}), "").await;
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
    }

    async fn a_preview_gives_nothing_back(app: TestApp) {
        let world = World::new(app).await;
        let lines = json!([{"itemId": world.item, "quantity": "250"}]);
        let id = world.order(&world.agreement, lines).await["id"].clone();
        let input = json!({"id": id, "version": 1, "preview": true});
        let shown = world.done("purchaseOrderCancel", input, CANCELLED).await;
        assert_eq!(shown["purchaseOrder"]["status"], "CANCELLED");
        let stored = world.see(&id).await;
        assert_eq!(pick(&stored, &["status", "version"]), [json!("DRAFT"), json!(1)]);
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
        assert_ne!(stored["netAmount"], Value::Null);
    }
}
