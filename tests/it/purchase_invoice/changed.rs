//! Cancelling after the set-up was changed: everything goes back to where it was posted (COR-1,
//! PST-9).

use serde_json::{Value, json};

use super::{cancelled, posted};
use crate::build::{self, done, group, ledgers, read, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_receipt::{sound, stands};

/// All accounts that a purchase of goods moves, before and after the change.
const ACCOUNTS: [&str; 13] = [
    "4000", "4001", "4010", "4011", "4100", "4101", "4110", "4111", "2640", "2440", "1400", "1410",
    "2450",
];

/// A bill for goods with a line discount and overhead; its id and its vendor.
async fn bill(app: &TestApp, user: &User) -> (String, String) {
    let vendor = build::vendor(app, user, json!({})).await;
    let item = build::item(app, user, json!({"indirectCostPercent": "10"})).await;
    let line = json!({
        "itemId": item, "quantity": "10", "unitPrice": "10", "discountPercent": "10",
    });
    let input = json!({"vendorId": vendor, "vendorInvoiceNumber": "V-1", "lines": [line]});
    (text(&posted(app, user, input).await["id"]), vendor)
}

/// Cancels, with the goods or without, and cancels that again: nothing stands but what is expected
/// of goods that stay, and then everything where it stood.
async fn to_and_fro(app: &TestApp, user: &User, bill: &str) {
    let mut bill = bill.to_owned();
    let before = all(app).await;
    for stock in ["KEEP_RECEIVED", "RETURN_TO_VENDOR"] {
        let memo = cancelled(app, user, &bill, json!({"stock": stock})).await;
        let expected = match stock {
            "KEEP_RECEIVED" => 9_900,
            _ => 0,
        };
        for (account, own) in all(app).await {
            match account {
                "1410" => assert_eq!(own, expected, "{stock}"),
                "2450" => {}
                _ => assert_eq!(own, 0, "{stock} {account}"),
            }
        }
        sound(app, user).await;
        bill = text(&cancelled(app, user, &text(&memo["id"]), json!({})).await["id"]);
        assert_eq!(all(app).await, before, "{stock}");
        sound(app, user).await;
    }
}

async fn all(app: &TestApp) -> Vec<(&'static str, i64)> {
    let mut all = Vec::new();
    for account in ACCOUNTS {
        all.push((account, stands(app, account).await));
    }
    all
}

async fn discounts(app: &TestApp, user: &User, posting: &str) {
    let setup = read(app, user, "ledgerSetup", "{ version }").await;
    let input = json!({"version": setup["version"], "discountPosting": posting});
    done(app, user, "ledgerSetupUpdate", input, "").await;
}

both! {
    async fn another_business_group_of_the_vendor_changes_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (bill, vendor) = bill(&app, &user).await;
        assert_eq!(stands(&app, "4000").await, 9_000);
        assert_eq!(stands(&app, "4110").await, -900);
        let abroad = group(&app, &user, "GENERAL_BUSINESS", "ABROAD").await;
        build::matrix(&app, &user, &abroad).await;
        let input = json!({"id": vendor, "version": 1, "businessPostingGroupId": abroad});
        done(&app, &user, "vendorUpdate", input, "").await;
        to_and_fro(&app, &user, &bill).await;
        assert_eq!(stands(&app, "4000").await, 9_000);
        assert_eq!(stands(&app, "4001").await, 0);
    }

    async fn other_accounts_of_the_pair_of_groups_change_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        discounts(&app, &user, "LINE_DISCOUNTS").await;
        let (bill, _) = bill(&app, &user).await;
        assert_eq!(stands(&app, "4010").await, -1_000);
        let domestic = group(&app, &user, "GENERAL_BUSINESS", "DOMESTIC").await;
        build::matrix(&app, &user, &domestic).await;
        to_and_fro(&app, &user, &bill).await;
        assert_eq!(stands(&app, "4000").await, 10_000);
        assert_eq!(stands(&app, "4010").await, -1_000);
    }

    async fn discounts_that_are_posted_otherwise_change_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        discounts(&app, &user, "LINE_DISCOUNTS").await;
        let (bill, _) = bill(&app, &user).await;
        discounts(&app, &user, "NONE").await;
        to_and_fro(&app, &user, &bill).await;
        assert_eq!(stands(&app, "4010").await, -1_000);
    }

    async fn another_account_and_rate_of_tax_change_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (bill, _) = bill(&app, &user).await;
        let setups = read(&app, &user, "taxPostingSetups",
            "{ businessPostingGroup { id } productPostingGroup { id } }").await;
        let account = build::another(&app, &user, "2641").await;
        for setup in setups.as_array().expect("a list") {
            let input = json!({
                "businessPostingGroupId": setup["businessPostingGroup"]["id"],
                "productPostingGroupId": setup["productPostingGroup"]["id"],
                "percent": "7", "purchaseTaxGlAccountId": account,
                "salesTaxGlAccountId": Value::Null,
            });
            done(&app, &user, "taxPostingSetupSet", input, "").await;
        }
        to_and_fro(&app, &user, &bill).await;
        assert_eq!(stands(&app, "2641").await, 0);
    }
}
