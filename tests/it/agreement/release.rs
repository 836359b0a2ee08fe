//! `agreementRelease`: one order, every line linked (AGR-11). Its maxima are in `maximum`, its
//! prices in `price`.

use serde_json::{Value, json};

use super::{draw, release, thousand};
use crate::build::{self, act, done, refusals, warnings};
use crate::harness::both;

const ORDER: &str = "purchaseOrder {
    number status source currency orderDate deliveryDate paymentTerms deliveryTerms deliveryMode
    deliveryAddress netAmount { amount currency } agreement { id } vendor { name }
    lines { nodes {
        lineNumber item { name } procurementCategory { id } description quantity unit unitPrice
        netAmount { amount } deliveryDate deliveryAddress agreementLine { id } variant
        site { id } warehouse { id }
    } }
} warnings { code message elementIndex }";

both! {
    async fn an_order_takes_the_agreements_terms_and_links_every_line(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({"name": "Screw"})).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let id = build::effective(&app, &user, json!({
            "vendorId": build::vendor(&app, &user, json!({"name": "Nord"})).await,
            "currency": "SEK", "paymentTerms": "30D", "deliveryTerms": "DAP",
            "deliveryMode": "TRUCK", "deliveryAddress": "Quay 1",
            "lines": [{
                "itemId": item, "quantity": "1000", "unitPrice": "4", "variant": "RED",
                "siteId": site, "warehouseId": warehouse, "deliveryAddress": "Gate 2",
            }],
        })).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let input = json!({
            "agreementId": id, "deliveryDate": "2026-07-01",
            "lines": [
                {"agreementLineId": line, "quantity": "400"},
                {
                    "agreementLineId": line, "quantity": "10", "deliveryDate": "2026-08-01",
                    "deliveryAddress": "Gate 9", "description": "more of it",
                },
            ],
        });
        // Buyers release, they need not write agreements.
        let made = done(&app, &app.buyer(&app.a), "agreementRelease", input, ORDER).await;
        let same = json!({
            "lineNumber": 1, "item": {"name": "Screw"}, "procurementCategory": null,
            "description": "Screw", "quantity": "400", "unit": "PCS", "unitPrice": "4",
            "netAmount": {"amount": "1600.00"}, "deliveryDate": "2026-07-01",
            "deliveryAddress": "Gate 2", "agreementLine": {"id": line}, "variant": "RED",
            "site": {"id": site}, "warehouse": {"id": warehouse},
        });
        let other = build::over(same.clone(), json!({
            "lineNumber": 2, "description": "more of it", "quantity": "10",
            "netAmount": {"amount": "40.00"}, "deliveryDate": "2026-08-01",
            "deliveryAddress": "Gate 9",
        }));
        let expected = json!({
            "number": "PO-000001", "status": "DRAFT", "source": "RELEASE", "currency": "SEK",
            "orderDate": "2026-06-15", "deliveryDate": "2026-07-01", "paymentTerms": "30D",
            "deliveryTerms": "DAP", "deliveryMode": "TRUCK", "deliveryAddress": "Quay 1",
            "netAmount": {"amount": "1640.00", "currency": "SEK"}, "agreement": {"id": id},
            "vendor": {"name": "Nord"}, "lines": {"nodes": [same, other]},
        });
        assert_eq!(made["purchaseOrder"], expected);
        assert_eq!(made["warnings"], json!([]));
    }

    async fn all_four_types_are_released_in_one_order(app: TestApp) {
        let user = app.admin(&app.a);
        let top = build::category(&app, &user, None).await;
        let below = build::category(&app, &user, Some(&top)).await;
        let deep = build::category(&app, &user, Some(&below)).await;
        let screw = build::item(&app, &user, json!({"name": "Screw"})).await;
        let priced = json!({"name": "Nut", "purchasePrice": "2", "procurementCategoryId": deep});
        let nut = build::item(&app, &user, priced).await;
        let id = build::effective(&app, &user, json!({"lines": [
            {"itemId": screw, "quantity": "100", "unitPrice": "4"},
            {"commitmentType": "PRODUCT_VALUE", "itemId": nut, "amount": "100"},
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": top, "amount": "100"},
            {"commitmentType": "VALUE", "amount": "100"},
        ]})).await;
        let lines = build::lines(&app, &user, &id).await;
        let wanted = json!([
            {"agreementLineId": lines[0], "quantity": "1"},
            {"agreementLineId": lines[1], "quantity": "2"},
            // An item two levels below the commitment's category.
            {"agreementLineId": lines[2], "quantity": "3", "itemId": nut},
            // No item, the commitment's own category, and one below it.
            {"agreementLineId": lines[2], "quantity": "1.5", "unit": "H", "unitPrice": "10",
             "description": "work"},
            {"agreementLineId": lines[2], "quantity": "1", "unit": "H", "unitPrice": "10",
             "procurementCategoryId": below},
            {"agreementLineId": lines[3], "quantity": "4", "itemId": screw, "unitPrice": "5"},
            {"agreementLineId": lines[3], "quantity": "1", "unit": "H", "unitPrice": "7",
             "procurementCategoryId": below},
            // A box has 12 nuts.
            {"agreementLineId": lines[1], "quantity": "1", "unit": "BOX"},
        ]);
        let made = release(&app, &user, &id, wanted, ORDER).await;
        assert_eq!(refusals(&made), [""; 0]);
        let nodes = made["purchaseOrder"]["lines"]["nodes"].as_array().expect("lines");
        let seen: Vec<[&Value; 5]> = nodes
            .iter()
            .map(|line| [
                &line["item"]["name"],
                &line["procurementCategory"]["id"],
                &line["unit"],
                &line["netAmount"]["amount"],
                &line["agreementLine"]["id"],
            ])
            .collect();
        let expected = json!([
            ["Screw", null, "PCS", "4.00", lines[0]],
            ["Nut", deep, "PCS", "4.00", lines[1]],
            ["Nut", deep, "PCS", "6.00", lines[2]],
            [null, top, "H", "15.00", lines[2]],
            [null, below, "H", "10.00", lines[2]],
            ["Screw", null, "PCS", "20.00", lines[3]],
            [null, below, "H", "7.00", lines[3]],
            ["Nut", deep, "BOX", "24.00", lines[1]],
        ]);
        assert_eq!(json!(seen), expected);
    }

    async fn what_a_type_needs_more_is_demanded_and_what_does_not_fit_is_refused(app: TestApp) {
        let user = app.admin(&app.a);
        let category = build::category(&app, &user, None).await;
        let other = build::category(&app, &user, None).await;
        let item = build::item(&app, &user, json!({"procurementCategoryId": category})).await;
        let wrong = build::item(&app, &user, json!({})).await;
        let site = build::site(&app, &user).await;
        let elsewhere = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &elsewhere).await;
        let id = build::effective(&app, &user, json!({"lines": [
            {"itemId": item, "quantity": "100", "siteId": site, "variant": "RED"},
            {"commitmentType": "PRODUCT_VALUE", "itemId": item, "amount": "100"},
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category,
             "amount": "100"},
            {"commitmentType": "VALUE", "amount": "100"},
        ]})).await;
        let lines = build::lines(&app, &user, &id).await;
        let line = |n: usize, more: Value| {
            build::over(json!({"agreementLineId": lines[n], "quantity": "1"}), more)
        };
        let cases = [
            (line(0, json!({"itemId": wrong})), vec!["ITEM_MISMATCH itemId"]),
            (line(0, json!({"unit": "BOX"})), vec!["UNIT_MISMATCH unit"]),
            (line(0, json!({"unit": "KG"})), vec!["UNIT_NOT_OF_ITEM unit"]),
            (
                line(0, json!({"siteId": elsewhere, "variant": "BLUE"})),
                vec!["DIMENSION_MISMATCH variant", "DIMENSION_MISMATCH siteId"],
            ),
            (line(0, json!({"warehouseId": warehouse})), vec!["MALFORMED warehouseId"]),
            (line(0, json!({"quantity": "1.5"})), vec!["TOO_MANY_DECIMALS quantity"]),
            (line(0, json!({"quantity": "-1"})), vec!["NEGATIVE quantity"]),
            (line(0, json!({"quantity": "99999999999999"})), vec!["OUT_OF_RANGE quantity"]),
            (line(0, json!({"deliveryDate": "2025-12-31"})),
             vec!["DELIVERY_DATE_OUTSIDE_VALIDITY deliveryDate"]),
            (line(1, json!({"itemId": wrong})), vec!["ITEM_MISMATCH itemId"]),
            (line(2, json!({"itemId": wrong})), vec!["CATEGORY_MISMATCH procurementCategoryId"]),
            (
                line(2, json!({"procurementCategoryId": other, "unit": "H"})),
                vec!["CATEGORY_MISMATCH procurementCategoryId"],
            ),
            (line(2, json!({})), vec!["RELEASE_INCOMPLETE unit"]),
            (line(2, json!({"unit": "NONSENSE"})), vec!["UNKNOWN_CODE unit"]),
            (line(3, json!({})), vec!["RELEASE_INCOMPLETE itemId", "RELEASE_INCOMPLETE unit"]),
            (line(3, json!({"unit": "H"})), vec!["RELEASE_INCOMPLETE itemId"]),
            (line(3, json!({"itemId": item, "unitPrice": "-1"})), vec!["NEGATIVE unitPrice"]),
            (
                line(3, json!({"itemId": item, "unitPrice": "1", "priceUnit": "0"})),
                vec!["NOT_POSITIVE priceUnit"],
            ),
            (line(3, json!({"itemId": item, "priceUnit": "10"})), vec!["REQUIRED unitPrice"]),
            (
                line(3, json!({"itemId": item, "discountPercent": "101"})),
                vec!["PERCENT_OUT_OF_RANGE discountPercent"],
            ),
            (
                line(3, json!({"itemId": item, "unitPrice": "1", "discountAmount": "2"})),
                vec!["DISCOUNT_ABOVE_PRICE discountAmount"],
            ),
        ];
        for (line, why) in cases {
            let said = release(&app, &user, &id, json!([line]), ORDER).await;
            let expected: Vec<String> =
                why.iter().map(|why| why.replacen(' ', " lines[0].", 1)).collect();
            assert_eq!(refusals(&said), expected, "{line}");
            assert_eq!(said["purchaseOrder"], Value::Null);
        }
        let orders = build::read(&app, &user, "purchaseOrders", "{ totalCount }").await;
        assert_eq!(orders["totalCount"], 0);
    }

    async fn all_that_is_wrong_in_all_lines_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({"maxEnforced": true})).await;
        let wrong = build::item(&app, &user, json!({})).await;
        let lines = json!([
            {"agreementLineId": line, "quantity": "1001", "deliveryDate": "2027-01-01"},
            {"agreementLineId": line, "quantity": "1"},
            {"agreementLineId": line, "quantity": "1", "itemId": wrong},
        ]);
        let said = release(&app, &user, &id, lines, ORDER).await;
        let expected = [
            "DELIVERY_DATE_OUTSIDE_VALIDITY lines[0].deliveryDate",
            "MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity",
            "ITEM_MISMATCH lines[2].itemId",
        ];
        assert_eq!(refusals(&said), expected);
    }

    async fn lines_of_zero_are_passed_over(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let lines = json!([
            {"agreementLineId": line, "quantity": "0"},
            {"agreementLineId": line, "quantity": "5"},
            {"agreementLineId": line, "quantity": "0.00"},
        ]);
        let made = release(&app, &user, &id, lines, ORDER).await;
        let nodes = made["purchaseOrder"]["lines"]["nodes"].as_array().expect("lines");
        assert_eq!(nodes.len(), 1);
        assert_eq!(nodes[0]["quantity"], "5");
        assert_eq!(nodes[0]["lineNumber"], 1);
        for nothing in [json!([]), json!([{"agreementLineId": line, "quantity": "0"}])] {
            let refused = release(&app, &user, &id, nothing, ORDER).await;
            assert_eq!(refusals(&refused), ["NOTHING_TO_RELEASE lines"]);
        }
    }

    async fn only_an_effective_agreement_is_released_from(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "10"}]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let refused = release(&app, &user, &id, draw(&line, "1"), ORDER).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_NOT_EFFECTIVE agreementId"]);
        // Unconfirmed, but effective: that is enough.
        done(&app, &user, "agreementActivate", json!({"id": id}), "").await;
        build::release(&app, &user, &id, draw(&line, "1")).await;
    }

    async fn both_ends_of_the_validity_belong_to_it(app: TestApp) {
        let user = app.admin(&app.a);
        // A6.
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        for (day, fits) in [
            ("2025-12-31", false),
            ("2026-01-01", true),
            ("2026-12-31", true),
            ("2027-01-01", false),
        ] {
            let lines = json!([{"agreementLineId": line, "quantity": "1", "deliveryDate": day}]);
            let said = refusals(&release(&app, &user, &id, lines, ORDER).await);
            let why = "DELIVERY_DATE_OUTSIDE_VALIDITY lines[0].deliveryDate".to_owned();
            assert_eq!(said, if fits { vec![] } else { vec![why] }, "{day}");
        }
    }

    async fn the_delivery_day_is_the_orders_and_then_the_order_date(app: TestApp) {
        let user = app.admin(&app.a);
        // Q12. The commitment holds on one day only.
        let one_day = json!({"effectiveDate": "2026-07-07", "expirationDate": "2026-07-07"});
        let (id, line, _) = thousand(&app, &user, one_day).await;
        let input = |more: Value| {
            build::over(json!({"agreementId": id, "lines": draw(&line, "1")}), more)
        };
        let outside = ["DELIVERY_DATE_OUTSIDE_VALIDITY lines[0].deliveryDate"];
        let said = act(&app, &user, "agreementRelease", input(json!({})), ORDER).await;
        assert_eq!(refusals(&said), outside);
        for more in [
            json!({"orderDate": "2026-07-07"}),
            json!({"deliveryDate": "2026-07-07"}),
            json!({"orderDate": "2026-01-01", "deliveryDate": "2026-07-07"}),
        ] {
            let made = done(&app, &user, "agreementRelease", input(more), ORDER).await;
            let line = &made["purchaseOrder"]["lines"]["nodes"][0];
            assert_eq!(line["deliveryDate"], "2026-07-07");
        }
        app.set_clock("2026-07-07T23:00:00Z");
        done(&app, &user, "agreementRelease", input(json!({})), ORDER).await;
    }

    async fn an_agreement_for_invoices_only_gives_no_orders(app: TestApp) {
        let user = app.admin(&app.a);
        let direct = json!({"requireDirectInvoicing": true});
        let item = build::item(&app, &user, json!({})).await;
        let id = build::effective(&app, &user, json!({
            "agreementClassificationId": build::classification(&app, &user, direct).await,
            "lines": [{"itemId": item, "quantity": "10"}],
        })).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let refused = release(&app, &user, &id, draw(&line, "1"), ORDER).await;
        assert_eq!(refusals(&refused), ["DIRECT_INVOICING_REQUIRED agreementId"]);
    }

    async fn a_blocked_vendor_and_a_blocked_item_stop_it(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let id = build::effective(&app, &user, json!({
            "vendorId": vendor, "lines": [{"itemId": item, "quantity": "10"}],
        })).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let mut block = json!({"id": vendor, "version": 1, "blocked": "PAYMENT"});
        done(&app, &user, "vendorUpdate", block.clone(), "").await;
        build::release(&app, &user, &id, draw(&line, "1")).await;
        block = build::over(block, json!({"version": 2, "blocked": "ALL"}));
        done(&app, &user, "vendorUpdate", block, "").await;
        let block = json!({"id": item, "version": 1, "blocked": true});
        done(&app, &user, "itemUpdate", block, "").await;
        let refused = release(&app, &user, &id, draw(&line, "1"), ORDER).await;
        let expected = ["VENDOR_BLOCKED agreementId", "ITEM_BLOCKED lines[0].itemId"];
        assert_eq!(refusals(&refused), expected);
    }

    async fn an_items_order_settings_recommend_and_do_not_refuse(app: TestApp) {
        let user = app.admin(&app.a);
        let settings = json!({
            "orderMultiple": "10", "orderQuantityMin": "20", "orderQuantityMax": "100",
        });
        let item = build::item(&app, &user, settings).await;
        let lines = json!([{"itemId": item, "quantity": "1000", "unitPrice": "4"}]);
        let id = build::effective(&app, &user, json!({"lines": lines})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let lines: Vec<Value> = ["20", "15", "25", "130", "100"]
            .iter()
            .map(|quantity| json!({"agreementLineId": line, "quantity": quantity}))
            .collect();
        let made = release(&app, &user, &id, json!(lines), ORDER).await;
        assert_eq!(refusals(&made), [""; 0]);
        let expected = [
            "QUANTITY_NOT_RECOMMENDED 1", "QUANTITY_NOT_RECOMMENDED 2",
            "QUANTITY_NOT_RECOMMENDED 3",
        ];
        assert_eq!(warnings(&made), expected);
        for (n, quantity) in ["20", "30", "100"].iter().enumerate() {
            let message = made["warnings"][n]["message"].as_str().expect("text");
            assert!(message.ends_with(&format!(" {quantity}")), "{message}");
        }
    }

    async fn amounts_outside_the_release_amounts_warn_and_block_by_setting(app: TestApp) {
        let user = app.admin(&app.a);
        // A7.
        let limits = json!({"releaseAmountMin": "500", "releaseAmountMax": "5000"});
        let more = build::over(limits, json!({"quantity": "100000"}));
        let (id, line, _) = thousand(&app, &user, more).await;
        let lines = json!([
            {"agreementLineId": line, "quantity": "80"},
            {"agreementLineId": line, "quantity": "1440"},
            {"agreementLineId": line, "quantity": "1250"},
            {"agreementLineId": line, "quantity": "125"},
        ]);
        let made = release(&app, &user, &id, lines.clone(), ORDER).await;
        assert_eq!(refusals(&made), [""; 0]);
        let expected = ["RELEASE_AMOUNT_BELOW_MINIMUM 0", "RELEASE_AMOUNT_ABOVE_MAXIMUM 1"];
        assert_eq!(warnings(&made), expected);

        let block = json!({"version": 1, "releaseAmountViolation": "BLOCK"});
        done(&app, &user, "legalEntityUpdate", block, "").await;
        let refused = release(&app, &user, &id, lines, ORDER).await;
        let expected = [
            "RELEASE_AMOUNT_BELOW_MINIMUM lines[0].quantity",
            "RELEASE_AMOUNT_ABOVE_MAXIMUM lines[1].quantity",
        ];
        assert_eq!(refusals(&refused), expected);
        assert_eq!(refused["userErrors"][0]["limit"], "500");
        assert_eq!(refused["userErrors"][1]["limit"], "5000");
        build::release(&app, &user, &id, draw(&line, "1250")).await;
    }

    async fn what_is_not_this_agreements_or_not_ours_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let other = app.admin(&app.b);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let (_, foreign, item) = thousand(&app, &other, json!({})).await;
        let (_, sibling, _) = thousand(&app, &user, json!({})).await;
        for wrong in [foreign, sibling] {
            let refused = release(&app, &user, &id, draw(&wrong, "1"), ORDER).await;
            assert_eq!(refusals(&refused), ["NOT_FOUND lines[0].agreementLineId"]);
        }
        let refused = release(&app, &other, &id, draw(&line, "1"), ORDER).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND agreementId"]);
        let lines = json!([{
            "agreementLineId": line, "quantity": "1", "itemId": item,
            "siteId": build::site(&app, &other).await,
            "procurementCategoryId": build::category(&app, &other, None).await,
        }]);
        let refused = release(&app, &user, &id, lines, ORDER).await;
        let expected = [
            "NOT_FOUND lines[0].siteId",
            "NOT_FOUND lines[0].procurementCategoryId",
            "NOT_FOUND lines[0].itemId",
        ];
        let mut said = refusals(&refused);
        said.sort();
        assert_eq!(said.len(), expected.len(), "{said:?}");
        assert!(expected.iter().all(|why| said.iter().any(|said| said == why)), "{said:?}");
    }

    async fn the_same_key_gives_the_same_order_and_draws_once(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({"maxEnforced": true})).await;
        let send = async |quantity: &str| {
            let input = json!({"agreementId": id, "lines": draw(&line, quantity)});
            build::answer_keyed(&app, &user, "agreementRelease", input, ORDER, "k-1").await
        };
        let first = send("600").await;
        assert_eq!(first["data"]["agreementRelease"]["purchaseOrder"]["number"], "PO-000001");
        assert_eq!(send("600").await, first);
        assert_eq!(build::fault(&send("601").await), "IDEMPOTENCY_KEY_REUSED");
        let fragment = "AgreementLine { fulfillment { releasedOnly } entries { totalCount } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        let once = json!({"fulfillment": {"releasedOnly": "600"}, "entries": {"totalCount": 1}});
        assert_eq!(seen, once);
    }

    async fn a_viewer_releases_nothing(app: TestApp) {
        let (id, line, _) = thousand(&app, &app.admin(&app.a), json!({})).await;
        let input = json!({"agreementId": id, "lines": draw(&line, "1")});
        let answer =
            build::answer(&app, &app.viewer(&app.a), "agreementRelease", input, ORDER).await;
        assert_eq!(build::fault(&answer), "FORBIDDEN");
    }

    async fn an_orders_number_is_typed_only_where_the_sequence_is_manual(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let input = json!({"agreementId": id, "number": "MY-1", "lines": draw(&line, "1")});
        let refused = act(&app, &user, "agreementRelease", input.clone(), ORDER).await;
        assert_eq!(refusals(&refused), ["NUMBER_ASSIGNMENT number"]);
        let manual = "UPDATE number_sequence SET manual = true WHERE scope = 'PURCHASE_ORDER'";
        crate::harness::db::run(&app.test_db.admin().await, manual).await;
        done(&app, &user, "agreementRelease", input.clone(), ORDER).await;
        let again = act(&app, &user, "agreementRelease", input, ORDER).await;
        assert_eq!(refusals(&again), ["ALREADY_USED number"]);
        let fragment = "AgreementLine { fulfillment { releasedOnly } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        assert_eq!(seen["fulfillment"]["releasedOnly"], "1");
    }
}
