//! `vendorPaymentPost` (PAY-2, PAY-3, PAY-4, VEN-2, PST-9; vectors D2, D5).

use futures_util::future::join_all;
use serde_json::json;

use super::{ENTRY, account, all_of, invoice, left, memo, paid, paying, rows, thousand};
use crate::build::{self, act, done, ledgers, refusals};
use crate::harness::both;
use crate::harness::db::run;
use crate::purchase_receipt::{sound, stands};

both! {
    async fn a_payment_on_account_is_open_and_comes_from_the_bank(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": vendor, "amount": "100.50", "text": "Deposit", "externalNumber": "B-7",
        });
        let fields = "vendorEntry { documentType documentNumber externalNumber text open
            postingDate dueDate amount { amount currency } remainingAmount { amount }
            accountingAmount { amount } vendor { id } applications { id }
            details { entryType amount { amount } voucherNumber application { id } } }";
        let seen = done(&app, &user, "vendorPaymentPost", input, fields).await;
        assert_eq!(seen["vendorEntry"], json!({
            "documentType": "PAYMENT", "documentNumber": "PAY-000001", "externalNumber": "B-7",
            "text": "Deposit", "open": true, "postingDate": "2026-06-15", "dueDate": "2026-06-15",
            "amount": {"amount": "100.50", "currency": "EUR"},
            "remainingAmount": {"amount": "100.50"}, "accountingAmount": {"amount": "100.50"},
            "vendor": {"id": vendor}, "applications": [],
            "details": [{
                "entryType": "INITIAL", "amount": {"amount": "100.50"},
                "voucherNumber": "VCH-000001", "application": null,
            }],
        }));
        assert_eq!(stands(&app, "2440").await, 10_050);
        assert_eq!(stands(&app, "1930").await, -10_050);
        sound(&app, &user).await;
    }

    async fn a_refund_comes_to_an_account_that_is_named(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let freight = account(&app, &user, "5700").await;
        let input = json!({"vendorId": vendor, "amount": "-40", "bankGlAccountId": freight});
        let fields = "vendorEntry { documentType amount { amount } text }";
        let seen = done(&app, &user, "vendorPaymentPost", input, fields).await;
        let expected = json!({
            "documentType": "REFUND", "amount": {"amount": "-40.00"}, "text": "Vendor",
        });
        assert_eq!(seen["vendorEntry"], expected);
        assert_eq!(stands(&app, "5700").await, 4_000);
        assert_eq!(stands(&app, "2440").await, -4_000);
        sound(&app, &user).await;
    }

    async fn d2_a_discount_and_a_tolerance_close_an_invoice(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        // Day, money, late discount accepted; left on the payment and of the invoice; what stands
        // on the accounts of discounts and of tolerances.
        let table = [
            ("15", "985", false, "0.00", "0.00", -2_000, 500),
            ("15", "980", false, "0.00", "0.00", -2_000, 0),
            ("15", "975", false, "0.00", "0.00", -2_000, -500),
            ("15", "974", false, "0.00", "-26.00", 0, 0),
            ("18", "1005", true, "25.00", "0.00", -2_000, 0),
            ("18", "995", true, "15.00", "0.00", -2_000, 0),
            ("18", "995", false, "0.00", "0.00", 0, -500),
            ("18", "975", true, "0.00", "0.00", -2_000, -500),
            ("21", "1005", true, "0.00", "0.00", 0, 500),
            ("21", "985", true, "0.00", "-15.00", 0, 0),
        ];
        for (day, money, late, payment_left, invoice_left, discount, tolerance) in table {
            let before = (stands(&app, "3731").await, stands(&app, "3732").await);
            let invoice = thousand(&app, &user, &vendor).await;
            let payment = paid(&app, &user, &vendor, json!({
                "amount": money, "postingDate": format!("2026-01-{day}"),
                "acceptLateDiscount": late, "applications": all_of(&[&invoice]),
            })).await;
            let what = format!("{money} on the {day}");
            assert_eq!(left(&app, &user, &payment).await[0], payment_left, "{what}");
            assert_eq!(left(&app, &user, &invoice).await[0], invoice_left, "{what}");
            assert_eq!(stands(&app, "3731").await - before.0, discount, "{what}");
            assert_eq!(stands(&app, "3732").await - before.1, tolerance, "{what}");
        }
        sound(&app, &user).await;
    }

    async fn an_application_says_what_it_did_entry_by_entry(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let invoice = thousand(&app, &user, &vendor).await;
        let payment = paid(&app, &user, &vendor, json!({
            "amount": "975", "postingDate": "2026-01-10", "applications": all_of(&[&invoice]),
        })).await;
        let fragment = "VendorEntry { documentNumber applications {
            postingDate vendorEntry { id } vendor { id } voucherNumber undoes { id }
            undoneBy { id } recordedBy
            details { entryType amount { amount } accountingAmount { amount } voucherNumber
                vendorEntry { id } } } }";
        let seen = build::node(&app, &user, &invoice, fragment).await;
        let line = |entry: &str, entry_type: &str, amount: &str, voucher: Option<&str>| json!({
            "vendorEntry": {"id": entry}, "entryType": entry_type, "amount": {"amount": amount},
            "accountingAmount": {"amount": amount}, "voucherNumber": voucher,
        });
        let voucher = Some("VCH-000003");
        assert_eq!(seen["applications"], json!([{
            "postingDate": "2026-01-10", "vendorEntry": {"id": payment}, "vendor": {"id": vendor},
            "voucherNumber": voucher, "undoes": null, "undoneBy": null, "recordedBy": "admin@a",
            "details": [
                line(&payment, "APPLICATION", "-975.00", None),
                line(&invoice, "APPLICATION", "975.00", None),
                line(&invoice, "PAYMENT_DISCOUNT", "20.00", voucher),
                line(&invoice, "PAYMENT_TOLERANCE", "5.00", voucher),
            ],
        }]));
        assert_eq!(left(&app, &user, &invoice).await, ["0.00", "0.00", "0.00"]);
        sound(&app, &user).await;
    }

    async fn d5_one_of_two_invoices_is_paid_and_the_other_is_left(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let small = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let large = invoice(&app, &user, &vendor, json!({"amount": "500"})).await;
        let input = json!({"amount": "500", "applications": all_of(&[&large])});
        paid(&app, &user, &vendor, input).await;
        assert_eq!(left(&app, &user, &large).await[0], "0.00");
        assert_eq!(left(&app, &user, &small).await[0], "-100.00");
        let fragment = "Vendor { balance { amount { amount currency } } }";
        let seen = build::node(&app, &user, &vendor, fragment).await;
        let expected = json!([{"amount": {"amount": "-100.00", "currency": "EUR"}}]);
        assert_eq!(seen["balance"], expected);
        sound(&app, &user).await;
    }

    async fn invoices_are_filled_in_their_order_and_as_far_as_was_asked(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let mut entries = Vec::new();
        for amount in ["100", "200", "300"] {
            entries.push(invoice(&app, &user, &vendor, json!({"amount": amount})).await);
        }
        let applications = json!([
            {"vendorEntryId": entries[2], "amount": "50"},
            {"vendorEntryId": entries[0]},
            {"vendorEntryId": entries[1]},
        ]);
        let input = json!({"amount": "180", "applications": applications});
        let payment = paid(&app, &user, &vendor, input).await;
        let mut lefts = Vec::new();
        for entry in &entries {
            lefts.push(left(&app, &user, entry).await[0].clone());
        }
        assert_eq!(lefts, ["0.00", "-170.00", "-250.00"]);
        assert_eq!(left(&app, &user, &payment).await[0], "0.00");
        sound(&app, &user).await;
    }

    async fn rates_that_differ_bring_a_gain_or_a_loss(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for (day, rate) in [("2026-01-01", "0.9"), ("2026-02-01", "0.8"), ("2026-03-01", "1")] {
            let rate = json!({"currency": "USD", "validFrom": day, "rate": rate});
            done(&app, &user, "exchangeRateSet", rate, "").await;
        }
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let january = json!({"amount": "100", "postingDate": "2026-01-10"});
        let first = invoice(&app, &user, &vendor, january.clone()).await;
        assert_eq!(left(&app, &user, &first).await[1], "-90.00");
        paid(&app, &user, &vendor, json!({
            "amount": "100", "postingDate": "2026-02-10", "applications": all_of(&[&first]),
        })).await;
        assert_eq!(left(&app, &user, &first).await, ["0.00", "0.00", "0.00"]);
        assert_eq!(stands(&app, "3960").await, -1_000);
        let second = invoice(&app, &user, &vendor, january).await;
        let input = json!({
            "amount": "33.33", "postingDate": "2026-03-10", "applications": all_of(&[&second]),
        });
        paid(&app, &user, &vendor, input).await;
        assert_eq!(left(&app, &user, &second).await[..2], ["-66.67", "-60.00"]);
        assert_eq!(stands(&app, "7960").await, 333);
        assert_eq!(stands(&app, "2440").await, -6_000);
        let types = "VendorEntry { details { entryType accountingAmount { amount } } }";
        let seen = build::node(&app, &user, &second, types).await;
        assert_eq!(seen["details"][2], json!({
            "entryType": "REALIZED_LOSS", "accountingAmount": {"amount": "-3.33"},
        }));
        sound(&app, &user).await;
    }

    async fn a_discount_in_a_foreign_currency_is_worth_what_its_invoice_is(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for (day, rate) in [("2026-01-01", "0.9"), ("2026-01-08", "0.8")] {
            let rate = json!({"currency": "USD", "validFrom": day, "rate": rate});
            done(&app, &user, "exchangeRateSet", rate, "").await;
        }
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let invoice = thousand(&app, &user, &vendor).await;
        paid(&app, &user, &vendor, json!({
            "amount": "980", "postingDate": "2026-01-10", "applications": all_of(&[&invoice]),
        })).await;
        assert_eq!(left(&app, &user, &invoice).await, ["0.00", "0.00", "0.00"]);
        assert_eq!(stands(&app, "3731").await, -1_800);
        assert_eq!(stands(&app, "3960").await, -9_800);
        assert_eq!(stands(&app, "2440").await, 0);
        sound(&app, &user).await;
    }

    async fn a_refund_settles_a_credit_memo(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let memo = memo(&app, &user, &vendor, json!({"amount": "250"})).await;
        let input = json!({"amount": "-200", "applications": all_of(&[&memo])});
        let refund = paid(&app, &user, &vendor, input).await;
        assert_eq!(left(&app, &user, &memo).await[0], "50.00");
        assert_eq!(left(&app, &user, &refund).await[0], "0.00");
        sound(&app, &user).await;
    }

    async fn a_vendor_without_tolerance_keeps_the_difference_open(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let declined = thousand(&app, &user, &vendor).await;
        paid(&app, &user, &vendor, json!({
            "amount": "995", "postingDate": "2026-02-01", "acceptTolerance": false,
            "applications": all_of(&[&declined]),
        })).await;
        assert_eq!(left(&app, &user, &declined).await[0], "-5.00");
        let blocked = thousand(&app, &user, &vendor).await;
        let change = json!({"id": vendor, "version": 1, "paymentToleranceBlocked": true});
        done(&app, &user, "vendorUpdate", change, "").await;
        paid(&app, &user, &vendor, json!({
            "amount": "995", "postingDate": "2026-02-01", "applications": all_of(&[&blocked]),
        })).await;
        assert_eq!(left(&app, &user, &blocked).await[0], "-5.00");
        sound(&app, &user).await;
    }

    async fn what_is_applied_between_posting_groups_moves_between_their_accounts(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        // Since then, the vendor is posted by another group.
        let group = json!({"groupType": "VENDOR", "code": "ABROAD", "name": "Abroad"});
        let group = done(&app, &user, "postingGroupSet", group, "postingGroup { id }").await;
        let group = group["postingGroup"]["id"].clone();
        let setup = json!({
            "vendorPostingGroupId": group,
            "payablesGlAccountId": account(&app, &user, "2450").await,
        });
        done(&app, &user, "vendorPostingSetupSet", setup, "").await;
        let change = json!({"id": vendor, "version": 1, "vendorPostingGroupId": group});
        done(&app, &user, "vendorUpdate", change, "").await;
        let input = json!({"amount": "70", "applications": all_of(&[&owed])});
        paid(&app, &user, &vendor, input).await;
        assert_eq!(stands(&app, "2440").await, -3_000);
        assert_eq!(stands(&app, "2450").await, 0);
        let fragment = "VendorEntry { details { voucherNumber } }";
        let seen = build::node(&app, &user, &owed, fragment).await;
        assert_eq!(seen["details"][1]["voucherNumber"], "VCH-000003");
        sound(&app, &user).await;
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.9"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let other = build::vendor(&app, &user, json!({})).await;
        let owed = json!({"amount": "100"});
        let open = invoice(&app, &user, &vendor, owed.clone()).await;
        let closed = invoice(&app, &user, &vendor, owed.clone()).await;
        let input = json!({"amount": "100", "applications": all_of(&[&closed])});
        let payment = paid(&app, &user, &vendor, input).await;
        let claim = paid(&app, &user, &vendor, json!({"amount": "1"})).await;
        let foreign = invoice(&app, &user, &other, owed.clone()).await;
        let dollars = json!({"amount": "100", "currency": "USD"});
        let dollars = invoice(&app, &user, &vendor, dollars).await;
        let later = json!({"amount": "100", "postingDate": "2026-06-16"});
        let later = invoice(&app, &user, &vendor, later).await;
        let vouchers = rows(&app, "voucher").await;
        let refused = paying(&app, &user, &vendor, json!({
            "amount": "500", "text": " ", "postingDate": "2026-06-15",
            "applications": [
                {"vendorEntryId": open, "amount": "100.01"},
                {"vendorEntryId": closed},
                {"vendorEntryId": claim},
                {"vendorEntryId": foreign},
                {"vendorEntryId": dollars, "amount": "0"},
                {"vendorEntryId": later, "amount": "1.005"},
                {"vendorEntryId": later},
                {"vendorEntryId": vendor},
                {"vendorEntryId": payment, "amount": "1.00005"},
            ],
        })).await;
        assert_eq!(refusals(&refused), [
            "REQUIRED text",
            "OTHER_VENDOR applications[3].vendorEntryId",
            "NOT_APPLICABLE applications[5].vendorEntryId",
            "DUPLICATE applications[6].vendorEntryId",
            "NOT_FOUND applications[7].vendorEntryId",
            "TOO_MANY_DECIMALS applications[8].amount",
            "AMOUNT_ABOVE_REMAINING applications[0].amount",
            "NOT_OPEN applications[1].vendorEntryId",
            "NOT_APPLICABLE applications[2].vendorEntryId",
            "OTHER_CURRENCY applications[4].vendorEntryId",
            "NOT_POSITIVE applications[4].amount",
            "TOO_MANY_DECIMALS applications[5].amount",
            "NOT_OPEN applications[8].vendorEntryId",
        ]);
        assert_eq!(refused["userErrors"][6]["remaining"], "100");
        assert_eq!(rows(&app, "voucher").await, vouchers);
        // A refused posting leaves no gap in the numbers.
        let fields = "vendorEntry { documentNumber }";
        let input = json!({"vendorId": vendor, "amount": "1"});
        let seen = done(&app, &user, "vendorPaymentPost", input, fields).await;
        assert_eq!(seen["vendorEntry"]["documentNumber"], "PAY-000003");
        sound(&app, &user).await;
    }

    async fn a_payment_needs_an_amount_a_rate_a_period_and_an_account(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let bare = paying(&app, &user, &vendor, json!({"amount": "1"})).await;
        assert_eq!(refusals(&bare), ["PERIOD_CLOSED postingDate", "SETUP_MISSING "]);
        ledgers(&app, &user).await;
        let nothing = paying(&app, &user, &vendor, json!({"amount": "0"})).await;
        assert_eq!(refusals(&nothing), ["NOTHING_TO_POST amount"]);
        let odd = json!({"amount": "1.005", "postingDate": "2031-01-01"});
        let odd = paying(&app, &user, &vendor, odd).await;
        let expected = ["PERIOD_CLOSED postingDate", "TOO_MANY_DECIMALS amount"];
        assert_eq!(refusals(&odd), expected);
        let foreign = json!({"amount": "1", "currency": "USD"});
        let foreign = paying(&app, &user, &vendor, foreign).await;
        assert_eq!(refusals(&foreign), ["EXCHANGE_RATE_MISSING postingDate"]);
        let unknown = json!({"amount": "1", "currency": "QQQ"});
        let unknown = paying(&app, &user, &vendor, unknown).await;
        assert_eq!(refusals(&unknown), ["UNKNOWN_CODE currency"]);
        let payables = account(&app, &user, "2440").await;
        let indirect = json!({"amount": "1", "bankGlAccountId": payables});
        let indirect = paying(&app, &user, &vendor, indirect).await;
        assert_eq!(refusals(&indirect), ["GL_ACCOUNT_NOT_DIRECT bankGlAccountId"]);
        let closed = json!({
            "number": "1930", "name": "Bank", "category": "ASSET", "blocked": true,
        });
        done(&app, &user, "glAccountSet", closed, "").await;
        let blocked = paying(&app, &user, &vendor, json!({"amount": "1"})).await;
        assert_eq!(refusals(&blocked), ["GL_ACCOUNT_BLOCKED bankGlAccountId"]);
        assert_eq!(rows(&app, "vendor_entry").await, 0);
    }

    async fn an_application_in_no_currency_is_refused(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": vendor, "amount": "10", "currency": "XXX",
            "applications": [{"vendorEntryId": "x"}],
        });
        let refused = act(&app, &user, "vendorPaymentPost", input, "").await;
        assert_eq!(refusals(&refused), ["UNKNOWN_CODE currency"]);
    }

    async fn a_blocked_vendor_is_not_paid_and_may_pay_back_unless_all_is_blocked(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let block = |version: i32, blocked: &str| json!({
            "id": vendor, "version": version, "blocked": blocked,
        });
        done(&app, &user, "vendorUpdate", block(1, "PAYMENT"), "").await;
        let pay = json!({"amount": "1"});
        let refused = paying(&app, &user, &vendor, pay.clone()).await;
        assert_eq!(refusals(&refused), ["VENDOR_BLOCKED vendorId"]);
        let refund = json!({"amount": "-1"});
        paid(&app, &user, &vendor, refund.clone()).await;
        done(&app, &user, "vendorUpdate", block(2, "ALL"), "").await;
        for input in [pay, refund] {
            let refused = paying(&app, &user, &vendor, input).await;
            assert_eq!(refusals(&refused), ["VENDOR_BLOCKED vendorId"]);
        }
    }

    async fn a_preview_shows_the_payment_and_keeps_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let input = json!({
            "vendorId": vendor, "amount": "60", "applications": all_of(&[&owed]), "preview": true,
        });
        let fields = "vendorEntry { open applications { details { amount { amount } } } }";
        let shown = done(&app, &user, "vendorPaymentPost", input, fields).await;
        assert_eq!(shown["vendorEntry"], json!({"open": false, "applications": [{"details": [
            {"amount": {"amount": "-60.00"}}, {"amount": {"amount": "60.00"}},
        ]}]}));
        assert_eq!(left(&app, &user, &owed).await[0], "-100.00");
        assert_eq!(rows(&app, "vendor_application").await, 0);
        sound(&app, &user).await;
    }

    async fn one_key_pays_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({"vendorId": vendor, "amount": "60"});
        let mut answers = Vec::new();
        for _ in 0..2 {
            let input = input.clone();
            let answer =
                build::answer_keyed(&app, &user, "vendorPaymentPost", input, ENTRY, "once");
            answers.push(answer.await);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(stands(&app, "1930").await, -6_000);
    }

    async fn of_payments_at_the_same_time_one_settles_the_invoice(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let input = json!({"amount": "100", "applications": all_of(&[&owed])});
        let pay = || paying(&app, &user, &vendor, input.clone());
        let answers = join_all((0..8).map(|_| pay())).await;
        let (made, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer["userErrors"] == json!([]));
        assert_eq!((made.len(), refused.len()), (1, 7));
        for answer in refused {
            assert_eq!(refusals(answer), ["NOT_OPEN applications[0].vendorEntryId"]);
        }
        assert_eq!(stands(&app, "1930").await, -10_000);
        sound(&app, &user).await;
    }

    async fn an_account_of_discounts_is_needed_only_where_there_is_one(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let sql = "UPDATE vendor_posting_setup SET payment_discount_gl_account_id = NULL";
        run(&app.test_db.admin().await, sql).await;
        let pay = |money: &str| json!({
            "vendorId": vendor, "amount": money, "postingDate": "2026-01-10",
            "applications": all_of(&[&owed]),
        });
        let refused = act(&app, &user, "vendorPaymentPost", pay("980"), ENTRY).await;
        assert_eq!(refusals(&refused), ["SETUP_MISSING "]);
        done(&app, &user, "vendorPaymentPost", pay("500"), ENTRY).await;
        assert_eq!(left(&app, &user, &owed).await[0], "-500.00");
    }
}
