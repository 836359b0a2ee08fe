//! `salesInvoicePost`.

use serde_json::{Value, json};

use crate::build::{self, act, done, ledgers, refusals};
use crate::harness::both;
use crate::purchase_receipt::{sound, stands};
use crate::sales_order::{customer, see, shipped, sold, stocked};

const INVOICE: &str = "salesInvoice { id number dueDate currency exchangeRate
    netAmount { amount } taxAmount { amount } totalAmount { amount }
    lines { quantity netAmount taxPercent taxAmount } }";

both! {
    async fn what_has_left_is_owed_with_its_tax(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let customer = customer(&app, &user, json!({"paymentTerms": "30D"})).await;
        let terms = json!({"code": "30D", "name": "30 days", "dueFormula": "30D"});
        done(&app, &user, "paymentTermsSet", terms, "").await;
        let line = json!({"itemId": item, "quantity": "3", "unitPrice": "33.333"});
        let order = sold(&app, &user, json!({"customerId": customer, "lines": [line]})).await;
        let input = json!({"salesOrderId": order["id"], "documentDate": "2026-06-01"});
        let refused = act(&app, &user, "salesInvoicePost", input.clone(), "").await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_POST lines"]);
        let id = &order["lines"][0]["id"];
        let mut nets = Vec::new();
        for _ in 0..3 {
            let part = json!([{"salesOrderLineId": id, "quantity": "1"}]);
            shipped(&app, &user, &order["id"], part).await;
            let posted = done(&app, &user, "salesInvoicePost", input.clone(), INVOICE).await;
            nets.push(posted["salesInvoice"].clone());
        }
        assert_eq!(nets[0]["number"], "SIN-000001");
        assert_eq!(nets[0]["dueDate"], "2026-07-01");
        let amounts: Vec<&Value> = nets.iter().map(|own| &own["netAmount"]["amount"]).collect();
        assert_eq!(amounts, ["33.33", "33.34", "33.33"]);
        let percent: i64 = build::text(&nets[0]["lines"][0]["taxPercent"]).parse().expect("whole");
        assert!(percent > 0);
        assert_eq!(stands(&app, "3000").await, -10_000);
        let tax = stands(&app, "2610").await;
        assert!(tax < 0);
        assert_eq!(stands(&app, "1510").await, 10_000 - tax);
        let seen = see(&app, &user, &order["id"]).await;
        assert_eq!(seen["invoicingProgress"], "COMPLETE");
        let refused = act(&app, &user, "salesInvoicePost", input, "").await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_POST lines"]);
        sound(&app, &user).await;
    }

    async fn the_cents_of_a_foreign_currency_add_up(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.9137"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let item = stocked(&app, &user, "30", "2").await;
        let customer = customer(&app, &user, json!({"currency": "USD"})).await;
        let line = |price: &str| json!({"itemId": item, "quantity": "7", "unitPrice": price});
        let lines = json!([line("0.07"), line("1.11"), line("3.33")]);
        let order = sold(&app, &user, json!({"customerId": customer, "lines": lines})).await;
        shipped(&app, &user, &order["id"], json!([])).await;
        let input = json!({"salesOrderId": order["id"]});
        let posted = done(&app, &user, "salesInvoicePost", input, INVOICE).await;
        let invoice = &posted["salesInvoice"];
        assert_eq!(invoice["netAmount"]["amount"], "31.57");
        assert_eq!(invoice["exchangeRate"], "0.9137");
        sound(&app, &user).await;
    }

    async fn an_account_is_invoiced_to_itself(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let accounts = build::read(&app, &user, "glAccounts", "{ id number }").await;
        let accounts = accounts.as_array().expect("accounts");
        let freight = accounts.iter().find(|own| own["number"] == "5700").expect("freight");
        let line = json!({"glAccountId": freight["id"], "quantity": "1", "unitPrice": "50"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        shipped(&app, &user, &order["id"], json!([])).await;
        let input = json!({"salesOrderId": order["id"]});
        done(&app, &user, "salesInvoicePost", input, "").await;
        assert_eq!(stands(&app, "5700").await, -5_000);
        sound(&app, &user).await;
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let customer = customer(&app, &user, json!({"currency": "USD"})).await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let lines = json!([line, line]);
        let order = sold(&app, &user, json!({"customerId": customer, "lines": lines})).await;
        let of = |n: usize| &order["lines"][n]["id"];
        let part = json!([{"salesOrderLineId": of(0), "quantity": "3"}]);
        shipped(&app, &user, &order["id"], part).await;
        let input = json!({
            "salesOrderId": order["id"], "postingDate": "2031-01-01",
            "lines": [
                {"salesOrderLineId": of(0), "quantity": "4"},
                {"salesOrderLineId": of(0), "quantity": "1"},
                {"salesOrderLineId": of(1), "quantity": "0"},
                {"salesOrderLineId": "nothing", "quantity": "1"},
            ],
        });
        let refused = act(&app, &user, "salesInvoicePost", input, INVOICE).await;
        assert_eq!(refused["salesInvoice"], Value::Null);
        assert_eq!(refusals(&refused), [
            "PERIOD_CLOSED postingDate",
            "EXCHANGE_RATE_MISSING postingDate",
            "DUPLICATE lines[1].salesOrderLineId",
            "NOT_FOUND lines[3].salesOrderLineId",
            "QUANTITY_ABOVE_RECEIVED lines[0].quantity",
            "NOT_POSITIVE lines[2].quantity",
        ]);
        assert_eq!(refused["userErrors"][4]["limit"], "3");
        assert_eq!(stands(&app, "1510").await, 0);
    }

    async fn a_preview_shows_the_invoice_and_keeps_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        shipped(&app, &user, &order["id"], json!([])).await;
        let input = json!({"salesOrderId": order["id"], "preview": true});
        let shown = done(&app, &user, "salesInvoicePost", input, INVOICE).await;
        assert_eq!(shown["salesInvoice"]["netAmount"]["amount"], "20.00");
        assert_eq!(stands(&app, "1510").await, 0);
    }
}
