//! `paymentSuggestions` (PAY-5).

use serde_json::{Value, json};

use super::{ENTRY, invoice, left, memo, paid, thousand};
use crate::build::{self, done, fault, ledgers, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_receipt::sound;

const QUERY: &str = "query($input: PaymentSuggestionsInput!) {
    paymentSuggestions(input: $input) {
        vendors {
            vendor { number } total { amount currency }
            lines { amount discount vendorEntry { documentNumber } }
            applyFirst { vendorEntryId postingDate acceptTolerance
                applications { vendorEntryId amount } }
            payment { vendorId postingDate currency amount
                applications { vendorEntryId amount } }
        }
        passedOver { reason message vendor { number } vendorEntry { documentNumber } }
    }
}";

async fn asked(app: &TestApp, user: &User, input: Value) -> Value {
    app.gql(user, QUERY, json!({ "input": input })).await
}

async fn suggested(app: &TestApp, user: &User, input: Value) -> Value {
    build::payload(asked(app, user, input).await, "paymentSuggestions")
}

/// Numbers of vendors with what each is paid.
fn totals(seen: &Value) -> Vec<String> {
    let vendors = seen["vendors"].as_array().expect("a list");
    let one = |own: &Value| {
        let number = text(&own["vendor"]["number"]);
        format!("{number} {}", text(&own["total"]["amount"]))
    };
    vendors.iter().map(one).collect()
}

/// Reasons with vendor and entry.
fn passed_over(seen: &Value) -> Vec<String> {
    let all = seen["passedOver"].as_array().expect("a list");
    let one = |own: &Value| {
        let entry = own["vendorEntry"]["documentNumber"]
            .as_str()
            .unwrap_or("all");
        assert_ne!(own["message"], "");
        format!(
            "{} {} {entry}",
            text(&own["reason"]),
            text(&own["vendor"]["number"])
        )
    };
    all.iter().map(one).collect()
}

/// Posts what was suggested, just as it was.
async fn post(app: &TestApp, user: &User, seen: &Value) {
    for own in seen["vendors"].as_array().expect("a list") {
        for input in own["applyFirst"].as_array().expect("a list") {
            done(app, user, "vendorEntryApply", input.clone(), "").await;
        }
        if !own["payment"].is_null() {
            done(
                app,
                user,
                "vendorPaymentPost",
                own["payment"].clone(),
                ENTRY,
            )
            .await;
        }
    }
}

both! {
    async fn what_is_due_is_suggested_and_posted_just_so(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let first = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let second = thousand(&app, &user, &vendor).await;
        let later = json!({"amount": "50"});
        let later = invoice(&app, &user, &vendor, later).await;
        let due = json!({"id": later, "version": 1, "dueDate": "2026-07-31"});
        done(&app, &user, "vendorEntryUpdate", due, "").await;
        let input = json!({"lastDueDate": "2026-06-30"});
        let seen = suggested(&app, &user, input.clone()).await;
        assert_eq!(seen["vendors"], json!([{
            "vendor": {"number": "VEN-000001"},
            "total": {"amount": "1100.00", "currency": "EUR"},
            "lines": [
                {"amount": "1000", "discount": "0",
                    "vendorEntry": {"documentNumber": "INV-000002"}},
                {"amount": "100", "discount": "0",
                    "vendorEntry": {"documentNumber": "INV-000001"}},
            ],
            "applyFirst": [],
            "payment": {
                "vendorId": vendor, "postingDate": "2026-06-15", "currency": "EUR",
                "amount": "1100",
                "applications": [
                    {"vendorEntryId": second, "amount": "1000"},
                    {"vendorEntryId": first, "amount": "100"},
                ],
            },
        }]));
        post(&app, &user, &seen).await;
        assert_eq!(left(&app, &user, &first).await[0], "0.00");
        assert_eq!(left(&app, &user, &second).await[0], "0.00");
        let none = suggested(&app, &user, input).await;
        assert_eq!(none, json!({"vendors": [], "passedOver": []}));
        sound(&app, &user).await;
    }

    async fn a_discount_that_would_be_lost_is_found(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let input = json!({"lastDueDate": "2026-01-20", "postingDate": "2026-01-10"});
        let none = suggested(&app, &user, input.clone()).await;
        assert_eq!(none["vendors"], json!([]));
        let find = build::over(input, json!({"findPaymentDiscounts": true}));
        let seen = suggested(&app, &user, find).await;
        assert_eq!(totals(&seen), ["VEN-000001 980.00"]);
        assert_eq!(seen["vendors"][0]["lines"][0]["discount"], "20");
        post(&app, &user, &seen).await;
        assert_eq!(left(&app, &user, &owed).await[0], "0.00");
        sound(&app, &user).await;
    }

    async fn claims_reduce_the_payment_and_are_applied_before_it(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let small = json!({"amount": "100", "postingDate": "2026-01-01"});
        let small = invoice(&app, &user, &vendor, small).await;
        let given = json!({"amount": "300", "postingDate": "2026-01-02", "paymentTerms": "D2"});
        let memo = memo(&app, &user, &vendor, given).await;
        let input = json!({"lastDueDate": "2026-02-01", "postingDate": "2026-01-10"});
        let seen = suggested(&app, &user, input).await;
        // 1,000 - 20 + 100 - 300, and 6 of the discount go with the credit memo.
        assert_eq!(totals(&seen), ["VEN-000001 786.00"]);
        let own = &seen["vendors"][0];
        assert_eq!(own["applyFirst"], json!([{
            "vendorEntryId": memo, "postingDate": "2026-01-10", "acceptTolerance": false,
            "applications": [{"vendorEntryId": owed, "amount": "300"}],
        }]));
        assert_eq!(own["payment"]["amount"], "786");
        post(&app, &user, &seen).await;
        for entry in [&owed, &small, &memo] {
            assert_eq!(left(&app, &user, entry).await[0], "0.00");
        }
        sound(&app, &user).await;
    }

    async fn held_entries_and_blocked_vendors_are_told_and_passed_over(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendors = [
            build::vendor(&app, &user, json!({})).await,
            build::vendor(&app, &user, json!({})).await,
            build::vendor(&app, &user, json!({})).await,
        ];
        let owed = json!({"amount": "100"});
        let held = invoice(&app, &user, &vendors[0], owed.clone()).await;
        invoice(&app, &user, &vendors[1], owed.clone()).await;
        invoice(&app, &user, &vendors[2], owed).await;
        paid(&app, &user, &vendors[2], json!({"amount": "100.01"})).await;
        let hold = json!({"id": held, "version": 1, "onHold": "ASK"});
        done(&app, &user, "vendorEntryUpdate", hold, "").await;
        let block = json!({"id": vendors[1], "version": 1, "blocked": "PAYMENT"});
        done(&app, &user, "vendorUpdate", block, "").await;
        let seen = suggested(&app, &user, json!({"lastDueDate": "2026-06-30"})).await;
        assert_eq!(totals(&seen), Vec::<String>::new());
        assert_eq!(passed_over(&seen), [
            "ON_HOLD VEN-000001 INV-000001",
            "VENDOR_BLOCKED VEN-000002 all",
            "IN_OUR_FAVOUR VEN-000003 all",
        ]);
    }

    async fn what_is_available_goes_by_priority(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for (priority, amount) in [(0, "100"), (2, "200"), (1, "300")] {
            let more = json!({ "paymentPriority": priority });
            let vendor = build::vendor(&app, &user, more).await;
            invoice(&app, &user, &vendor, json!({"amount": amount})).await;
        }
        let input = json!({"lastDueDate": "2026-06-30"});
        let by_number = suggested(&app, &user, input.clone()).await;
        let expected = ["VEN-000001 100.00", "VEN-000002 200.00", "VEN-000003 300.00"];
        assert_eq!(totals(&by_number), expected);
        let limited = json!({"useVendorPriority": true, "availableAmount": "450"});
        let seen = suggested(&app, &user, build::over(input.clone(), limited)).await;
        assert_eq!(totals(&seen), ["VEN-000003 300.00", "VEN-000001 100.00"]);
        assert_eq!(passed_over(&seen), ["ABOVE_AVAILABLE VEN-000002 INV-000002"]);
        for wrong in [
            json!({"availableAmount": "450"}),
            json!({"useVendorPriority": true, "availableAmount": "0"}),
            json!({"useVendorPriority": true, "availableAmount": "1.005"}),
            json!({"currency": "QQQ"}),
        ] {
            let answer = asked(&app, &user, build::over(input.clone(), wrong)).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT");
        }
    }

    async fn another_currency_is_asked_for_by_itself(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.9"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let dollars = json!({"amount": "200", "currency": "USD"});
        let dollars = invoice(&app, &user, &vendor, dollars).await;
        let input = json!({"lastDueDate": "2026-06-30", "currency": "USD"});
        let seen = suggested(&app, &user, input).await;
        assert_eq!(totals(&seen), ["VEN-000001 200.00"]);
        let applications = &seen["vendors"][0]["payment"]["applications"];
        assert_eq!(*applications, json!([{"vendorEntryId": dollars, "amount": "200"}]));
    }
}
