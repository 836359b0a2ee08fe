//! `salesOrderLineUnlink`.

use serde_json::{Value, json};

use crate::ask;
use crate::build::{over, refusals};
use crate::harness::both;
use crate::purchase_receipt::sound;
use crate::sales_order::agreement::{LINE, Seller};

fn fields() -> String {
    format!("salesOrderLine {{ {LINE} }}")
}

both! {
    async fn what_was_drawn_is_given_back_and_the_price_stays(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("10").await;
        seller.ship(&order, "4").await;
        assert_eq!(seller.parts(&seller.line).await, ["6", "4", "0", "990"]);
        let line = seller.see(&order["lines"][0]).await;
        let input = json!({"id": line["id"], "version": line["version"], "price": "KEEP"});
        let free = seller.done("salesOrderLineUnlink", input.clone(), &fields()).await;
        let free = &free["salesOrderLine"];
        assert_eq!(free["agreementLine"], Value::Null);
        assert_eq!(free["netAmount"]["amount"], "40.00");
        assert_eq!(free["provenance"]["agreementLine"]["id"], seller.line);
        assert_eq!(seller.parts(&seller.line).await, ["0", "0", "0", "1000"]);
        let again = over(input, json!({"version": free["version"]}));
        let refused = seller.act("salesOrderLineUnlink", again, "").await;
        assert_eq!(refusals(&refused), ["NOT_LINKED agreementLineId"]);
        // Nothing else gives a price, so that another quantity costs what it did.
        let input = json!({"id": free["id"], "version": free["version"], "quantity": "12"});
        let more = seller.done("salesOrderLineUpdate", input, &fields()).await;
        assert_eq!(more["salesOrderLine"]["netAmount"]["amount"], "48.00");
        sound(&seller.app, &seller.user).await;
    }

    async fn a_price_that_nobody_typed_is_not_found_anew(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("10").await;
        let input = json!({"id": order["lines"][0]["id"], "version": 1, "price": "REPRICE"});
        let refused = seller.act("salesOrderLineUnlink", input, "").await;
        assert_eq!(refusals(&refused), ["REQUIRED unitPrice"]);
        let value = json!({"commitmentType": "VALUE", "amount": "1000", "discountPercent": "10"});
        let agreement = seller.promise(json!({"lines": [value]})).await;
        let line = json!({"itemId": seller.item, "quantity": "10", "unitPrice": "5"});
        let order = seller.order(&agreement, json!([line])).await;
        assert_eq!(order["lines"][0]["netAmount"]["amount"], "45.00");
        let input = json!({"id": order["lines"][0]["id"], "version": 1, "price": "REPRICE"});
        let free = seller.done("salesOrderLineUnlink", input, &fields()).await;
        assert_eq!(free["salesOrderLine"]["netAmount"]["amount"], "50.00");
    }

    async fn what_is_invoiced_counts_for_good(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("10").await;
        seller.ship(&order, "4").await;
        seller.invoice(&order, "1").await;
        let line = seller.see(&order["lines"][0]).await;
        let input = json!({"id": line["id"], "version": line["version"], "price": "KEEP"});
        let refused = seller.act("salesOrderLineUnlink", input, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_RECEIVED agreementLineId"]);
    }

    async fn readers_unlink_nothing(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("1").await;
        let users = [seller.app.viewer(&seller.app.a)];
        let input = json!({"id": order["lines"][0]["id"], "version": 1, "price": "KEEP"});
        let app = &seller.app;
        assert_eq!(ask::forbidden_to(app, &users, "salesOrderLineUnlink", input).await, 1);
    }
}
