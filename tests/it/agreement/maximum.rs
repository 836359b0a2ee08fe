//! Enforced maxima, over all releases and all lines (AGR-7.1, A12).

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{draw, release, thousand};
use crate::build::{self, refusals};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const ORDER: &str = "purchaseOrder { id } warnings { code elementIndex }";

/// What is used, what remains and what is beyond.
async fn used(app: &TestApp, user: &User, line: &str) -> Value {
    let fragment = "AgreementLine { fulfillment { releasedOnly remaining overReleased } }";
    build::node(app, user, line, fragment).await["fulfillment"].clone()
}

/// Codes with what remains and what the limit is.
fn numbers(payload: &Value) -> Value {
    let errors = payload["userErrors"].as_array().expect("a list");
    errors
        .iter()
        .map(|error| json!([error["code"], error["remaining"], error["limit"]]))
        .collect()
}

both! {
    async fn several_releases_together_stay_within_the_quantity(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({"maxEnforced": true})).await;
        build::release(&app, &user, &id, draw(&line, "400")).await;
        build::release(&app, &user, &id, draw(&line, "250")).await;
        let refused = release(&app, &user, &id, draw(&line, "351"), ORDER).await;
        assert_eq!(refusals(&refused), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
        assert_eq!(numbers(&refused), json!([["MAXIMUM_QUANTITY_EXCEEDED", "350", "350"]]));
        build::release(&app, &user, &id, draw(&line, "350")).await;
        let refused = release(&app, &user, &id, draw(&line, "1"), ORDER).await;
        assert_eq!(numbers(&refused), json!([["MAXIMUM_QUANTITY_EXCEEDED", "0", "0"]]));
        let all = json!({"releasedOnly": "1000", "remaining": "0", "overReleased": "0"});
        assert_eq!(used(&app, &user, &line).await, all);
    }

    async fn several_lines_of_one_release_together_stay_within_it(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({"maxEnforced": true})).await;
        let lines = |last: &str| json!([
            {"agreementLineId": line, "quantity": "600"},
            {"agreementLineId": line, "quantity": "0"},
            {"agreementLineId": line, "quantity": last},
        ]);
        let refused = release(&app, &user, &id, lines("401"), ORDER).await;
        assert_eq!(refusals(&refused), ["MAXIMUM_QUANTITY_EXCEEDED lines[2].quantity"]);
        assert_eq!(numbers(&refused), json!([["MAXIMUM_QUANTITY_EXCEEDED", "400", "400"]]));
        let nothing = json!({"releasedOnly": "0", "remaining": "1000", "overReleased": "0"});
        assert_eq!(used(&app, &user, &line).await, nothing);
        build::release(&app, &user, &id, lines("400")).await;
    }

    async fn of_value_commitments_the_net_amounts_are_summed(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({"purchasePrice": "120"})).await;
        let category = build::category(&app, &user, None).await;
        let id = build::effective(&app, &user, json!({"lines": [
            // A2: 100 × 120 × 0.97 = 11,640 of 50,000.
            {"commitmentType": "VALUE", "amount": "50000", "discountPercent": "3",
             "maxEnforced": true},
            {"commitmentType": "PRODUCT_VALUE", "itemId": item, "amount": "1000",
             "maxEnforced": true},
            // A3: 10 × 450 and 25 × 39.90, 4 % off, of 20,000.
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category,
             "amount": "20000", "discountPercent": "4", "maxEnforced": true},
        ]})).await;
        let lines = build::lines(&app, &user, &id).await;
        let of_item = |quantity: &str| {
            json!([{"agreementLineId": lines[0], "quantity": quantity, "itemId": item}])
        };
        build::release(&app, &user, &id, of_item("100")).await;
        let a2 = json!({
            "releasedOnly": "11640.00", "remaining": "38360.00", "overReleased": "0.00",
        });
        assert_eq!(used(&app, &user, &lines[0]).await, a2);
        let refused = release(&app, &user, &id, of_item("330"), ORDER).await;
        assert_eq!(numbers(&refused), json!([["MAXIMUM_AMOUNT_EXCEEDED", "38360", "38360"]]));
        build::release(&app, &user, &id, of_item("329")).await;

        let refused = release(&app, &user, &id, draw(&lines[1], "9"), ORDER).await;
        assert_eq!(numbers(&refused), json!([["MAXIMUM_AMOUNT_EXCEEDED", "1000", "1000"]]));
        build::release(&app, &user, &id, draw(&lines[1], "8")).await;

        let services = json!([
            {"agreementLineId": lines[2], "quantity": "10", "unit": "H", "unitPrice": "450"},
            {"agreementLineId": lines[2], "quantity": "25", "unit": "H", "unitPrice": "39.90"},
        ]);
        build::release(&app, &user, &id, services).await;
        let a3 = json!({
            "releasedOnly": "5277.60", "remaining": "14722.40", "overReleased": "0.00",
        });
        assert_eq!(used(&app, &user, &lines[2]).await, a3);
    }

    async fn where_it_is_not_enforced_the_excess_is_over_released(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        build::release(&app, &user, &id, draw(&line, "1200")).await;
        let over = json!({"releasedOnly": "1200", "remaining": "0", "overReleased": "200"});
        assert_eq!(used(&app, &user, &line).await, over);
        build::release(&app, &user, &id, draw(&line, "1")).await;
        assert_eq!(used(&app, &user, &line).await["overReleased"], "201");
    }

    async fn of_two_at_once_that_do_not_both_fit_one_is_refused(app: TestApp) {
        let app = app.with_connections(12).await;
        let user = app.admin(&app.a);
        // A12.
        let more = json!({"quantity": "100", "maxEnforced": true});
        let (id, line, _) = thousand(&app, &user, more).await;
        let both = (0..2).map(|_| release(&app, &user, &id, draw(&line, "60"), ORDER));
        let answers = join_all(both).await;
        let refused: Vec<&Value> =
            answers.iter().filter(|answer| answer["purchaseOrder"].is_null()).collect();
        assert_eq!(refused.len(), 1, "{answers:?}");
        assert_eq!(numbers(refused[0]), json!([["MAXIMUM_QUANTITY_EXCEEDED", "40", "40"]]));
        assert_eq!(refusals(refused[0]), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
        assert_eq!(used(&app, &user, &line).await["remaining"], "40");
    }

    async fn what_an_order_gives_back_may_be_drawn_again(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({"maxEnforced": true})).await;
        let order = build::release(&app, &user, &id, draw(&line, "1000")).await;
        let cancel = json!({"id": order, "version": 1});
        build::done(&app, &user, "purchaseOrderCancel", cancel, "").await;
        build::release(&app, &user, &id, draw(&line, "1000")).await;
    }
}
