//! `salesOrderPurchase` (ORD-7).

use serde_json::{Value, json};

use super::{sold, stocked};
use crate::build::{self, act, done, ledgers, refusals, warnings};
use crate::harness::both;

const MADE: &str = "purchaseOrders { source vendor { id } lines(first: 9) { nodes {
    quantity unit description deliveryDate salesOrderLine { id } } } }
    warnings { code message elementIndex }";

fn lines(made: &Value) -> Vec<(String, String)> {
    let orders = made["purchaseOrders"].as_array().expect("orders");
    let nodes = orders
        .iter()
        .flat_map(|order| order["lines"]["nodes"].as_array().expect("lines"));
    nodes
        .map(|line| (build::text(&line["quantity"]), build::text(&line["unit"])))
        .collect()
}

both! {
    async fn what_is_not_available_is_bought_one_order_for_each_vendor(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let first = build::vendor(&app, &user, json!({})).await;
        let second = build::vendor(&app, &user, json!({})).await;
        let item = stocked(&app, &user, "10", "2").await;
        let input = json!({"id": item, "version": 1, "defaultVendorId": first});
        done(&app, &user, "itemUpdate", input, "").await;
        let other = build::item(&app, &user, json!({"defaultVendorId": second})).await;
        let nobodys = build::item(&app, &user, json!({})).await;
        let line = |item: &str, quantity: &str| json!({
            "itemId": item, "quantity": quantity, "unitPrice": "9",
        });
        // Others are promised 4 of the 10; what was given up counts nothing.
        sold(&app, &user, json!({"lines": [line(&item, "4")]})).await;
        let gone = sold(&app, &user, json!({"lines": [line(&item, "50")]})).await;
        let cancel = json!({"id": gone["id"], "version": 1});
        done(&app, &user, "salesOrderCancel", cancel, "").await;
        let order = sold(&app, &user, json!({"deliveryDate": "2026-12-24", "lines": [
            line(&item, "5"),
            line(&item, "3"),
            build::over(line(&other, "1"), json!({"unit": "BOX", "description": "Boxed"})),
            line(&nobodys, "7"),
            {"description": "Words"},
        ]})).await;
        let input = json!({"salesOrderId": order["id"]});
        let made = done(&app, &user, "salesOrderPurchase", input.clone(), MADE).await;
        assert_eq!(warnings(&made), ["PRICE_MISSING", "PRICE_MISSING", "VENDOR_MISSING"]);
        let orders = made["purchaseOrders"].as_array().expect("orders");
        assert_eq!(orders.len(), 2);
        for order in orders {
            assert_eq!(order["source"], "SALES_ORDER");
            let lines = order["lines"]["nodes"].as_array().expect("lines");
            assert_eq!(lines.len(), 1);
            assert_eq!(lines[0]["deliveryDate"], "2026-12-24");
            assert_eq!(lines[0]["salesOrderLine"], Value::Null);
            // 6 are free: the first line takes 5, so that 2 of the second are missing.
            let expected = match order["vendor"]["id"] == *first {
                true => json!(["2", "PCS", "Item"]),
                false => json!(["1", "BOX", "Boxed"]),
            };
            let line = &lines[0];
            assert_eq!(json!([line["quantity"], line["unit"], line["description"]]), expected);
        }
        // What is on its way is not bought again.
        let again = act(&app, &user, "salesOrderPurchase", input, MADE).await;
        assert_eq!(refusals(&again), ["NOTHING_TO_RELEASE lines"]);
    }

    async fn quantities_and_vendors_are_said_line_by_line(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = stocked(&app, &user, "10", "2").await;
        let accounts = build::read(&app, &user, "glAccounts", "{ id number }").await;
        let accounts = accounts.as_array().expect("accounts");
        let freight = accounts.iter().find(|own| own["number"] == "5700").expect("freight");
        let order = sold(&app, &user, json!({"lines": [
            {"itemId": item, "quantity": "4", "unitPrice": "9"},
            {"glAccountId": freight["id"], "quantity": "1", "unitPrice": "9"},
            {"itemId": item, "quantity": "4", "unitPrice": "9", "dropShipment": true},
        ]})).await;
        let of = |n: usize| &order["lines"][n]["id"];
        let all = json!({"salesOrderId": order["id"]});
        let refused = act(&app, &user, "salesOrderPurchase", all, MADE).await;
        assert_eq!(refusals(&refused), ["LINE_TYPE_NOT_SUPPORTED salesOrderId"]);
        let input = json!({"salesOrderId": order["id"], "lines": [
            {"salesOrderLineId": of(1)},
            {"salesOrderLineId": of(2)},
            {"salesOrderLineId": of(0), "quantity": "0"},
            {"salesOrderLineId": of(0)},
            {"salesOrderLineId": "nothing"},
        ]});
        let refused = act(&app, &user, "salesOrderPurchase", input, MADE).await;
        assert_eq!(refusals(&refused), [
            "LINE_TYPE_NOT_SUPPORTED lines[0].salesOrderLineId",
            "NOT_ALLOWED lines[1].salesOrderLineId",
            "NOT_POSITIVE lines[2].quantity",
            "DUPLICATE lines[3].salesOrderLineId",
            "NOT_FOUND lines[4].salesOrderLineId",
        ]);
        let line = json!({"salesOrderLineId": of(0), "quantity": "20", "vendorId": "nothing"});
        let input = json!({"salesOrderId": order["id"], "lines": [line]});
        let refused = act(&app, &user, "salesOrderPurchase", input, MADE).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND lines[0].vendorId"]);
        let line = json!({"salesOrderLineId": of(0), "quantity": "20", "vendorId": vendor});
        let input = json!({"salesOrderId": order["id"], "lines": [line]});
        let made = done(&app, &user, "salesOrderPurchase", input, MADE).await;
        assert_eq!(lines(&made), [("20".to_owned(), "PCS".to_owned())]);
        assert_eq!(made["purchaseOrders"][0]["vendor"]["id"], vendor);
        // Without a vendor the line is left out, and nothing is made.
        let line = json!({"salesOrderLineId": of(0), "quantity": "20"});
        let input = json!({"salesOrderId": order["id"], "lines": [line]});
        let refused = act(&app, &user, "salesOrderPurchase", input, MADE).await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_RELEASE lines"]);
    }
}
