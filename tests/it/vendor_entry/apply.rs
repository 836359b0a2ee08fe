//! `vendorEntryApply` (PAY-1, PAY-2, PAY-4).

use serde_json::json;

use super::{applied, applying};
use crate::build::{self, done, ledgers, refusals};
use crate::harness::both;
use crate::purchase_receipt::{sound, stands};
use crate::vendor_payment::{all_of, invoice, left, memo, paid, rows, thousand};

both! {
    async fn a_payment_and_a_refund_settle_each_other(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let payment = paid(&app, &user, &vendor, json!({"amount": "100"})).await;
        let refund = paid(&app, &user, &vendor, json!({"amount": "-60"})).await;
        let input = json!({
            "vendorEntryId": payment, "postingDate": "2026-06-20",
            "applications": [{"vendorEntryId": refund, "amount": "50"}],
        });
        let fields = "vendorApplication { postingDate voucherNumber vendorEntry { id }
            details { entryType postingDate amount { amount currency } vendorEntry { id } } }";
        let seen = done(&app, &user, "vendorEntryApply", input, fields).await;
        let line = |entry: &String, amount: &str| json!({
            "entryType": "APPLICATION", "postingDate": "2026-06-20",
            "amount": {"amount": amount, "currency": "EUR"}, "vendorEntry": {"id": entry},
        });
        assert_eq!(seen["vendorApplication"], json!({
            "postingDate": "2026-06-20", "voucherNumber": null, "vendorEntry": {"id": payment},
            "details": [line(&payment, "-50.00"), line(&refund, "50.00")],
        }));
        assert_eq!(left(&app, &user, &payment).await[0], "50.00");
        assert_eq!(left(&app, &user, &refund).await[0], "-10.00");
        // The other way round for the rest.
        let input = json!({"applications": all_of(&[&payment])});
        applied(&app, &user, &refund, input).await;
        assert_eq!(left(&app, &user, &payment).await[0], "40.00");
        assert_eq!(left(&app, &user, &refund).await[0], "0.00");
        sound(&app, &user).await;
    }

    async fn money_that_came_in_time_takes_the_discount_when_it_is_applied_later(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let input = json!({"amount": "1000", "postingDate": "2026-01-15"});
        let payment = paid(&app, &user, &vendor, input).await;
        let input = json!({"applications": all_of(&[&owed])});
        applied(&app, &user, &payment, input).await;
        assert_eq!(left(&app, &user, &owed).await, ["0.00", "0.00", "0.00"]);
        assert_eq!(left(&app, &user, &payment).await[0], "20.00");
        assert_eq!(stands(&app, "3731").await, -2_000);
        sound(&app, &user).await;
    }

    async fn a_late_discount_is_taken_where_it_is_accepted(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let input = json!({"amount": "975", "postingDate": "2026-01-18"});
        let payment = paid(&app, &user, &vendor, input).await;
        let input = json!({"applications": all_of(&[&owed]), "acceptLateDiscount": true});
        let input = build::over(input, json!({"acceptTolerance": false}));
        applied(&app, &user, &payment, input).await;
        // Without the tolerance, five are missing for the discount.
        assert_eq!(left(&app, &user, &owed).await, ["-25.00", "-25.00", "20.00"]);
        sound(&app, &user).await;
    }

    async fn a_credit_memo_takes_its_discount_off_the_invoice(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let given = json!({"amount": "400", "postingDate": "2026-01-05", "paymentTerms": "D2"});
        let memo = memo(&app, &user, &vendor, given).await;
        let input = json!({"applications": all_of(&[&owed])});
        applied(&app, &user, &memo, input).await;
        assert_eq!(left(&app, &user, &memo).await, ["0.00", "0.00", "0.00"]);
        assert_eq!(left(&app, &user, &owed).await, ["-600.00", "-600.00", "12.00"]);
        paid(&app, &user, &vendor, json!({
            "amount": "588", "postingDate": "2026-01-10", "applications": all_of(&[&owed]),
        })).await;
        assert_eq!(left(&app, &user, &owed).await[0], "0.00");
        assert_eq!(stands(&app, "3731").await, -1_200);
        sound(&app, &user).await;
    }

    async fn rates_that_differ_are_realized_when_entries_meet(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for (day, rate) in [("2026-01-01", "0.9"), ("2026-02-01", "1.1")] {
            let rate = json!({"currency": "USD", "validFrom": day, "rate": rate});
            done(&app, &user, "exchangeRateSet", rate, "").await;
        }
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let input = json!({"amount": "100", "postingDate": "2026-01-10"});
        let payment = paid(&app, &user, &vendor, input).await;
        let input = json!({"amount": "100", "postingDate": "2026-02-10"});
        let owed = invoice(&app, &user, &vendor, input).await;
        let input = json!({"applications": all_of(&[&owed])});
        applied(&app, &user, &payment, input).await;
        // 110 were owed and 90 were paid.
        assert_eq!(stands(&app, "3960").await, -2_000);
        assert_eq!(stands(&app, "2440").await, 0);
        sound(&app, &user).await;
    }

    async fn all_that_is_wrong_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let payment = paid(&app, &user, &vendor, json!({"amount": "100"})).await;
        let other = json!({"applications": all_of(&[&payment, &owed])});
        let refused = applying(&app, &user, &owed, other).await;
        let expected =
            ["DUPLICATE applications[1].vendorEntryId", "NOT_APPLICABLE vendorEntryId"];
        assert_eq!(refusals(&refused), expected);
        let none = applying(&app, &user, &payment, json!({"applications": []})).await;
        assert_eq!(refusals(&none), ["REQUIRED applications"]);
        let early = json!({"applications": all_of(&[&owed]), "postingDate": "2026-06-14"});
        let early = applying(&app, &user, &payment, early).await;
        assert_eq!(refusals(&early), [
            "NOT_APPLICABLE postingDate",
            "NOT_APPLICABLE applications[0].vendorEntryId",
        ]);
        let closed = json!({"applications": all_of(&[&owed]), "postingDate": "2031-01-01"});
        let closed = applying(&app, &user, &payment, closed).await;
        assert_eq!(refusals(&closed), ["PERIOD_CLOSED postingDate"]);
        let input = json!({"applications": all_of(&[&owed])});
        applied(&app, &user, &payment, input.clone()).await;
        let again = applying(&app, &user, &payment, input).await;
        assert_eq!(refusals(&again), [
            "NOT_OPEN vendorEntryId", "NOT_OPEN applications[0].vendorEntryId",
        ]);
        assert_eq!(rows(&app, "vendor_application").await, 1);
        sound(&app, &user).await;
    }

    async fn nothing_of_a_vendor_that_is_blocked_for_all_is_applied(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let payment = paid(&app, &user, &vendor, json!({"amount": "100"})).await;
        let block = json!({"id": vendor, "version": 1, "blocked": "ALL"});
        done(&app, &user, "vendorUpdate", block, "").await;
        let input = json!({"applications": all_of(&[&owed])});
        let refused = applying(&app, &user, &payment, input.clone()).await;
        assert_eq!(refusals(&refused), ["VENDOR_BLOCKED vendorEntryId"]);
        let block = json!({"id": vendor, "version": 2, "blocked": "PAYMENT"});
        done(&app, &user, "vendorUpdate", block, "").await;
        applied(&app, &user, &payment, input).await;
    }

    async fn more_than_a_thousand_entries_are_refused(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let payment = paid(&app, &user, &vendor, json!({"amount": "100"})).await;
        let many = vec![json!({"vendorEntryId": payment}); 1_001];
        let refused = applying(&app, &user, &payment, json!({"applications": many})).await;
        assert_eq!(refusals(&refused), ["TOO_MANY applications"]);
    }
}
