//! `ledgerSetupUpdate`.

use serde_json::{Value, json};

use crate::build::{self, account, act, done, group, ledgers, read, refusals};
use crate::harness::both;
use crate::purchase_receipt::{order, receive, received, sound, stands};

const ALL: &str = "{ version expectedCostPosting discountPosting costingMethod exactCostRequired
    vendorInvoiceNumberRequired discountExcludingTax matchingPolicy matchingOverrideAllowed
    priceTolerancePercent priceToleranceAmount totalTolerancePercent totalToleranceAmount
    approveDiscrepancies paymentTolerancePercent paymentToleranceAmount discountGraceFormula
    roundingGlAccount { number } exchangeGainGlAccount { number } exchangeLossGlAccount { number }
    bankGlAccount { number } businessPostingGroup { code } productPostingGroup { code }
    taxBusinessPostingGroup { code } taxProductPostingGroup { code } vendorPostingGroup { code }
    customerPostingGroup { code } inventoryPostingGroup { code } }";

both! {
    async fn everything_can_be_decided_otherwise(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut input = json!({
            "version": 1, "expectedCostPosting": false, "discountPosting": "ALL_DISCOUNTS",
            "costingMethod": "AVERAGE", "exactCostRequired": true,
            "vendorInvoiceNumberRequired": false, "discountExcludingTax": true,
            "matchingPolicy": "THREE_WAY", "matchingOverrideAllowed": false,
            "priceTolerancePercent": "5", "priceToleranceAmount": "0.10",
            "totalTolerancePercent": "2.5", "totalToleranceAmount": "20",
            "approveDiscrepancies": false, "paymentTolerancePercent": "1",
            "paymentToleranceAmount": "5", "discountGraceFormula": " 5d ",
        });
        let mut expected = input.clone();
        expected["version"] = json!(2);
        expected["priceToleranceAmount"] = json!("0.1");
        expected["discountGraceFormula"] = json!("5D");
        for field in ["rounding", "exchangeGain", "exchangeLoss", "bank"] {
            input[format!("{field}GlAccountId")] = json!(account(&app, &user, "6550").await);
            expected[format!("{field}GlAccount")] = json!({"number": "6550"});
        }
        for (field, group_type) in [
            ("business", "GENERAL_BUSINESS"), ("product", "GENERAL_PRODUCT"),
            ("taxBusiness", "TAX_BUSINESS"), ("taxProduct", "TAX_PRODUCT"), ("vendor", "VENDOR"),
            ("customer", "CUSTOMER"), ("inventory", "INVENTORY"),
        ] {
            let id = group(&app, &user, group_type, "OTHER").await;
            input[format!("{field}PostingGroupId")] = json!(id);
            expected[format!("{field}PostingGroup")] = json!({"code": "OTHER"});
        }
        let fields = format!("ledgerSetup {ALL}");
        let changed = done(&app, &user, "ledgerSetupUpdate", input.clone(), &fields).await;
        assert_eq!(changed["ledgerSetup"], expected);
        // What is left out stays.
        let kept = done(&app, &user, "ledgerSetupUpdate", json!({"version": 2}), &fields).await;
        expected["version"] = json!(3);
        assert_eq!(kept["ledgerSetup"], expected);
        // What may be absent is taken away by null.
        let mut nothing = json!({"version": 3});
        for field in [
            "matchingPolicy", "priceTolerancePercent", "priceToleranceAmount",
            "totalTolerancePercent", "totalToleranceAmount", "discountGraceFormula",
        ] {
            nothing[field] = Value::Null;
            expected[field] = Value::Null;
        }
        for field in input.as_object().expect("an object").keys() {
            if let Some(shown) = field.strip_suffix("Id") {
                nothing[field] = Value::Null;
                expected[shown] = Value::Null;
            }
        }
        done(&app, &user, "ledgerSetupUpdate", nothing, &fields).await;
        expected["version"] = json!(4);
        assert_eq!(read(&app, &user, "ledgerSetup", ALL).await, expected);
    }

    async fn what_is_decided_governs_the_next_receipt(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "5", "unitPrice": "10"})).await;
        let without = json!({"version": 1, "inventoryPostingGroupId": null});
        done(&app, &user, "ledgerSetupUpdate", without, "").await;
        let refused = receive(&app, &user, (&order, &line), "1").await;
        assert_eq!(refusals(&refused), ["SETUP_MISSING "]);
        let stock = group(&app, &user, "INVENTORY", "STOCK").await;
        let silent = json!({
            "version": 2, "inventoryPostingGroupId": stock, "expectedCostPosting": false,
        });
        done(&app, &user, "ledgerSetupUpdate", silent, "").await;
        received(&app, &user, (&order, &line), "1").await;
        assert_eq!(stands(&app, "1410").await, 0);
        sound(&app, &user).await;
    }

    async fn the_costing_method_stays_for_what_was_moved_by_it(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "5", "unitPrice": "10"});
        let (order, line) = order(&app, &user, line).await;
        received(&app, &user, (&order, &line), "5").await;
        let average = json!({"version": 1, "costingMethod": "AVERAGE"});
        let refused = act(&app, &user, "ledgerSetupUpdate", average.clone(), "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED costingMethod"]);
        let same = json!({"version": 1, "costingMethod": "FIFO"});
        done(&app, &user, "ledgerSetupUpdate", same, "").await;
        // An item with the method of its own does not mind.
        let own = json!({"id": item, "version": 1, "costingMethod": "FIFO"});
        done(&app, &user, "itemUpdate", own, "").await;
        let average = build::over(average, json!({"version": 2}));
        done(&app, &user, "ledgerSetupUpdate", average, "").await;
        sound(&app, &user).await;
    }

    async fn all_that_is_wrong_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let none = act(&app, &user, "ledgerSetupUpdate", json!({"version": 1}), "").await;
        assert_eq!(refusals(&none), ["SETUP_MISSING "]);
        ledgers(&app, &user).await;
        let wrong = json!({
            "version": 7, "priceTolerancePercent": "-1", "priceToleranceAmount": "-1",
            "totalTolerancePercent": "101", "totalToleranceAmount": "0.001",
            "paymentTolerancePercent": "101", "paymentToleranceAmount": "-5",
            "discountGraceFormula": "soon", "bankGlAccountId": "nothing",
            "vendorPostingGroupId": group(&app, &user, "CUSTOMER", "CUSTOMERS").await,
            "customerPostingGroupId": "nothing",
        });
        let refused = act(&app, &user, "ledgerSetupUpdate", wrong, "").await;
        assert_eq!(refusals(&refused), [
            "STALE_VERSION version",
            "PERCENT_OUT_OF_RANGE priceTolerancePercent",
            "NEGATIVE priceToleranceAmount",
            "PERCENT_OUT_OF_RANGE totalTolerancePercent",
            "TOO_MANY_DECIMALS totalToleranceAmount",
            "PERCENT_OUT_OF_RANGE paymentTolerancePercent",
            "NEGATIVE paymentToleranceAmount",
            "MALFORMED discountGraceFormula",
            "NOT_FOUND bankGlAccountId",
            "POSTING_GROUP_MISMATCH vendorPostingGroupId",
            "NOT_FOUND customerPostingGroupId",
        ]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
    }

    async fn the_groups_of_items_without_their_own_stay_once_there_are_stock_entries(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "5", "unitPrice": "10"})).await;
        received(&app, &user, (&order, &line), "5").await;
        let input = json!({
            "version": 1,
            "productPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "OTHER").await,
            "inventoryPostingGroupId": group(&app, &user, "INVENTORY", "OTHER").await,
        });
        let refused = act(&app, &user, "ledgerSetupUpdate", input, "").await;
        let expected = ["NOT_ALLOWED productPostingGroupId", "NOT_ALLOWED inventoryPostingGroupId"];
        assert_eq!(refusals(&refused), expected);
        sound(&app, &user).await;
    }
}
