//! `legalEntityCreate`: by platform operators only.

use avtal::auth::Role;
use serde_json::{Value, json};

use super::{create, itself, of, operator};
use crate::ask;
use crate::harness::db::number;
use crate::harness::fill::fill;
use crate::harness::graph::Graph;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn all_fields_are_kept_as_they_were_given(app: TestApp) {
        let input = json!({
            "code": "NEW",
            "name": "New AB",
            "accountingCurrency": "SEK",
            "releaseAmountViolation": "BLOCK",
            "agreementTieBreak": "BEST_PRICE",
            "agreementAutoSearch": true,
        });
        let made = create(&app, &operator(&app), input.clone()).await;
        let made = ask::done(&made, "legalEntity");
        let mut expected = input;
        expected["id"] = made["id"].clone();
        expected["version"] = json!(1);
        assert_eq!(made, expected);
        assert_eq!(itself(&app, &app.viewer(&of(&made))).await, expected);
    }

    async fn what_is_left_out_is_usual(app: TestApp) {
        let made = found(&app, "NEW").await;
        let expected = json!({
            "id": made["id"],
            "code": "NEW",
            "name": "New AB",
            "accountingCurrency": "SEK",
            "releaseAmountViolation": "WARN",
            "agreementTieBreak": "LOWEST_NUMBER",
            "agreementAutoSearch": false,
            "version": 1,
        });
        assert_eq!(made, expected);
    }

    async fn it_begins_with_the_usual_number_sequences(app: TestApp) {
        let made = of(&found(&app, "NEW").await);
        let query = "{ numberSequences {
            scope prefix digits next maximum continuous manual version
        } }";
        let answer = app.gql(&app.viewer(&made), query, json!({})).await;
        let sequences = [
            ("AGREEMENT", "PA-", true),
            ("CUSTOMER", "C-", false),
            ("INVENTORY_ADJUSTMENT", "IA-", true),
            ("ITEM", "I-", false),
            ("PURCHASE_CREDIT_MEMO", "PC-", true),
            ("PURCHASE_INVOICE", "PI-", true),
            ("PURCHASE_ORDER", "PO-", false),
            ("PURCHASE_RECEIPT", "RC-", true),
            ("PURCHASE_RETURN_ORDER", "PR-", false),
            ("SALES_INVOICE", "SI-", true),
            ("SALES_ORDER", "SO-", false),
            ("SALES_SHIPMENT", "SS-", true),
            ("VENDOR", "V-", false),
            ("VENDOR_PAYMENT", "VP-", true),
            ("VOUCHER", "VO-", true),
        ];
        let expected = sequences.map(|(scope, prefix, continuous)| json!({
            "scope": scope,
            "prefix": prefix,
            "digits": 6,
            "next": "1",
            "maximum": "999999",
            "continuous": continuous,
            "manual": false,
            "version": 1,
        }));
        assert_eq!(answer["data"]["numberSequences"], json!(expected));
        let user = app.manager(&made);
        let input = json!({"name": "Nord"});
        let vendor = ask::payload(&app, &user, "vendorCreate", "vendor { number currency }", input);
        let vendor = ask::done(&vendor.await, "vendor");
        assert_eq!(vendor, json!({"number": "V-000001", "currency": "SEK"}));
    }

    async fn it_sees_nothing_of_others_and_others_nothing_of_it(app: TestApp) {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "CANARY-A").await;
        let made = of(&found(&app, "NEW").await);
        let graph = Graph::read().await;
        let user = app.admin(&made);
        let mut n_lists = 0;
        for root in graph.queries() {
            // With ids of A, where one asks for ids.
            let ids = Graph::own_ids(app.a.id);
            let (query, variables) = graph.request(&root, None, &ids);
            let answer = app.gql(&user, &query, variables).await;
            let name = &root.field.name;
            assert!(!answer.to_string().contains("CANARY-A"), "{name}: {answer}");
            if let Some(rows) = answer["data"][name]["nodes"].as_array() {
                // Its founding is the first that is said of it.
                let n_rows = usize::from(name == "auditEntries");
                assert_eq!(rows.len(), n_rows, "{name}: {answer}");
                n_lists += 1;
            }
        }
        assert!(n_lists > 10, "only {n_lists} lists were looked at");

        let input = json!({"name": "CANARY-NEW"});
        let vendor = ask::payload(&app, &user, "vendorCreate", "vendor { id }", input).await;
        let id = ask::done(&vendor, "vendor")["id"].clone();
        for other in [&app.a, &app.b] {
            let read = ask::get(&app, &app.admin(other), "vendor", "name", &id).await;
            assert_eq!(read, Value::Null);
        }
        // Nor does its founder, who is no member.
        let query = "query($id: ID!) { vendor(id: $id) { name } }";
        let answer = app.gql(&operator(&app), query, json!({"id": id})).await;
        assert_eq!(ask::fault(&answer), "FORBIDDEN");
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let wrong = json!({"code": "x".repeat(21), "name": "", "accountingCurrency": "XXX"});
        let refused = create(&app, &operator(&app), wrong).await;
        let expected = ["MALFORMED code", "REQUIRED name", "UNKNOWN_CODE accountingCurrency"];
        assert_eq!(ask::refusals(&refused), expected);
        let wrong = json!({"code": " ", "name": "x".repeat(201), "accountingCurrency": "SEK"});
        let refused = create(&app, &operator(&app), wrong).await;
        assert_eq!(ask::refusals(&refused), ["MALFORMED name", "REQUIRED code"]);
        assert_eq!(count(&app).await, 2);
    }

    async fn a_code_is_used_once_in_the_installation(app: TestApp) {
        let input = json!({"code": app.b.code, "name": "Again", "accountingCurrency": "SEK"});
        let refused = create(&app, &operator(&app), input).await;
        assert_eq!(ask::refusals(&refused), ["ALREADY_USED code"]);
        assert_eq!(count(&app).await, 2);
        let n = number(&app.test_db.admin().await, "SELECT COUNT(*) FROM number_sequence").await;
        assert_eq!(n, 30);
    }

    async fn a_repeated_key_founds_once(app: TestApp) {
        let input = json!({"code": "NEW", "name": "New AB", "accountingCurrency": "SEK"});
        let (query, variables) = ask::request("legalEntityCreate", "legalEntity { id }", input);
        let first = app.gql_keyed(&operator(&app), &query, variables.clone(), "k").await;
        let again = app.gql_keyed(&operator(&app), &query, variables.clone(), "k").await;
        assert_eq!(first, again);
        assert!(first["data"]["legalEntityCreate"]["legalEntity"]["id"].is_string(), "{first}");
        assert_eq!(count(&app).await, 3);
        let mut other = variables;
        other["input"]["code"] = json!("OTHER");
        let reused = app.gql_keyed(&operator(&app), &query, other.clone(), "k").await;
        assert_eq!(ask::fault(&reused), "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(count(&app).await, 3);
        // A key belongs to one caller.
        let another = User::named("another").with(&app.a, &[Role::PlatformOperator]);
        let made = app.gql_keyed(&another, &query, other, "k").await;
        assert_eq!(made.get("errors"), None, "{made}");
        assert_eq!(count(&app).await, 4);
    }

    async fn only_platform_operators_found(app: TestApp) {
        let input = json!({"code": "NEW", "name": "Forbidden", "accountingCurrency": "SEK"});
        let others = Role::ALL.into_iter().filter(|role| *role != Role::PlatformOperator);
        let users: Vec<User> = others.map(|role| app.user(role, &app.a)).collect();
        let n = ask::forbidden_to(&app, &users, "legalEntityCreate", input).await;
        assert_eq!(n, Role::ALL.len() - 1);
        assert_eq!(count(&app).await, 2);
    }
}

/// A legal entity of that code, with no more than it needs.
async fn found(app: &TestApp, code: &str) -> Value {
    let input = json!({"code": code, "name": "New AB", "accountingCurrency": "SEK"});
    ask::done(&create(app, &operator(app), input).await, "legalEntity")
}

/// How many legal entities there are.
async fn count(app: &TestApp) -> i64 {
    number(
        &app.test_db.admin().await,
        "SELECT COUNT(*) FROM legal_entity",
    )
    .await
}
