//! `salesOrderCreate`.

use serde_json::{Value, json};

use super::{ORDER, customer, shipped, sold, stocked};
use crate::ask;
use crate::build::{self, act, done, refusals};
use crate::harness::both;

both! {
    async fn an_order_has_lines_of_items_accounts_and_words(app: TestApp) {
        let user = app.admin(&app.a);
        build::ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({"name": "Bolt"})).await;
        let accounts = build::read(&app, &user, "glAccounts", "{ id number }").await;
        let sales = accounts.as_array().expect("accounts").iter();
        let mut sales = sales.filter(|own| own["number"] == "3000").map(|own| &own["id"]);
        let sales = sales.next_back().expect("the sales account");
        let more = json!({"paymentTerms": "30D", "currency": "USD"});
        let customer = customer(&app, &user, more).await;
        let order = sold(&app, &user, json!({
            "customerId": customer, "deliveryDate": "2026-07-01",
            "lines": [
                {"itemId": item, "quantity": "3", "unitPrice": "33.335", "discountPercent": "10"},
                {"itemId": item, "quantity": "2", "unit": "BOX", "unitPrice": "20",
                 "deliveryDate": "2026-08-01", "dropShipment": true},
                {"glAccountId": sales, "quantity": "1", "unitPrice": "5"},
                {"description": "Handle with care"},
            ],
        })).await;
        assert_eq!(order["number"], "SO-000001");
        assert_eq!(order["status"], "OPEN");
        assert_eq!(order["currency"], "USD");
        assert_eq!(order["deliveryAddress"], "Their road 5");
        assert_eq!(order["paymentTerms"], "30D");
        assert_eq!(order["shippingProgress"], "NONE");
        assert_eq!(order["netAmount"], json!({"amount": "135.00", "currency": "USD"}));
        let lines: Vec<Value> = order["lines"].as_array().expect("lines").iter().map(|line| {
            json!([
                line["lineNumber"], line["lineType"], line["description"], line["quantity"],
                line["unit"], line["netAmount"]["amount"], line["deliveryDate"],
                line["dropShipment"],
            ])
        }).collect();
        assert_eq!(json!(lines), json!([
            [1, "ITEM", "Bolt", "3", "PCS", "90.00", "2026-07-01", false],
            [2, "ITEM", "Bolt", "2", "BOX", "40.00", "2026-08-01", true],
            [3, "GL_ACCOUNT", "Sales", "1", null, "5.00", "2026-07-01", false],
            [4, "COMMENT", "Handle with care", "0", null, "0.00", "2026-07-01", false],
        ]));
    }

    async fn all_that_is_wrong_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        build::ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let accounts = build::read(&app, &user, "glAccounts", "{ id number }").await;
        let of = |number: &str| {
            let accounts = accounts.as_array().expect("accounts");
            let own = accounts.iter().find(|own| own["number"] == number);
            own.expect("an account")["id"].clone()
        };
        let customer = customer(&app, &user, json!({})).await;
        let input = json!({"id": customer, "version": 1, "blocked": true});
        done(&app, &user, "customerUpdate", input, "").await;
        let freight = json!({
            "number": "5700", "name": "Freight", "category": "EXPENSE", "directPosting": true,
            "blocked": true,
        });
        done(&app, &user, "glAccountSet", freight, "").await;
        let input = json!({
            "customerId": customer, "currency": "XXX",
            "lines": [
                {"itemId": item, "quantity": "0", "unit": "KG", "unitPrice": "-1"},
                {"itemId": "nothing", "glAccountId": of("3000"), "quantity": "1.5"},
                {"glAccountId": of("1510"), "quantity": "1", "unitPrice": "1", "variant": "RED"},
                {"glAccountId": of("5700"), "quantity": "1", "unitPrice": "1"},
                {"quantity": "1"},
                {"itemId": item, "quantity": "1.5", "unitPrice": "1", "discountPercent": "101"},
            ],
        });
        let refused = act(&app, &user, "salesOrderCreate", input, ORDER).await;
        assert_eq!(refused["salesOrder"], Value::Null);
        assert_eq!(refusals(&refused), [
            "CUSTOMER_BLOCKED customerId",
            "UNKNOWN_CODE currency",
            "UNIT_NOT_OF_ITEM lines[0].unit",
            "NOT_POSITIVE lines[0].quantity",
            "NEGATIVE lines[0].unitPrice",
            "NOT_ALLOWED lines[1].glAccountId",
            "NOT_FOUND lines[1].itemId",
            "REQUIRED lines[1].unitPrice",
            "NOT_ALLOWED lines[2].variant",
            "GL_ACCOUNT_NOT_DIRECT lines[2].glAccountId",
            "GL_ACCOUNT_BLOCKED lines[3].glAccountId",
            "REQUIRED lines[4].description",
            "NOT_ALLOWED lines[4].quantity",
            "TOO_MANY_DECIMALS lines[5].quantity",
            "PERCENT_OUT_OF_RANGE lines[5].discountPercent",
        ]);
    }

    async fn a_preview_keeps_nothing_and_orders_are_listed(app: TestApp) {
        let user = app.admin(&app.a);
        let customer = customer(&app, &user, json!({})).await;
        let words = json!([{"description": "Words"}]);
        let input = json!({"customerId": customer, "lines": words, "preview": true});
        done(&app, &user, "salesOrderCreate", input, ORDER).await;
        for _ in 0..2 {
            sold(&app, &user, json!({"customerId": customer, "lines": words})).await;
        }
        let field = format!("salesOrders(filter: {{customerId: {{eq: \"{customer}\"}},
            status: {{eq: OPEN}}}}, orderBy: [{{field: NUMBER, direction: DESC}}])");
        let listed = build::read(&app, &user, &field, "{ nodes { number lines { id } } }").await;
        let numbers: Vec<&Value> = listed["nodes"].as_array().expect("orders").iter()
            .map(|order| &order["number"]).collect();
        assert_eq!(numbers, ["SO-000002", "SO-000001"]);
    }

    async fn a_page_of_orders_does_not_cost_by_the_order(app: TestApp) {
        let user = app.admin(&app.a);
        build::ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        for _ in 0..4 {
            let line = json!({"itemId": item, "quantity": "1", "unitPrice": "9"});
            let order = sold(&app, &user, json!({"lines": [line, line]})).await;
            shipped(&app, &user, &order["id"], json!([])).await;
            let input = json!({"salesOrderId": order["id"]});
            done(&app, &user, "salesInvoicePost", input, "").await;
        }
        let query = "query($first: Int!) { salesOrders(first: $first) { nodes {
            number customer { name } netAmount { amount } shippingProgress invoicingProgress
            lines { item { name } netAmount { amount } purchaseOrderLines { id } }
            shipments { number lines { quantity salesOrderLine { lineNumber } } }
            invoices { number lines { netAmount salesOrderLine { lineNumber } } }
        } } }";
        let mut counts = Vec::new();
        for first in [1, 4] {
            let asked = app.gql(&user, query, json!({ "first": first }));
            counts.push(app.count_statements(asked).await);
        }
        // One for each kind of row; how loads fall together may add a few, but never one an order.
        assert!(counts.iter().all(|count| *count <= 14), "{counts:?}");
    }

    async fn readers_take_no_order(app: TestApp) {
        let customer = customer(&app, &app.admin(&app.a), json!({})).await;
        let users = [app.viewer(&app.a)];
        let input = json!({"customerId": customer});
        assert_eq!(ask::forbidden_to(&app, &users, "salesOrderCreate", input).await, 1);
    }
}
