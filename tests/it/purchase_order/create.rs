//! `purchaseOrderCreate`: terms (AGR-8), links (AGR-9), prices and where they came from (AGR-3).

use serde_json::{Value, json};

use super::{ORDER, World, pick, pieces};
use crate::build::{
    self, agreement, category, classification, dimension, dimension_value, item, over, refusals,
    site, vendor, warehouse, warnings,
};
use crate::harness::both;

const TERMS: [&str; 5] = [
    "currency",
    "paymentTerms",
    "deliveryTerms",
    "deliveryMode",
    "deliveryAddress",
];

both! {
    async fn without_an_agreement_the_terms_are_the_vendors(app: TestApp) {
        let world = World::new(app).await;
        let terms = json!({"currency": "SEK", "paymentTerms": "N30", "deliveryTerms": "DAP"});
        let vendor = vendor(&world.app, &world.user, terms).await;
        let lines = json!([{"itemId": world.item, "quantity": "2", "unitPrice": "10"}]);
        let input = json!({"vendorId": vendor, "lines": lines});
        let made = world.done("purchaseOrderCreate", input, ORDER).await;
        let order = &made["purchaseOrder"];
        assert_eq!(json!(pick(order, &TERMS)), json!(["SEK", "N30", "DAP", null, null]));
        let plain = ["number", "status", "source", "version", "latestVersion", "orderDate"];
        let expected = json!(["PO-000001", "DRAFT", "MANUAL", 1, 0, "2026-06-15"]);
        assert_eq!(json!(pick(order, &plain)), expected);
        assert_eq!(order["netAmount"], json!({"amount": "20.00", "currency": "SEK"}));
        assert_eq!((&order["agreement"], warnings(&made)), (&Value::Null, vec![]));
        let line = &world.order_lines(&order["id"]).await[0];
        // Without a delivery day of its own and of the order, the order's day (Q12).
        let found = pick(line, &["agreementLine", "description", "deliveryDate", "unit"]);
        assert_eq!(json!(found), json!([null, "Bolt", "2026-06-15", "PCS"]));
        assert_eq!(line["matchTrace"], "the order has no agreement");
    }

    async fn an_agreements_terms_are_copied_and_what_is_typed_wins(app: TestApp) {
        let world = World::new(app).await;
        let agreement = foreign(&world).await;
        let order = world.order(&agreement, json!([])).await;
        assert_eq!(json!(pick(&order, &TERMS)), json!(["SEK", "A14", "EXW", "AIR", "Dock 1"]));
        assert_eq!(pick(&order, &["vendor.id", "agreement.id"]), [world.vendor, agreement.clone()]);
        let typed = json!({
            "agreementId": agreement,
            "paymentTerms": "P",
            "deliveryTerms": "D",
            "deliveryMode": "M",
            "deliveryAddress": "Door",
            "orderDate": "2026-07-01",
            "deliveryDate": "2026-07-09",
        });
        let made = build::act(&world.app, &world.user, "purchaseOrderCreate", typed, ORDER).await;
        let order = &made["purchaseOrder"];
        assert_eq!(json!(pick(order, &TERMS)), json!(["SEK", "P", "D", "M", "Door"]));
        assert_eq!(pick(order, &["orderDate", "deliveryDate"]), ["2026-07-01", "2026-07-09"]);
    }

    async fn a_refused_currency_is_the_vendors_and_no_line_links(app: TestApp) {
        let world = World::new(app).await;
        let agreement = foreign(&world).await;
        let input = json!({
            "agreementId": agreement,
            "takeAgreementCurrency": false,
            "takeAgreementDeliveryAddress": false,
            "lines": [{"itemId": world.item, "quantity": "2"}],
        });
        let made = world.done("purchaseOrderCreate", input, ORDER).await;
        let order = &made["purchaseOrder"];
        // Payment and delivery terms are copied in either case.
        assert_eq!(json!(pick(order, &TERMS)), json!(["EUR", "A14", "EXW", "AIR", null]));
        assert_eq!(warnings(&made), ["CURRENCY_MISMATCH"]);
        let line = &world.order_lines(&order["id"]).await[0];
        assert_eq!(line["agreementLine"], Value::Null);
        assert_eq!(pick(line, &["provenance.priceSource", "unitPrice"]), ["ITEM", "4.6"]);
        assert!(build::text(&line["matchTrace"]).contains("currency"), "{line}");
    }

    async fn an_agreement_that_orders_may_not_draw_on_is_refused(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let other = vendor(app, user, json!({})).await;
        let on_hold = agreement(app, user, json!({"vendorId": world.vendor})).await;
        let direct = classification(app, user, json!({"requireDirectInvoicing": true})).await;
        let direct = world.agree(json!({"agreementClassificationId": direct})).await;
        let closed = world.promise(json!([])).await;
        world.done("agreementClose", json!({"id": closed}), "").await;
        let create = async |input: Value| {
            let refused = world.act("purchaseOrderCreate", input, ORDER).await;
            assert_eq!(refused["purchaseOrder"], Value::Null);
            refusals(&refused)
        };
        let mismatch = json!({"agreementId": world.agreement, "vendorId": other});
        assert_eq!(create(mismatch).await, ["VENDOR_MISMATCH agreementId"]);
        for closed in [on_hold, closed] {
            let refused = create(json!({"agreementId": closed})).await;
            assert_eq!(refused, ["AGREEMENT_NOT_EFFECTIVE agreementId"]);
        }
        let refused = create(json!({"agreementId": direct})).await;
        assert_eq!(refused, ["DIRECT_INVOICING_REQUIRED agreementId"]);
        assert_eq!(create(json!({})).await, ["REQUIRED vendorId"]);
        let blocked = json!({"id": world.vendor, "version": 1, "blocked": "ALL"});
        world.done("vendorUpdate", blocked, "").await;
        let refused = create(json!({"vendorId": world.vendor})).await;
        assert_eq!(refused, ["VENDOR_BLOCKED vendorId"]);
        assert_eq!(world.n_orders().await, 0);
    }

    async fn a_line_links_to_the_most_specific_commitment(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let top = category(app, user, None).await;
        let deep = category(app, user, Some(&top)).await;
        let other = category(app, user, None).await;
        let of = |category: &str| json!({"purchasePrice": "2", "procurementCategoryId": category});
        let own = item(app, user, of(&deep)).await;
        let near = item(app, user, of(&deep)).await;
        let far = item(app, user, of(&other)).await;
        let site = site(app, user).await;
        let house = warehouse(app, user, &site).await;
        let value = |kind: &str, more: Value| {
            over(json!({"commitmentType": kind, "amount": "5000"}), more)
        };
        let at = json!({"siteId": site, "warehouseId": house});
        let agreement = world.promise(json!([
            value("VALUE", json!({})),
            value("CATEGORY_VALUE", json!({"procurementCategoryId": top})),
            value("CATEGORY_VALUE", json!({"procurementCategoryId": deep})),
            value("PRODUCT_VALUE", json!({"itemId": own})),
            pieces(&own, "100", "1.5"),
            over(pieces(&own, "100", "1.4"), json!({"expirationDate": "2026-11-30"})),
            over(pieces(&own, "100", "1.3"), json!({"siteId": site})),
            over(pieces(&own, "100", "1.2"), at.clone()),
        ])).await;
        let promised = world.lines(&agreement).await;
        let line = |item: &str, more: Value| over(json!({"itemId": item, "quantity": "1"}), more);
        let order = world.order(&agreement, json!([
            line(&own, at),
            line(&own, json!({"siteId": site})),
            line(&own, json!({})),
            line(&own, json!({"unit": "BOX"})),
            line(&near, json!({})),
            {"procurementCategoryId": top, "quantity": "1", "unit": "PCS", "unitPrice": "3"},
            line(&far, json!({})),
        ])).await;
        let linked: Vec<_> = order["lines"]["nodes"].as_array().expect("lines").iter()
            .map(|line| promised.iter().position(|id| line["agreementLine"]["id"] == *id))
            .collect();
        let expected = [Some(7), Some(6), Some(5), Some(3), Some(2), Some(1), Some(0)];
        assert_eq!(linked, expected);
    }

    async fn linked_and_free_lines_mix(app: TestApp) {
        let world = World::new(app).await;
        let other = item(&world.app, &world.user, json!({"purchasePrice": "7"})).await;
        let order = world.order(&world.agreement, json!([
            {"itemId": world.item, "quantity": "400"},
            {"itemId": other, "quantity": "3"},
            {"itemId": world.item, "quantity": "700"},
            {"itemId": world.item, "quantity": "600"},
        ])).await;
        let lines = world.order_lines(&order["id"]).await;
        let prices: Vec<_> = lines
            .iter()
            .map(|line| pick(line, &["unitPrice", "provenance.priceSource", "netAmount.amount"]))
            .collect();
        // 700 do not fit beside 400 (AGR-9.6), 600 do: they see what the lines before them took.
        assert_eq!(json!(prices), json!([
            ["4", "AGREEMENT", "1600.00"],
            ["7", "ITEM", "21.00"],
            ["4.6", "ITEM", "3220.00"],
            ["4", "AGREEMENT", "2400.00"],
        ]));
        assert_eq!(world.balance(&world.line).await, ["1000", "0"]);
        assert_eq!(order["netAmount"]["amount"], "7241.00");
        let trace = build::text(&lines[2]["matchTrace"]);
        assert!(trace.contains("line 1: only 600 PCS of the commitment remain"), "{trace}");
    }

    async fn a_delivery_day_links_from_the_first_to_the_last_day(app: TestApp) {
        let world = World::new(app).await;
        let days = ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"];
        let lines = days.map(|day| {
            json!({"itemId": world.item, "quantity": "1", "deliveryDate": day})
        });
        let order = world.order(&world.agreement, json!(lines)).await;
        let nodes = order["lines"]["nodes"].as_array().expect("lines");
        let linked: Vec<_> = nodes.iter().map(|line| !line["agreementLine"].is_null()).collect();
        assert_eq!(linked, [false, true, true, false]);
    }

    /// Vectors A2, A3 and A4.
    async fn amounts_come_out_as_in_the_worked_examples(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let dear = item(app, user, json!({"purchasePrice": "120"})).await;
        let of_value =
            json!({"commitmentType": "VALUE", "amount": "50000", "discountPercent": "3"});
        let agreement = world.promise(json!([of_value])).await;
        world.order(&agreement, json!([{"itemId": dear, "quantity": "100"}])).await;
        let line = world.lines(&agreement).await.remove(0);
        assert_eq!(world.balance(&line).await, ["11640.00", "38360.00"]);

        let top = category(app, user, None).await;
        let deep = category(app, user, Some(&top)).await;
        let own = json!({"purchasePrice": "450", "procurementCategoryId": deep});
        let own = item(app, user, own).await;
        let agreement = world.promise(json!([{
            "commitmentType": "CATEGORY_VALUE",
            "procurementCategoryId": top,
            "amount": "20000",
            "discountPercent": "4",
        }])).await;
        let of_category = json!({
            "procurementCategoryId": deep,
            "quantity": "25",
            "unit": "PCS",
            "unitPrice": "39.90",
        });
        let drawn = json!([{"itemId": own, "quantity": "10"}, of_category]);
        let order = world.order(&agreement, drawn).await;
        let lines = world.order_lines(&order["id"]).await;
        let nets: Vec<_> = lines.iter().map(|line| &line["netAmount"]["amount"]).collect();
        assert_eq!(json!(nets), json!(["4320.00", "957.60"]));
        let line = world.lines(&agreement).await.remove(0);
        assert_eq!(world.balance(&line).await, ["5277.60", "14722.40"]);

        let terms = json!({"priceUnit": "100", "discountAmount": "4", "discountPercent": "5"});
        let agreement = world.promise(json!([over(pieces(&dear, "1000", "84"), terms)])).await;
        let drawn = json!([
            {"itemId": dear, "quantity": "250"},
            {"itemId": own, "quantity": "7", "unitPrice": "3.333", "discountPercent": "2.5"},
        ]);
        let order = world.order(&agreement, drawn).await;
        let lines = world.order_lines(&order["id"]).await;
        let nets: Vec<_> = lines.iter().map(|line| &line["netAmount"]["amount"]).collect();
        assert_eq!(json!(nets), json!(["190.00", "22.75"]));
    }

    /// Vector A7.
    async fn a_net_amount_outside_the_release_amounts_is_warned_of_or_refused(app: TestApp) {
        let world = World::new(app).await;
        let limits = json!({"releaseAmountMin": "500", "releaseAmountMax": "5000"});
        let promise = over(pieces(&world.item, "9000", "4"), limits);
        let agreement = world.promise(json!([promise])).await;
        let lines = ["80", "1440", "1250"].map(|n| json!({"itemId": world.item, "quantity": n}));
        let input = json!({"agreementId": agreement, "lines": lines});
        let made = world.done("purchaseOrderCreate", input.clone(), ORDER).await;
        let expected = ["RELEASE_AMOUNT_BELOW_MINIMUM 0", "RELEASE_AMOUNT_ABOVE_MAXIMUM 1"];
        assert_eq!(warnings(&made), expected);
        let block = json!({"version": 1, "releaseAmountViolation": "BLOCK"});
        world.done("legalEntityUpdate", block, "").await;
        let refused = world.act("purchaseOrderCreate", input, ORDER).await;
        let expected = [
            "RELEASE_AMOUNT_BELOW_MINIMUM lines[0].quantity",
            "RELEASE_AMOUNT_ABOVE_MAXIMUM lines[1].quantity",
        ];
        assert_eq!(refusals(&refused), expected);
        assert_eq!(world.n_orders().await, 1);
    }

    async fn dimension_values_are_laid_over_each_other(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let mut values = Vec::new();
        for code in ["D1", "D2", "D3", "D4"] {
            let dimension = dimension(app, user, code).await;
            let mut own = Vec::new();
            for value in ["HEAD", "LINE", "TYPED", "ORDER"] {
                let value = dimension_value(app, user, &dimension, value).await;
                own.push(json!({"dimensionId": dimension, "dimensionValueId": value}));
            }
            values.push(own);
        }
        let pick_of = |n: usize, which: usize| values[n][which].clone();
        let head = json!([pick_of(0, 0), pick_of(1, 0), pick_of(2, 0)]);
        let line = json!([pick_of(1, 1), pick_of(2, 1)]);
        let promise = over(pieces(&world.item, "100", "4"), json!({"dimensions": line}));
        let agreement = world.agree(json!({"dimensions": head, "lines": [promise]})).await;
        let other = item(app, user, json!({"purchasePrice": "1"})).await;
        let input = json!({
            "agreementId": agreement,
            "dimensions": [pick_of(3, 3)],
            "lines": [
                {"itemId": world.item, "quantity": "1", "dimensions": [pick_of(2, 2)]},
                {"itemId": other, "quantity": "1"},
            ],
        });
        let made = world.done("purchaseOrderCreate", input, ORDER).await;
        let said = |row: &Value| {
            let all = row["dimensions"].as_array().expect("dimensions").iter();
            let mut all: Vec<String> = all.map(|one| {
                let code = |part: &str| build::text(&one[part]["code"]);
                format!("{}={}", code("dimension"), code("value"))
            }).collect();
            all.sort();
            all
        };
        let order = &made["purchaseOrder"];
        assert_eq!(said(order), ["D1=HEAD", "D2=HEAD", "D3=HEAD", "D4=ORDER"]);
        let lines = world.order_lines(&order["id"]).await;
        assert_eq!(said(&lines[0]), ["D1=HEAD", "D2=LINE", "D3=TYPED", "D4=ORDER"]);
        // What is not linked has nothing of the commitment.
        assert_eq!(said(&lines[1]), ["D1=HEAD", "D2=HEAD", "D3=HEAD", "D4=ORDER"]);
    }

    async fn unsound_lines_are_refused_each_in_its_place(app: TestApp) {
        let world = World::new(app).await;
        let blocked = item(&world.app, &world.user, json!({})).await;
        let block = json!({"id": blocked, "version": 1, "blocked": true});
        world.done("itemUpdate", block, "").await;
        let of = |more: Value| over(json!({"itemId": world.item, "quantity": "1"}), more);
        let wrong = [
            (of(json!({"quantity": "0"})), "NOT_POSITIVE lines[0].quantity"),
            (of(json!({"quantity": "-3"})), "NOT_POSITIVE lines[0].quantity"),
            (of(json!({"quantity": "1.5"})), "TOO_MANY_DECIMALS lines[0].quantity"),
            (of(json!({"quantity": "9999999999999"})), "OUT_OF_RANGE lines[0].quantity"),
            (of(json!({"unitPrice": "-1"})), "NEGATIVE lines[0].unitPrice"),
            (of(json!({"unitPrice": "1.2345678"})), "TOO_MANY_DECIMALS lines[0].unitPrice"),
            (
                of(json!({"discountPercent": "100.1"})),
                "PERCENT_OUT_OF_RANGE lines[0].discountPercent",
            ),
            (of(json!({"discountAmount": "-2"})), "NEGATIVE lines[0].discountAmount"),
            (of(json!({"priceUnit": "10"})), "REQUIRED lines[0].unitPrice"),
            (
                of(json!({"unitPrice": "1", "priceUnit": "0"})),
                "NOT_POSITIVE lines[0].priceUnit",
            ),
            (
                of(json!({"unitPrice": "1", "discountAmount": "2"})),
                "DISCOUNT_ABOVE_PRICE lines[0].discountAmount",
            ),
            (of(json!({"unit": "KG"})), "UNIT_NOT_OF_ITEM lines[0].unit"),
            (json!({"itemId": blocked, "quantity": "1"}), "ITEM_BLOCKED lines[0].itemId"),
            (json!({"quantity": "1", "unit": "PCS"}), "REQUIRED lines[0].itemId"),
            (of(json!({"variant": "x".repeat(41)})), "MALFORMED lines[0].variant"),
        ];
        for (line, expected) in wrong {
            let input = json!({"vendorId": world.vendor, "lines": [line]});
            let refused = world.act("purchaseOrderCreate", input, ORDER).await;
            assert_eq!(refusals(&refused), [expected]);
        }
        assert_eq!(world.n_orders().await, 0);
    }

    async fn foreign_ids_are_answered_as_unknown_ones(app: TestApp) {
        let world = World::new(app).await;
        let other = world.app.admin(&world.app.b);
        let item = item(&world.app, &other, json!({})).await;
        let vendor = vendor(&world.app, &other, json!({})).await;
        let agreement = agreement(&world.app, &other, json!({})).await;
        let site = site(&world.app, &other).await;
        let category = category(&world.app, &other, None).await;
        let own = |line: Value| json!({"vendorId": world.vendor, "lines": [line]});
        let wrong = [
            (json!({"vendorId": vendor}), "NOT_FOUND vendorId"),
            (json!({"agreementId": agreement}), "NOT_FOUND agreementId"),
            (json!({"agreementId": "no id"}), "NOT_FOUND agreementId"),
            (own(json!({"itemId": item, "quantity": "1"})), "NOT_FOUND lines[0].itemId"),
            (
                own(json!({"itemId": world.item, "siteId": site, "quantity": "1"})),
                "NOT_FOUND lines[0].siteId",
            ),
            (
                own(json!({"procurementCategoryId": category, "unit": "PCS", "quantity": "1"})),
                "NOT_FOUND lines[0].procurementCategoryId",
            ),
        ];
        for (input, expected) in wrong {
            let refused = world.act("purchaseOrderCreate", input, ORDER).await;
            assert_eq!(refusals(&refused), [expected]);
        }
        assert_eq!(world.n_orders().await, 0);
    }

    async fn a_preview_shows_the_order_and_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let lines = json!([{"itemId": world.item, "quantity": "250"}]);
        let input = json!({"agreementId": world.agreement, "lines": lines, "preview": true});
        let shown = world.done("purchaseOrderCreate", input.clone(), ORDER).await;
        let order = &shown["purchaseOrder"];
        assert_eq!(pick(order, &["number", "netAmount.amount"]), ["PO-000001", "1000.00"]);
        let line = &order["lines"]["nodes"][0];
        assert_eq!(line["agreementLine"]["id"], world.line);
        assert_eq!(world.n_orders().await, 0);
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
        let made = world.done("purchaseOrderCreate", over(input, json!({"preview": false})), ORDER);
        assert_eq!(made.await["purchaseOrder"]["number"], "PO-000001");
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
    }
}

/// An agreement in another currency than its vendor's, with terms.
async fn foreign(world: &World) -> String {
    world
        .agree(json!({
            "currency": "SEK",
            "paymentTerms": "A14",
            "deliveryTerms": "EXW",
            "deliveryMode": "AIR",
            "deliveryAddress": "Dock 1",
            "lines": [pieces(&world.item, "100", "40")],
        }))
        .await
}
