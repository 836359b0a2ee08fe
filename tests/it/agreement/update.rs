//! `agreementUpdate` (AGR-1, AGR-5, DIM-2).

use serde_json::{Value, json};

use super::version;
use crate::build::{self, act, done, refusals};
use crate::harness::both;

const HEADER: &str = "agreement {
    title classification { id } defaultCommitmentType defaultEffectiveDate defaultExpirationDate
    paymentTerms deliveryTerms deliveryMode deliveryAddress primaryWorker secondaryWorker
    matchingPolicy project version dimensions { dimension { code } value { code } }
}";

both! {
    async fn every_field_is_changed_and_what_is_left_out_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({"title": "Old", "project": "P-1"})).await;
        let other = build::classification(&app, &user, json!({})).await;
        let department = build::dimension(&app, &user, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &user, &department, "D10").await;
        let changes = json!({
            "title": "New",
            "agreementClassificationId": other,
            "defaultCommitmentType": "VALUE",
            "defaultEffectiveDate": "2026-02-01",
            "defaultExpirationDate": "2027-02-01",
            "paymentTerms": "60D",
            "deliveryTerms": "FCA",
            "deliveryMode": "SHIP",
            "deliveryAddress": "Quay 1",
            "primaryWorker": "ann",
            "secondaryWorker": "bob",
            "matchingPolicy": "TWO_WAY",
            "dimensions": [{"dimensionId": department, "dimensionValueId": value}],
        });
        let input = build::over(changes.clone(), json!({"id": id, "version": 1}));
        let changed = done(&app, &user, "agreementUpdate", input, HEADER).await;
        let expected = json!({
            "title": "New",
            "classification": {"id": other},
            "defaultCommitmentType": "VALUE",
            "defaultEffectiveDate": "2026-02-01",
            "defaultExpirationDate": "2027-02-01",
            "paymentTerms": "60D",
            "deliveryTerms": "FCA",
            "deliveryMode": "SHIP",
            "deliveryAddress": "Quay 1",
            "primaryWorker": "ann",
            "secondaryWorker": "bob",
            "matchingPolicy": "TWO_WAY",
            "project": "P-1",
            "version": 2,
            "dimensions": [{"dimension": {"code": "DEPARTMENT"}, "value": {"code": "D10"}}],
        });
        assert_eq!(changed["agreement"], expected);
        let nothing = json!({"id": id, "version": 2});
        let same = done(&app, &user, "agreementUpdate", nothing, HEADER).await;
        assert_eq!(build::over(same["agreement"].clone(), json!({"version": 2})), expected);
    }

    async fn null_takes_a_value_away(app: TestApp) {
        let user = app.admin(&app.a);
        let more = json!({
            "title": "Old", "paymentTerms": "30D", "deliveryTerms": "DAP",
            "deliveryMode": "TRUCK", "deliveryAddress": "Quay 1", "primaryWorker": "ann",
            "secondaryWorker": "bob", "matchingPolicy": "TWO_WAY", "project": "P-1",
        });
        let id = build::agreement(&app, &user, more).await;
        let fields = [
            "title", "paymentTerms", "deliveryTerms", "deliveryMode", "deliveryAddress",
            "primaryWorker", "secondaryWorker", "matchingPolicy", "project",
        ];
        let mut input = json!({"id": id, "version": 1});
        for field in fields {
            input[field] = Value::Null;
        }
        let changed = done(&app, &user, "agreementUpdate", input, HEADER).await;
        for field in fields {
            assert_eq!(changed["agreement"][field], Value::Null, "{field}");
        }
    }

    async fn header_dates_and_type_are_for_new_lines_only(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([{"commitmentType": "VALUE", "amount": "10"}]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let changes = json!({
            "id": id, "version": 1, "defaultCommitmentType": "VALUE",
            "defaultEffectiveDate": "2026-07-01", "defaultExpirationDate": "2027-06-30",
        });
        done(&app, &user, "agreementUpdate", changes, "").await;
        let add = json!({"agreementId": id, "line": {"amount": "20"}});
        done(&app, &user, "agreementLineAdd", add, "").await;
        let fragment = "Agreement {
            earliestEffectiveDate latestExpirationDate
            lines { nodes { commitmentType effectiveDate expirationDate } }
        }";
        let seen = build::node(&app, &user, &id, fragment).await;
        let expected = json!([
            {"commitmentType": "VALUE", "effectiveDate": "2026-01-01",
             "expirationDate": "2026-12-31"},
            {"commitmentType": "VALUE", "effectiveDate": "2026-07-01",
             "expirationDate": "2027-06-30"},
        ]);
        assert_eq!(seen["lines"]["nodes"], expected);
        assert_eq!(seen["earliestEffectiveDate"], "2026-01-01");
        assert_eq!(seen["latestExpirationDate"], "2027-06-30");
    }

    async fn a_changed_default_type_mixes_types_in_one_agreement(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let category = build::category(&app, &user, None).await;
        let id = build::agreement(&app, &user, json!({})).await;
        for (kind, line) in [
            ("PRODUCT_QUANTITY", json!({"itemId": item, "quantity": "1"})),
            ("PRODUCT_VALUE", json!({"itemId": item, "amount": "1"})),
            ("CATEGORY_VALUE", json!({"procurementCategoryId": category, "amount": "1"})),
            ("VALUE", json!({"amount": "1"})),
        ] {
            let version = version(&app, &user, &id).await;
            let change = json!({"id": id, "version": version, "defaultCommitmentType": kind});
            done(&app, &user, "agreementUpdate", change, "").await;
            let add = json!({"agreementId": id, "line": line});
            let fields = "agreementLine { commitmentType }";
            let added = done(&app, &user, "agreementLineAdd", add, fields).await;
            assert_eq!(added["agreementLine"]["commitmentType"], kind);
        }
        assert_eq!(build::lines(&app, &user, &id).await.len(), 4);
    }

    async fn an_old_version_is_refused_with_the_current_one(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let change = json!({"id": id, "version": 1, "title": "New"});
        done(&app, &user, "agreementUpdate", change.clone(), "").await;
        let refused = act(&app, &user, "agreementUpdate", change, HEADER).await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 2);
        assert_eq!(refused["agreement"], Value::Null);
    }

    async fn an_effective_agreement_is_edited_and_a_closed_one_is_not(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        let change = json!({"id": id, "version": 2, "title": "New"});
        done(&app, &user, "agreementUpdate", change, "").await;
        done(&app, &user, "agreementClose", json!({"id": id}), "").await;
        let version = version(&app, &user, &id).await;
        let change = json!({"id": id, "version": version, "title": "Newer"});
        let refused = act(&app, &user, "agreementUpdate", change, HEADER).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_CLOSED id"]);
        let seen = build::node(&app, &user, &id, "Agreement { title }").await;
        assert_eq!(seen["title"], "New");
    }

    async fn all_that_is_wrong_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let foreign = app.admin(&app.b);
        let id = build::agreement(&app, &user, json!({})).await;
        let dimension = build::dimension(&app, &foreign, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &foreign, &dimension, "D10").await;
        let wrong = json!({
            "id": id,
            "version": 7,
            "title": "",
            "agreementClassificationId": build::classification(&app, &foreign, json!({})).await,
            "defaultEffectiveDate": "2027-01-01",
            "secondaryWorker": "bob",
            "project": "x".repeat(41),
            "dimensions": [{"dimensionId": dimension, "dimensionValueId": value}],
        });
        let refused = act(&app, &user, "agreementUpdate", wrong, HEADER).await;
        let mut said = refusals(&refused);
        said.sort();
        let expected = [
            "MALFORMED project",
            "NOT_FOUND agreementClassificationId",
            "NOT_FOUND dimensions[0].dimensionValueId",
            "PERIOD_REVERSED defaultExpirationDate",
            "REQUIRED title",
            "STALE_VERSION version",
            "WORKERS secondaryWorker",
        ];
        assert_eq!(said, expected);
    }

    async fn dimensions_go_to_new_orders_only(app: TestApp) {
        let user = app.admin(&app.a);
        let department = build::dimension(&app, &user, "DEPARTMENT").await;
        let project = build::dimension(&app, &user, "PROJECT").await;
        let one = build::dimension_value(&app, &user, &department, "D10").await;
        let two = build::dimension_value(&app, &user, &department, "D20").await;
        let own = build::dimension_value(&app, &user, &project, "P7").await;
        let item = build::item(&app, &user, json!({})).await;
        let id = build::effective(&app, &user, json!({
            "dimensions": [{"dimensionId": department, "dimensionValueId": one}],
            "lines": [{
                "itemId": item, "quantity": "100",
                "dimensions": [{"dimensionId": project, "dimensionValueId": own}],
            }],
        })).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let draw = json!([{"agreementLineId": line, "quantity": "1"}]);
        let before = build::release(&app, &user, &id, draw.clone()).await;
        let version = version(&app, &user, &id).await;
        let change = json!({
            "id": id, "version": version,
            "dimensions": [{"dimensionId": department, "dimensionValueId": two}],
        });
        done(&app, &user, "agreementUpdate", change, "").await;
        let after = build::release(&app, &user, &id, draw).await;
        let fragment = "PurchaseOrder {
            dimensions { value { code } } lines { nodes { dimensions { value { code } } } }
        }";
        for (order, code) in [(before, "D10"), (after, "D20")] {
            let order = build::node(&app, &user, &order, fragment).await;
            assert_eq!(order["dimensions"], json!([{"value": {"code": code}}]));
            let line = json!([{"value": {"code": code}}, {"value": {"code": "P7"}}]);
            assert_eq!(order["lines"]["nodes"][0]["dimensions"], line);
        }
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let id = build::agreement(&app, &app.admin(&app.a), json!({})).await;
        let other = app.admin(&app.b);
        let change = json!({"id": id, "version": 1, "title": "Mine"});
        let refused = act(&app, &other, "agreementUpdate", change, HEADER).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        let seen = build::read(&app, &other, &format!("agreement(id: \"{id}\")"), "{ id }").await;
        assert_eq!(seen, Value::Null);
        let seen = build::node(&app, &other, &id, "Agreement { id }").await;
        assert_eq!(seen, Value::Null);
    }
}
