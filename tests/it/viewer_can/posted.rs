//! What is told of posted documents comes true, and costs a page no more than one of them.

use serde_json::{Value, json};

use super::{Subject, tried};
use crate::build::{self, done, ledgers, node, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_invoice::{bare, cancelled, invoiced, posted};
use crate::purchase_receipt::{order, received};
use crate::round_trips::cost;
use crate::sales_order::{shipped, sold, stocked};

fn receipt(state: &'static str, id: &Value) -> Subject {
    let back = json!({ "purchaseReceiptId": id, "rmaNumber": "R-1" });
    Subject {
        state,
        kind: "PurchaseReceipt",
        acts: vec![
            ("undo", "purchaseReceiptUndo", json!({ "id": id })),
            ("sendBack", "purchaseReturnOrderCreate", back),
        ],
        id: text(id),
    }
}

fn invoice(state: &'static str, id: &Value) -> Subject {
    let credit = json!({ "documentType": "CREDIT_MEMO", "reversesPurchaseInvoiceId": id });
    let back = json!({ "purchaseInvoiceId": id, "rmaNumber": "R-1" });
    Subject {
        state,
        kind: "PurchaseInvoice",
        acts: vec![
            ("cancel", "purchaseInvoiceCancel", json!({ "id": id })),
            ("correct", "purchaseInvoiceCorrect", json!({ "id": id })),
            ("credit", "purchaseInvoiceDraftCreate", credit),
            ("sendBack", "purchaseReturnOrderCreate", back),
        ],
        id: text(id),
    }
}

fn shipment(state: &'static str, id: &Value) -> Subject {
    Subject {
        state,
        kind: "SalesShipment",
        acts: vec![("undo", "salesShipmentUndo", json!({ "id": id }))],
        id: text(id),
    }
}

/// Tries everything on all of them: both answers come often.
async fn all_tried(app: &TestApp, subjects: &[Subject], often: usize) {
    let mut all = (0, 0);
    for subject in subjects {
        let (could, could_not) = tried(app, subject).await;
        all = (all.0 + could, all.1 + could_not);
    }
    assert!(
        all.0 > often && all.1 > often,
        "both answers are tried: {all:?}"
    );
}

/// Ten pieces at 2 that were ordered and have arrived: the order line and the receipt.
async fn arrived(app: &TestApp, user: &User) -> (String, Value) {
    let (order, line) = order(app, user, json!({"quantity": "10", "unitPrice": "2"})).await;
    let receipt = received(app, user, (&order, &line), "10").await;
    (line, receipt["id"].clone())
}

/// The same, invoiced under a number of its vendor: the order line, the receipt, the invoice.
async fn charged(app: &TestApp, user: &User) -> (String, Value, Value) {
    let (line, receipt) = arrived(app, user).await;
    let invoice = invoiced(app, user, &line, ("10", "V-1")).await;
    (line, receipt, invoice["id"].clone())
}

/// Sends back what is left of a receipt, or of an invoice.
async fn sent_back(app: &TestApp, user: &User, of: &str, id: &Value) {
    let input = json!({ of: id, "rmaNumber": "R-1" });
    done(app, user, "purchaseReturnOrderCreate", input, "").await;
}

/// Blocks the vendor of a posted document.
async fn vendor_blocked(app: &TestApp, user: &User, kind: &str, id: &Value) {
    let shown = format!("{kind} {{ vendor {{ id version }} }}");
    let found = node(app, user, &text(id), &shown).await;
    let input = build::over(found["vendor"].clone(), json!({ "blocked": "ALL" }));
    done(app, user, "vendorUpdate", input, "").await;
}

both! {
    async fn what_is_told_of_a_receipt_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (_, open) = arrived(&app, &user).await;
        let (_, undone) = arrived(&app, &user).await;
        let fields = "purchaseReceipt { id }";
        let undo = json!({ "id": undone });
        let undo = done(&app, &user, "purchaseReceiptUndo", undo, fields).await;
        let (line, partly) = arrived(&app, &user).await;
        invoiced(&app, &user, &line, ("4", "V-1")).await;
        let (_, whole, _) = charged(&app, &user).await;
        let (_, back) = arrived(&app, &user).await;
        sent_back(&app, &user, "purchaseReceiptId", &back).await;
        let (_, blocked) = arrived(&app, &user).await;
        vendor_blocked(&app, &user, "PurchaseReceipt", &blocked).await;
        let (_, _, direct) = bare(&app, &user, "3", "2").await;
        let shown = "PurchaseInvoice {
            lines { matches { receiptLine { purchaseReceipt { id } } } } }";
        let direct = node(&app, &user, &text(&direct["id"]), shown).await;
        let direct = &direct["lines"][0]["matches"][0]["receiptLine"]["purchaseReceipt"]["id"];
        all_tried(&app, &[
            receipt("open", &open),
            receipt("undone", &undone),
            receipt("an undoing", &undo["purchaseReceipt"]["id"]),
            receipt("partly invoiced", &partly),
            receipt("invoiced", &whole),
            receipt("on a return order", &back),
            receipt("of a blocked vendor", &blocked),
            receipt("without an order", direct),
        ], 10).await;
    }

    async fn what_is_told_of_a_posted_invoice_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (_, _, open) = charged(&app, &user).await;
        let (_, _, whole) = charged(&app, &user).await;
        let memo = cancelled(&app, &user, &text(&whole), json!({})).await;
        let (_, _, first) = charged(&app, &user).await;
        let second = cancelled(&app, &user, &text(&first), json!({})).await;
        let third = cancelled(&app, &user, &text(&second["id"]), json!({})).await;
        let (line, _, again) = charged(&app, &user).await;
        let overtaken = cancelled(&app, &user, &text(&again), json!({})).await;
        invoiced(&app, &user, &line, ("10", "V-2")).await;
        let (vendor, item, gone) = bare(&app, &user, "3", "2").await;
        let renumbered = cancelled(&app, &user, &text(&gone["id"]), json!({})).await;
        let line = json!({ "itemId": item, "quantity": "1", "unitPrice": "2" });
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1", "lines": [line],
        });
        let direct = posted(&app, &user, input).await;
        let (line, _, sent) = charged(&app, &user).await;
        let stock = json!({ "stock": "RETURN_TO_VENDOR" });
        let refilled = cancelled(&app, &user, &text(&sent), stock).await;
        let shown = "PurchaseOrderLine { purchaseOrder { id } }";
        let found = node(&app, &user, &line, shown).await;
        received(&app, &user, (&text(&found["purchaseOrder"]["id"]), &line), "1").await;
        let (_, _, partly) = charged(&app, &user).await;
        let shown = "PurchaseInvoice { vendor { id } lines { id } }";
        let found = node(&app, &user, &text(&partly), shown).await;
        let credit = json!({
            "documentType": "CREDIT_MEMO", "vendorId": found["vendor"]["id"],
            "vendorInvoiceNumber": "C-1",
            "lines": [{ "purchaseInvoiceLineId": found["lines"][0]["id"], "quantity": "-2" }],
        });
        let credit = posted(&app, &user, credit).await;
        let (_, _, back) = charged(&app, &user).await;
        sent_back(&app, &user, "purchaseInvoiceId", &back).await;
        let (_, _, blocked) = charged(&app, &user).await;
        vendor_blocked(&app, &user, "PurchaseInvoice", &blocked).await;
        let (_, item, stopped) = bare(&app, &user, "3", "2").await;
        let found = node(&app, &user, &item, "Item { id version }").await;
        let input = build::over(found, json!({ "blocked": true }));
        done(&app, &user, "itemUpdate", input, "").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let expense = crate::purchase_invoice::account(&app, &user, "6110").await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1",
            "lines": [{ "glAccountId": expense, "unitPrice": "100" }],
        });
        let expense = posted(&app, &user, input).await;
        all_tried(&app, &[
            invoice("open", &open),
            invoice("cancelled", &whole),
            invoice("a cancelling memo", &memo["id"]),
            invoice("cancelled, and that cancelled too", &first),
            invoice("a memo that is cancelled", &second["id"]),
            invoice("an invoice that cancels a memo", &third["id"]),
            invoice("a memo whose receipt is invoiced again", &overtaken["id"]),
            invoice("a memo whose number is carried again", &renumbered["id"]),
            invoice("without an order", &direct["id"]),
            invoice("a memo whose order has received others", &refilled["id"]),
            invoice("partly given back", &partly),
            invoice("a memo of its own", &credit["id"]),
            invoice("on a return order", &back),
            invoice("of a blocked vendor", &blocked),
            invoice("of a blocked item", &stopped["id"]),
            invoice("without goods", &expense["id"]),
        ], 30).await;
    }

    async fn what_is_told_of_an_invoice_that_is_paid_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (vendor, _, part) = bare(&app, &user, "3", "2").await;
        let shown = "PurchaseInvoice { vendorEntry { id } }";
        let found = node(&app, &user, &text(&part["id"]), shown).await;
        let entry = text(&found["vendorEntry"]["id"]);
        let more = json!({
            "amount": "1", "applications": crate::vendor_payment::all_of(&[&entry]),
        });
        crate::vendor_payment::paid(&app, &user, &vendor, more).await;
        all_tried(&app, &[invoice("partly paid", &part["id"])], 0).await;
    }

    async fn what_is_told_of_a_shipment_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({ "itemId": item, "quantity": "2", "unitPrice": "5" });
        let mut all = Vec::new();
        for state in ["open", "undone", "invoiced"] {
            let order = sold(&app, &user, json!({ "lines": [line] })).await;
            let posted = shipped(&app, &user, &order["id"], json!([])).await;
            let id = &posted[0]["id"];
            all.push(shipment(state, id));
            if state == "undone" {
                let fields = "salesShipment { id }";
                let undo = json!({ "id": id });
                let undo = done(&app, &user, "salesShipmentUndo", undo, fields).await;
                all.push(shipment("an undoing", &undo["salesShipment"]["id"]));
            }
            if state == "invoiced" {
                let input = json!({ "salesOrderId": order["id"] });
                done(&app, &user, "salesInvoicePost", input, "").await;
            }
        }
        all_tried(&app, &all, 1).await;
    }

    async fn what_is_told_of_what_a_vendor_delivers_straight_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let more = json!({ "defaultVendorId": vendor, "purchasePrice": "4" });
        let item = build::item(&app, &user, more).await;
        let line = json!({
            "itemId": item, "quantity": "10", "unitPrice": "9", "dropShipment": true,
        });
        let mut all = Vec::new();
        for state in ["open", "sold and invoiced", "bought and invoiced", "undone"] {
            let order = sold(&app, &user, json!({ "lines": [line] })).await;
            let input = json!({ "salesOrderId": order["id"] });
            let fields = "purchaseOrder { id lines(first: 9) { nodes { id } } }";
            let made = done(&app, &user, "salesOrderDropShip", input.clone(), fields).await;
            let bought = &made["purchaseOrder"];
            let line = text(&bought["lines"]["nodes"][0]["id"]);
            let came = received(&app, &user, (&text(&bought["id"]), &line), "10").await;
            let shown = "SalesOrder { shipments { id } }";
            let found = node(&app, &user, &text(&order["id"]), shown).await;
            all.push(receipt(state, &came["id"]));
            all.push(shipment(state, &found["shipments"][0]["id"]));
            match state {
                "sold and invoiced" => {
                    done(&app, &user, "salesInvoicePost", input, "").await;
                }
                "bought and invoiced" => {
                    invoiced(&app, &user, &line, ("10", "V-1")).await;
                }
                "undone" => {
                    let input = json!({ "id": came["id"] });
                    done(&app, &user, "purchaseReceiptUndo", input, "").await;
                }
                _ => {}
            }
        }
        all_tried(&app, &all, 5).await;
    }

    async fn a_page_that_tells_it_costs_the_same_for_three_and_for_twelve(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for _ in 0..12 {
            charged(&app, &user).await;
        }
        for (field, acts) in [
            ("purchaseReceipts", "undo sendBack"),
            ("purchaseInvoices", "cancel correct credit sendBack"),
        ] {
            let query = format!(
                "query($first: Int!) {{ {field}(first: $first) {{ \
                 nodes {{ viewerCan {{ {acts} }} }} }} }}"
            );
            let few = cost(&app, &user, &query, 3, field).await;
            let many = cost(&app, &user, &query, 12, field).await;
            assert_eq!(few.len(), many.len(), "it grows with the page:\n{}", many.join("\n"));
        }
    }
}
