//! How a vendor is posted: its groups, its over-receipt code, when and how it is paid.

use serde_json::{Value, json};

use crate::build::{self, act, done, group, ledgers, refusals, text};
use crate::harness::both;
use crate::purchase_invoice::invoiced;
use crate::purchase_receipt::{received, sound, stands};

const FIELDS: &str = "vendor { id version vendorPostingGroup { code } businessPostingGroup { code }
    taxBusinessPostingGroup { code } overReceiptCode { code } paymentPriority
    paymentToleranceBlocked }";

both! {
    async fn a_vendor_names_its_groups_or_takes_those_of_the_setup(app: TestApp) {
        let user = app.admin(&app.a);
        let code = json!({"code": "FIVE", "name": "Five", "tolerancePercent": "5"});
        let code = done(&app, &user, "overReceiptCodeSet", code, "overReceiptCode { id }").await;
        let input = json!({
            "name": "Own",
            "vendorPostingGroupId": group(&app, &user, "VENDOR", "FAMILY").await,
            "businessPostingGroupId": group(&app, &user, "GENERAL_BUSINESS", "ABROAD").await,
            "taxBusinessPostingGroupId": group(&app, &user, "TAX_BUSINESS", "FREE").await,
            "overReceiptCodeId": code["overReceiptCode"]["id"],
            "paymentPriority": 2,
            "paymentToleranceBlocked": true,
        });
        let made = done(&app, &user, "vendorCreate", input, FIELDS).await["vendor"].clone();
        let mut expected = json!({
            "id": made["id"], "version": 1, "vendorPostingGroup": {"code": "FAMILY"},
            "businessPostingGroup": {"code": "ABROAD"},
            "taxBusinessPostingGroup": {"code": "FREE"}, "overReceiptCode": {"code": "FIVE"},
            "paymentPriority": 2, "paymentToleranceBlocked": true,
        });
        assert_eq!(made, expected);
        let input = json!({
            "id": made["id"], "version": 1, "vendorPostingGroupId": null, "paymentPriority": 1,
        });
        let changed = done(&app, &user, "vendorUpdate", input, FIELDS).await;
        expected["version"] = json!(2);
        expected["vendorPostingGroup"] = Value::Null;
        expected["paymentPriority"] = json!(1);
        assert_eq!(changed["vendor"], expected);
        let plain = done(&app, &user, "vendorCreate", json!({"name": "Plain"}), FIELDS).await;
        assert_eq!(plain["vendor"], json!({
            "id": plain["vendor"]["id"], "version": 1, "vendorPostingGroup": null,
            "businessPostingGroup": null, "taxBusinessPostingGroup": null,
            "overReceiptCode": null, "paymentPriority": 0, "paymentToleranceBlocked": false,
        }));
    }

    async fn groups_of_other_types_unknown_codes_and_negative_priorities_are_refused(app: TestApp) {
        let user = app.admin(&app.a);
        let wrong = json!({
            "vendorPostingGroupId": group(&app, &user, "CUSTOMER", "FAMILY").await,
            "businessPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "GOODS").await,
            "taxBusinessPostingGroupId": "nothing",
            "overReceiptCodeId": "nothing",
            "paymentPriority": -1,
        });
        let expected = [
            "POSTING_GROUP_MISMATCH vendorPostingGroupId",
            "POSTING_GROUP_MISMATCH businessPostingGroupId",
            "NOT_FOUND taxBusinessPostingGroupId",
            "NOT_FOUND overReceiptCodeId",
            "NEGATIVE paymentPriority",
        ];
        let mut input = wrong.clone();
        input["name"] = json!("Wrong");
        let refused = act(&app, &user, "vendorCreate", input, "").await;
        assert_eq!(refusals(&refused), expected);
        let made = done(&app, &user, "vendorCreate", json!({"name": "Right"}), FIELDS).await;
        let mut input = wrong;
        input["id"] = json!(text(&made["vendor"]["id"]));
        input["version"] = json!(1);
        let refused = act(&app, &user, "vendorUpdate", input, "").await;
        assert_eq!(refusals(&refused), expected);
    }

    async fn goods_of_the_old_business_group_are_cleared_on_its_accrual(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "9", "unitPrice": "10"});
        let input = json!({"vendorId": vendor, "lines": [line]});
        let order = build::order(&app, &user, input).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &line), "3").await;
        let receipt = received(&app, &user, (&order, &line), "2").await;
        let abroad = group(&app, &user, "GENERAL_BUSINESS", "ABROAD").await;
        build::matrix(&app, &user, &abroad).await;
        let input = json!({"id": vendor, "version": 1, "businessPostingGroupId": abroad});
        done(&app, &user, "vendorUpdate", input, "").await;
        done(&app, &user, "purchaseReceiptUndo", json!({"id": receipt["id"]}), "").await;
        invoiced(&app, &user, &line, ("3", "V-1")).await;
        for number in ["2450", "2451", "1410"] {
            assert_eq!(stands(&app, number).await, 0, "{number}");
        }
        assert_eq!(stands(&app, "4001").await, 3_000);
        sound(&app, &user).await;
    }
}
