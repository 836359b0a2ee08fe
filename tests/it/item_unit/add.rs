//! `itemUnitAdd`.

use serde_json::json;

use super::{add, item, units};
use crate::ask;
use crate::harness::both;

both! {
    async fn a_unit_has_an_exact_factor(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let made = ask::done(&add(&app, &user, &paper, "PAL", "0.123456789").await, "itemUnit");
        let expected = json!({
            "id": made["id"],
            "unit": "PAL",
            "factor": "0.123456789",
            "item": {"id": paper["id"], "name": "Paper"},
        });
        assert_eq!(made, expected);
        let listed = units(&app, &app.viewer(&app.a), &paper).await;
        assert_eq!(listed[0]["unit"], "BOX");
        assert_eq!(listed[1], expected);
        // From now on it may be bought in it.
        let change = json!({"id": paper["id"], "version": 1, "purchaseUnit": "PAL"});
        let shown = "item { purchaseUnit }";
        let changed = ask::payload(&app, &user, "itemUpdate", shown, change).await;
        assert_eq!(ask::done(&changed, "item")["purchaseUnit"], "PAL");
    }

    async fn a_unit_is_added_once(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let again = add(&app, &user, &paper, "BOX", "10").await;
        assert_eq!(ask::refusals(&again), ["ALREADY_USED unit"]);
        let base = add(&app, &user, &paper, "PCS", "1").await;
        assert_eq!(ask::refusals(&base), ["DUPLICATE unit"]);
        let ink = item(&app, &user, "Ink").await;
        ask::done(&add(&app, &user, &ink, "PAL", "10").await, "itemUnit");
        ask::done(&add(&app, &user, &paper, "PAL", "10").await, "itemUnit");
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let before = units(&app, &user, &paper).await;
        let cases = [
            ("XXX", "0", vec!["NOT_POSITIVE factor", "UNKNOWN_CODE unit"]),
            ("PCS", "-1", vec!["DUPLICATE unit", "NOT_POSITIVE factor"]),
            ("PAL", "0.0000000001", vec!["TOO_MANY_DECIMALS factor"]),
            ("PAL", "1000000000000", vec!["OUT_OF_RANGE factor"]),
        ];
        for (unit, factor, expected) in cases {
            let refused = add(&app, &user, &paper, unit, factor).await;
            assert_eq!(ask::refusals(&refused), expected, "{unit} {factor}");
        }
        assert_eq!(units(&app, &user, &paper).await, before);
    }

    async fn a_foreign_item_is_answered_as_an_unknown_one(app: TestApp) {
        let manager_of_b = app.manager(&app.b);
        let of_b = item(&app, &manager_of_b, "CANARY-B").await;
        let before = units(&app, &manager_of_b, &of_b).await;
        for id in ask::nothing(&app, "Item", &of_b["id"]) {
            let refused = add(&app, &app.manager(&app.a), &json!({"id": id}), "PAL", "1").await;
            assert_eq!(refused, ask::not_found("itemUnit", "itemId"));
        }
        assert_eq!(units(&app, &manager_of_b, &of_b).await, before);
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let before = units(&app, &user, &paper).await;
        let input = json!({"itemId": paper["id"], "unit": "PAL", "factor": "1"});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "itemUnitAdd", input).await;
        assert_eq!(units(&app, &user, &paper).await, before);
    }
}
