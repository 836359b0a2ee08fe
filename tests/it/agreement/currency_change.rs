//! `agreementCurrencyChange` (AGR-1, Q15).

use serde_json::{Value, json};

use super::{thousand, version};
use crate::build::{self, act, done, refusals};
use crate::harness::both;

const LINES: &str = "agreement { currency version lines { nodes {
    unitPrice discountAmount discountPercent priceUnit quantity amount { amount currency }
    releaseAmountMin { amount } releaseAmountMax { amount currency }
} } }";

both! {
    async fn all_amounts_are_converted_and_rounded(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([
            {
                "itemId": item, "quantity": "250", "unitPrice": "84.00", "priceUnit": "100",
                "discountAmount": "4.00", "discountPercent": "5", "releaseAmountMin": "10.01",
                "releaseAmountMax": "500",
            },
            {"commitmentType": "VALUE", "amount": "1000.01", "discountPercent": "3"},
        ]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let input = json!({"id": id, "version": 1, "currency": "JPY", "rate": "163.5"});
        let changed = done(&app, &user, "agreementCurrencyChange", input, LINES).await;
        let expected = json!({
            "currency": "JPY",
            "version": 2,
            "lines": {"nodes": [
                {
                    "unitPrice": "13734", "discountAmount": "654", "discountPercent": "5",
                    "priceUnit": "100", "quantity": "250",
                    // 250 × 13080 / 100 × 0.95
                    "amount": {"amount": "31065", "currency": "JPY"},
                    // 1636.635
                    "releaseAmountMin": {"amount": "1637"},
                    "releaseAmountMax": {"amount": "81750", "currency": "JPY"},
                },
                {
                    "unitPrice": null, "discountAmount": null, "discountPercent": "3",
                    "priceUnit": null, "quantity": null,
                    // 163501.635
                    "amount": {"amount": "163502", "currency": "JPY"},
                    "releaseAmountMin": null,
                    "releaseAmountMax": null,
                },
            ]},
        });
        assert_eq!(changed["agreement"], expected);
    }

    async fn once_an_order_line_is_linked_the_currency_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let draw = json!([{"agreementLineId": line, "quantity": "10"}]);
        let order = build::release(&app, &user, &id, draw).await;
        let change = async || {
            let version = version(&app, &user, &id).await;
            let input = json!({"id": id, "version": version, "currency": "SEK", "rate": "11"});
            refusals(&act(&app, &user, "agreementCurrencyChange", input, LINES).await)
        };
        assert_eq!(change().await, ["CURRENCY_FIXED currency"]);
        // Q15: not after the first link, even if the order came to nothing. Its line is linked
        // still, and the ledger's amounts are in the old currency.
        let cancel = json!({"id": order, "version": 1});
        done(&app, &user, "purchaseOrderCancel", cancel, "").await;
        assert_eq!(change().await, ["CURRENCY_FIXED currency"]);
    }

    async fn bad_rates_and_currencies_are_refused_all_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, _, _) = thousand(&app, &user, json!({})).await;
        for (currency, rate, version, why) in [
            (
                "XXX",
                "0",
                7,
                vec!["STALE_VERSION version", "NOT_POSITIVE rate", "UNKNOWN_CODE currency"],
            ),
            ("SEK", "-1", 2, vec!["NOT_POSITIVE rate"]),
            ("SEK", "79228162514264337593543950335", 2, vec!["OUT_OF_RANGE rate"]),
        ] {
            let input = json!({"id": id, "version": version, "currency": currency, "rate": rate});
            let refused = act(&app, &user, "agreementCurrencyChange", input, LINES).await;
            assert_eq!(refusals(&refused), why);
            assert_eq!(refused["agreement"], Value::Null);
        }
        let seen = build::node(&app, &user, &id, "Agreement { currency version }").await;
        assert_eq!(seen, json!({"currency": "EUR", "version": 2}));
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let input = json!({"id": id, "version": 1, "currency": "SEK", "rate": "11"});
        let refused =
            act(&app, &app.admin(&app.b), "agreementCurrencyChange", input, LINES).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
    }
}
