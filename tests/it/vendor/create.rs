//! `vendorCreate`, as the model of all mutations that make rows.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{CREATE, count, create, fault, payload, refusals, vendor};
use crate::harness::db::run;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn a_vendor_gets_its_number_from_the_sequence(app: TestApp) {
        let user = app.manager(&app.a);
        let first = vendor(&app, &user, "Nord & Sohn").await;
        let second = vendor(&app, &user, "Süd").await;
        assert_eq!(first["number"], "VEN-000001");
        assert_eq!(second["number"], "VEN-000002");
        assert_eq!(first["name"], "Nord & Sohn");
        assert_eq!(first["blocked"], "NONE");
        assert_eq!(first["version"], 1);
        assert_eq!(first["paymentTerms"], Value::Null);
    }

    async fn each_legal_entity_counts_its_own_vendors(app: TestApp) {
        let of_a = vendor(&app, &app.manager(&app.a), "One").await;
        let of_b = vendor(&app, &app.manager(&app.b), "One").await;
        assert_eq!(of_a["number"], of_b["number"]);
        assert_ne!(of_a["id"], of_b["id"]);
    }

    async fn the_currency_is_the_accounting_currency_unless_given(app: TestApp) {
        let user = app.manager(&app.a);
        let own = create(&app, &user, json!({"name": "Own"})).await;
        let given = create(&app, &user, json!({"name": "Given", "currency": "SEK"})).await;
        assert_eq!(own["vendor"]["currency"], "EUR");
        assert_eq!(given["vendor"]["currency"], "SEK");
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let wrong = json!({
            "name": " ",
            "currency": "XXX",
            "paymentTerms": "x".repeat(41),
            "deliveryTerms": "tab\there",
        });
        let refused = create(&app, &user, wrong).await;
        assert_eq!(refused["vendor"], Value::Null);
        let codes = refusals(&refused);
        for code in [
            "REQUIRED name",
            "UNKNOWN_CODE currency",
            "MALFORMED paymentTerms",
            "MALFORMED deliveryTerms",
        ] {
            assert!(codes.iter().any(|said| said == code), "{code} not in {codes:?}");
        }
        assert_eq!(count(&app, &user).await, 0);
        // A refused act leaves no gap.
        assert_eq!(vendor(&app, &user, "Next").await["number"], "VEN-000001");
    }

    async fn a_legal_entity_founded_later_begins_at_one(app: TestApp) {
        vendor(&app, &app.manager(&app.a), "Of A").await;
        let le = app.found("C").await;
        assert_eq!(vendor(&app, &app.manager(&le), "Of C").await["number"], "VEN-000001");
    }

    async fn a_number_is_typed_only_where_the_sequence_is_manual(app: TestApp) {
        let user = app.manager(&app.a);
        let typed = json!({"name": "Typed", "number": "X-1"});
        let refused = create(&app, &user, typed.clone()).await;
        assert_eq!(refusals(&refused), ["NUMBER_ASSIGNMENT number"]);

        let manual = "UPDATE number_sequence SET manual = true WHERE scope = 'VENDOR'";
        run(&app.test_db.admin().await, manual).await;
        let made = create(&app, &user, typed.clone()).await;
        assert_eq!(made["vendor"]["number"], "X-1");
        let again = create(&app, &user, typed).await;
        assert_eq!(refusals(&again), ["ALREADY_USED number"]);
        let untyped = create(&app, &user, json!({"name": "Untyped"})).await;
        assert_eq!(refusals(&untyped), ["NUMBER_ASSIGNMENT number"]);
    }

    async fn a_used_up_or_missing_sequence_refuses(app: TestApp) {
        let user = app.manager(&app.a);
        let admin = app.test_db.admin().await;
        run(&admin, "UPDATE number_sequence SET maximum = 1 WHERE scope = 'VENDOR'").await;
        vendor(&app, &user, "Last").await;
        let refused = create(&app, &user, json!({"name": "One too many"})).await;
        assert_eq!(refusals(&refused), ["SEQUENCE_EXHAUSTED number"]);
        run(&admin, "DELETE FROM number_sequence WHERE scope = 'VENDOR'").await;
        let refused = create(&app, &user, json!({"name": "One too many"})).await;
        assert_eq!(refusals(&refused), ["SEQUENCE_MISSING number"]);
    }

    async fn at_once_every_vendor_gets_a_number_of_its_own(app: TestApp) {
        let app = app.with_connections(12).await;
        let user = app.manager(&app.a);
        let names: Vec<String> = (0..12).map(|n| format!("Vendor {n}")).collect();
        let all = names.iter().map(|name| vendor(&app, &user, name));
        let mut numbers: Vec<String> = join_all(all)
            .await
            .iter()
            .map(|vendor| vendor["number"].as_str().expect("a number").to_owned())
            .collect();
        numbers.sort();
        let expected: Vec<String> = (1..=12).map(|n| format!("VEN-{n:06}")).collect();
        assert_eq!(numbers, expected);
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let variables = json!({"input": {"name": "Forbidden"}});
        for user in [app.viewer(&app.a), app.buyer(&app.a)] {
            let answer = app.gql(&user, CREATE, variables.clone()).await;
            assert_eq!(fault(&answer), "FORBIDDEN");
        }
        let answer = app.gql_as_nobody(CREATE, variables.clone()).await;
        assert_eq!(fault(&answer), "UNAUTHENTICATED");
        // A member of A only, who names B.
        let answer = app.gql(&app.manager(&app.a).at(&app.b), CREATE, variables).await;
        assert_eq!(fault(&answer), "FORBIDDEN");
        for le in [&app.a, &app.b] {
            assert_eq!(count(&app, &app.viewer(le)).await, 0);
        }
    }

    async fn with_several_memberships_the_header_picks(app: TestApp) {
        let both = app.manager(&app.a).with(&app.b, &[avtal::auth::Role::PurchasingManager]);
        let answer = app.gql(&both, CREATE, json!({"input": {"name": "Which?"}})).await;
        assert_eq!(fault(&answer), "FORBIDDEN");
        vendor(&app, &both.clone().at(&app.b), "For B").await;
        assert_eq!(count(&app, &app.viewer(&app.a)).await, 0);
        assert_eq!(count(&app, &app.viewer(&app.b)).await, 1);
    }

    async fn the_same_key_gives_the_same_vendor_and_writes_nothing(app: TestApp) {
        let user = app.manager(&app.a);
        let first = keyed(&app, &user, "Once", "k-1").await;
        let again = keyed(&app, &user, "Once", "k-1").await;
        assert_eq!(payload(first, "vendorCreate"), payload(again, "vendorCreate"));
        assert_eq!(count(&app, &user).await, 1);
        assert_eq!(vendor(&app, &user, "Next").await["number"], "VEN-000002");
    }

    async fn a_key_is_remembered_the_next_day(app: TestApp) {
        let user = app.manager(&app.a);
        let first = keyed(&app, &user, "Once", "k-1").await;
        app.set_clock("2026-06-16T11:59:59Z");
        let again = keyed(&app, &user, "Once", "k-1").await;
        assert_eq!(first, again);
        assert_eq!(count(&app, &user).await, 1);
    }

    async fn the_same_key_with_another_input_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        keyed(&app, &user, "Once", "k-1").await;
        let other = keyed(&app, &user, "Twice", "k-1").await;
        assert_eq!(fault(&other), "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(count(&app, &user).await, 1);
    }

    async fn a_key_belongs_to_one_caller_in_one_legal_entity(app: TestApp) {
        for (user, n) in [
            (app.manager(&app.a), 1),
            (app.admin(&app.a), 2),
            (app.manager(&app.b), 1),
        ] {
            let made = keyed(&app, &user, "Once", "k-1").await;
            payload(made, "vendorCreate");
            assert_eq!(count(&app, &user).await, n);
        }
    }

    async fn a_refused_act_does_not_use_its_key_up(app: TestApp) {
        let user = app.manager(&app.a);
        let refused = payload(keyed(&app, &user, "", "k-1").await, "vendorCreate");
        assert_eq!(refusals(&refused), ["REQUIRED name"]);
        let made = payload(keyed(&app, &user, "Better", "k-1").await, "vendorCreate");
        assert_eq!(made["vendor"]["name"], "Better");
    }

    async fn many_at_once_under_one_key_make_one_vendor(app: TestApp) {
        let user = app.manager(&app.a);
        let all = (0..8).map(|_| keyed(&app, &user, "Once", "k-1"));
        let answers = join_all(all).await;
        let first = payload(answers[0].clone(), "vendorCreate");
        for answer in answers {
            assert_eq!(payload(answer, "vendorCreate"), first);
        }
        assert_eq!(count(&app, &user).await, 1);
    }

    async fn the_directive_carries_a_key_for_each_field(app: TestApp) {
        let user = app.manager(&app.a);
        let query = r#"mutation {
            a: vendorCreate(input: {name: "A"}) @idempotent(key: "a") { vendor { number } }
            b: vendorCreate(input: {name: "B"}) @idempotent(key: "b") { vendor { number } }
            c: vendorCreate(input: {name: "A"}) @idempotent(key: "a") { vendor { number } }
        }"#;
        for _ in 0..2 {
            let answer = app.gql(&user, query, json!({})).await;
            let number = |alias: &str| answer["data"][alias]["vendor"]["number"].clone();
            assert_eq!(number("a"), "VEN-000001", "{answer}");
            assert_eq!(number("b"), "VEN-000002");
            assert_eq!(number("c"), "VEN-000001");
        }
        assert_eq!(count(&app, &user).await, 2);
    }

    async fn a_key_in_a_variable_works_and_the_header_yields_to_it(app: TestApp) {
        let user = app.manager(&app.a);
        let query = r#"mutation($key: String!) {
            vendorCreate(input: {name: "A"}) @idempotent(key: $key) { vendor { number } }
        }"#;
        for header in ["h-1", "h-2"] {
            let answer = app.gql_keyed(&user, query, json!({"key": "a"}), header).await;
            assert_eq!(answer.get("errors"), None, "{answer}");
        }
        assert_eq!(count(&app, &user).await, 1);
    }

    async fn one_header_covers_several_fields_of_a_request(app: TestApp) {
        let user = app.manager(&app.a);
        let query = r#"mutation {
            a: vendorCreate(input: {name: "A"}) { vendor { number } }
            b: vendorCreate(input: {name: "B"}) { vendor { number } }
        }"#;
        let first = app.gql_keyed(&user, query, json!({}), "h").await;
        let again = app.gql_keyed(&user, query, json!({}), "h").await;
        assert_eq!(first, again);
        assert_eq!(count(&app, &user).await, 2);
    }

    async fn an_impossible_key_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        let query = r#"mutation($key: String!) {
            vendorCreate(input: {name: "A"}) @idempotent(key: $key) { vendor { number } }
        }"#;
        for key in [String::new(), "x".repeat(256)] {
            let answer = app.gql(&user, query, json!({"key": key})).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT");
        }
        assert_eq!(count(&app, &user).await, 0);
    }

    async fn a_creation_needs_few_statements(app: TestApp) {
        let user = app.manager(&app.a);
        let n = app.count_statements(vendor(&app, &user, "Lean")).await;
        // The accounting currency, the number, the row; the trail's head, its entry, its new head.
        assert!(n <= 6, "{n} statements");
    }
}

async fn keyed(app: &TestApp, user: &User, name: &str, key: &str) -> Value {
    let variables = json!({"input": {"name": name}});
    app.gql_keyed(user, CREATE, variables, key).await
}
