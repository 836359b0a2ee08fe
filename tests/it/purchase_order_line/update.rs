//! `purchaseOrderLineUpdate`: an edit that cannot keep the link meets the policy (AGR-7, ORD-5).

use serde_json::{Value, json};

use crate::build::{item, over, refusals, site, text};
use crate::harness::both;
use crate::purchase_order::{LINE, World, pick, pieces};

/// The refusal's two ways out besides the line.
fn updated() -> String {
    let outcome = "unitPrice priceUnit discountPercent discountAmount remaining
        netAmount { amount currency }";
    format!(
        "purchaseOrderLine {{ {LINE} }} warnings {{ code }} userErrors {{ linkConflict {{
            reasons {{ code message remaining limit }}
            unlinkAndReprice {{ {outcome} }} unlinkKeepPrice {{ {outcome} }}
        }} }}"
    )
}

const SAID: [&str; 5] = [
    "agreementLine",
    "quantity",
    "unitPrice",
    "netAmount.amount",
    "provenance.priceSource",
];

both! {
    /// Vector A5: a fixed price of 4.00, set to 4.10, at a list price of 4.60.
    async fn of_a_fixed_price_both_ways_out_are_shown_and_nothing_is_written(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let refused = edit(&world, &line, json!({"unitPrice": "4.10"})).await;
        assert_eq!(refused["purchaseOrderLine"], Value::Null);
        assert_eq!(refusals(&refused), ["LINK_CONFLICT "]);
        let conflict = &refused["userErrors"][0]["linkConflict"];
        assert_eq!(codes(conflict), ["PRICE_FIXED"]);
        let outcome = |price: &str, net: &str| json!({
            "unitPrice": price,
            "priceUnit": "1",
            "discountPercent": "0",
            "discountAmount": "0",
            "netAmount": {"amount": net, "currency": "EUR"},
            "remaining": "1000",
        });
        assert_eq!(conflict["unlinkAndReprice"], outcome("4.6", "1150.00"));
        assert_eq!(conflict["unlinkKeepPrice"], outcome("4.1", "1025.00"));
        assert_eq!(world.line(&line["id"]).await, line);
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
    }

    async fn each_way_out_gives_what_the_refusal_showed(app: TestApp) {
        let world = World::new(app).await;
        for (policy, expected) in [
            ("UNLINK_AND_REPRICE", json!([null, "250", "4.6", "1150.00", "ITEM"])),
            ("UNLINK_KEEP_PRICE", json!([null, "250", "4.1", "1025.00", "TYPED"])),
        ] {
            let line = world.linked("250").await;
            let input = json!({"unitPrice": "4.10", "onLinkConflict": policy});
            let done = edit(&world, &line, input).await;
            assert_eq!(refusals(&done), Vec::<String>::new());
            let found = &done["purchaseOrderLine"];
            assert_eq!(json!(pick(found, &SAID)), expected);
            let trace = text(&found["matchTrace"]);
            assert!(trace.starts_with("the link was removed: "), "{trace}");
            assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
        }
    }

    async fn whatever_a_fixed_price_governs_is_fixed(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let edits = [
            json!({"unitPrice": "3.99"}),
            json!({"priceUnit": "10"}),
            json!({"discountPercent": "1"}),
            json!({"discountAmount": "0.5"}),
        ];
        for more in edits {
            let refused = edit(&world, &line, more).await;
            assert_eq!(codes(&refused["userErrors"][0]["linkConflict"]), ["PRICE_FIXED"]);
        }
        // What only repeats it is no conflict.
        let same = edit(&world, &line, json!({"unitPrice": "4.00"})).await;
        let found = pick(&same["purchaseOrderLine"], &SAID);
        assert_eq!(json!(found[1..]), json!(["250", "4", "1000.00", "AGREEMENT"]));
        assert_ne!(found[0], Value::Null);
    }

    async fn a_price_that_is_not_fixed_is_edited_and_the_link_stays(app: TestApp) {
        let world = World::new(app).await;
        let agreement = world.promise(json!([pieces(&world.item, "1000", "4")])).await;
        let own = world.lines(&agreement).await.remove(0);
        let drawn = json!([{"itemId": world.item, "quantity": "250"}]);
        let order = world.order(&agreement, drawn).await;
        let line = world.line(&order["lines"]["nodes"][0]["id"]).await;
        let dearer = json!({"unitPrice": "4.10", "discountPercent": "10"});
        let done = edit(&world, &line, dearer).await;
        let line = &done["purchaseOrderLine"];
        let said = ["agreementLine.id", "unitPrice", "discountPercent", "netAmount.amount"];
        assert_eq!(json!(pick(line, &said)), json!([own, "4.1", "10", "922.50"]));
        let sources = ["provenance.priceSource", "provenance.discountPercentSource"];
        assert_eq!(pick(line, &sources), ["TYPED", "TYPED"]);
        assert_eq!(world.balance(&own).await, ["250", "750"]);
    }

    /// Committed 1,000, others 400, own 250: 600 is the most.
    async fn a_quantity_may_grow_to_what_the_others_leave(app: TestApp) {
        let world = World::new(app).await;
        world.linked("400").await;
        let line = world.linked("250").await;
        let refused = edit(&world, &line, json!({"quantity": "601"})).await;
        let conflict = &refused["userErrors"][0]["linkConflict"];
        let reason = &conflict["reasons"][0];
        assert_eq!(codes(conflict), ["MAXIMUM_QUANTITY_EXCEEDED"]);
        assert_eq!(pick(reason, &["remaining", "limit"]), ["350", "600"]);
        let ways = ["unlinkAndReprice", "unlinkKeepPrice"];
        let nets = ways.map(|way| text(&conflict[way]["netAmount"]["amount"]));
        assert_eq!(nets, ["2764.60", "2404.00"]);
        assert_eq!(conflict["unlinkKeepPrice"]["remaining"], "600");
        assert_eq!(world.balance(&world.line).await, ["650", "350"]);

        let done = edit(&world, &line, json!({"quantity": "600"})).await;
        let line = &done["purchaseOrderLine"];
        assert_eq!(pick(line, &["quantity", "netAmount.amount"]), ["600", "2400.00"]);
        assert_eq!(world.balance(&world.line).await, ["1000", "0"]);
        let fewer = edit(&world, line, json!({"quantity": "100"})).await;
        assert_eq!(fewer["purchaseOrderLine"]["agreementLine"]["id"], world.line);
        assert_eq!(world.balance(&world.line).await, ["500", "500"]);
        let out = json!({"quantity": "601", "onLinkConflict": "UNLINK_KEEP_PRICE"});
        let out = edit(&world, &fewer["purchaseOrderLine"], out).await;
        let expected = json!([null, "601", "4", "2404.00", "AGREEMENT"]);
        assert_eq!(json!(pick(&out["purchaseOrderLine"], &SAID)), expected);
        assert_eq!(world.balance(&world.line).await, ["400", "600"]);
    }

    async fn a_net_amount_may_grow_to_what_the_others_leave(app: TestApp) {
        let world = World::new(app).await;
        let value = json!({"commitmentType": "VALUE", "amount": "1000", "maxEnforced": true});
        let agreement = world.promise(json!([value])).await;
        let own = world.lines(&agreement).await.remove(0);
        let line = json!({"itemId": world.item, "quantity": "100"});
        let order = world.order(&agreement, json!([line])).await;
        let line = world.line(&order["lines"]["nodes"][0]["id"]).await;
        assert_eq!(world.balance(&own).await, ["460.00", "540.00"]);
        let refused = edit(&world, &line, json!({"unitPrice": "10.01"})).await;
        let conflict = &refused["userErrors"][0]["linkConflict"];
        assert_eq!(codes(conflict), ["MAXIMUM_AMOUNT_EXCEEDED"]);
        let done = edit(&world, &line, json!({"unitPrice": "10"})).await;
        assert_eq!(done["purchaseOrderLine"]["agreementLine"]["id"], own);
        assert_eq!(world.balance(&own).await, ["1000.00", "0.00"]);
    }

    /// Vector A6: hard, whatever the policy says.
    async fn while_linked_the_delivery_day_stays_within_the_validity(app: TestApp) {
        let world = World::new(app).await;
        let mut line = world.linked("250").await;
        for policy in ["REJECT", "UNLINK_AND_REPRICE", "UNLINK_KEEP_PRICE"] {
            for day in ["2025-12-31", "2027-01-01"] {
                let late = json!({"deliveryDate": day, "onLinkConflict": policy});
                let refused = edit(&world, &line, late).await;
                let expected = ["DELIVERY_DATE_OUTSIDE_VALIDITY deliveryDate"];
                assert_eq!(refusals(&refused), expected);
            }
        }
        for day in ["2026-01-01", "2026-12-31"] {
            let done = edit(&world, &line, json!({"deliveryDate": day})).await;
            line = done["purchaseOrderLine"].clone();
            assert_eq!(pick(&line, &["deliveryDate", "agreementLine.id"]), [day, &world.line]);
        }
        let off = json!({"id": line["id"], "version": line["version"], "price": "REPRICE"});
        world.done("purchaseOrderLineUnlink", off, "").await;
        let line = world.line(&line["id"]).await;
        let late = edit(&world, &line, json!({"deliveryDate": "2027-01-01"})).await;
        assert_eq!(refusals(&late), Vec::<String>::new());
    }

    async fn another_unit_or_active_dimension_breaks_any_link(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let [here, there] = [site(app, user).await, site(app, user).await];
        let promise = over(
            pieces(&world.item, "1000", "4"),
            json!({"siteId": here, "variant": "RED"}),
        );
        let agreement = world.promise(json!([promise])).await;
        let own = world.lines(&agreement).await.remove(0);
        let wanted = json!({
            "itemId": world.item,
            "quantity": "24",
            "siteId": here,
            "variant": "RED",
        });
        let order = world.order(&agreement, json!([wanted])).await;
        let mut line = world.line(&order["lines"]["nodes"][0]["id"]).await;
        let edits = [
            (json!({"unit": "BOX"}), "UNIT_MISMATCH"),
            (json!({"siteId": there}), "DIMENSION_MISMATCH"),
            (json!({"siteId": null}), "DIMENSION_MISMATCH"),
            (json!({"variant": "BLUE"}), "DIMENSION_MISMATCH"),
        ];
        for (more, code) in edits {
            let refused = edit(&world, &line, more).await;
            assert_eq!(codes(&refused["userErrors"][0]["linkConflict"]), [code]);
        }
        // All reasons are said, not only the first.
        let both = json!({"unit": "BOX", "siteId": there, "variant": null});
        let refused = edit(&world, &line, both).await;
        let all = ["DIMENSION_MISMATCH", "DIMENSION_MISMATCH", "UNIT_MISMATCH"];
        assert_eq!(codes(&refused["userErrors"][0]["linkConflict"]), all);
        let done = edit(&world, &line, json!({"description": "Two dozen"})).await;
        line = done["purchaseOrderLine"].clone();
        assert_eq!(line["agreementLine"]["id"], own);
        let boxes = json!({
            "unit": "BOX",
            "quantity": "2",
            "onLinkConflict": "UNLINK_AND_REPRICE",
        });
        let done = edit(&world, &line, boxes).await;
        let expected = json!([null, "2", "55.2", "110.40", "ITEM"]);
        assert_eq!(json!(pick(&done["purchaseOrderLine"], &SAID)), expected);
        assert_eq!(world.balance(&own).await, ["0", "1000"]);
    }

    /// Q21: a linked line keeps its price until it is edited.
    async fn a_changed_agreement_does_not_change_linked_lines(app: TestApp) {
        let world = World::new(app).await;
        let agreement = world.promise(json!([pieces(&world.item, "1000", "4")])).await;
        let own = world.lines(&agreement).await.remove(0);
        let drawn = json!([{"itemId": world.item, "quantity": "10"}]);
        let order = world.order(&agreement, drawn).await;
        let id = order["lines"]["nodes"][0]["id"].clone();
        let change = json!({"id": own, "version": 1, "unitPrice": "3.90"});
        world.done("agreementLineUpdate", change, "").await;
        let line = world.line(&id).await;
        let done = edit(&world, &line, json!({"quantity": "20"})).await;
        let found = pick(&done["purchaseOrderLine"], &["unitPrice", "netAmount.amount"]);
        assert_eq!(found, ["4", "80.00"]);
    }

    async fn a_free_line_is_priced_anew_unless_its_price_was_typed(app: TestApp) {
        let world = World::new(app).await;
        let cheap = json!({
            "tradeAgreementType": "PRICE",
            "currency": "EUR",
            "itemId": world.item,
            "unit": "PCS",
            "unitPrice": "3",
            "quantityMin": "100",
            "validFrom": "2026-01-01",
        });
        world.done("tradeAgreementCreate", cheap, "").await;
        let lines = json!([
            {"itemId": world.item, "quantity": "10"},
            {"itemId": world.item, "quantity": "10", "unitPrice": "5"},
        ]);
        let input = json!({"vendorId": world.vendor, "lines": lines});
        let order = crate::build::order(&world.app, &world.user, input).await;
        let expected = [
            json!([null, "100", "3", "300.00", "TRADE_AGREEMENT"]),
            json!([null, "100", "5", "500.00", "TYPED"]),
        ];
        for (line, expected) in world.order_lines(&json!(order)).await.iter().zip(expected) {
            let done = edit(&world, line, json!({"quantity": "100"})).await;
            assert_eq!(json!(pick(&done["purchaseOrderLine"], &SAID)), expected);
        }
    }

    async fn unsound_stale_foreign_and_cancelled_are_refused(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let theirs = item(&world.app, &world.app.admin(&world.app.b), json!({})).await;
        let cases = [
            (json!({"version": 4}), "STALE_VERSION version"),
            (json!({"id": theirs}), "NOT_FOUND id"),
            (json!({"siteId": theirs}), "NOT_FOUND siteId"),
            (json!({"quantity": "0"}), "NOT_POSITIVE quantity"),
            (json!({"quantity": "-1"}), "NOT_POSITIVE quantity"),
            (json!({"quantity": "0.5"}), "TOO_MANY_DECIMALS quantity"),
            (json!({"unit": "KG"}), "UNIT_NOT_OF_ITEM unit"),
            (json!({"unitPrice": "-4"}), "NEGATIVE unitPrice"),
            (json!({"discountPercent": "101"}), "PERCENT_OUT_OF_RANGE discountPercent"),
            (json!({"discountAmount": "5"}), "DISCOUNT_ABOVE_PRICE discountAmount"),
            (json!({"priceUnit": "0"}), "NOT_POSITIVE priceUnit"),
        ];
        for (more, expected) in cases {
            assert_eq!(refusals(&edit(&world, &line, more).await), [expected]);
        }
        assert_eq!(world.line(&line["id"]).await, line);
        let query = "query($id: ID!) { purchaseOrderLine(id: $id) { purchaseOrder { id } } }";
        let answer = world.app.gql(&world.user, query, json!({"id": line["id"]})).await;
        let order = &answer["data"]["purchaseOrderLine"]["purchaseOrder"]["id"];
        world.done("purchaseOrderCancel", json!({"id": order, "version": 1}), "").await;
        let line = world.line(&line["id"]).await;
        let refused = edit(&world, &line, json!({"quantity": "1"})).await;
        assert_eq!(refusals(&refused), ["ORDER_STATUS id"]);
    }

    async fn a_preview_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let more = json!({"quantity": "600", "preview": true});
        let shown = edit(&world, &line, more).await;
        let shown = pick(&shown["purchaseOrderLine"], &["quantity", "netAmount.amount"]);
        assert_eq!(shown, ["600", "2400.00"]);
        assert_eq!(world.line(&line["id"]).await, line);
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
    }
}

async fn edit(world: &World, line: &Value, more: Value) -> Value {
    let input = over(json!({"id": line["id"], "version": line["version"]}), more);
    world
        .act("purchaseOrderLineUpdate", input, &updated())
        .await
}

/// The codes of what breaks a link, in order.
fn codes(conflict: &Value) -> Vec<String> {
    let reasons = conflict["reasons"].as_array().expect("reasons");
    reasons.iter().map(|reason| text(&reason["code"])).collect()
}
