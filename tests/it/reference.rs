//! What all legal entities share: currencies with their decimals, and units.

use serde_json::{Value, json};

use crate::ask;
use crate::harness::{TestApp, both};

/// ISO 4217: the currencies that do not have two decimals.
const DECIMALS: &[(&str, i64)] = &[
    ("BHD", 3),
    ("BIF", 0),
    ("CLF", 4),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("UYI", 0),
    ("UYW", 4),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
];

/// The currencies of the largest economies and of all the product's languages.
const CURRENCIES: &str = "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN \
                          MYR NOK NZD PHP PLN RON SAR SEK SGD THB TRY TWD UAH USD VND XCG ZAR ZWG";

both! {
    async fn every_currency_has_the_decimals_of_the_standard(app: TestApp) {
        let all = list(&app, "currencies").await;
        assert!(all.len() >= 165, "only {} currencies", all.len());
        let mut n_unusual = 0;
        for currency in &all {
            let code = currency["code"].as_str().expect("a code");
            let unusual = DECIMALS.iter().find(|(unusual, _)| *unusual == code);
            n_unusual += usize::from(unusual.is_some());
            let expected = unusual.map_or(2, |(_, decimals)| *decimals);
            assert_eq!(currency["decimals"], expected, "{code}");
        }
        assert_eq!(n_unusual, DECIMALS.len(), "some of {DECIMALS:?} are missing");
        for code in CURRENCIES.split(' ') {
            assert!(all.iter().any(|currency| currency["code"] == code), "no {code}");
        }
        let euro = all.iter().find(|currency| currency["code"] == "EUR");
        assert_eq!(euro, Some(&json!({"code": "EUR", "name": "Euro", "decimals": 2})));
    }

    async fn units_that_are_counted_have_no_decimals_and_those_that_are_measured_do(app: TestApp) {
        let all = list(&app, "units").await;
        let decimals = |code: &str| {
            let unit = all.iter().find(|unit| unit["code"] == code);
            unit.unwrap_or_else(|| panic!("no {code}"))["decimals"].clone()
        };
        for code in ["PCS", "BOX", "PAL", "PK", "SET", "ROLL", "PAIR"] {
            assert_eq!(decimals(code), 0, "{code}");
        }
        for code in ["KG", "G", "T", "L", "ML", "M", "MM", "M2", "M3", "KM", "KWH", "H", "DAY"] {
            assert_eq!(decimals(code), 6, "{code}");
        }
    }

    async fn nobody_without_a_token_sees_them(app: TestApp) {
        for field in ["currencies", "units"] {
            let answer = app.gql_as_nobody(&format!("{{ {field} {{ code }} }}"), json!({})).await;
            assert_eq!(ask::fault(&answer), "UNAUTHENTICATED");
        }
    }
}

/// A whole list, which is the same in every legal entity, by code, and has everything named.
async fn list(app: &TestApp, field: &str) -> Vec<Value> {
    let query = format!("{{ {field} {{ code name decimals }} }}");
    let answer = app.gql(&app.viewer(&app.a), &query, json!({})).await;
    assert_eq!(
        answer,
        app.gql(&app.viewer(&app.b), &query, json!({})).await
    );
    let all = answer["data"][field].as_array().expect("a list").clone();
    let text = |row: &Value, field: &str| row[field].as_str().expect("text").to_owned();
    let codes: Vec<String> = all.iter().map(|row| text(row, "code")).collect();
    assert!(codes.is_sorted_by(|one, other| one < other), "{codes:?}");
    assert!(all.iter().all(|row| !text(row, "name").is_empty()));
    all
}
