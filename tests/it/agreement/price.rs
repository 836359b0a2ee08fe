//! Which of a release's prices and discounts the commitment governs (AGR-3, AGR-7.2).

use serde_json::{Value, json};

use super::{release, thousand};
use crate::build::{self, refusals, warnings};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const PRICES: &str = "purchaseOrder { lines { nodes {
    unitPrice priceUnit discountPercent discountAmount netAmount { amount }
    provenance { priceSource discountPercentSource discountAmountSource
        agreementLine { id } agreementVersion }
} } } warnings { code elementIndex }";

/// A trade agreement for an item: a price of 3.00, and 10 % and 0.50 off.
async fn trade_agreements(app: &TestApp, user: &User, item: &str) {
    for more in [
        json!({"tradeAgreementType": "PRICE", "unit": "PCS", "unitPrice": "3.00"}),
        json!({
            "tradeAgreementType": "DISCOUNT", "discountPercent": "10", "discountAmount": "0.50",
        }),
    ] {
        let input = json!({"currency": "EUR", "itemId": item, "validFrom": "2026-01-01"});
        let input = build::over(input, more);
        build::done(app, user, "tradeAgreementCreate", input, "").await;
    }
}

/// `[price, unit, percent, discount, net]` of each line, and where they are from.
fn prices(payload: &Value) -> (Value, Value) {
    let nodes = payload["purchaseOrder"]["lines"]["nodes"]
        .as_array()
        .expect("lines");
    let figures = nodes.iter().map(|line| {
        json!([
            line["unitPrice"],
            line["priceUnit"],
            line["discountPercent"],
            line["discountAmount"],
            line["netAmount"]["amount"],
        ])
    });
    let sources = nodes.iter().map(|line| {
        let from = &line["provenance"];
        json!([
            from["priceSource"],
            from["discountPercentSource"],
            from["discountAmountSource"]
        ])
    });
    (figures.collect(), sources.collect())
}

both! {
    async fn a_quantity_governs_the_whole_price_over_trade_agreements(app: TestApp) {
        let user = app.admin(&app.a);
        let terms = json!({
            "unitPrice": "84", "priceUnit": "100", "discountPercent": "5", "discountAmount": "4",
        });
        let (id, line, item) = thousand(&app, &user, terms).await;
        trade_agreements(&app, &user, &item).await;
        let lines = json!([
            {"agreementLineId": line, "quantity": "250"},
            // Naming the item asks the price list too, and gives the same.
            {"agreementLineId": line, "quantity": "250", "itemId": item},
        ]);
        let made = release(&app, &user, &id, lines, PRICES).await;
        let (figures, sources) = prices(&made);
        let a4 = json!(["84", "100", "5", "4", "190.00"]);
        assert_eq!(figures, json!([a4, a4]));
        let from = json!(["AGREEMENT", "AGREEMENT", "AGREEMENT"]);
        assert_eq!(sources, json!([from, from]));
        let provenance = &made["purchaseOrder"]["lines"]["nodes"][0]["provenance"];
        assert_eq!(provenance["agreementLine"]["id"], json!(line));
        assert_eq!(provenance["agreementVersion"], Value::Null);
    }

    async fn the_value_types_govern_the_discount_percent_only(app: TestApp) {
        let user = app.admin(&app.a);
        let category = build::category(&app, &user, None).await;
        let more = json!({"purchasePrice": "4.60", "procurementCategoryId": category});
        let listed = build::item(&app, &user, more.clone()).await;
        let own = build::item(&app, &user, more).await;
        let unpriced = build::item(&app, &user, json!({})).await;
        trade_agreements(&app, &user, &listed).await;
        let id = build::effective(&app, &user, json!({"lines": [
            {"commitmentType": "PRODUCT_VALUE", "itemId": listed, "amount": "100",
             "discountPercent": "2"},
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category,
             "amount": "100", "discountPercent": "3"},
            {"commitmentType": "VALUE", "amount": "100", "discountPercent": "4"},
            // A promise of 0 % is a promise too.
            {"commitmentType": "VALUE", "amount": "100"},
        ]})).await;
        let lines = build::lines(&app, &user, &id).await;
        let wanted = json!([
            {"agreementLineId": lines[0], "quantity": "10"},
            {"agreementLineId": lines[1], "quantity": "10", "itemId": listed},
            {"agreementLineId": lines[2], "quantity": "10", "itemId": own},
            {"agreementLineId": lines[3], "quantity": "10", "itemId": listed},
            {"agreementLineId": lines[2], "quantity": "10", "itemId": unpriced},
        ]);
        let made = release(&app, &user, &id, wanted, PRICES).await;
        let (figures, sources) = prices(&made);
        let expected = json!([
            // The price list gives price and discount amount: 10 × 2.50.
            ["3", "1", "2", "0.5", "24.50"],
            ["3", "1", "3", "0.5", "24.25"],
            ["4.6", "1", "4", "0", "44.16"],
            ["3", "1", "0", "0.5", "25.00"],
            ["0", "1", "4", "0", "0.00"],
        ]);
        assert_eq!(figures, expected);
        let list = json!(["TRADE_AGREEMENT", "AGREEMENT", "TRADE_AGREEMENT"]);
        let expected = json!([
            list, list, ["ITEM", "AGREEMENT", "NONE"], list, ["NONE", "AGREEMENT", "NONE"],
        ]);
        assert_eq!(sources, expected);
        assert_eq!(warnings(&made), ["PRICE_MISSING 4"]);
    }

    async fn a_free_price_may_be_typed_over_and_the_line_stays_linked(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({"discountPercent": "5"})).await;
        let lines = json!([
            {"agreementLineId": line, "quantity": "10", "unitPrice": "4.10"},
            {"agreementLineId": line, "quantity": "10", "discountPercent": "0",
             "discountAmount": "1"},
        ]);
        let made = release(&app, &user, &id, lines, PRICES).await;
        let (figures, sources) = prices(&made);
        let expected = json!([["4.1", "1", "5", "0", "38.95"], ["4", "1", "0", "1", "30.00"]]);
        assert_eq!(figures, expected);
        let expected =
            json!([["TYPED", "AGREEMENT", "AGREEMENT"], ["AGREEMENT", "TYPED", "TYPED"]]);
        assert_eq!(sources, expected);
        let fragment = "AgreementLine { fulfillment { releasedOnly } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        assert_eq!(seen["fulfillment"]["releasedOnly"], "20");
    }

    async fn a_fixed_price_is_kept_or_refused(app: TestApp) {
        let user = app.admin(&app.a);
        // A5.
        let (id, line, _) = thousand(&app, &user, json!({"priceFixed": true})).await;
        for typed in [
            json!({"unitPrice": "4.10"}),
            json!({"unitPrice": "4", "priceUnit": "10"}),
            json!({"discountPercent": "1"}),
            json!({"discountAmount": "0.1"}),
        ] {
            let own = json!({"agreementLineId": line, "quantity": "10"});
            let lines = json!([build::over(own, typed)]);
            let refused = release(&app, &user, &id, lines.clone(), PRICES).await;
            assert_eq!(refusals(&refused), ["PRICE_FIXED lines[0].unitPrice"], "{lines}");
        }
        let same = json!([{
            "agreementLineId": line, "quantity": "10", "unitPrice": "4.00", "priceUnit": "1",
            "discountPercent": "0", "discountAmount": "0",
        }]);
        let made = release(&app, &user, &id, same, PRICES).await;
        assert_eq!(refusals(&made), [""; 0]);
        assert_eq!(prices(&made).1, json!([["AGREEMENT", "AGREEMENT", "AGREEMENT"]]));
    }

    async fn a_fixed_value_commitment_fixes_its_percent_only(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({"purchasePrice": "4.60"})).await;
        let id = build::effective(&app, &user, json!({"lines": [{
            "commitmentType": "VALUE", "amount": "100", "discountPercent": "3",
            "priceFixed": true,
        }]})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let draw = |typed: Value| {
            let own = json!({"agreementLineId": line, "quantity": "1", "itemId": item});
            json!([build::over(own, typed)])
        };
        let refused =
            release(&app, &user, &id, draw(json!({"discountPercent": "4"})), PRICES).await;
        assert_eq!(refusals(&refused), ["PRICE_FIXED lines[0].unitPrice"]);
        let made = release(&app, &user, &id, draw(json!({"unitPrice": "5"})), PRICES).await;
        assert_eq!(prices(&made).0, json!([["5", "1", "3", "0", "4.85"]]));
    }
}
