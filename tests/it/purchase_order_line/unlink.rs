//! `purchaseOrderLineUnlink`: the quantity stays, the commitment gets it back (AGR-10).

use serde_json::{Value, json};

use crate::build::{over, refusals};
use crate::harness::both;
use crate::purchase_order::{LINE, World, pick};

fn unlinked() -> String {
    format!("purchaseOrderLine {{ {LINE} }}")
}

const SAID: [&str; 6] = [
    "agreementLine",
    "quantity",
    "unitPrice",
    "netAmount.amount",
    "provenance.priceSource",
    "provenance.agreementLine.id",
];

both! {
    async fn the_price_is_found_anew_or_kept_with_where_it_came_from(app: TestApp) {
        let world = World::new(app).await;
        for (price, found) in [
            ("REPRICE", json!([null, "250", "4.6", "1150.00", "ITEM", null])),
            ("KEEP", json!([null, "250", "4", "1000.00", "AGREEMENT", world.line])),
        ] {
            let line = world.linked("250").await;
            assert_eq!(world.balance(&world.line).await, ["250", "750"]);
            let input = json!({"id": line["id"], "version": 1, "price": price});
            let done = world.done("purchaseOrderLineUnlink", input, &unlinked()).await;
            assert_eq!(json!(pick(&done["purchaseOrderLine"], &SAID)), found);
            assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
        }
    }

    /// AGR-9: what was unlinked and would fit again is not linked again silently.
    async fn an_edit_does_not_link_again(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let off = json!({"id": line["id"], "version": 1, "price": "REPRICE"});
        world.done("purchaseOrderLineUnlink", off, "").await;
        let edit = json!({"id": line["id"], "version": 2, "quantity": "100"});
        let edited = world.done("purchaseOrderLineUpdate", edit, &unlinked()).await;
        let found = pick(&edited["purchaseOrderLine"], &["agreementLine", "netAmount.amount"]);
        assert_eq!(json!(found), json!([null, "460.00"]));
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
    }

    async fn free_stale_and_foreign_lines_are_refused(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let refused = async |more: Value| {
            let input = over(json!({"id": line["id"], "version": 1, "price": "KEEP"}), more);
            refusals(&world.act("purchaseOrderLineUnlink", input, &unlinked()).await)
        };
        assert_eq!(refused(json!({"version": 2})).await, ["STALE_VERSION version"]);
        assert_eq!(refused(json!({"id": world.line})).await, ["NOT_FOUND id"]);
        let off = json!({"id": line["id"], "version": 1, "price": "KEEP"});
        world.done("purchaseOrderLineUnlink", off, "").await;
        assert_eq!(refused(json!({"version": 2})).await, ["NOT_LINKED agreementLineId"]);
    }

    async fn a_preview_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let input = json!({"id": line["id"], "version": 1, "price": "REPRICE", "preview": true});
        let shown = world.done("purchaseOrderLineUnlink", input, &unlinked()).await;
        assert_eq!(shown["purchaseOrderLine"]["unitPrice"], "4.6");
        assert_eq!(world.line(&line["id"]).await, line);
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
    }
}
