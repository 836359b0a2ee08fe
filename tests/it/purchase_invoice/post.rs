//! `purchaseInvoicePost` (PST-1 to PST-5, PST-7, MAT-2; vectors A1, B1, B3, D1).

use serde_json::{Value, json};

use super::{POSTED, bare, direct, draft, drafted, invoiced, parts, post, posted};
use crate::build::{self, act, done, ledgers, refusals, text};
use crate::harness::both;
use crate::purchase_receipt::{order, received, sound, stands, thousand};

/// What stands on accounts, in hundredths.
async fn all_of(app: &crate::harness::TestApp, accounts: &[&str]) -> Vec<i64> {
    let mut found = Vec::new();
    for account in accounts {
        found.push(stands(app, account).await);
    }
    found
}

both! {
    async fn a_part_of_a_receipt_is_invoiced_as_worked_out(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let line = json!({"quantity": "10", "unitPrice": "100", "discountPercent": "10"});
        let (order, line) = order(&app, &user, line).await;
        received(&app, &user, (&order, &line), "6").await;
        let invoice = invoiced(&app, &user, &line, ("4", "V-1")).await;
        assert_eq!(invoice["number"], "INV-000001");
        assert_eq!(invoice["netAmount"], "360");
        assert_eq!(invoice["taxAmount"], "90");
        assert_eq!(invoice["totalAmount"], "450");
        let accounts = ["4000", "2640", "2440", "1400", "4100", "1410", "2450"];
        let expected = [36_000, 9_000, -45_000, 36_000, -36_000, 18_000, -18_000];
        assert_eq!(all_of(&app, &accounts).await, expected);
        let fragment = "PurchaseOrder { receiptProgress invoiceProgress }";
        let seen = build::node(&app, &user, &order, fragment).await;
        assert_eq!(seen, json!({"receiptProgress": "PARTLY", "invoiceProgress": "PARTLY"}));
        sound(&app, &user).await;
    }

    async fn b1_line_discounts_have_an_account_of_their_own(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let apart = json!({"version": 1, "discountPosting": "LINE_DISCOUNTS"});
        done(&app, &user, "ledgerSetupUpdate", apart, "").await;
        let line = json!({"quantity": "10", "unitPrice": "100", "discountPercent": "10"});
        let (order, line) = order(&app, &user, line).await;
        received(&app, &user, (&order, &line), "6").await;
        let invoice = invoiced(&app, &user, &line, ("4", "V-1")).await;
        assert_eq!(invoice["totalAmount"], "450");
        let accounts = ["4000", "4010", "2640", "2440", "1400", "4100", "1410"];
        let expected = [40_000, -4_000, 9_000, -45_000, 36_000, -36_000, 18_000];
        assert_eq!(all_of(&app, &accounts).await, expected);
        sound(&app, &user).await;
    }

    async fn b2_and_b5_cost_has_its_overhead_and_its_indirect_part(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let accounts = ["1400", "4100", "4110"];
        let overhead = build::item(&app, &user, json!({"overheadRate": "1"})).await;
        let ten = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "B2",
            "lines": [{"itemId": overhead, "quantity": "10", "unitPrice": "7"}],
        });
        posted(&app, &user, ten).await;
        assert_eq!(all_of(&app, &accounts).await, [8_000, -7_000, -1_000]);
        let lost = json!({
            "reason": "Gone", "lines": [{"itemId": overhead, "quantity": "-10"}],
        });
        done(&app, &user, "inventoryAdjustmentPost", lost, "").await;
        assert_eq!(all_of(&app, &accounts).await, [0, -7_000, -1_000]);
        let both = json!({"indirectCostPercent": "5", "overheadRate": "1"});
        let both = build::item(&app, &user, both).await;
        let one = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "B5",
            "lines": [
                {"itemId": both, "quantity": "1", "unitPrice": "100", "discountAmount": "10"},
            ],
        });
        posted(&app, &user, one).await;
        assert_eq!(stands(&app, "1400").await, 9_550);
        sound(&app, &user).await;
    }

    async fn what_is_dearer_than_expected_is_worth_more(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "1", "unitPrice": "95"})).await;
        received(&app, &user, (&order, &line), "1").await;
        let lines = json!([{"purchaseOrderLineId": line, "unitPrice": "100"}]);
        let input = json!({
            "purchaseOrderId": order, "vendorInvoiceNumber": "V-1", "lines": lines,
        });
        posted(&app, &user, input).await;
        let accounts = ["1410", "2450", "1400", "4100"];
        assert_eq!(all_of(&app, &accounts).await, [0, 0, 10_000, -10_000]);
        sound(&app, &user).await;
    }

    async fn the_commitment_moves_from_received_to_invoiced(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &line), "300").await;
        invoiced(&app, &user, &line, ("200", "V-1")).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "100", "200", "600"]);
        let fragment = "AgreementLine { invoiceLines { nodes { quantity netAmount } } }";
        let seen = build::node(&app, &user, &commitment, fragment).await;
        let expected = json!([{"quantity": "200", "netAmount": "800"}]);
        assert_eq!(seen["invoiceLines"]["nodes"], expected);
        sound(&app, &user).await;
    }

    async fn receipts_of_several_orders_are_invoiced_together(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let mut receipts = Vec::new();
        for price in ["10", "20"] {
            let lines = json!([{"itemId": item, "quantity": "2", "unitPrice": price}]);
            let order = json!({"vendorId": vendor, "lines": lines});
            let order = build::order(&app, &user, order).await;
            let line = build::lines(&app, &user, &order).await.remove(0);
            receipts.push(received(&app, &user, (&order, &line), "2").await["id"].clone());
        }
        let input = json!({"purchaseReceiptIds": receipts, "vendorInvoiceNumber": "V-1"});
        let invoice = posted(&app, &user, input.clone()).await;
        assert_eq!(invoice["netAmount"], "60");
        assert_eq!(invoice["lines"].as_array().expect("lines").len(), 2);
        assert_eq!(stands(&app, "1400").await, 6_000);
        assert_eq!(stands(&app, "1410").await, 0);
        let again = draft(&app, &user, input).await;
        let none = post(&app, &user, &again).await;
        let expected = [
            "VENDOR_INVOICE_NUMBER_USED vendorInvoiceNumber",
            "NOTHING_TO_POST purchaseInvoiceDraftId",
        ];
        assert_eq!(refusals(&none), expected);
        sound(&app, &user).await;
    }

    async fn an_invoice_without_an_order_receives_too(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "3", "unitPrice": "7.5"}]);
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1", "lines": lines,
        });
        let invoice = posted(&app, &user, input).await;
        assert_eq!(invoice["netAmount"], "22.5");
        let accounts = ["1400", "1410", "2450", "4000", "2440"];
        assert_eq!(all_of(&app, &accounts).await, [2_250, 0, 0, 2_250, -2_813]);
        let fragment = "PurchaseInvoice { lines { matches { quantity } } }";
        let seen = build::node(&app, &user, &text(&invoice["id"]), fragment).await;
        assert_eq!(seen["lines"][0]["matches"], json!([{"quantity": "3"}]));
        sound(&app, &user).await;
    }

    async fn an_agreement_with_direct_invoicing_is_invoiced_without_an_order(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, item, commitment) = direct(&app, &user).await;
        let input = |quantity: &str, number: &str| json!({
            "agreementId": agreement, "vendorInvoiceNumber": number,
            "lines": [{"itemId": item, "quantity": quantity}],
        });
        let invoice = posted(&app, &user, input("60", "V-1")).await;
        assert_eq!(invoice["netAmount"], "240");
        assert_eq!(parts(&app, &user, &commitment).await, ["0", "0", "60", "40"]);
        let beyond = drafted(&app, &user, input("41", "V-2")).await;
        assert_eq!(refusals(&beyond), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
        // Two drafts that fit one by one do not fit together.
        let first = draft(&app, &user, input("30", "V-3")).await;
        let second = draft(&app, &user, input("30", "V-4")).await;
        let done = post(&app, &user, &first).await;
        assert_eq!(done["userErrors"], json!([]));
        let refused = post(&app, &user, &second).await;
        assert_eq!(refusals(&refused), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
        assert_eq!(refused["userErrors"][0]["remaining"], "10");
        assert_eq!(parts(&app, &user, &commitment).await, ["0", "0", "90", "10"]);
        sound(&app, &user).await;
    }

    async fn accounts_and_invoice_discounts_are_posted_to_the_cent(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let account = account(&app, &user, "6110").await;
        let lines = json!([
            {"glAccountId": account, "unitPrice": "33.33"},
            {"glAccountId": account, "unitPrice": "33.33"},
            {"glAccountId": account, "unitPrice": "33.34"},
        ]);
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1", "lines": lines,
            "invoiceDiscountAmount": "10",
        });
        let invoice = posted(&app, &user, input).await;
        assert_eq!(invoice["netAmount"], "90");
        assert_eq!(invoice["taxAmount"], "22.5");
        let nets = invoice["lines"].as_array().expect("lines").iter();
        let nets: Vec<_> = nets.map(|line| line["netAmount"].clone()).collect();
        assert_eq!(nets, ["30", "29.99", "30.01"]);
        assert_eq!(all_of(&app, &["6110", "2640", "2440"]).await, [9_000, 2_250, -11_250]);
        sound(&app, &user).await;
    }

    async fn a_charge_is_added_to_the_cost_of_what_bears_it(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "4", "unitPrice": "10"})).await;
        let receipt = received(&app, &user, (&order, &line), "4").await;
        let charge = json!({"code": "FREIGHT", "name": "Freight"});
        let charge = done(&app, &user, "itemChargeSet", charge, "itemCharge { id }").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let bearers = json!([{"purchaseReceiptLineId": receipt["lines"][0]["id"]}]);
        let lines = json!([{
            "itemChargeId": charge["itemCharge"]["id"], "unitPrice": "8",
            "chargeAssignments": bearers,
        }]);
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "F-1", "lines": lines,
        });
        posted(&app, &user, input).await;
        assert_eq!(all_of(&app, &["1400", "1410", "4000"]).await, [800, 4_000, 800]);
        invoiced(&app, &user, &line, ("4", "V-1")).await;
        assert_eq!(all_of(&app, &["1400", "1410", "4100"]).await, [4_800, 0, -4_800]);
        sound(&app, &user).await;
    }

    async fn what_was_undone_bears_no_charge(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "4", "unitPrice": "10"})).await;
        let receipt = received(&app, &user, (&order, &line), "4").await;
        let charge = json!({"code": "FREIGHT", "name": "Freight"});
        let charge = done(&app, &user, "itemChargeSet", charge, "itemCharge { id }").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let freight = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "F-1",
            "lines": [{
                "itemChargeId": charge["itemCharge"]["id"], "unitPrice": "8",
                "chargeAssignments": [{"purchaseReceiptLineId": receipt["lines"][0]["id"]}],
            }],
        });
        let id = draft(&app, &user, freight).await;
        done(&app, &user, "purchaseReceiptUndo", json!({"id": receipt["id"]}), "").await;
        let refused = post(&app, &user, &id).await;
        assert_eq!(refusals(&refused), ["ALREADY_UNDONE lines[0].quantity"]);
        sound(&app, &user).await;
    }

    async fn a_memo_is_applied_to_what_is_still_open(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (vendor, _, invoice) = bare(&app, &user, "1", "100").await;
        let fragment = "PurchaseInvoice { vendorEntry { id } }";
        let entry = build::node(&app, &user, &text(&invoice["id"]), fragment).await;
        let entry = entry["vendorEntry"]["id"].clone();
        let account = account(&app, &user, "6110").await;
        let memo = json!({
            "documentType": "CREDIT_MEMO", "vendorId": vendor, "vendorInvoiceNumber": "C-1",
            "appliesToVendorEntryId": entry,
            "lines": [{"glAccountId": account, "unitPrice": "10"}],
        });
        let id = draft(&app, &user, memo).await;
        let payment = json!({
            "vendorId": vendor, "amount": "125", "applications": [{"vendorEntryId": entry}],
        });
        done(&app, &user, "vendorPaymentPost", payment, "").await;
        let refused = post(&app, &user, &id).await;
        assert_eq!(refusals(&refused), ["NOT_OPEN appliesToVendorEntryId"]);
        sound(&app, &user).await;
    }

    async fn a_foreign_invoice_is_posted_at_the_rate_of_its_day(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.9"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "3", "unitPrice": "33.33"}]);
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1", "lines": lines,
        });
        let invoice = posted(&app, &user, input).await;
        assert_eq!(invoice["totalAmount"], "124.99");
        assert_eq!(all_of(&app, &["1400", "2440"]).await, [8_999, -11_249]);
        sound(&app, &user).await;
    }

    async fn due_and_discount_dates_come_from_the_terms(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let terms = json!({
            "code": "D1", "name": "30 days", "dueFormula": "30D", "discountFormula": "8D",
            "discountPercent": "2",
        });
        done(&app, &user, "paymentTermsSet", terms, "").await;
        let vendor = build::vendor(&app, &user, json!({"paymentTerms": "D1"})).await;
        let item = build::item(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1",
            "postingDate": "2026-01-20", "documentDate": "2026-01-15",
            "lines": [{"itemId": item, "quantity": "4", "unitPrice": "90"}],
        });
        let invoice = posted(&app, &user, input).await;
        assert_eq!(invoice["totalAmount"], "450");
        assert_eq!(invoice["dueDate"], "2026-02-14");
        assert_eq!(invoice["discountDate"], "2026-01-23");
    }

    async fn a_preview_shows_the_document_and_keeps_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "2", "unitPrice": "10"})).await;
        received(&app, &user, (&order, &line), "2").await;
        let input = json!({"purchaseOrderId": order, "vendorInvoiceNumber": "V-1"});
        let id = draft(&app, &user, input).await;
        let input = json!({"purchaseInvoiceDraftId": id, "preview": true});
        let seen = done(&app, &user, "purchaseInvoicePost", input, POSTED).await;
        assert_eq!(seen["purchaseInvoice"]["totalAmount"], "25");
        assert_eq!(stands(&app, "2440").await, 0);
        let invoice = post(&app, &user, &id).await;
        assert_eq!(invoice["purchaseInvoice"]["number"], "INV-000001");
        let gone = post(&app, &user, &id).await;
        assert_eq!(refusals(&gone), ["NOT_FOUND purchaseInvoiceDraftId"]);
        sound(&app, &user).await;
    }

    async fn a_key_posts_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "2", "unitPrice": "10"})).await;
        received(&app, &user, (&order, &line), "2").await;
        let input = json!({"purchaseOrderId": order, "vendorInvoiceNumber": "V-1"});
        let id = draft(&app, &user, input).await;
        let input = json!({"purchaseInvoiceDraftId": id});
        let mut numbers = Vec::new();
        for _ in 0..2 {
            let name = "purchaseInvoicePost";
            let answer =
                build::answer_keyed(&app, &user, name, input.clone(), POSTED, "once").await;
            numbers.push(answer["data"][name]["purchaseInvoice"]["number"].clone());
        }
        assert_eq!(numbers, ["INV-000001", "INV-000001"]);
        assert_eq!(stands(&app, "2440").await, -2_500);
        sound(&app, &user).await;
    }

    async fn everything_that_stands_against_it_is_told_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "5", "unitPrice": "10"})).await;
        received(&app, &user, (&order, &line), "2").await;
        let input = json!({
            "purchaseOrderId": order, "documentTotal": "99", "postingDate": "2030-01-01",
            "lines": [{"purchaseOrderLineId": line, "quantity": "3"}],
        });
        let id = draft(&app, &user, input).await;
        let refused = post(&app, &user, &id).await;
        let expected = [
            "PERIOD_CLOSED postingDate",
            "QUANTITY_ABOVE_RECEIVED lines[0].quantity",
            "REQUIRED vendorInvoiceNumber",
            "DOCUMENT_TOTAL_DIFFERS documentTotal",
        ];
        assert_eq!(refusals(&refused), expected);
        assert_eq!(refused["userErrors"][1]["limit"], "2");
        assert_eq!(stands(&app, "2440").await, 0);
        sound(&app, &user).await;
    }

    async fn all_accounts_that_are_missing_are_told_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut groups = Vec::new();
        for kind in ["GENERAL_BUSINESS", "TAX_BUSINESS", "VENDOR", "INVENTORY"] {
            let group = json!({"groupType": kind, "code": "NEW", "name": "New"});
            let made = done(&app, &user, "postingGroupSet", group, "postingGroup { id }").await;
            groups.push(made["postingGroup"]["id"].clone());
        }
        let vendor = build::vendor(&app, &user, json!({
            "businessPostingGroupId": groups[0], "taxBusinessPostingGroupId": groups[1],
            "vendorPostingGroupId": groups[2],
        })).await;
        let item = build::item(&app, &user, json!({"inventoryPostingGroupId": groups[3]})).await;
        let line = json!({"itemId": item, "quantity": "1", "unitPrice": "1"});
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1", "lines": [line, line],
        });
        let id = draft(&app, &user, input).await;
        let refused = post(&app, &user, &id).await;
        let expected = [
            "SETUP_MISSING ", "SETUP_MISSING lines[0]", "SETUP_MISSING lines[0]",
            "SETUP_MISSING lines[0]", "SETUP_MISSING lines[0]", "SETUP_MISSING lines[1]",
        ];
        assert_eq!(refusals(&refused), expected, "{refused}");
    }

    async fn a_vendor_sends_a_number_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "5", "unitPrice": "10"})).await;
        received(&app, &user, (&order, &line), "5").await;
        invoiced(&app, &user, &line, ("1", "V-1")).await;
        let lines = json!([{"purchaseOrderLineId": line, "quantity": "1"}]);
        let input = json!({
            "purchaseOrderId": order, "vendorInvoiceNumber": "V-1", "lines": lines,
        });
        let id = draft(&app, &user, input).await;
        let refused = post(&app, &user, &id).await;
        let expected = ["VENDOR_INVOICE_NUMBER_USED vendorInvoiceNumber"];
        assert_eq!(refusals(&refused), expected);
        let same = json!({
            "purchaseOrderId": order, "vendorInvoiceNumber": "v- 1", "documentTotal": "7",
        });
        let id = draft(&app, &user, same).await;
        let refused = post(&app, &user, &id).await;
        let expected = [
            "VENDOR_INVOICE_NUMBER_USED vendorInvoiceNumber",
            "DOCUMENT_TOTAL_DIFFERS documentTotal",
        ];
        assert_eq!(refusals(&refused), expected, "case and spaces make no other number");
        let next = invoiced(&app, &user, &line, ("1", "V-2")).await;
        assert_eq!(next["number"], "INV-000002");
        sound(&app, &user).await;
    }

    async fn blocked_vendors_and_items_are_refused(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1",
            "lines": [{"itemId": item, "quantity": "1", "unitPrice": "1"}],
        });
        let id = draft(&app, &user, input).await;
        let blocked = json!({"id": vendor, "version": 1, "blocked": "ALL"});
        done(&app, &user, "vendorUpdate", blocked, "").await;
        let blocked = json!({"id": item, "version": 1, "blocked": true});
        done(&app, &user, "itemUpdate", blocked, "").await;
        let refused = post(&app, &user, &id).await;
        let expected = [
            "VENDOR_BLOCKED purchaseInvoiceDraftId",
            "ITEM_BLOCKED lines[0].itemId",
        ];
        assert_eq!(refusals(&refused), expected);
    }

    async fn an_invoice_is_posted_by_those_who_may(app: TestApp) {
        let user = app.admin(&app.a);
        let stale = json!({"purchaseInvoiceDraftId": "x", "version": 1});
        let none = act(&app, &user, "purchaseInvoicePost", stale, POSTED).await;
        assert_eq!(refusals(&none), ["NOT_FOUND purchaseInvoiceDraftId"]);
    }
}

/// The id of an account.
pub(crate) async fn account(
    app: &crate::harness::TestApp,
    user: &crate::harness::user::User,
    number: &str,
) -> Value {
    let all = build::read(app, user, "glAccounts", "{ id number }").await;
    let all = all.as_array().expect("accounts").clone();
    let own = all.into_iter().find(|own| own["number"] == number);
    own.expect("an account")["id"].clone()
}
