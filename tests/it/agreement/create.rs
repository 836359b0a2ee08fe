//! `agreementCreate` (AGR-1, AGR-3).

use serde_json::{Value, json};

use super::count;
use crate::build::{self, act, done, refusals};
use crate::harness::both;
use crate::harness::db::run;
use crate::sales_order::customer;

const WHOLE: &str = "agreement {
    number title vendor { name } classification { name } currency status
    defaultCommitmentType defaultEffectiveDate defaultExpirationDate
    earliestEffectiveDate latestExpirationDate isExpired latestVersion version
    paymentTerms deliveryTerms deliveryMode deliveryAddress
    dimensions { dimension { code } value { code } }
    primaryWorker secondaryWorker matchingPolicy project createdAt createdBy
    viewerCan { activate close confirm edit release }
    lines { nodes {
        lineNumber commitmentType item { name } procurementCategory { code } quantity unit
        unitPrice priceUnit discountPercent discountAmount amount { amount currency }
        releaseAmountMin { amount } releaseAmountMax { amount } maxEnforced priceFixed
        effectiveDate expirationDate deliveryAddress text variant site { id } warehouse { id }
        dimensions { value { code } }
    } }
}";

both! {
    async fn what_is_left_out_comes_from_vendor_classification_and_today(app: TestApp) {
        let user = app.admin(&app.a);
        let terms = json!({
            "name": "Nord", "currency": "SEK",
            "paymentTerms": "30D", "deliveryTerms": "DAP", "deliveryMode": "TRUCK",
        });
        let vendor = build::vendor(&app, &user, terms).await;
        let workers = json!({"primaryWorker": "ann", "secondaryWorker": "bob"});
        let classification = build::classification(&app, &user, workers).await;
        let input = json!({
            "vendorId": vendor,
            "agreementClassificationId": classification,
            "defaultExpirationDate": "2026-12-31",
        });
        let made = done(&app, &app.manager(&app.a), "agreementCreate", input, WHOLE).await;
        let expected = json!({
            "number": "AGR-000001",
            "title": null,
            "vendor": {"name": "Nord"},
            "classification": {"name": "Frame contract"},
            "currency": "SEK",
            "status": "ON_HOLD",
            "defaultCommitmentType": "PRODUCT_QUANTITY",
            "defaultEffectiveDate": "2026-06-15",
            "defaultExpirationDate": "2026-12-31",
            "earliestEffectiveDate": null,
            "latestExpirationDate": null,
            "isExpired": false,
            "latestVersion": 0,
            "version": 1,
            "paymentTerms": "30D",
            "deliveryTerms": "DAP",
            "deliveryMode": "TRUCK",
            "deliveryAddress": null,
            "dimensions": [],
            "primaryWorker": "ann",
            "secondaryWorker": "bob",
            "matchingPolicy": null,
            "project": null,
            "createdAt": "2026-06-15T12:00:00Z",
            "createdBy": "purchasingmanager@a",
            "viewerCan": {
                "activate": true, "close": false, "confirm": false, "edit": true,
                "release": false,
            },
            "lines": {"nodes": []},
        });
        assert_eq!(made["agreement"], expected);
    }

    async fn every_field_is_kept_as_given(app: TestApp) {
        let user = app.admin(&app.a);
        let terms = json!({
            "currency": "SEK",
            "paymentTerms": "30D", "deliveryTerms": "DAP", "deliveryMode": "TRUCK",
        });
        let vendor = build::vendor(&app, &user, terms).await;
        let workers = json!({"primaryWorker": "ann", "secondaryWorker": "bob"});
        let classification = build::classification(&app, &user, workers).await;
        let department = build::dimension(&app, &user, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &user, &department, "D10").await;
        let input = json!({
            "title": "Bikes 2026",
            "vendorId": vendor,
            "agreementClassificationId": classification,
            "currency": "EUR",
            "defaultEffectiveDate": "2026-02-01",
            "defaultExpirationDate": "2027-01-31",
            "defaultCommitmentType": "VALUE",
            "paymentTerms": "60D",
            "deliveryTerms": "FCA",
            "deliveryMode": "SHIP",
            "deliveryAddress": "Quay 1\nOslo",
            "primaryWorker": "eve",
            "matchingPolicy": "THREE_WAY",
            "project": "P-7",
            "dimensions": [{"dimensionId": department, "dimensionValueId": value}],
        });
        let made = done(&app, &user, "agreementCreate", input, WHOLE).await;
        let made = &made["agreement"];
        for (field, expected) in [
            ("title", json!("Bikes 2026")),
            ("currency", json!("EUR")),
            ("defaultEffectiveDate", json!("2026-02-01")),
            ("defaultExpirationDate", json!("2027-01-31")),
            ("defaultCommitmentType", json!("VALUE")),
            ("paymentTerms", json!("60D")),
            ("deliveryTerms", json!("FCA")),
            ("deliveryMode", json!("SHIP")),
            ("deliveryAddress", json!("Quay 1\nOslo")),
            ("primaryWorker", json!("eve")),
            // Who names one worker names both.
            ("secondaryWorker", Value::Null),
            ("matchingPolicy", json!("THREE_WAY")),
            ("project", json!("P-7")),
            (
                "dimensions",
                json!([{"dimension": {"code": "DEPARTMENT"}, "value": {"code": "D10"}}]),
            ),
        ] {
            assert_eq!(made[field], expected, "{field}");
        }
    }

    async fn all_four_types_of_commitment_stand_in_one_agreement(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({"name": "Screw"})).await;
        let category = build::category(&app, &user, None).await;
        let lines = json!([
            {
                "itemId": item, "quantity": "250", "unitPrice": "84.00", "priceUnit": "100",
                "discountAmount": "4.00", "discountPercent": "5", "maxEnforced": true,
                "priceFixed": true, "releaseAmountMin": "500", "releaseAmountMax": "5000",
                "text": "as drawn", "deliveryAddress": "Gate 2", "variant": "RED",
            },
            {
                "commitmentType": "PRODUCT_VALUE", "itemId": item, "amount": "1000.50",
                "discountPercent": "2.5", "effectiveDate": "2026-03-01",
                "expirationDate": "2026-03-01",
            },
            {
                "commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category,
                "amount": "20000",
            },
            {"commitmentType": "VALUE", "amount": "50000"},
        ]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let fields = WHOLE.trim_start_matches("agreement {").trim_end_matches('}');
        let made = build::node(&app, &user, &id, &format!("Agreement {{ {fields} }}")).await;
        assert_eq!(made["earliestEffectiveDate"], "2026-01-01");
        assert_eq!(made["latestExpirationDate"], "2026-12-31");
        let nodes = made["lines"]["nodes"].as_array().expect("lines");
        let column = |field: &str| -> Vec<Value> {
            nodes.iter().map(|line| line[field].clone()).collect()
        };
        let types = ["PRODUCT_QUANTITY", "PRODUCT_VALUE", "CATEGORY_VALUE", "VALUE"];
        assert_eq!(column("commitmentType"), types);
        assert_eq!(column("lineNumber"), [1, 2, 3, 4]);
        assert_eq!(column("quantity"), [json!("250"), Value::Null, Value::Null, Value::Null]);
        assert_eq!(column("unit"), [json!("PCS"), Value::Null, Value::Null, Value::Null]);
        // A4: 250 × (84 − 4) / 100 × 0.95.
        let amounts: Vec<Value> = column("amount").iter().map(|m| m["amount"].clone()).collect();
        assert_eq!(amounts, ["190.00", "1000.50", "20000.00", "50000.00"]);
        let first = &nodes[0];
        assert_eq!(first["item"]["name"], "Screw");
        assert_eq!(first["unitPrice"], "84");
        assert_eq!(first["priceUnit"], "100");
        assert_eq!(first["discountAmount"], "4");
        assert_eq!(first["discountPercent"], "5");
        assert_eq!(first["releaseAmountMin"]["amount"], "500.00");
        assert_eq!(first["releaseAmountMax"]["amount"], "5000.00");
        assert_eq!(first["maxEnforced"], true);
        assert_eq!(first["priceFixed"], true);
        assert_eq!(first["text"], "as drawn");
        assert_eq!(first["deliveryAddress"], "Gate 2");
        assert_eq!(first["variant"], "RED");
        assert_eq!(nodes[1]["effectiveDate"], "2026-03-01");
        assert_eq!(nodes[1]["discountPercent"], "2.5");
        assert_eq!(nodes[1]["unitPrice"], Value::Null);
        assert_eq!(nodes[1]["maxEnforced"], false);
        assert_eq!(nodes[3]["expirationDate"], "2026-12-31");
    }

    async fn the_amount_of_a_quantity_is_rounded_half_up(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        // A4: 7 × 3.333 × 0.975 = 22.747…
        let line = json!({
            "itemId": item, "quantity": "7", "unitPrice": "3.333", "discountPercent": "2.5",
        });
        let id = build::agreement(&app, &user, json!({"lines": [line]})).await;
        let fragment = "Agreement { lines { nodes { amount { amount } } } }";
        let made = build::node(&app, &user, &id, fragment).await;
        assert_eq!(made["lines"]["nodes"][0]["amount"]["amount"], "22.75");
    }

    async fn a_vendor_blocked_for_payment_may_still_be_agreed_with(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let block = json!({"id": vendor, "version": 1, "blocked": "PAYMENT"});
        done(&app, &user, "vendorUpdate", block, "").await;
        build::agreement(&app, &user, json!({"vendorId": vendor})).await;
    }

    async fn a_number_is_typed_only_where_the_sequence_is_manual_and_only_once(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "number": "FRAME-1",
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
        });
        let refused = act(&app, &user, "agreementCreate", input.clone(), WHOLE).await;
        assert_eq!(refusals(&refused), ["NUMBER_ASSIGNMENT number"]);
        let manual = "UPDATE number_sequence SET manual = true WHERE scope = 'AGREEMENT'";
        run(&app.test_db.admin().await, manual).await;
        let made = done(&app, &user, "agreementCreate", input.clone(), WHOLE).await;
        assert_eq!(made["agreement"]["number"], "FRAME-1");
        let again = act(&app, &user, "agreementCreate", input, WHOLE).await;
        assert_eq!(refusals(&again), ["ALREADY_USED number"]);
    }

    async fn a_refused_agreement_uses_no_number(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
        });
        let wrong = build::over(input.clone(), json!({"title": ""}));
        let refused = act(&app, &user, "agreementCreate", wrong, WHOLE).await;
        assert_eq!(refusals(&refused), ["REQUIRED title"]);
        let made = done(&app, &user, "agreementCreate", input, WHOLE).await;
        assert_eq!(made["agreement"]["number"], "AGR-000001");
    }

    async fn a_viewer_and_a_buyer_make_no_agreement(app: TestApp) {
        let admin = app.admin(&app.a);
        let input = json!({
            "vendorId": build::vendor(&app, &admin, json!({})).await,
            "agreementClassificationId": build::classification(&app, &admin, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
        });
        for user in [app.viewer(&app.a), app.buyer(&app.a)] {
            let answer = build::answer(&app, &user, "agreementCreate", input.clone(), WHOLE).await;
            assert_eq!(build::fault(&answer), "FORBIDDEN");
        }
        assert_eq!(count(&app, &admin).await, 0);
    }

    async fn the_same_key_makes_one_agreement(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
        });
        let send = || {
            let (app, user, input) = (&app, &user, input.clone());
            build::answer_keyed(app, user, "agreementCreate", input, WHOLE, "k-1")
        };
        assert_eq!(send().await, send().await);
        assert_eq!(count(&app, &user).await, 1);
    }

    async fn an_agreement_is_made_with_a_customer(app: TestApp) {
        let user = app.admin(&app.a);
        let more = json!({"name": "South", "currency": "SEK", "paymentTerms": "14D"});
        let customer = customer(&app, &user, more).await;
        let input = json!({
            "customerId": customer,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "lines": [{"commitmentType": "VALUE", "amount": "100"}],
        });
        let fields = "agreement { id currency paymentTerms deliveryTerms vendor { id }
            customer { id name } chainOrigin version viewerCan { release edit } }";
        let made = done(&app, &app.manager(&app.a), "agreementCreate", input, fields).await;
        let made = &made["agreement"];
        assert_eq!(made["customer"], json!({"id": customer, "name": "South"}));
        for (field, expected) in [
            ("currency", json!("SEK")), ("paymentTerms", json!("14D")), ("vendor", Value::Null),
            ("deliveryTerms", Value::Null), ("chainOrigin", Value::Null),
        ] {
            assert_eq!(made[field], expected, "{field}");
        }
        let id = json!({"id": made["id"]});
        done(&app, &user, "agreementActivate", id.clone(), "").await;
        done(&app, &user, "agreementConfirm", id, "").await;
        let fragment = "Agreement { viewerCan { release edit } lines { nodes { id } } versions {
            nodes { document { vendorNumber vendorName customerName } } } }";
        let seen = build::node(&app, &user, &build::text(&made["id"]), fragment).await;
        assert_eq!(seen["viewerCan"], json!({"release": false, "edit": true}));
        let document = &seen["versions"]["nodes"][0]["document"];
        let expected = json!({"vendorNumber": null, "vendorName": null, "customerName": "South"});
        assert_eq!(*document, expected);
        // It is sold from, and nothing is bought by it.
        let line = json!([{"agreementLineId": seen["lines"]["nodes"][0]["id"], "quantity": "1"}]);
        let input = json!({"agreementId": made["id"], "lines": line});
        let refused = act(&app, &user, "agreementRelease", input, "").await;
        assert_eq!(refusals(&refused), ["VENDOR_MISMATCH agreementId"]);
        let input = json!({"agreementId": made["id"]});
        let refused = act(&app, &user, "purchaseOrderCreate", input, "").await;
        assert_eq!(refusals(&refused), ["VENDOR_MISMATCH agreementId"]);
        let filter = format!("agreements(filter: {{customerId: {{eq: \"{customer}\"}}}})");
        let found = build::read(&app, &user, &filter, "{ totalCount nodes { id } }").await;
        assert_eq!(found, json!({"totalCount": 1, "nodes": [{"id": made["id"]}]}));
        let id = json!({"id": made["id"]});
        done(&app, &user, "agreementHold", id.clone(), "").await;
        done(&app, &user, "agreementActivate", id.clone(), "").await;
        done(&app, &user, "agreementClose", id, "").await;
    }

    async fn an_agreement_is_with_a_vendor_or_a_customer_who_is_not_blocked(app: TestApp) {
        let user = app.admin(&app.a);
        let seller = build::vendor(&app, &user, json!({})).await;
        let buyer = customer(&app, &user, json!({})).await;
        let blocked = customer(&app, &user, json!({})).await;
        let input = json!({"id": blocked, "version": 1, "blocked": true});
        done(&app, &user, "customerUpdate", input, "").await;
        let classification = build::classification(&app, &user, json!({})).await;
        let plain = json!({
            "agreementClassificationId": classification, "defaultExpirationDate": "2026-12-31",
        });
        for (who, expected) in [
            (json!({}), "REQUIRED vendorId"),
            (json!({"vendorId": seller, "customerId": buyer}), "NOT_ALLOWED customerId"),
            (json!({"customerId": blocked}), "CUSTOMER_BLOCKED customerId"),
            (json!({"customerId": seller}), "NOT_FOUND customerId"),
        ] {
            let input = build::over(plain.clone(), who);
            let refused = act(&app, &user, "agreementCreate", input, "").await;
            assert_eq!(refusals(&refused), [expected]);
        }
        assert_eq!(count(&app, &user).await, 0);
    }
}
