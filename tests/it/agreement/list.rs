//! `agreements` and `agreementLines`: filters, orders, pages.

use serde_json::{Value, json};

use super::thousand;
use crate::build::{self, done, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

/// The titles of the agreements that a filter finds, in their order.
async fn titles(app: &TestApp, user: &User, filter: Value, order: Value) -> Vec<String> {
    let query = "query($filter: AgreementFilter, $orderBy: [AgreementOrder!]) {
        agreements(filter: $filter, orderBy: $orderBy) { nodes { title } totalCount }
    }";
    let variables = json!({"filter": filter, "orderBy": order});
    let found = build::payload(app.gql(user, query, variables).await, "agreements");
    let nodes = found["nodes"].as_array().expect("nodes");
    assert_eq!(found["totalCount"], nodes.len());
    nodes.iter().map(|node| text(&node["title"])).collect()
}

both! {
    async fn agreements_are_found_by_what_they_are(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let classification = build::classification(&app, &user, json!({})).await;
        let first = build::agreement(&app, &user, json!({
            "title": "Alfa", "vendorId": vendor, "primaryWorker": "ann",
            "defaultEffectiveDate": "2026-02-01", "defaultExpirationDate": "2026-06-30",
        })).await;
        app.set_clock("2026-06-16T12:00:00Z");
        build::effective(&app, &user, json!({
            "title": "Beta", "currency": "SEK", "agreementClassificationId": classification,
        })).await;
        app.set_clock("2026-06-17T12:00:00Z");
        let third = build::effective(&app, &user, json!({
            "title": "Gamma", "vendorId": vendor, "defaultExpirationDate": "2027-12-31",
        })).await;
        done(&app, &user, "agreementClose", json!({"id": third}), "").await;
        build::agreement(&app, &app.admin(&app.b), json!({"title": "Theirs"})).await;

        for (filter, expected) in [
            (json!({}), vec!["Alfa", "Beta", "Gamma"]),
            (json!({"number": {"eq": "AGR-000002"}}), vec!["Beta"]),
            (json!({"title": {"contains": "ALF"}}), vec!["Alfa"]),
            (json!({"vendorId": {"eq": vendor}}), vec!["Alfa", "Gamma"]),
            (json!({"agreementClassificationId": {"in": [classification]}}), vec!["Beta"]),
            (json!({"currency": {"eq": "SEK"}}), vec!["Beta"]),
            (json!({"status": {"eq": "ON_HOLD"}}), vec!["Alfa"]),
            (json!({"status": {"in": ["EFFECTIVE", "CLOSED"]}}), vec!["Beta", "Gamma"]),
            (json!({"primaryWorker": {"eq": "ann"}}), vec!["Alfa"]),
            (json!({"primaryWorker": {"isNull": true}}), vec!["Beta", "Gamma"]),
            (json!({"defaultEffectiveDate": {"gte": "2026-02-01"}}), vec!["Alfa"]),
            (json!({"defaultExpirationDate": {"lte": "2026-12-31"}}), vec!["Alfa", "Beta"]),
            (json!({"createdAt": {"gte": "2026-06-16T12:00:00Z"}}), vec!["Beta", "Gamma"]),
            (json!({"id": {"eq": first}}), vec!["Alfa"]),
            (json!({"not": {"id": {"eq": first}}}), vec!["Beta", "Gamma"]),
            (
                json!({"or": [{"title": {"eq": "Alfa"}}, {"status": {"eq": "CLOSED"}}]}),
                vec!["Alfa", "Gamma"],
            ),
            (
                json!({"and": [{"vendorId": {"eq": vendor}}, {"status": {"eq": "CLOSED"}}]}),
                vec!["Gamma"],
            ),
        ] {
            let found = titles(&app, &user, filter.clone(), json!([])).await;
            assert_eq!(found, expected, "{filter}");
        }
        for (field, direction, expected) in [
            ("NUMBER", "DESC", ["Gamma", "Beta", "Alfa"]),
            ("CREATED_AT", "ASC", ["Alfa", "Beta", "Gamma"]),
            ("DEFAULT_EXPIRATION_DATE", "DESC", ["Gamma", "Beta", "Alfa"]),
        ] {
            let order = json!([{"field": field, "direction": direction}]);
            assert_eq!(titles(&app, &user, json!({}), order).await, expected, "{field}");
        }
    }

    async fn pages_hang_together(app: TestApp) {
        let user = app.admin(&app.a);
        for _ in 0..5 {
            build::agreement(&app, &user, json!({})).await;
        }
        let mut numbers = Vec::new();
        let mut after = Value::Null;
        loop {
            let query = "query($after: String) { agreements(first: 2, after: $after) {
                nodes { number } pageInfo { hasNextPage endCursor }
            } }";
            let page = app.gql(&user, query, json!({"after": after})).await;
            let page = build::payload(page, "agreements");
            let nodes = page["nodes"].as_array().expect("nodes");
            numbers.extend(nodes.iter().map(|node| text(&node["number"])));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        let expected: Vec<String> = (1..=5).map(|n| format!("AGR-{n:06}")).collect();
        assert_eq!(numbers, expected);
    }

    async fn lines_of_all_agreements_are_found_by_what_they_promise(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, item) = thousand(&app, &user, json!({})).await;
        let category = build::category(&app, &user, None).await;
        build::agreement(&app, &user, json!({"lines": [
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category,
             "amount": "1", "effectiveDate": "2026-03-01", "expirationDate": "2026-03-31"},
            {"commitmentType": "VALUE", "amount": "1", "expirationDate": "2026-11-30"},
        ]})).await;
        thousand(&app, &app.admin(&app.b), json!({})).await;
        let query = "query($filter: AgreementLineFilter) {
            agreementLines(filter: $filter, orderBy: [{field: EXPIRATION_DATE}]) {
                nodes { commitmentType }
            }
        }";
        let (quantity, of_category, value) = ("PRODUCT_QUANTITY", "CATEGORY_VALUE", "VALUE");
        for (filter, expected) in [
            (json!({}), vec![of_category, value, quantity]),
            (json!({"agreementId": {"eq": id}}), vec![quantity]),
            (json!({"id": {"eq": line}}), vec![quantity]),
            (json!({"itemId": {"eq": item}}), vec![quantity]),
            (json!({"itemId": {"isNull": true}}), vec![of_category, value]),
            (json!({"procurementCategoryId": {"eq": category}}), vec![of_category]),
            (json!({"commitmentType": {"in": [value, of_category]}}), vec![of_category, value]),
            (json!({"effectiveDate": {"gte": "2026-03-01"}}), vec![of_category]),
            (json!({"expirationDate": {"lte": "2026-11-30"}}), vec![of_category, value]),
            (json!({"not": {"commitmentType": {"eq": value}}}), vec![of_category, quantity]),
        ] {
            let found = app.gql(&user, query, json!({"filter": filter})).await;
            let found = build::payload(found, "agreementLines");
            let nodes = found["nodes"].as_array().expect("nodes").iter();
            let types: Vec<String> = nodes.map(|node| text(&node["commitmentType"])).collect();
            assert_eq!(types, expected, "{filter}");
        }
    }

    async fn another_legal_entitys_rows_are_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let other = app.admin(&app.b);
        for (kind, id) in [("agreement", &id), ("agreementLine", &line)] {
            let field = format!("{kind}(id: \"{id}\")");
            assert_eq!(build::read(&app, &other, &field, "{ id }").await, Value::Null);
            assert_ne!(build::read(&app, &user, &field, "{ id }").await, Value::Null);
        }
        for field in ["agreements", "agreementLines"] {
            let seen = build::read(&app, &other, field, "{ totalCount nodes { id } }").await;
            assert_eq!(seen, json!({"totalCount": 0, "nodes": []}));
        }
        let filter = format!("agreementLines(filter: {{agreementId: {{eq: \"{id}\"}}}})");
        let seen = build::read(&app, &other, &filter, "{ totalCount }").await;
        assert_eq!(seen["totalCount"], 0);
    }
}
