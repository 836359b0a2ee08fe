//! `purchaseInvoiceCancel` (COR-1 to COR-5, COR-7).

use serde_json::json;

use super::{bare, cancel, cancelled, draft, invoiced, parts, post, posted};
use crate::build::{self, done, ledgers, refusals, text};
use crate::harness::both;
use crate::purchase_receipt::{order, received, sound, stands, thousand};

both! {
    async fn the_goods_stay_received_and_the_books_go_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &line), "300").await;
        let invoice = invoiced(&app, &user, &line, ("200", "V-1")).await;
        let memo = cancelled(&app, &user, &text(&invoice["id"]), json!({})).await;
        assert_eq!(memo["documentType"], "CREDIT_MEMO");
        assert_eq!(memo["number"], "CRM-000001");
        assert_eq!(memo["totalAmount"], "-1000");
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "300", "0", "600"]);
        for account in ["4000", "2640", "2440", "1400", "4100"] {
            assert_eq!(stands(&app, account).await, 0, "{account}");
        }
        assert_eq!(stands(&app, "1410").await, 120_000);
        let fragment = "PurchaseInvoice { cancelledBy { number cancellation stock } }";
        let seen = build::node(&app, &user, &text(&invoice["id"]), fragment).await;
        let expected = json!({
            "number": "CRM-000001", "cancellation": "CANCEL", "stock": "KEEP_RECEIVED",
        });
        assert_eq!(seen["cancelledBy"], expected);
        sound(&app, &user).await;
        let again = invoiced(&app, &user, &line, ("300", "V-1")).await;
        assert_eq!(again["netAmount"], "1200");
        sound(&app, &user).await;
    }

    async fn the_goods_go_back_where_that_is_wanted(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &line), "300").await;
        let invoice = invoiced(&app, &user, &line, ("200", "V-1")).await;
        let back = json!({"stock": "RETURN_TO_VENDOR"});
        cancelled(&app, &user, &text(&invoice["id"]), back).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["300", "100", "0", "600"]);
        for account in ["4000", "2640", "2440", "1400", "4100"] {
            assert_eq!(stands(&app, account).await, 0, "{account}");
        }
        assert_eq!(stands(&app, "1410").await, 40_000);
        sound(&app, &user).await;
    }

    async fn an_invoice_without_an_order_goes_back_with_its_goods(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1", "invoiceDiscountPercent": "3",
            "lines": [{"itemId": item, "quantity": "7", "unitPrice": "3.33"}],
        });
        let invoice = posted(&app, &user, input).await;
        let memo = cancelled(&app, &user, &text(&invoice["id"]), json!({})).await;
        for account in ["4000", "2640", "2440", "1400", "4100", "1410", "2450"] {
            assert_eq!(stands(&app, account).await, 0, "{account}");
        }
        sound(&app, &user).await;
        let twice = cancel(&app, &user, &text(&invoice["id"]), json!({})).await;
        assert_eq!(refusals(&twice), ["ALREADY_CANCELLED id"]);
        let again = cancelled(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(again["documentType"], "INVOICE");
        assert_eq!(again["totalAmount"], invoice["totalAmount"]);
        assert_eq!(stands(&app, "1400").await, 2_261);
        assert_eq!(stands(&app, "2440").await, -2_826);
        sound(&app, &user).await;
        cancelled(&app, &user, &text(&again["id"]), json!({})).await;
        assert_eq!(stands(&app, "1400").await, 0);
        assert_eq!(stands(&app, "2440").await, 0);
        sound(&app, &user).await;
    }

    async fn a_cancellation_that_kept_the_goods_is_cancelled_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &line), "300").await;
        let invoice = invoiced(&app, &user, &line, ("200", "V-1")).await;
        let memo = cancelled(&app, &user, &text(&invoice["id"]), json!({})).await;
        cancelled(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "100", "200", "600"]);
        assert_eq!(stands(&app, "1400").await, 80_000);
        assert_eq!(stands(&app, "1410").await, 40_000);
        assert_eq!(stands(&app, "2440").await, -100_000);
        sound(&app, &user).await;
    }

    async fn an_invoice_of_several_receipts_is_cancelled_in_one_step(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "9", "unitPrice": "1.11"})).await;
        for part in ["2", "3", "4"] {
            received(&app, &user, (&order, &line), part).await;
        }
        let invoice = invoiced(&app, &user, &line, ("8", "V-1")).await;
        cancelled(&app, &user, &text(&invoice["id"]), json!({})).await;
        assert_eq!(stands(&app, "1400").await, 0);
        assert_eq!(stands(&app, "1410").await, 999);
        sound(&app, &user).await;
    }

    async fn indirect_cost_goes_back_to_the_account_it_came_from(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let indirect = json!({"overheadRate": "1", "indirectCostPercent": "5"});
        let item = build::item(&app, &user, indirect).await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1",
            "lines": [{"itemId": item, "quantity": "10", "unitPrice": "7"}],
        });
        let invoice = posted(&app, &user, input).await;
        assert_eq!(stands(&app, "4110").await, -1_350);
        let memo = cancelled(&app, &user, &text(&invoice["id"]), json!({})).await;
        for account in ["1400", "4100", "4110"] {
            assert_eq!(stands(&app, account).await, 0, "{account}");
        }
        cancelled(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(stands(&app, "1400").await, 8_350);
        assert_eq!(stands(&app, "4110").await, -1_350);
        sound(&app, &user).await;
    }

    async fn goods_that_came_with_the_invoice_and_stay_are_worth_what_is_expected(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (_, _, invoice) = bare(&app, &user, "10", "7").await;
        let keep = json!({"stock": "KEEP_RECEIVED"});
        let memo = cancelled(&app, &user, &text(&invoice["id"]), keep.clone()).await;
        assert_eq!(stands(&app, "1400").await, 0);
        assert_eq!(stands(&app, "1410").await, 7_000);
        assert_eq!(stands(&app, "2450").await, -7_000);
        sound(&app, &user).await;
        let again = cancelled(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(stands(&app, "1400").await, 7_000);
        assert_eq!(stands(&app, "1410").await, 0);
        cancelled(&app, &user, &text(&again["id"]), keep).await;
        assert_eq!(stands(&app, "1400").await, 0);
        assert_eq!(stands(&app, "2450").await, -7_000);
        sound(&app, &user).await;
    }

    async fn charges_come_back_with_the_goods_that_bore_them(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "100"})).await;
        let receipt = received(&app, &user, (&order, &line), "10").await;
        let charge = json!({"code": "FREIGHT", "name": "Freight"});
        let charge = done(&app, &user, "itemChargeSet", charge, "itemCharge { id }").await;
        let input = json!({
            "purchaseOrderId": order, "vendorInvoiceNumber": "V-1",
            "lines": [{"purchaseOrderLineId": line}, {
                "itemChargeId": charge["itemCharge"]["id"], "unitPrice": "50",
                "chargeAssignments": [{"purchaseReceiptLineId": receipt["lines"][0]["id"]}],
            }],
        });
        let invoice = posted(&app, &user, input).await;
        assert_eq!(stands(&app, "1400").await, 105_000);
        let back = json!({"stock": "RETURN_TO_VENDOR"});
        let memo = cancelled(&app, &user, &text(&invoice["id"]), back).await;
        assert_eq!(stands(&app, "1400").await, 0);
        cancelled(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(stands(&app, "1400").await, 105_000);
        assert_eq!(stands(&app, "4100").await, -105_000);
        sound(&app, &user).await;
    }

    async fn a_cancelled_invoice_of_an_account_comes_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let expense = crate::purchase_invoice::account(&app, &user, "6110").await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1",
            "lines": [{"glAccountId": expense, "unitPrice": "100"}],
        });
        let invoice = posted(&app, &user, input).await;
        let memo = cancelled(&app, &user, &text(&invoice["id"]), json!({})).await;
        cancelled(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(stands(&app, "6110").await, 10_000);
        sound(&app, &user).await;
    }

    async fn goods_come_back_only_to_an_order_that_waits_for_them(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "5"})).await;
        received(&app, &user, (&order, &line), "10").await;
        let invoice = invoiced(&app, &user, &line, ("10", "V-1")).await;
        let back = json!({"stock": "RETURN_TO_VENDOR"});
        let memo = cancelled(&app, &user, &text(&invoice["id"]), back).await;
        received(&app, &user, (&order, &line), "8").await;
        let refused = cancel(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(refused["userErrors"][0]["code"], "QUANTITY_ABOVE_OUTSTANDING");
        assert_eq!(refused["userErrors"][0]["limit"], "2");
        sound(&app, &user).await;
    }

    async fn what_stands_against_it_is_told_together(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (vendor, item, invoice) = bare(&app, &user, "1", "1").await;
        let blocked = json!({"id": vendor, "version": 1, "blocked": "ALL"});
        done(&app, &user, "vendorUpdate", blocked, "").await;
        let blocked = json!({"id": item, "version": 1, "blocked": true});
        done(&app, &user, "itemUpdate", blocked, "").await;
        let late = json!({"postingDate": "2031-01-01"});
        let refused = cancel(&app, &user, &text(&invoice["id"]), late).await;
        let expected = [
            "PERIOD_CLOSED postingDate",
            "VENDOR_BLOCKED id",
            "ITEM_BLOCKED lines[0].itemId",
        ];
        assert_eq!(refusals(&refused), expected);
        let none = cancel(&app, &user, "x", json!({})).await;
        assert_eq!(refusals(&none), ["NOT_FOUND id"]);
        sound(&app, &user).await;
    }

    async fn goods_that_were_given_back_are_not_cancelled(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (vendor, _, invoice) = bare(&app, &user, "5", "10").await;
        let input = json!({
            "documentType": "CREDIT_MEMO", "vendorId": vendor, "vendorInvoiceNumber": "C-1",
            "lines": [{"purchaseInvoiceLineId": invoice["lines"][0]["id"], "quantity": "-2"}],
        });
        let memo = posted(&app, &user, input).await;
        assert_eq!(memo["totalAmount"], "-25");
        assert_eq!(stands(&app, "1400").await, 3_000);
        sound(&app, &user).await;
        let refused = cancel(&app, &user, &text(&invoice["id"]), json!({})).await;
        assert_eq!(refusals(&refused), ["NOT_CANCELLABLE lines[0]"]);
        let refused = cancel(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(refusals(&refused), ["NOT_CANCELLABLE id"]);
    }

    async fn what_is_paid_or_used_stays(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (vendor, item, invoice) = bare(&app, &user, "4", "10").await;
        let id = text(&invoice["id"]);
        let lost = json!({
            "reason": "broken", "lines": [{"itemId": item, "quantity": "-1"}],
        });
        done(&app, &user, "inventoryAdjustmentPost", lost, "").await;
        let refused = cancel(&app, &user, &id, json!({})).await;
        assert_eq!(refusals(&refused), ["STOCK_USED lines[0].quantity"]);
        assert_eq!(stands(&app, "2440").await, -5_000);
        let fragment = "PurchaseInvoice { vendorEntry { id } }";
        let entry = build::node(&app, &user, &id, fragment).await["vendorEntry"]["id"].clone();
        let pay = json!({
            "vendorId": vendor, "amount": "0.01", "applications": [{"vendorEntryId": entry}],
        });
        let paid = done(&app, &user, "vendorPaymentPost", pay, "vendorEntry {
            applications { id } }").await;
        let refused = cancel(&app, &user, &id, json!({"stock": "KEEP_RECEIVED"})).await;
        assert_eq!(refusals(&refused), ["PARTLY_SETTLED id"]);
        let application = paid["vendorEntry"]["applications"][0]["id"].clone();
        let undo = json!({"vendorApplicationId": application});
        done(&app, &user, "vendorEntryUnapply", undo, "").await;
        cancelled(&app, &user, &id, json!({"stock": "KEEP_RECEIVED"})).await;
        assert_eq!(stands(&app, "1400").await, 0);
        assert_eq!(stands(&app, "2440").await, 1);
        sound(&app, &user).await;
    }

    async fn where_cost_is_to_be_exact_a_return_names_what_it_gives_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let exact = json!({"version": 1, "exactCostRequired": true});
        done(&app, &user, "ledgerSetupUpdate", exact, "").await;
        let (vendor, item, invoice) = bare(&app, &user, "4", "10").await;
        let memo = |line| json!({
            "documentType": "CREDIT_MEMO", "vendorId": vendor, "vendorInvoiceNumber": "C-1",
            "lines": [line],
        });
        let bare = json!({"itemId": item, "quantity": "-1", "unitPrice": "10"});
        let id = draft(&app, &user, memo(bare)).await;
        let refused = post(&app, &user, &id).await;
        assert_eq!(refusals(&refused), ["EXACT_COST_REQUIRED lines[0].quantity"]);
        let named = json!({"purchaseInvoiceLineId": invoice["lines"][0]["id"], "quantity": "-1"});
        posted(&app, &user, memo(named)).await;
        assert_eq!(stands(&app, "1400").await, 3_000);
        sound(&app, &user).await;
    }

    async fn what_was_invoiced_otherwise_meanwhile_is_not_invoiced_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let service = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let line = json!({"itemId": service, "quantity": "2", "unitPrice": "5"});
        let (order, line) = order(&app, &user, line).await;
        received(&app, &user, (&order, &line), "2").await;
        let invoice = invoiced(&app, &user, &line, ("2", "V-1")).await;
        let memo = cancelled(&app, &user, &text(&invoice["id"]), json!({})).await;
        invoiced(&app, &user, &line, ("1", "V-2")).await;
        let refused = cancel(&app, &user, &text(&memo["id"]), json!({})).await;
        assert_eq!(refusals(&refused), ["QUANTITY_ABOVE_RECEIVED "]);
        sound(&app, &user).await;
    }
}
