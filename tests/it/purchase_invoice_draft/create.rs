//! `purchaseInvoiceDraftCreate` (ORD-8, PST-7, COR-8).

use serde_json::json;

use crate::build::{self, done, ledgers, refusals};
use crate::harness::both;
use crate::purchase_invoice::{drafted, posted};
use crate::purchase_receipt::{order, received};
use crate::sales_order::{shipped, sold};

both! {
    async fn an_order_gives_all_that_arrived_and_is_not_invoiced(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "5"})).await;
        let none = drafted(&app, &user, json!({"purchaseOrderId": order})).await;
        assert_eq!(none["purchaseInvoiceDraft"]["lines"], json!([]));
        received(&app, &user, (&order, &line), "4").await;
        let draft = drafted(&app, &user, json!({"purchaseOrderId": order})).await;
        let lines = &draft["purchaseInvoiceDraft"]["lines"];
        assert_eq!(lines[0]["quantity"], "4");
        assert_eq!(lines[0]["unitPrice"], "5");
    }

    async fn a_line_is_about_one_thing_of_the_right_vendor(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "5"})).await;
        received(&app, &user, (&order, &line), "4").await;
        let other = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let item = build::item(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": other,
            "lines": [
                {"purchaseOrderLineId": line},
                {"purchaseOrderLineId": line, "itemId": item},
                {"itemId": item},
                {"itemChargeId": "x"},
                {"purchaseInvoiceLineId": "x"},
                {"purchaseReceiptLineId": "x"},
            ],
        });
        let refused = drafted(&app, &user, input).await;
        let expected = [
            "OTHER_VENDOR lines[0].purchaseOrderLineId",
            "OTHER_CURRENCY lines[0].purchaseOrderLineId",
            "NOT_ALLOWED lines[1].itemId",
            "REQUIRED lines[2].quantity",
            "NOT_FOUND lines[3].itemChargeId",
            "NOT_ALLOWED lines[4].purchaseInvoiceLineId",
            "NOT_FOUND lines[4].purchaseInvoiceLineId",
            "NOT_FOUND lines[5].purchaseReceiptLineId",
        ];
        assert_eq!(refusals(&refused), expected);
        let nobody = drafted(&app, &user, json!({})).await;
        assert_eq!(refusals(&nobody), ["REQUIRED vendorId"]);
    }

    async fn a_credit_memo_gives_back_what_was_not_given_back_before(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (vendor, _, invoice) = crate::purchase_invoice::bare(&app, &user, "5", "10").await;
        let line = invoice["lines"][0]["id"].clone();
        let memo = |more| build::over(json!({
            "documentType": "CREDIT_MEMO", "vendorInvoiceNumber": "C-1",
            "reversesPurchaseInvoiceId": invoice["id"],
        }), more);
        let first = json!({
            "documentType": "CREDIT_MEMO", "vendorId": vendor, "vendorInvoiceNumber": "C-0",
            "lines": [{"purchaseInvoiceLineId": line, "quantity": "-2"}],
        });
        posted(&app, &user, first).await;
        let rest = drafted(&app, &user, memo(json!({}))).await;
        assert_eq!(rest["purchaseInvoiceDraft"]["lines"][0]["quantity"], "-3");
        let beyond = json!({
            "documentType": "CREDIT_MEMO", "vendorId": vendor,
            "lines": [{"purchaseInvoiceLineId": line, "quantity": "-4"}],
        });
        let refused = drafted(&app, &user, beyond).await;
        assert_eq!(refusals(&refused), ["QUANTITY_ABOVE_RETURNABLE lines[0].quantity"]);
        let wrong = json!({"documentType": "INVOICE"});
        let refused = drafted(&app, &user, memo(wrong)).await;
        assert_eq!(refusals(&refused)[0], "NOT_ALLOWED reversesPurchaseInvoiceId");
    }

    async fn a_receipt_is_named_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "5"})).await;
        let receipt = received(&app, &user, (&order, &line), "4").await["id"].clone();
        let twice = json!({"purchaseReceiptIds": [receipt, receipt]});
        let refused = drafted(&app, &user, twice).await;
        assert_eq!(refusals(&refused), ["DUPLICATE purchaseReceiptIds[1]"]);
        let many = json!({"purchaseReceiptIds": vec![receipt; 101]});
        let refused = drafted(&app, &user, many).await;
        assert_eq!(refusals(&refused)[0], "TOO_MANY purchaseReceiptIds");
    }

    async fn parts_that_are_credited_sum_to_what_was_charged(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1", "invoiceDiscountPercent": "7",
            "lines": [
                {"itemId": item, "quantity": "7", "unitPrice": "3.333", "discountPercent": "3"},
                {"itemId": item, "quantity": "1", "unitPrice": "0.55"},
            ],
        });
        let invoice = posted(&app, &user, input).await;
        let line = invoice["lines"][0]["id"].clone();
        let mut credited = Vec::new();
        for (number, part) in ["-1", "-3", "-2"].into_iter().enumerate() {
            let memo = json!({
                "documentType": "CREDIT_MEMO", "vendorId": vendor,
                "vendorInvoiceNumber": format!("C-{number}"),
                "lines": [{"purchaseInvoiceLineId": line, "quantity": part}],
            });
            credited.push(posted(&app, &user, memo).await);
        }
        let rest = json!({
            "documentType": "CREDIT_MEMO", "vendorInvoiceNumber": "C-9",
            "reversesPurchaseInvoiceId": invoice["id"],
        });
        credited.push(posted(&app, &user, rest).await);
        for amount in ["netAmount", "taxAmount", "totalAmount"] {
            let exact = |own: &serde_json::Value| -> rust_decimal::Decimal {
                build::text(&own[amount]).parse().expect("a number")
            };
            let back: rust_decimal::Decimal = credited.iter().map(exact).sum();
            assert_eq!(back, -exact(&invoice), "{amount}");
        }
        let fragment = "Vendor { balance { amount { amount } } }";
        let owed = build::node(&app, &user, &vendor, fragment).await;
        for own in owed["balance"].as_array().expect("a list") {
            assert_eq!(own["amount"]["amount"], "0.00");
        }
        crate::purchase_receipt::sound(&app, &user).await;
    }

    async fn what_a_sale_sells_is_bought_by_one_invoice(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let own = json!({"defaultVendorId": vendor, "purchasePrice": "7", "priceCurrency": "EUR"});
        let item = build::item(&app, &user, own).await;
        let order = sold(&app, &user, json!({"lines": [
            {"itemId": item, "quantity": "2", "unit": "BOX", "unitPrice": "99",
                "description": "Boxed"},
            {"description": "Words"},
        ]})).await;
        let fields = "purchaseInvoiceDraft { vendor { id } lines {
            description quantity unit unitPrice } }";
        let input = json!({"salesOrderId": order["id"]});
        let made = done(&app, &user, "purchaseInvoiceDraftCreate", input, fields).await;
        let seen = &made["purchaseInvoiceDraft"];
        assert_eq!(seen["vendor"]["id"], json!(vendor));
        assert_eq!(seen["lines"].as_array().expect("lines").len(), 1);
        let line = &seen["lines"][0];
        assert_eq!(line["description"], "Boxed");
        assert_eq!((&line["quantity"], &line["unit"]), (&json!("2"), &json!("BOX")));
        let account = crate::purchase_invoice::account(&app, &user, "3000").await;
        let stock = json!({
            "itemId": item, "quantity": "100", "unitCost": "7",
        });
        let counted = json!({"reason": "Counted", "lines": [stock]});
        done(&app, &user, "inventoryAdjustmentPost", counted, "").await;
        let line = json!([{"salesOrderLineId": order["lines"][0]["id"], "quantity": "1"}]);
        shipped(&app, &user, &order["id"], line).await;
        let input = json!({"salesOrderId": order["id"]});
        let sales = "salesInvoice { id lines { id } }";
        let invoice = done(&app, &user, "salesInvoicePost", input, sales).await;
        let invoice = &invoice["salesInvoice"];
        let input = json!({"salesInvoiceId": invoice["id"]});
        let made = done(&app, &user, "purchaseInvoiceDraftCreate", input, fields).await;
        let seen = &made["purchaseInvoiceDraft"];
        assert_eq!(seen["vendor"]["id"], json!(vendor));
        let lines = seen["lines"].as_array().expect("lines");
        assert_eq!(lines.len(), 1);
        assert_eq!((&lines[0]["quantity"], &lines[0]["unit"]), (&json!("1"), &json!("BOX")));
        let lost = json!({"salesOrderLineIds": [order["lines"][0]["id"]], "vendorId": vendor});
        let refused = drafted(&app, &user, lost).await;
        assert_eq!(refusals(&refused)[0], "NOT_FOUND salesOrderId");
        let none = json!({
            "salesInvoiceId": invoice["id"], "salesInvoiceLineIds": [order["lines"][0]["id"]],
            "vendorId": vendor,
        });
        let refused = drafted(&app, &user, none).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND salesInvoiceLineIds[0]"]);
        let other = sold(&app, &user, json!({"lines": [
            {"glAccountId": account, "quantity": "1", "unitPrice": "5", "description": "Fee"},
        ]})).await;
        let refused = drafted(&app, &user, json!({"salesOrderId": other["id"]})).await;
        let expected = ["LINE_TYPE_NOT_SUPPORTED salesOrderId", "REQUIRED vendorId"];
        assert_eq!(refusals(&refused)[0], expected[0]);
        let none = json!({"salesOrderId": "x", "salesOrderLineIds": ["y"], "vendorId": vendor});
        let refused = drafted(&app, &user, none).await;
        let expected = ["NOT_FOUND salesOrderId", "NOT_FOUND salesOrderLineIds[0]"];
        assert_eq!(refusals(&refused), expected);
    }
}
