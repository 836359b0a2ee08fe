//! Balances and stock as they stood on a day.

use serde_json::{Value, json};

use super::{received, received_of};
use crate::build::{self, done, ledgers, read, text};
use crate::harness::both;

/// The balances that are not zero, as `number amount`.
fn standing(balances: &Value) -> Vec<String> {
    let all = balances.as_array().expect("a list").iter();
    let said = all.map(|row| {
        let amount = text(&row["balance"]["amount"]);
        (amount != "0.00").then(|| format!("{} {amount}", text(&row["glAccount"]["number"])))
    });
    said.flatten().collect()
}

both! {
    async fn the_trial_balance_is_that_of_a_day_and_sums_to_zero(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        received(&app, &user, ("2", "10"), "2026-06-10").await;
        received(&app, &user, ("1", "7.5"), "2026-06-12").await;
        // A day that has not come yet counts when it is asked for.
        received(&app, &user, ("1", "1"), "2026-07-01").await;
        for (arguments, expected) in [
            ("(asOf: \"2026-06-09\")", vec![]),
            ("(asOf: \"2026-06-10\")", vec!["1410 20.00", "2450 -20.00"]),
            ("(asOf: \"2026-06-11\")", vec!["1410 20.00", "2450 -20.00"]),
            ("(asOf: \"2026-06-12\")", vec!["1410 27.50", "2450 -27.50"]),
            ("", vec!["1410 27.50", "2450 -27.50"]),
            ("(asOf: \"2026-07-01\")", vec!["1410 28.50", "2450 -28.50"]),
            ("(asOf: \"2026-06-30\", from: \"2026-06-11\")", vec!["1410 7.50", "2450 -7.50"]),
            ("(asOf: \"2026-06-10\", from: \"2026-06-11\")", vec![]),
        ] {
            let field = format!("glAccountBalances{arguments}");
            let selection = "{ glAccount { number } balance { amount currency } }";
            let balances = read(&app, &user, &field, selection).await;
            assert_eq!(standing(&balances), expected, "{arguments}");
        }
        let one = "{ number before: balance(asOf: \"2026-06-09\") { amount }
            then: balance(asOf: \"2026-06-10\") { amount currency }
            within: balance(asOf: \"2026-06-30\", from: \"2026-06-12\") { amount }
            balance { amount } }";
        let accounts = read(&app, &user, "glAccounts", one).await;
        let mut accounts = accounts.as_array().expect("a list").iter();
        let interim = accounts.find(|row| row["number"] == "1410").expect("an account");
        assert_eq!(*interim, json!({
            "number": "1410", "before": {"amount": "0.00"},
            "then": {"amount": "20.00", "currency": "EUR"},
            "within": {"amount": "7.50"}, "balance": {"amount": "27.50"},
        }));
    }

    async fn stock_is_that_of_a_day_at_each_warehouse_and_in_each_variant(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let item = build::item(&app, &user, json!({})).await;
        let there = json!({"siteId": site, "warehouseId": warehouse});
        let red = build::over(there.clone(), json!({"variant": "RED"}));
        let of = |quantity, price| (item.as_str(), quantity, price);
        received_of(&app, &user, of("2", "3"), "2026-06-10", json!({})).await;
        received_of(&app, &user, of("4", "5"), "2026-06-11", there).await;
        let undone = received_of(&app, &user, of("1", "9"), "2026-06-12", red).await;
        let undo = json!({"id": undone, "postingDate": "2026-06-14"});
        done(&app, &user, "purchaseReceiptUndo", undo, "").await;
        let shown = "{ warehouse { id } variant quantity
            expectedCost { amount currency } actualCost { amount } }";
        let stock = async |arguments: &str| {
            let fragment = format!("Item {{ stock{arguments} {shown} }}");
            let mut seen = build::node(&app, &user, &item, &fragment).await;
            let mut levels = seen["stock"].as_array_mut().expect("a list").clone();
            levels.sort_by_key(|level| text(&level["quantity"]));
            levels
        };
        let level = |place: Value, variant: Value, quantity: &str, cost: &str| json!({
            "warehouse": place, "variant": variant, "quantity": quantity,
            "expectedCost": {"amount": cost, "currency": "EUR"}, "actualCost": {"amount": "0.00"},
        });
        let nowhere = level(Value::Null, Value::Null, "2", "6.00");
        let plain = level(json!({"id": warehouse}), Value::Null, "4", "20.00");
        let red = level(json!({"id": warehouse}), json!("RED"), "1", "9.00");
        assert_eq!(stock("(asOf: \"2026-06-09\")").await, Vec::<Value>::new());
        assert_eq!(stock("(asOf: \"2026-06-10\")").await, std::slice::from_ref(&nowhere));
        let all = [red, nowhere.clone(), plain.clone()];
        assert_eq!(stock("(asOf: \"2026-06-13\")").await, all);
        assert_eq!(stock("").await, [nowhere, plain]);
    }
}
