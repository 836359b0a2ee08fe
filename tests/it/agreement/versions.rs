//! Confirmed versions: what they keep, and how two of them differ (AGR-13).

use serde_json::{Value, json};

use super::{thousand, version};
use crate::build::{self, done};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const DOCUMENT: &str = "number version confirmedAt confirmedBy contentHash document {
    number title vendorNumber vendorName classification currency defaultCommitmentType
    defaultEffectiveDate defaultExpirationDate paymentTerms deliveryTerms deliveryMode
    deliveryAddress dimensions { dimension value } primaryWorker secondaryWorker matchingPolicy
    project lines {
        lineNumber commitmentType item category variant site warehouse quantity unit unitPrice
        priceUnit discountPercent discountAmount amount releaseAmountMin releaseAmountMax
        maxEnforced priceFixed effectiveDate expirationDate deliveryAddress
        dimensions { dimension value } text
    }
}";

async fn confirm(app: &TestApp, user: &User, id: &str) {
    done(app, user, "agreementConfirm", json!({"id": id}), "").await;
}

/// The document of a version.
async fn document(app: &TestApp, user: &User, id: &str, number: u32) -> Value {
    let fragment = format!("Agreement {{ versionNumber(number: {number}) {{ {DOCUMENT} }} }}");
    build::node(app, user, id, &fragment).await["versionNumber"].clone()
}

/// The differences between two versions, each as `[scope, line, kind, field, before, after]`.
async fn difference(app: &TestApp, user: &User, id: &str, from: u32, to: u32) -> Value {
    let fragment = format!(
        "Agreement {{ versionDifference(from: {from}, to: {to}) {{
            scope lineNumber kind field before after
        }} }}"
    );
    let seen = build::node(app, user, id, &fragment).await;
    let changes = seen["versionDifference"].as_array().expect("a list").iter();
    let row = |change: &Value| {
        let column = |name: &str| change[name].clone();
        json!([
            column("scope"),
            column("lineNumber"),
            column("kind"),
            column("field"),
            column("before"),
            column("after"),
        ])
    };
    changes.map(row).collect()
}

both! {
    async fn a_version_keeps_all_that_was_agreed_whatever_changes_later(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({"name": "Nord"})).await;
        let item = build::item(&app, &user, json!({"name": "Screw"})).await;
        let class = json!({"code": "FRAME"});
        let classification = build::classification(&app, &user, class).await;
        let department = build::dimension(&app, &user, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &user, &department, "D10").await;
        let dimensions = json!([{"dimensionId": department, "dimensionValueId": value}]);
        let id = build::agreement(&app, &user, json!({
            "title": "Bikes", "vendorId": vendor, "agreementClassificationId": classification,
            "paymentTerms": "30D", "deliveryTerms": "DAP", "deliveryMode": "TRUCK",
            "deliveryAddress": "Quay 1", "primaryWorker": "ann", "secondaryWorker": "bob",
            "matchingPolicy": "TWO_WAY", "project": "P-1", "dimensions": dimensions,
            "lines": [{
                "itemId": item, "quantity": "250", "unitPrice": "84.00", "priceUnit": "100",
                "discountAmount": "4", "discountPercent": "5", "maxEnforced": true,
                "releaseAmountMin": "1", "releaseAmountMax": "2.50", "variant": "RED",
                "deliveryAddress": "Gate 2", "text": "as drawn", "dimensions": dimensions,
            }],
        })).await;
        app.set_clock("2026-06-20T08:00:00Z");
        confirm(&app, &user, &id).await;
        let first = document(&app, &user, &id, 1).await;
        let hash = first["contentHash"].as_str().expect("text");
        assert_eq!(hash.len(), 64);
        let dimension = json!([{"dimension": "DEPARTMENT", "value": "D10"}]);
        let prices = json!({
            "quantity": "250", "unit": "PCS", "unitPrice": "84", "priceUnit": "100",
            "discountPercent": "5", "discountAmount": "4", "amount": "190",
            "releaseAmountMin": "1", "releaseAmountMax": "2.5", "maxEnforced": true,
            "priceFixed": false,
        });
        let line = build::over(prices, json!({
            "lineNumber": 1, "commitmentType": "PRODUCT_QUANTITY", "item": "ITM-000001",
            "category": null, "variant": "RED", "site": null, "warehouse": null,
            "effectiveDate": "2026-01-01", "expirationDate": "2026-12-31",
            "deliveryAddress": "Gate 2", "dimensions": dimension, "text": "as drawn",
        }));
        let agreed = json!({
            "number": "AGR-000001", "title": "Bikes", "vendorNumber": "VEN-000001",
            "vendorName": "Nord", "classification": "FRAME", "currency": "EUR",
            "defaultCommitmentType": "PRODUCT_QUANTITY", "defaultEffectiveDate": "2026-01-01",
            "defaultExpirationDate": "2026-12-31", "paymentTerms": "30D",
            "deliveryTerms": "DAP", "deliveryMode": "TRUCK", "deliveryAddress": "Quay 1",
            "dimensions": dimension, "primaryWorker": "ann", "secondaryWorker": "bob",
            "matchingPolicy": "TWO_WAY", "project": "P-1", "lines": [line],
        });
        let expected = json!({
            "number": "AGR-000001-1", "version": 1, "confirmedAt": "2026-06-20T08:00:00Z",
            "confirmedBy": "admin@a", "contentHash": hash, "document": agreed,
        });
        assert_eq!(first, expected);

        let line = build::lines(&app, &user, &id).await.remove(0);
        let other = build::dimension_value(&app, &user, &department, "D20").await;
        let rename = "UPDATE item SET number = 'RENUMBERED'";
        crate::harness::db::run(&app.test_db.admin().await, rename).await;
        for (mutation, input) in [
            ("vendorUpdate", json!({"id": vendor, "version": 1, "name": "Süd"})),
            (
                "agreementClassificationUpdate",
                json!({"id": classification, "version": 1, "code": "OTHER"}),
            ),
            ("agreementUpdate", json!({
                "id": id, "version": version(&app, &user, &id).await, "title": "Boats",
                "dimensions": [{"dimensionId": department, "dimensionValueId": other}],
            })),
            ("agreementLineRemove", json!({"id": line, "version": 1})),
            ("agreementLineAdd", json!({
                "agreementId": id, "line": {"commitmentType": "VALUE", "amount": "1"},
            })),
        ] {
            done(&app, &user, mutation, input, "").await;
        }
        confirm(&app, &user, &id).await;
        assert_eq!(document(&app, &user, &id, 1).await, expected);
        let second = document(&app, &user, &id, 2).await;
        assert_eq!(second["number"], "AGR-000001-2");
        assert_eq!(second["document"]["vendorName"], "Süd");
        assert_eq!(second["document"]["classification"], "OTHER");
        assert_eq!(second["document"]["lines"][0]["commitmentType"], "VALUE");
    }

    async fn two_versions_differ_field_by_field(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({"name": "Nord"})).await;
        let item = build::item(&app, &user, json!({})).await;
        let department = build::dimension(&app, &user, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &user, &department, "D10").await;
        let id = build::agreement(&app, &user, json!({
            "vendorId": vendor, "title": "Old", "project": "P-1",
            "lines": [
                {"itemId": item, "quantity": "1000", "unitPrice": "4.00"},
                {"commitmentType": "VALUE", "amount": "10", "text": "stays"},
                {"commitmentType": "VALUE", "amount": "20"},
            ],
        })).await;
        confirm(&app, &user, &id).await;
        let lines = build::lines(&app, &user, &id).await;
        for (mutation, input) in [
            ("vendorUpdate", json!({"id": vendor, "version": 1, "name": "Süd"})),
            ("agreementLineUpdate", json!({
                "id": lines[0], "version": 1, "unitPrice": "3.90", "maxEnforced": true,
                "text": "cheaper",
            })),
            ("agreementLineRemove", json!({"id": lines[2], "version": 1})),
            ("agreementLineAdd", json!({
                "agreementId": id, "line": {"commitmentType": "VALUE", "amount": "30"},
            })),
        ] {
            done(&app, &user, mutation, input, "").await;
        }
        done(&app, &user, "agreementUpdate", json!({
            "id": id, "version": version(&app, &user, &id).await, "title": "New",
            "project": null, "deliveryMode": "SHIP",
            "dimensions": [{"dimensionId": department, "dimensionValueId": value}],
        }), "").await;
        confirm(&app, &user, &id).await;

        let changes = difference(&app, &user, &id, 1, 2).await;
        let all = changes.as_array().expect("a list");
        let (header, of_lines): (Vec<_>, Vec<_>) = all.iter().partition(|c| c[0] == "HEADER");
        let expected = json!([
            ["HEADER", null, "ADDED", "deliveryMode", null, "SHIP"],
            ["HEADER", null, "ADDED", "dimensions.DEPARTMENT", null, "D10"],
            ["HEADER", null, "REMOVED", "project", "P-1", null],
            ["HEADER", null, "CHANGED", "title", "Old", "New"],
            ["HEADER", null, "CHANGED", "vendor.name", "Nord", "Süd"],
        ]);
        assert_eq!(json!(header), expected);
        let of_line = |number: u32| -> Vec<&Value> {
            of_lines.iter().copied().filter(|change| change[1] == number).collect()
        };
        let expected = json!([
            ["LINE", 1, "CHANGED", "amount", "4000", "3900"],
            ["LINE", 1, "CHANGED", "maxEnforced", "false", "true"],
            ["LINE", 1, "ADDED", "text", null, "cheaper"],
            ["LINE", 1, "CHANGED", "unitPrice", "4", "3.9"],
        ]);
        assert_eq!(json!(of_line(1)), expected);
        assert_eq!(of_line(2), Vec::<&Value>::new());
        // A line that comes or goes is said first, then its fields.
        assert_eq!(*of_line(3)[0], json!(["LINE", 3, "REMOVED", null, null, null]));
        assert!(of_line(3).contains(&&json!(["LINE", 3, "REMOVED", "amount", "20", null])));
        assert_eq!(*of_line(4)[0], json!(["LINE", 4, "ADDED", null, null, null]));
        assert!(of_line(4).contains(&&json!(["LINE", 4, "ADDED", "amount", null, "30"])));

        assert_eq!(difference(&app, &user, &id, 2, 2).await, json!([]));
        let back = difference(&app, &user, &id, 2, 1).await;
        assert_eq!(back.as_array().map(Vec::len), Some(all.len()));
    }

    async fn versions_are_listed_first_to_last_and_found_by_node(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        for n in 1..4 {
            let change = json!({"id": line, "version": n, "quantity": format!("{n}")});
            done(&app, &user, "agreementLineUpdate", change, "").await;
            confirm(&app, &user, &id).await;
        }
        let fragment = "Agreement {
            versions(first: 2) { nodes { id number } totalCount pageInfo { hasNextPage } }
            versionNumber(number: 9) { id }
        }";
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen["versionNumber"], Value::Null);
        let versions = &seen["versions"];
        assert_eq!(versions["totalCount"], 3);
        assert_eq!(versions["pageInfo"]["hasNextPage"], true);
        assert_eq!(versions["nodes"][0]["number"], "AGR-000001-1");
        assert_eq!(versions["nodes"][1]["number"], "AGR-000001-2");
        let own = build::text(&versions["nodes"][1]["id"]);
        let node = "AgreementVersion { document { lines { quantity } } }";
        let seen = build::node(&app, &user, &own, node).await;
        assert_eq!(seen["document"]["lines"][0]["quantity"], "2");
        let other = build::node(&app, &app.admin(&app.b), &own, node).await;
        assert_eq!(other, Value::Null);
    }

    async fn there_is_no_difference_to_a_version_that_is_not_there(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, _, _) = thousand(&app, &user, json!({})).await;
        confirm(&app, &user, &id).await;
        let query = format!(
            "{{ agreement(id: \"{id}\") {{ versionDifference(from: 1, to: 2) {{ kind }} }} }}"
        );
        let answer = app.gql(&user, &query, json!({})).await;
        assert!(answer["errors"].is_array(), "{answer}");
    }
}
