//! `exchangeRateSet`.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const SHOWN: &str = "id currency validFrom rate quotedUnits";

both! {
    async fn a_rate_holds_from_its_day_on(app: TestApp) {
        let user = app.manager(&app.a);
        let input = json!({
            "currency": "JPY", "validFrom": "2026-06-01", "rate": "0.612345678", "quotedUnits": 100,
        });
        let made = ask::done(&set(&app, &user, input.clone()).await, "exchangeRate");
        let mut expected = input;
        expected["id"] = made["id"].clone();
        assert_eq!(made, expected);
        let reader = app.viewer(&app.a);
        assert_eq!(ask::get(&app, &reader, "exchangeRate", SHOWN, &made["id"]).await, expected);
        let plain = json!({"currency": "SEK", "validFrom": "2026-06-01", "rate": "0.09"});
        let plain = ask::done(&set(&app, &user, plain).await, "exchangeRate");
        assert_eq!((&plain["quotedUnits"], &plain["rate"]), (&json!(1), &json!("0.09")));
    }

    async fn a_rate_replaces_the_one_of_its_currency_and_day(app: TestApp) {
        let user = app.manager(&app.a);
        let first = rate(&app, &user, "SEK", "2026-06-01", "0.09").await;
        let other_day = rate(&app, &user, "SEK", "2026-06-02", "0.08").await;
        let other_currency = rate(&app, &user, "DKK", "2026-06-01", "0.13").await;
        let second = rate(&app, &user, "SEK", "2026-06-01", "0.1").await;
        assert_eq!(second["id"], first["id"]);
        assert_eq!(second["rate"], "0.1");
        let of_b = rate(&app, &app.manager(&app.b), "SEK", "2026-06-01", "0.07").await;
        let listed = all(&app, &user).await;
        assert_eq!(listed.as_array().map(Vec::len), Some(3));
        for rate in [&other_day, &other_currency, &second] {
            assert!(listed.as_array().is_some_and(|all| all.contains(rate)), "{listed}");
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn of_two_days_the_latest_on_or_before_a_day_is_found(app: TestApp) {
        let user = app.manager(&app.a);
        let days = [("2026-01-01", "0.09"), ("2026-06-01", "0.1"), ("2026-07-01", "0.11")];
        for (day, value) in days {
            rate(&app, &user, "SEK", day, value).await;
            rate(&app, &user, "DKK", day, "0.13").await;
        }
        let cases = [
            ("2025-12-31", None),
            ("2026-01-01", Some("0.09")),
            ("2026-05-31", Some("0.09")),
            ("2026-06-01", Some("0.1")),
            ("2026-06-30", Some("0.1")),
            ("2099-01-01", Some("0.11")),
        ];
        let query = "query($day: Date!) {
            exchangeRates(filter: {currency: {eq: \"SEK\"}, validFrom: {lte: $day}}, first: 1) {
                nodes { rate }
            }
        }";
        for (day, expected) in cases {
            let answer = app.gql(&user, query, json!({"day": day})).await;
            let found = &answer["data"]["exchangeRates"]["nodes"];
            let rates: Vec<Value> = expected.iter().map(|rate| json!({"rate": rate})).collect();
            assert_eq!(found, &json!(rates), "{day}: {answer}");
        }
    }

    async fn an_order_is_priced_by_the_latest_rate_on_or_before_its_day(app: TestApp) {
        let user = app.manager(&app.a);
        let days = [("2026-01-01", "0.09"), ("2026-06-01", "0.1"), ("2026-06-16", "0.11")];
        for (day, value) in days {
            rate(&app, &user, "SEK", day, value).await;
        }
        let quoted = json!({
            "currency": "JPY", "validFrom": "2026-01-01", "rate": "0.5", "quotedUnits": 100,
        });
        ask::done(&set(&app, &user, quoted).await, "exchangeRate");
        let item = json!({
            "name": "Paper", "itemType": "INVENTORY", "baseUnit": "PCS",
            "purchasePrice": "100", "priceCurrency": "SEK",
        });
        let item = ask::payload(&app, &user, "itemCreate", "item { id }", item).await;
        let vendor = json!({"name": "Nord"});
        let vendor = ask::payload(&app, &user, "vendorCreate", "vendor { id }", vendor).await;
        let cases = [
            (json!({"orderDate": "2026-05-31"}), "9", json!([])),
            (json!({"orderDate": "2026-06-01"}), "10", json!([])),
            // Today.
            (json!({}), "10", json!([])),
            (json!({"orderDate": "2026-06-16"}), "11", json!([])),
            (json!({"currency": "SEK"}), "100", json!([])),
            // From one foreign currency to another: 10 euro at half a euro for a hundred yen.
            (json!({"currency": "JPY"}), "2000", json!([])),
            (json!({"orderDate": "2025-12-31"}), "0", json!([{"code": "PRICE_MISSING"}])),
            (json!({"currency": "DKK"}), "0", json!([{"code": "PRICE_MISSING"}])),
        ];
        for (mut input, expected, warnings) in cases {
            let case = input.to_string();
            input["vendorId"] = vendor["vendor"]["id"].clone();
            input["lines"] = json!([{"itemId": item["item"]["id"], "quantity": "1"}]);
            let shown = "purchaseOrder { lines { nodes { unitPrice } } } warnings { code }";
            let made = ask::payload(&app, &user, "purchaseOrderCreate", shown, input).await;
            let order = ask::done(&made, "purchaseOrder");
            assert_eq!(order["lines"]["nodes"], json!([{"unitPrice": expected}]), "{case}");
            assert_eq!(made["warnings"], warnings, "{case}");
        }
    }

    async fn at_once_one_rate_of_a_day_is_left(app: TestApp) {
        let app = app.with_connections(12).await;
        let user = app.manager(&app.a);
        let values: Vec<String> = (1..=12).map(|n| format!("0.{n}1")).collect();
        let all_at_once = values.iter().map(|value| rate(&app, &user, "SEK", "2026-06-01", value));
        let made = join_all(all_at_once).await;
        let left = all(&app, &user).await;
        assert_eq!(left.as_array().map(Vec::len), Some(1), "{left}");
        assert!(made.contains(&left[0]), "{left}");
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let cases = [
            (
                json!({
                    "currency": "XXX", "validFrom": "1899-12-31", "rate": "0", "quotedUnits": 0,
                }),
                vec![
                    "MALFORMED validFrom",
                    "NOT_POSITIVE quotedUnits",
                    "NOT_POSITIVE rate",
                    "UNKNOWN_CODE currency",
                ],
            ),
            (
                json!({
                    "currency": "EUR",
                    "validFrom": "2026-06-01",
                    "rate": "1.0000000001",
                    "quotedUnits": -1,
                }),
                vec!["NOT_ALLOWED currency", "NOT_POSITIVE quotedUnits", "TOO_MANY_DECIMALS rate"],
            ),
            (
                json!({"currency": "SEK", "validFrom": "2026-06-01", "rate": "1000000000000"}),
                vec!["OUT_OF_RANGE rate"],
            ),
            (
                json!({"currency": "SEK", "validFrom": "2026-06-01", "rate": "9300000000"}),
                vec!["OUT_OF_RANGE rate"],
            ),
            (
                json!({"currency": "SEK", "validFrom": "2026-06-01", "rate": "-1"}),
                vec!["NOT_POSITIVE rate"],
            ),
        ];
        for (input, expected) in cases {
            assert_eq!(ask::refusals(&set(&app, &user, input).await), expected);
        }
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn what_is_no_code_day_or_number_is_bad_input(app: TestApp) {
        let user = app.manager(&app.a);
        let good = json!({"currency": "SEK", "validFrom": "2026-06-01", "rate": "1"});
        for (field, bad) in [
            ("currency", json!("sek")),
            ("currency", json!("EURO")),
            ("validFrom", json!("2026-02-29")),
            ("validFrom", json!("01.06.2026")),
            ("rate", json!("1,5")),
            ("rate", json!("1e3")),
            ("rate", json!(true)),
        ] {
            let mut input = good.clone();
            input[field] = bad;
            let answer = ask::answer(&app, &user, "exchangeRateSet", "", input.clone()).await;
            assert!(answer["errors"].is_array(), "{input}: {answer}");
        }
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let input = json!({"currency": "SEK", "validFrom": "2026-06-01", "rate": "0.09"});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "exchangeRateSet", input).await;
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }
}

/// The payload of an `exchangeRateSet`.
async fn set(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("exchangeRate {{ {SHOWN} }}");
    ask::payload(app, user, "exchangeRateSet", &shown, input).await
}

/// A rate from a day on.
async fn rate(app: &TestApp, user: &User, currency: &str, day: &str, rate: &str) -> Value {
    let input = json!({"currency": currency, "validFrom": day, "rate": rate});
    ask::done(&set(app, user, input).await, "exchangeRate")
}

/// All rates that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "exchangeRates", SHOWN).await
}
