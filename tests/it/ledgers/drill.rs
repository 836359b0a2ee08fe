//! From the document to its voucher and its stock, and back.

use serde_json::{Value, json};

use super::{received, received_of};
use crate::build::{self, done, ledgers};
use crate::harness::both;
use crate::purchase_receipt::sound;
use crate::sales_order::{shipped, sold, stocked};

both! {
    async fn a_receipt_leads_to_its_voucher_and_the_voucher_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (_, id) = received(&app, &user, ("6", "90"), "2026-06-10").await;
        let fragment = "PurchaseReceipt { number voucher {
            number source documentNumber postingDate text
            document { __typename ... on PurchaseReceipt { id } }
            entries {
                lineNumber glAccount { number } amount { amount currency }
                accountingAmount { amount currency } voucher { number } postingDate
            }
            valueEntries { entryType expectedCost { amount } actualCost { amount }
                invoicedQuantity documentNumber
                interimGlAccount { number } inventoryGlAccount { number }
                voucher { number } itemEntry { documentNumber } }
            itemEntries { quantity }
            taxEntries { id }
        } }";
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen["number"], "RCT-000001");
        let voucher = &seen["voucher"];
        let entry = |n: u8, account: &str, amount: &str| json!({
            "lineNumber": n, "glAccount": {"number": account}, "postingDate": "2026-06-10",
            "amount": {"amount": amount, "currency": "EUR"},
            "accountingAmount": {"amount": amount, "currency": "EUR"},
            "voucher": {"number": "VCH-000001"},
        });
        assert_eq!(*voucher, json!({
            "number": "VCH-000001", "source": "PURCHASE_RECEIPT", "text": "Vendor",
            "documentNumber": "RCT-000001", "postingDate": "2026-06-10",
            "document": {"__typename": "PurchaseReceipt", "id": id},
            "entries": [entry(1, "1410", "540.00"), entry(2, "2450", "-540.00")],
            "valueEntries": [{
                "entryType": "DIRECT_COST", "expectedCost": {"amount": "540.00"},
                "actualCost": {"amount": "0.00"}, "invoicedQuantity": "0",
                "documentNumber": "RCT-000001",
                "interimGlAccount": {"number": "1410"}, "inventoryGlAccount": null,
                "voucher": {"number": "VCH-000001"},
                "itemEntry": {"documentNumber": "RCT-000001"},
            }],
            "itemEntries": [{"quantity": "6"}],
            "taxEntries": [],
        }));
    }

    async fn a_receipt_line_leads_to_its_stock_its_item_and_its_order(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let item = build::item(&app, &user, json!({})).await;
        let more = json!({"siteId": site, "warehouseId": warehouse, "unit": "BOX"});
        let id = received_of(&app, &user, (&item, "2", "30"), "2026-06-10", more).await;
        let fragment = "PurchaseReceipt { lines {
            lineNumber quantity unit description expectedCost { amount currency }
            purchaseReceipt { number } warehouse { id } item { id }
            purchaseOrderLine {
                receiptLines { quantity documentNumber }
                purchaseOrder {
                    orderType rmaNumber receipts { totalCount nodes { number } }
                    vendor { receipts { nodes { number } } }
                }
            }
            itemEntry {
                entryType postingDate documentNumber quantity remainingQuantity costingMethod
                expectedCost { amount currency } actualCost { amount }
                item { id } warehouse { id } variant
                purchaseReceiptLine { documentNumber lineNumber }
                valueEntries { expectedCost { amount } }
                took { quantity } takenBy { quantity }
            }
        } }";
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen["lines"], json!([{
            "lineNumber": 1, "quantity": "2", "unit": "BOX", "description": "Item",
            "expectedCost": {"amount": "60.00", "currency": "EUR"},
            "purchaseReceipt": {"number": "RCT-000001"},
            "warehouse": {"id": warehouse}, "item": {"id": item},
            "purchaseOrderLine": {
                "receiptLines": [{"quantity": "2", "documentNumber": "RCT-000001"}],
                "purchaseOrder": {
                    "orderType": "PURCHASE", "rmaNumber": null,
                    "receipts": {"totalCount": 1, "nodes": [{"number": "RCT-000001"}]},
                    "vendor": {"receipts": {"nodes": [{"number": "RCT-000001"}]}},
                },
            },
            "itemEntry": {
                "entryType": "PURCHASE", "postingDate": "2026-06-10",
                "documentNumber": "RCT-000001", "quantity": "24", "remainingQuantity": "24",
                "costingMethod": "FIFO",
                "expectedCost": {"amount": "60.00", "currency": "EUR"},
                "actualCost": {"amount": "0.00"},
                "item": {"id": item}, "warehouse": {"id": warehouse}, "variant": null,
                "purchaseReceiptLine": {"documentNumber": "RCT-000001", "lineNumber": 1},
                "valueEntries": [{"expectedCost": {"amount": "60.00"}}],
                "took": [], "takenBy": [],
            },
        }]));
    }

    async fn what_left_tells_what_it_was_taken_from(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (item, id) = received(&app, &user, ("4", "5"), "2026-06-10").await;
        let undo = json!({"id": id, "postingDate": "2026-06-12"});
        done(&app, &user, "purchaseReceiptUndo", undo, "").await;
        let end = "{ quantity postingDate costBasis
            inbound { documentNumber } outbound { documentNumber } }";
        let fragment = format!("Item {{ entries {{ nodes {{
            documentNumber quantity remainingQuantity expectedCost {{ amount }}
            purchaseReceiptLine {{
                undoes {{ documentNumber }} undoneBy {{ documentNumber }}
            }}
            took {end} takenBy {end}
        }} }} }}");
        let seen = build::node(&app, &user, &item, &fragment).await;
        let applied = json!([{
            "quantity": "4", "postingDate": "2026-06-12", "costBasis": "FOLLOWED",
            "inbound": {"documentNumber": "RCT-000001"},
            "outbound": {"documentNumber": "RCT-000002"},
        }]);
        assert_eq!(seen["entries"]["nodes"], json!([
            {
                "documentNumber": "RCT-000001", "quantity": "4", "remainingQuantity": "0",
                "expectedCost": {"amount": "20.00"},
                "purchaseReceiptLine": {
                    "undoes": null, "undoneBy": {"documentNumber": "RCT-000002"},
                },
                "took": [], "takenBy": applied,
            },
            {
                "documentNumber": "RCT-000002", "quantity": "-4", "remainingQuantity": "0",
                "expectedCost": {"amount": "-20.00"},
                "purchaseReceiptLine": {
                    "undoes": {"documentNumber": "RCT-000001"}, "undoneBy": null,
                },
                "took": applied, "takenBy": [],
            },
        ]));
        sound(&app, &user).await;
    }

    async fn a_foreign_currency_shows_both_amounts(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.9"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "2", "unitPrice": "50"});
        let order = build::order(&app, &user, json!({"vendorId": vendor, "lines": [line]})).await;
        let input = json!({"purchaseOrderId": order});
        let fields = "purchaseReceipt { currency lines { netAmount expectedCost { amount } } }";
        let posted = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        assert_eq!(posted["purchaseReceipt"], json!({
            "currency": "USD",
            "lines": [{"netAmount": "100", "expectedCost": {"amount": "90.00"}}],
        }));
    }

    async fn a_preview_shows_a_voucher_that_nobody_else_sees(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "2", "unitPrice": "50"});
        let order = build::order(&app, &user, json!({"lines": [line]})).await;
        let input = json!({"purchaseOrderId": order, "preview": true});
        let fields = "purchaseReceipt { voucher { entries { accountingAmount { amount } } } }";
        let shown = done(&app, &user, "purchaseReceiptPost", input, fields).await;
        let entries = &shown["purchaseReceipt"]["voucher"]["entries"];
        assert_eq!(entries[0]["accountingAmount"]["amount"], "100.00");
        let kept = build::read(&app, &user, "vouchers", "{ totalCount }").await;
        assert_eq!(kept["totalCount"], 0);
    }

    async fn one_voucher_and_one_receipt_are_found_by_id(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (_, id) = received(&app, &user, ("1", "1"), "2026-06-10").await;
        let field = format!("purchaseReceipt(id: \"{id}\")");
        let seen = build::read(&app, &user, &field, "{ number voucher { id number } }").await;
        assert_eq!(seen["number"], "RCT-000001");
        let voucher = build::text(&seen["voucher"]["id"]);
        let field = format!("voucher(id: \"{voucher}\")");
        let seen = build::read(&app, &user, &field, "{ number recordedBy recordedAt }").await;
        assert_eq!(seen["number"], "VCH-000001");
        let field = format!("voucher(id: \"{id}\")");
        assert_eq!(build::read(&app, &user, &field, "{ number }").await, Value::Null);
    }

    async fn a_payment_leads_to_its_voucher_and_the_voucher_back(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({"vendorId": vendor, "amount": "25"});
        let end = "{ number source document { __typename ... on VendorEntry { documentNumber } }
            entries { glAccount { number } accountingAmount { amount } }
            vendorEntries { documentNumber } }";
        let fields = format!(
            "vendorEntry {{ documentNumber voucher {end} details {{ voucher {{ number }} }} }}"
        );
        let posted = done(&app, &user, "vendorPaymentPost", input, &fields).await;
        let entry = &posted["vendorEntry"];
        assert_eq!(entry["details"], json!([{"voucher": {"number": "VCH-000001"}}]));
        let voucher = &entry["voucher"];
        let number = &entry["documentNumber"];
        assert_eq!(voucher["source"], "VENDOR_PAYMENT");
        let document = json!({"__typename": "VendorEntry", "documentNumber": number});
        assert_eq!(voucher["document"], document);
        assert_eq!(voucher["vendorEntries"], json!([{"documentNumber": number}]));
        let entries = voucher["entries"].as_array().expect("a list");
        assert_eq!(entries.len(), 2);
        sound(&app, &user).await;
    }

    async fn a_shipment_leads_to_its_voucher_and_to_what_it_took(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let shipped = shipped(&app, &user, &order["id"], json!([])).await;
        let fragment = "SalesOrder { shipments { id number voucher {
            source document { __typename ... on SalesShipment { id } }
            itemEntries {
                quantity salesShipmentLine { quantity }
                took { quantity inbound { documentNumber } }
            }
        } } }";
        let id = build::text(&order["id"]);
        let seen = build::node(&app, &user, &id, fragment).await["shipments"][0].clone();
        assert_eq!(seen["number"], shipped[0]["number"]);
        assert_eq!(seen["voucher"], json!({
            "source": "SALES_SHIPMENT",
            "document": {"__typename": "SalesShipment", "id": seen["id"]},
            "itemEntries": [{
                "quantity": "-4", "salesShipmentLine": {"quantity": "4"},
                "took": [{"quantity": "4", "inbound": {"documentNumber": "RCT-000001"}}],
            }],
        }));
        sound(&app, &user).await;
    }
}
