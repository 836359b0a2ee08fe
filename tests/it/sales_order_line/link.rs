//! `salesOrderLineLink`.

use serde_json::{Value, json};

use crate::ask;
use crate::build::{over, refusals, text};
use crate::harness::both;
use crate::sales_order::agreement::{LINE, Seller};

/// An order of the agreement whose only line draws on nothing.
async fn free(seller: &Seller, more: Value) -> Value {
    let plain = json!({"itemId": seller.item, "quantity": "10", "unitPrice": "5"});
    let line = over(plain, more);
    let words = json!({"description": "Words"});
    seller.order(&seller.agreement, json!([line, words])).await
}

fn fields() -> String {
    format!("salesOrderLine {{ {LINE} }} warnings {{ code }}")
}

both! {
    async fn a_line_is_linked_and_costs_what_the_commitment_says(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = free(&seller, json!({})).await;
        let line = &order["lines"][0];
        assert_eq!(line["agreementLine"], Value::Null);
        let input = json!({"id": line["id"], "version": 1});
        let linked = seller.done("salesOrderLineLink", input, &fields()).await;
        let line = &linked["salesOrderLine"];
        assert_eq!(line["agreementLine"]["id"], seller.line);
        assert_eq!(line["netAmount"]["amount"], "40.00");
        assert_eq!(line["provenance"]["priceSource"], "AGREEMENT");
        assert_eq!(line["provenance"]["agreementLine"]["id"], seller.line);
        assert_eq!(seller.parts(&seller.line).await, ["10", "0", "0", "990"]);
        let input = json!({"id": line["id"], "version": 2});
        let refused = seller.act("salesOrderLineLink", input, &fields()).await;
        assert_eq!(refusals(&refused), ["ALREADY_LINKED agreementLineId"]);
    }

    async fn what_does_not_fit_is_refused(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = free(&seller, json!({"quantity": "1500", "deliveryDate": "2027-01-01"})).await;
        let id = &order["lines"][0]["id"];
        let link = |more: Value| {
            let input = over(json!({"id": id, "version": 1}), more);
            seller.act("salesOrderLineLink", input, LINK)
        };
        let refused = link(json!({"agreementLineId": seller.line})).await;
        assert_eq!(refusals(&refused), [
            "DELIVERY_DATE_OUTSIDE_VALIDITY agreementLineId",
            "MAXIMUM_QUANTITY_EXCEEDED agreementLineId",
        ]);
        assert_eq!(refusals(&link(json!({})).await), ["NOT_FOUND agreementLineId"]);
        let stale = json!({"version": 7});
        assert_eq!(refusals(&link(stale).await), ["STALE_VERSION version"]);
        let words = json!({"id": order["lines"][1]["id"], "version": 1});
        let refused = seller.act("salesOrderLineLink", words, LINK).await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED id"]);
        let line = json!({"itemId": seller.item, "quantity": "1", "unitPrice": "5"});
        let input = json!({"customerId": seller.customer, "lines": [line]});
        let fields = "salesOrder { lines { id } }";
        let made = seller.done("salesOrderCreate", input, fields).await;
        let input = json!({"id": made["salesOrder"]["lines"][0]["id"], "version": 1});
        let refused = seller.act("salesOrderLineLink", input, LINK).await;
        assert_eq!(refusals(&refused), ["ORDER_WITHOUT_AGREEMENT agreementLineId"]);
    }

    async fn what_has_left_is_linked_no_more(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = free(&seller, json!({})).await;
        seller.ship(&order, "1").await;
        let line = seller.see(&order["lines"][0]).await;
        let input = json!({"id": line["id"], "version": line["version"]});
        let refused = seller.act("salesOrderLineLink", input, LINK).await;
        assert_eq!(refusals(&refused), ["ALREADY_RECEIVED agreementLineId"]);
    }

    async fn every_commitment_that_was_looked_at_is_explained(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("10").await;
        let id = text(&order["lines"][0]["id"]);
        let fragment = "SalesOrderLine { explainMatch {
            wins linked agreementLine { id } failures { code } price { netAmount { amount } } } }";
        let found = crate::build::node(&seller.app, &seller.user, &id, fragment).await;
        assert_eq!(found["explainMatch"], json!([{
            "wins": true, "linked": true, "agreementLine": {"id": seller.line}, "failures": [],
            "price": {"netAmount": {"amount": "40.00"}},
        }]));
    }

    async fn readers_link_nothing(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = free(&seller, json!({})).await;
        let users = [seller.app.viewer(&seller.app.a)];
        let input = json!({"id": order["lines"][0]["id"], "version": 1});
        let app = &seller.app;
        assert_eq!(ask::forbidden_to(app, &users, "salesOrderLineLink", input).await, 1);
    }
}

const LINK: &str = "salesOrderLine { id }";
