//! `purchaseReturnOrderCreate` (COR-8, COR-9; vectors B6, B12).

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::build::{self, act, done, ledgers, refusals, text};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::user::User;
use crate::purchase_invoice::{cancel, cancelled, draft, drafted, invoiced, parts, post, posted};
use crate::purchase_receipt::{order, received, sound, stands, thousand};

const FIELDS: &str =
    "purchaseOrder { id number version lines { nodes { id quantity netAmount { amount } } } }";

async fn returned(app: &TestApp, user: &User, more: Value) -> Value {
    let input = build::over(json!({"rmaNumber": "RMA-1"}), more);
    let payload = done(app, user, "purchaseReturnOrderCreate", input, FIELDS).await;
    payload["purchaseOrder"].clone()
}

both! {
    async fn what_goes_back_is_shipped_and_credited_and_the_commitment_gets_it_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        let receipt = received(&app, &user, (&order, &line), "300").await;
        invoiced(&app, &user, &line, ("300", "V-1")).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "0", "300", "600"]);
        let own = &receipt["lines"][0]["id"];
        let lines = json!([{"purchaseReceiptLineId": own, "quantity": "-10"}]);
        let back = returned(&app, &user, json!({"lines": lines})).await;
        assert_eq!(back["number"], "RET-000001");
        assert_eq!(back["lines"]["nodes"][0]["netAmount"]["amount"], "-40.00");
        assert_eq!(parts(&app, &user, &commitment).await, ["90", "0", "300", "610"]);
        let input = json!({"purchaseOrderId": back["id"]});
        let fields = "purchaseReceipt { receiptType }";
        let shipped = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        assert_eq!(shipped["purchaseReceipt"]["receiptType"], "RETURN_SHIPMENT");
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "-10", "300", "610"]);
        assert_eq!(stands(&app, "1400").await, 116_000);
        let input = json!({
            "documentType": "CREDIT_MEMO", "purchaseOrderId": back["id"],
            "vendorInvoiceNumber": "C-1",
        });
        let memo = posted(&app, &user, input).await;
        assert_eq!(memo["totalAmount"], "-50");
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "0", "290", "610"]);
        sound(&app, &user).await;
    }

    async fn goods_go_back_at_what_they_cost(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let mut invoices = Vec::new();
        for (number, price) in [("V-1", "1"), ("V-2", "2")] {
            let input = json!({
                "vendorId": vendor, "vendorInvoiceNumber": number,
                "lines": [{"itemId": item, "quantity": "10", "unitPrice": price}],
            });
            invoices.push(posted(&app, &user, input).await);
        }
        let back = json!({"purchaseInvoiceId": invoices[1]["id"]});
        let back = returned(&app, &user, back).await;
        let input = json!({"purchaseOrderId": back["id"]});
        done(&app, &user, "purchaseReceiptPost", input, "").await;
        assert_eq!(stands(&app, "1400").await, 1_000);
        sound(&app, &user).await;
        let again = json!({"rmaNumber": "RMA-2", "purchaseInvoiceId": invoices[1]["id"]});
        let none = act(&app, &user, "purchaseReturnOrderCreate", again, FIELDS).await;
        assert_eq!(refusals(&none), ["NOTHING_TO_POST lines"]);
    }

    async fn a_return_that_is_given_up_draws_on_the_commitment_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, commitment) = thousand(&app, &user).await;
        let drawn = json!([{"agreementLineId": commitment, "quantity": "400"}]);
        let order = build::release(&app, &user, &agreement, drawn).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        let receipt = received(&app, &user, (&order, &line), "300").await;
        let back = json!({"purchaseReceiptId": receipt["id"]});
        let back = returned(&app, &user, back).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["-200", "300", "0", "900"]);
        let give_up = json!({"id": back["id"], "version": back["version"]});
        done(&app, &user, "purchaseOrderCancel", give_up, "").await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "300", "0", "600"]);
        let lines = json!([{
            "purchaseReceiptLineId": receipt["lines"][0]["id"], "linked": false,
        }]);
        returned(&app, &user, json!({"lines": lines})).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["100", "300", "0", "600"]);
        sound(&app, &user).await;
    }

    async fn what_cannot_go_back_is_refused_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "5", "unitPrice": "10"})).await;
        let receipt = received(&app, &user, (&order, &line), "5").await;
        let own = text(&receipt["lines"][0]["id"]);
        let input = |lines: Value| json!({"rmaNumber": "", "lines": lines});
        let lines = json!([
            {"purchaseReceiptLineId": own, "quantity": "5"},
            {"purchaseReceiptLineId": own, "quantity": "-5"},
            {"purchaseReceiptLineId": "x"},
            {"purchaseInvoiceLineId": "x"},
            {"quantity": "-1"},
        ]);
        let refused = act(&app, &user, "purchaseReturnOrderCreate", input(lines), FIELDS).await;
        let expected = [
            "REQUIRED rmaNumber",
            "DUPLICATE lines[1].purchaseReceiptLineId",
            "REQUIRED lines[4].purchaseReceiptLineId",
            "NOT_FOUND lines[2].purchaseReceiptLineId",
            "NOT_FOUND lines[3].purchaseInvoiceLineId",
            "SIGN_MISMATCH lines[0].quantity",
        ];
        assert_eq!(refusals(&refused), expected);
        let lines = json!([{"purchaseReceiptLineId": own, "quantity": "-6"}]);
        let refused = act(&app, &user, "purchaseReturnOrderCreate", input(lines), FIELDS).await;
        let expected = ["REQUIRED rmaNumber", "QUANTITY_ABOVE_RETURNABLE lines[0].quantity"];
        assert_eq!(refusals(&refused), expected);
        assert_eq!(refused["userErrors"][1]["limit"], "5");
        let words = "only 5 are left to give back";
        assert_eq!(refused["userErrors"][1]["message"], words);
    }

    async fn an_invoice_takes_back_what_it_charged_and_no_more(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "10"})).await;
        received(&app, &user, (&order, &line), "3").await;
        let second = received(&app, &user, (&order, &line), "7").await;
        let invoice = invoiced(&app, &user, &line, ("5", "V-1")).await;
        let own = text(&invoice["lines"][0]["id"]);
        let of_invoice = |quantity: &str| {
            json!({"lines": [{"purchaseInvoiceLineId": own, "quantity": quantity}]})
        };
        refused(&app, &user, of_invoice("-7"), "5").await;
        let whole = json!({"purchaseInvoiceId": invoice["id"]});
        let back = returned(&app, &user, whole.clone()).await;
        assert_eq!(quantities(&back), ["-3", "-2"]);
        refused(&app, &user, of_invoice("-1"), "0").await;
        let again = build::over(json!({"rmaNumber": "RMA-2"}), whole);
        let none = act(&app, &user, "purchaseReturnOrderCreate", again, FIELDS).await;
        assert_eq!(refusals(&none), ["NOTHING_TO_POST lines"]);
        // What is not invoiced is left with its receipt.
        let rest = returned(&app, &user, json!({"purchaseReceiptId": second["id"]})).await;
        assert_eq!(quantities(&rest), ["-5"]);
        credited(&app, &user, &back, "C-1", "-62.5").await;
        assert_eq!(stands(&app, "2440").await, 0);
        sound(&app, &user).await;
    }

    async fn what_goes_back_costs_what_was_invoiced_to_the_cent(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "10"})).await;
        let receipt = received(&app, &user, (&order, &line), "10").await;
        let input = json!({
            "purchaseOrderId": order, "vendorInvoiceNumber": "V-1", "invoiceDiscountAmount": "7",
            "lines": [{
                "purchaseOrderLineId": line, "quantity": "7", "unitPrice": "13",
                "discountPercent": "3",
            }],
        });
        let invoice = posted(&app, &user, input).await;
        assert_eq!(invoice["netAmount"], "81.27");
        let back = json!({"purchaseReceiptId": receipt["id"]});
        let back = returned(&app, &user, back).await;
        let lines = back["lines"]["nodes"].as_array().expect("lines");
        let lines: Vec<_> = lines.iter().map(|line| &line["netAmount"]["amount"]).collect();
        assert_eq!(lines, ["-81.27", "-30.00"]);
        let own = text(&back["lines"]["nodes"][0]["id"]);
        let fragment = "PurchaseOrderLine { unitPrice discountPercent }";
        let seen = build::node(&app, &user, &own, fragment).await;
        assert_eq!([&seen["unitPrice"], &seen["discountPercent"]], ["13", "3"]);
        let input = json!({"purchaseOrderId": back["id"]});
        done(&app, &user, "purchaseReceiptPost", input, "").await;
        let input = json!({
            "documentType": "CREDIT_MEMO", "purchaseOrderId": back["id"],
            "vendorInvoiceNumber": "C-1", "lines": [{"purchaseOrderLineId": own}],
        });
        let memo = posted(&app, &user, input).await;
        assert_eq!(memo["netAmount"], "-81.27");
        for account in ["1400", "2440", "4000"] {
            assert_eq!(stands(&app, account).await, 0, "{account}");
        }
        sound(&app, &user).await;
    }

    async fn nothing_is_credited_twice_whichever_way_comes_first(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let service = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let line = json!({"itemId": service, "quantity": "10", "unitPrice": "100"});
        let (order, line) = order(&app, &user, line).await;
        let receipt = received(&app, &user, (&order, &line), "10").await;
        let invoice = invoiced(&app, &user, &line, ("10", "V-1")).await;
        let vendor = build::node(&app, &user, &order, "PurchaseOrder { vendor { id } }").await;
        let memo = |number: &str, quantity: &str| json!({
            "documentType": "CREDIT_MEMO", "vendorId": vendor["vendor"]["id"],
            "vendorInvoiceNumber": number,
            "lines": [{"purchaseInvoiceLineId": invoice["lines"][0]["id"], "quantity": quantity}],
        });
        // A memo first: the return order gets what it leaves.
        posted(&app, &user, memo("C-1", "-2")).await;
        let late = draft(&app, &user, memo("C-2", "-8")).await;
        let own = &receipt["lines"][0]["id"];
        let beyond = json!({"lines": [{"purchaseReceiptLineId": own, "quantity": "-9"}]});
        refused(&app, &user, beyond, "8").await;
        let back = returned(&app, &user, json!({"purchaseReceiptId": receipt["id"]})).await;
        assert_eq!(quantities(&back), ["-8"]);
        // The return order first: memos get nothing, and nothing is cancelled.
        let above = ["QUANTITY_ABOVE_RETURNABLE lines[0].quantity"];
        assert_eq!(refusals(&post(&app, &user, &late).await), above);
        credited(&app, &user, &back, "C-3", "-1000").await;
        assert_eq!(refusals(&post(&app, &user, &late).await), above);
        assert_eq!(refusals(&drafted(&app, &user, memo("C-4", "-1")).await), above);
        let kept = cancel(&app, &user, &text(&invoice["id"]), json!({})).await;
        assert_eq!(refusals(&kept), ["NOT_CANCELLABLE lines[0]"]);
        assert_eq!(stands(&app, "2440").await, 0);
        sound(&app, &user).await;
    }

    async fn what_came_with_its_invoice_is_given_back_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let service = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let input = |number: &str| json!({
            "vendorId": vendor, "vendorInvoiceNumber": number,
            "lines": [{"itemId": service, "quantity": "2", "unitPrice": "10"}],
        });
        let given_back = posted(&app, &user, input("V-1")).await;
        let memo = json!({
            "documentType": "CREDIT_MEMO", "reversesPurchaseInvoiceId": given_back["id"],
            "vendorInvoiceNumber": "C-1",
        });
        posted(&app, &user, memo).await;
        let cancels = posted(&app, &user, input("V-2")).await;
        let back = cancelled(&app, &user, &text(&cancels["id"]), json!({})).await;
        for invoice in [&given_back, &cancels] {
            let input = json!({"rmaNumber": "RMA-1", "purchaseInvoiceId": invoice["id"]});
            let none = act(&app, &user, "purchaseReturnOrderCreate", input, FIELDS).await;
            assert_eq!(refusals(&none), ["NOTHING_TO_POST lines"]);
        }
        // What comes back with a cancelled cancellation can be given back again.
        let again = cancelled(&app, &user, &text(&back["id"]), json!({})).await;
        let back = returned(&app, &user, json!({"purchaseInvoiceId": again["id"]})).await;
        assert_eq!(quantities(&back), ["-2"]);
        credited(&app, &user, &back, "C-2", "-25").await;
        assert_eq!(stands(&app, "2440").await, 0);
        sound(&app, &user).await;
    }

    async fn an_invoice_whose_goods_go_back_is_not_cancelled(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "10"})).await;
        let receipt = received(&app, &user, (&order, &line), "10").await;
        let invoice = text(&invoiced(&app, &user, &line, ("10", "V-1")).await["id"]);
        let own = &receipt["lines"][0]["id"];
        let part = json!({"lines": [{"purchaseReceiptLineId": own, "quantity": "-1"}]});
        let back = returned(&app, &user, part.clone()).await;
        let stands_against = ["NOT_CANCELLABLE lines[0]"];
        assert_eq!(refusals(&cancel(&app, &user, &invoice, json!({})).await), stands_against);
        let give_up = json!({"id": back["id"], "version": back["version"]});
        done(&app, &user, "purchaseOrderCancel", give_up, "").await;
        let memo = cancelled(&app, &user, &invoice, json!({})).await;
        // Kept, it is received and not invoiced: it goes back at the order's price.
        let back = returned(&app, &user, part).await;
        assert_eq!(back["lines"]["nodes"][0]["netAmount"]["amount"], "-10.00");
        let undone = json!({"id": receipt["id"]});
        let undone = act(&app, &user, "purchaseReceiptUndo", undone, "").await;
        assert_eq!(refusals(&undone), ["QUANTITY_ABOVE_RETURNABLE id"]);
        cancelled(&app, &user, &text(&memo["id"]), json!({})).await;
        credited(&app, &user, &back, "C-2", "-12.5").await;
        assert_eq!(stands(&app, "1400").await, 9_000);
        sound(&app, &user).await;
    }

    async fn what_a_return_order_sends_back_is_not_edited(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "5"})).await;
        let receipt = received(&app, &user, (&order, &line), "10").await;
        let back = returned(&app, &user, json!({"purchaseReceiptId": receipt["id"]})).await;
        let line = &back["lines"]["nodes"][0]["id"];
        let more = json!({"id": line, "version": 1, "quantity": "5"});
        let refused = act(&app, &user, "purchaseOrderLineUpdate", more, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED id"]);
        let item = build::item(&app, &user, json!({})).await;
        let added = json!({"itemId": item, "quantity": "5", "unitPrice": "1"});
        let added = json!({"purchaseOrderId": back["id"], "line": added});
        let refused = act(&app, &user, "purchaseOrderLineAdd", added, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED purchaseOrderId"]);
        sound(&app, &user).await;
    }

    async fn a_commitment_that_is_invoiced_directly_gets_it_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, item, commitment) = crate::purchase_invoice::direct(&app, &user).await;
        let input = json!({
            "agreementId": agreement, "vendorInvoiceNumber": "V-1",
            "lines": [{"itemId": item, "quantity": "50"}],
        });
        let invoice = posted(&app, &user, input).await;
        let of = |linked: bool| json!({"lines": [{
            "purchaseInvoiceLineId": invoice["lines"][0]["id"], "quantity": "-10",
            "linked": linked,
        }]});
        let back = returned(&app, &user, of(true)).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["-10", "0", "50", "60"]);
        credited(&app, &user, &back, "C-1", "-50").await;
        assert_eq!(parts(&app, &user, &commitment).await, ["0", "0", "40", "60"]);
        returned(&app, &user, build::over(of(false), json!({"rmaNumber": "RMA-2"}))).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["0", "0", "40", "60"]);
        sound(&app, &user).await;
    }

    async fn of_many_at_once_one_gives_it_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let service = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let app = Arc::new(app.with_connections(8).await);
        for round in 0..4 {
            let line = json!({"itemId": service, "quantity": "2", "unitPrice": "10"});
            let ordered = json!({"vendorId": vendor, "lines": [line]});
            let order = build::order(&app, &user, ordered).await;
            let ordered = build::lines(&app, &user, &order).await.remove(0);
            let receipt = received(&app, &user, (&order, &ordered), "2").await;
            let bare = json!({
                "vendorId": vendor, "vendorInvoiceNumber": format!("V-{round}"), "lines": [line],
            });
            let bare = posted(&app, &user, bare).await;
            let charged = invoiced(&app, &user, &ordered, ("2", &format!("O-{round}"))).await;
            let of_order = json!({"purchaseReceiptId": receipt["id"]});
            for (invoice, back) in [
                (&charged, of_order),
                (&bare, json!({"purchaseInvoiceId": bare["id"]})),
            ] {
                let number = format!("C-{}", text(&invoice["id"]));
                let memo = json!({
                    "documentType": "CREDIT_MEMO", "reversesPurchaseInvoiceId": invoice["id"],
                    "vendorInvoiceNumber": number.chars().take(40).collect::<String>(),
                });
                let memo = json!({"purchaseInvoiceDraftId": draft(&app, &user, memo).await});
                let back = build::over(json!({"rmaNumber": "RMA"}), back);
                let mut asks = vec![("purchaseReturnOrderCreate", back); 4];
                asks.push(("purchaseInvoicePost", memo));
                // Goods that a cancellation keeps may go back afterwards.
                let cancel = json!({"id": invoice["id"], "stock": "RETURN_TO_VENDOR"});
                asks.push(("purchaseInvoiceCancel", cancel));
                let tries = asks.into_iter().map(|(mutation, input)| {
                    let (app, user) = (app.clone(), user.clone());
                    tokio::spawn(async move { act(&app, &user, mutation, input, "").await })
                });
                let answers = join_all(tries).await;
                let done = answers.iter().filter(|answer| {
                    answer.as_ref().expect("an answer")["userErrors"] == json!([])
                });
                assert_eq!(done.count(), 1, "{answers:?}");
            }
        }
        sound(&app, &user).await;
    }
}

/// Refused, because more is wanted than is left.
async fn refused(app: &TestApp, user: &User, more: Value, left: &str) {
    let input = build::over(json!({"rmaNumber": "RMA-1"}), more);
    let refused = act(app, user, "purchaseReturnOrderCreate", input, FIELDS).await;
    let expected = ["QUANTITY_ABOVE_RETURNABLE lines[0].quantity"];
    assert_eq!(refusals(&refused), expected);
    assert_eq!(refused["userErrors"][0]["limit"], left);
}

/// Ships a return order and credits it.
async fn credited(app: &TestApp, user: &User, back: &Value, number: &str, total: &str) {
    let input = json!({"purchaseOrderId": back["id"]});
    done(app, user, "purchaseReceiptPost", input, "").await;
    let input = json!({
        "documentType": "CREDIT_MEMO", "purchaseOrderId": back["id"],
        "vendorInvoiceNumber": number,
    });
    assert_eq!(posted(app, user, input).await["totalAmount"], total);
}

fn quantities(order: &Value) -> Vec<String> {
    let lines = order["lines"]["nodes"].as_array().expect("lines");
    lines.iter().map(|line| text(&line["quantity"])).collect()
}
