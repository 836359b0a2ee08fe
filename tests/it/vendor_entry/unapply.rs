//! `vendorEntryUnapply` (PAY-4).

use serde_json::json;

use super::{APPLICATION, applied};
use crate::build::{self, act, done, ledgers, refusals, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_invoice;
use crate::purchase_receipt::{sound, stands};
use crate::vendor_payment::{all_of, invoice, left, memo, paid, thousand};

/// The only application of an entry that is not undone, nor an undoing.
async fn standing(app: &TestApp, user: &User, entry: &str) -> String {
    let fragment = "VendorEntry { applications { id undoes { id } undoneBy { id } } }";
    let seen = build::node(app, user, entry, fragment).await;
    let all = seen["applications"].as_array().expect("a list");
    let found = all
        .iter()
        .filter(|row| row["undoes"].is_null() && row["undoneBy"].is_null());
    let found: Vec<_> = found.collect();
    assert_eq!(found.len(), 1, "{all:?}");
    text(&found[0]["id"])
}

both! {
    async fn discount_tolerance_and_gain_are_taken_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for (day, rate) in [("2026-01-01", "0.9"), ("2026-01-08", "0.8")] {
            let rate = json!({"currency": "USD", "validFrom": day, "rate": rate});
            done(&app, &user, "exchangeRateSet", rate, "").await;
        }
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let payment = paid(&app, &user, &vendor, json!({
            "amount": "975", "postingDate": "2026-01-10", "applications": all_of(&[&owed]),
        })).await;
        assert_eq!(stands(&app, "3732").await, -450);
        let id = standing(&app, &user, &owed).await;
        let input = json!({"vendorApplicationId": id, "postingDate": "2026-02-01"});
        let fields = "vendorApplication { postingDate undoes { id undoneBy { postingDate } }
            voucherNumber vendorEntry { id }
            details { entryType amount { amount } accountingAmount { amount } } }";
        let seen = done(&app, &user, "vendorEntryUnapply", input, fields).await;
        let line = |entry_type: &str, amount: &str, accounting: &str| json!({
            "entryType": entry_type, "amount": {"amount": amount},
            "accountingAmount": {"amount": accounting},
        });
        assert_eq!(seen["vendorApplication"], json!({
            "postingDate": "2026-02-01", "voucherNumber": "VCH-000004",
            "undoes": {"id": id, "undoneBy": {"postingDate": "2026-02-01"}},
            "vendorEntry": {"id": payment},
            "details": [
                line("APPLICATION", "975.00", "780.00"),
                line("APPLICATION", "-975.00", "-780.00"),
                line("PAYMENT_DISCOUNT", "-20.00", "-18.00"),
                line("PAYMENT_TOLERANCE", "-5.00", "-4.50"),
                line("REALIZED_GAIN", "0.00", "-97.50"),
            ],
        }));
        assert_eq!(left(&app, &user, &owed).await, ["-1000.00", "-900.00", "20.00"]);
        assert_eq!(left(&app, &user, &payment).await, ["975.00", "780.00", "0.00"]);
        for account in ["3731", "3732", "3960"] {
            assert_eq!(stands(&app, account).await, 0, "{account}");
        }
        sound(&app, &user).await;
        // What is open again is settled again, as it was.
        let input = json!({"applications": all_of(&[&owed]), "postingDate": "2026-02-02"});
        applied(&app, &user, &payment, input).await;
        assert_eq!(left(&app, &user, &owed).await, ["0.00", "0.00", "0.00"]);
        sound(&app, &user).await;
    }

    async fn the_newest_application_goes_first(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let first = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let second = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let payment = paid(&app, &user, &vendor, json!({"amount": "150"})).await;
        let input = json!({"applications": all_of(&[&first])});
        let older = applied(&app, &user, &payment, input).await;
        let input = json!({"applications": all_of(&[&second])});
        let newer = applied(&app, &user, &payment, input).await;
        let unapply = |id: &str| json!({ "vendorApplicationId": id });
        let refused =
            act(&app, &user, "vendorEntryUnapply", unapply(&older), APPLICATION).await;
        assert_eq!(refusals(&refused), ["LATER_APPLICATION vendorApplicationId"]);
        let mut undoing = Vec::new();
        for id in [&newer, &older] {
            let seen = done(&app, &user, "vendorEntryUnapply", unapply(id), APPLICATION).await;
            undoing.push(text(&seen["vendorApplication"]["id"]));
        }
        assert_eq!(left(&app, &user, &payment).await[0], "150.00");
        assert_eq!(left(&app, &user, &first).await[0], "-100.00");
        assert_eq!(left(&app, &user, &second).await[0], "-100.00");
        let again = act(&app, &user, "vendorEntryUnapply", unapply(&older), APPLICATION).await;
        assert_eq!(refusals(&again), ["ALREADY_UNDONE vendorApplicationId"]);
        let undone =
            act(&app, &user, "vendorEntryUnapply", unapply(&undoing[0]), APPLICATION).await;
        assert_eq!(refusals(&undone), ["NOT_APPLICABLE vendorApplicationId"]);
        sound(&app, &user).await;
    }

    async fn discounts_that_credit_memos_took_come_back_with_them(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let given = json!({"amount": "400", "postingDate": "2026-01-05", "paymentTerms": "D2"});
        let mut memos = Vec::new();
        for _ in 0..2 {
            let memo = memo(&app, &user, &vendor, given.clone()).await;
            let input = json!({"applications": all_of(&[&owed])});
            let id = applied(&app, &user, &memo, input).await;
            memos.push((memo, id));
        }
        assert_eq!(left(&app, &user, &owed).await[2], "4.00");
        let payment = paid(&app, &user, &vendor, json!({
            "amount": "196", "postingDate": "2026-01-10", "applications": all_of(&[&owed]),
        })).await;
        assert_eq!(left(&app, &user, &owed).await[0], "0.00");
        let id = standing(&app, &user, &payment).await;
        let unapply = json!({ "vendorApplicationId": id });
        done(&app, &user, "vendorEntryUnapply", unapply, "").await;
        assert_eq!(left(&app, &user, &owed).await, ["-200.00", "-200.00", "4.00"]);
        let unapply = json!({ "vendorApplicationId": memos[1].1 });
        done(&app, &user, "vendorEntryUnapply", unapply, "").await;
        assert_eq!(left(&app, &user, &owed).await, ["-600.00", "-600.00", "12.00"]);
        assert_eq!(left(&app, &user, &memos[1].0).await, ["400.00", "400.00", "8.00"]);
        let unapply = json!({ "vendorApplicationId": memos[0].1 });
        done(&app, &user, "vendorEntryUnapply", unapply, "").await;
        assert_eq!(left(&app, &user, &owed).await, ["-1000.00", "-1000.00", "20.00"]);
        sound(&app, &user).await;
    }

    async fn what_cancels_an_invoice_stays(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let all = build::read(&app, &user, "purchaseInvoices", "{ nodes { id } }").await;
        let id = text(&all["nodes"][0]["id"]);
        purchase_invoice::cancelled(&app, &user, &id, json!({})).await;
        assert_eq!(left(&app, &user, &owed).await[0], "0.00");
        let id = standing(&app, &user, &owed).await;
        let input = json!({ "vendorApplicationId": id });
        let refused = act(&app, &user, "vendorEntryUnapply", input, APPLICATION).await;
        assert_eq!(refusals(&refused), ["NOT_APPLICABLE vendorApplicationId"]);
        sound(&app, &user).await;
    }

    async fn neither_before_it_was_applied_nor_in_a_closed_period(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let input = json!({"amount": "100", "applications": all_of(&[&owed])});
        let payment = paid(&app, &user, &vendor, input).await;
        let id = standing(&app, &user, &payment).await;
        let block = json!({"id": vendor, "version": 1, "blocked": "ALL"});
        done(&app, &user, "vendorUpdate", block, "").await;
        for (day, expected) in [
            ("2026-06-14", "NOT_APPLICABLE postingDate"),
            ("2031-01-01", "PERIOD_CLOSED postingDate"),
        ] {
            let input = json!({"vendorApplicationId": id, "postingDate": day});
            let refused = act(&app, &user, "vendorEntryUnapply", input, APPLICATION).await;
            let expected = [expected, "VENDOR_BLOCKED vendorApplicationId"];
            assert_eq!(refusals(&refused), expected);
        }
        assert_eq!(left(&app, &user, &owed).await[0], "0.00");
    }

    async fn a_preview_shows_what_would_be_open_and_keeps_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let input = json!({"amount": "60", "applications": all_of(&[&owed])});
        let payment = paid(&app, &user, &vendor, input).await;
        let id = standing(&app, &user, &payment).await;
        let input = json!({"vendorApplicationId": id, "preview": true});
        let fields = "vendorApplication { vendorEntry { remainingAmount { amount } } }";
        let shown = done(&app, &user, "vendorEntryUnapply", input, fields).await;
        let shown = &shown["vendorApplication"]["vendorEntry"]["remainingAmount"]["amount"];
        assert_eq!(*shown, "60.00");
        assert_eq!(left(&app, &user, &payment).await[0], "0.00");
        sound(&app, &user).await;
    }
}
