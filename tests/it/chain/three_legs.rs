//! Chains over more than two orders: the sale to a customer controls what is bought for it, and
//! whoever trades over it follows too (ICO-1).

use serde_json::{Value, json};

use super::orders::{Pair, differences, latest, pair};
use crate::build::{self, act, done, ledgers, over, read, refusals, text};
use crate::harness::fill::global_of;
use crate::harness::user::{LegalEntity, User};
use crate::harness::{TestApp, both};
use crate::sales_order::{customer, shipped};

/// A customer's order at A, which B is to deliver straight to the customer.
struct Chain {
    pair: Pair,
    /// A's order of the customer.
    sale: Value,
}

const SALE: &str = "salesOrder { id version lines { id version } }";

/// A's sales order, its line, and the order as its version stands.
async fn sale(app: &TestApp, user: &User, id: &Value) -> Value {
    let fields = "{ id version status lines { id version quantity shippedQuantity deliveryDate } }";
    let id = id.as_str().expect("an id");
    let field = format!("salesOrder(id: \"{id}\")");
    read(app, user, &field, fields).await
}

impl Chain {
    /// Ten pieces at 9, which B delivers; of such a customer.
    async fn of(app: &TestApp, pair: Pair, customer: String) -> Self {
        let line = json!({
            "itemId": pair.items[0][0], "quantity": "10", "unitPrice": "9", "dropShipment": true,
        });
        let input = json!({
            "customerId": customer, "lines": [line], "deliveryAddress": "Far away 1",
        });
        let made = done(app, &pair.a, "salesOrderCreate", input, SALE).await;
        let sale = made["salesOrder"].clone();
        let input = json!({"salesOrderId": sale["id"], "vendorId": pair.vendor});
        done(app, &pair.a, "salesOrderDropShip", input, "").await;
        Self { pair, sale }
    }

    async fn seen(&self, app: &TestApp) -> Value {
        sale(app, &self.pair.a, &self.sale["id"]).await
    }

    /// Changes the customer's order; what stands against it.
    async fn changed(&self, app: &TestApp, more: Value) -> Vec<String> {
        let line = &self.seen(app).await["lines"][0];
        let input = over(json!({"id": line["id"], "version": line["version"]}), more);
        refusals(&act(app, &self.pair.a, "salesOrderLineUpdate", input, "").await)
    }
}

/// A third legal entity that buys from A; the customer that it is to A.
async fn third(app: &TestApp, pair: &Pair) -> (User, String) {
    let entity = app.found("CHAINED").await;
    let c = app.admin(&entity);
    let global = |le: &LegalEntity| global_of("LegalEntity", le.id.0);
    ledgers(app, &c).await;
    let buyer = customer(app, &pair.a, json!({})).await;
    let seller = build::vendor(app, &c, json!({})).await;
    let says = json!({"legalEntityId": global(&entity), "customerId": buyer});
    done(app, &pair.a, "tradingPartnerCreate", says, "").await;
    let says = json!({"legalEntityId": global(&app.a), "vendorId": seller});
    done(app, &c, "tradingPartnerCreate", says, "").await;
    // The first of each has the same number.
    let item = build::item(app, &c, json!({})).await;
    let number = async |user: &User, item: &str| {
        build::node(app, user, item, "Item { number }").await["number"].clone()
    };
    assert_eq!(
        number(&c, &item).await,
        number(&pair.a, &pair.items[0][0]).await
    );
    (c, buyer)
}

both! {
    async fn a_customers_order_is_bought_from_the_partner_and_delivered_by_it(app: TestApp) {
        let pair = pair(&app, json!({}), json!({"receiptFromShipment": true})).await;
        let buyer = customer(&app, &pair.a, json!({})).await;
        let chain = Chain::of(&app, pair, buyer).await;
        let (a, b) = (&chain.pair.a, &chain.pair.b);
        let theirs = latest(&app, b, "salesOrders").await;
        assert_eq!(theirs["chainOrigin"], "DERIVED");
        assert_eq!(theirs["lines"][0]["quantity"], "10");
        let field = format!("salesOrder(id: {})", theirs["id"]);
        let address = read(&app, b, &field, "{ deliveryAddress }").await;
        assert_eq!(address["deliveryAddress"], "Far away 1");
        shipped(&app, b, &theirs["id"], json!([])).await;
        let seen = chain.seen(&app).await;
        assert_eq!(seen["lines"][0]["shippedQuantity"], "10");
        let bought = latest(&app, a, "purchaseOrders").await;
        assert_eq!(bought["chainOrigin"], "SOURCE");
        chain.pair.agrees(&app).await;
    }

    async fn the_customers_order_controls_all_of_the_chain(app: TestApp) {
        let pair = pair(&app, json!({}), json!({"receiptFromShipment": true})).await;
        let buyer = customer(&app, &pair.a, json!({})).await;
        let chain = Chain::of(&app, pair, buyer).await;
        let more = json!({"quantity": "12", "deliveryDate": "2026-10-01"});
        assert_eq!(chain.changed(&app, more).await, Vec::<String>::new());
        let theirs = latest(&app, &chain.pair.b, "salesOrders").await;
        assert_eq!(theirs["lines"][0]["quantity"], "12");
        assert_eq!(theirs["lines"][0]["deliveryDate"], "2026-10-01");
        chain.pair.agrees(&app).await;
        let lines = json!([{"salesOrderLineId": theirs["lines"][0]["id"], "quantity": "5"}]);
        shipped(&app, &chain.pair.b, &theirs["id"], lines).await;
        // What has left the last of them is the least of the first.
        let less = chain.changed(&app, json!({"quantity": "4"})).await;
        assert_eq!(less, ["BELOW_RECEIVED quantity"]);
        assert_eq!(chain.changed(&app, json!({"quantity": "6"})).await, Vec::<String>::new());
        let theirs = latest(&app, &chain.pair.b, "salesOrders").await;
        assert_eq!(theirs["lines"][0]["quantity"], "6");
        chain.pair.agrees(&app).await;
    }

    async fn a_customers_order_is_given_up_with_all_of_the_chain(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let buyer = customer(&app, &pair.a, json!({})).await;
        let chain = Chain::of(&app, pair, buyer).await;
        let input = json!({"id": chain.sale["id"], "version": chain.seen(&app).await["version"]});
        done(&app, &chain.pair.a, "salesOrderCancel", input, "").await;
        for (user, kind) in [(&chain.pair.a, "purchaseOrders"), (&chain.pair.b, "salesOrders")] {
            assert_eq!(latest(&app, user, kind).await["status"], "CANCELLED", "{kind}");
        }
        chain.pair.agrees(&app).await;
    }

    async fn what_leaves_the_last_comes_to_the_first_of_three_legal_entities(app: TestApp) {
        let pair = pair(&app, json!({}), json!({"receiptFromShipment": true})).await;
        let (c, buyer) = third(&app, &pair).await;
        let chain = Chain::of(&app, pair, buyer).await;
        let wanted = latest(&app, &c, "purchaseOrders").await;
        assert_eq!(wanted["lines"][0]["quantity"], "10");
        assert_eq!(chain.changed(&app, json!({"quantity": "8"})).await, Vec::<String>::new());
        let (wanted, theirs) = (
            latest(&app, &c, "purchaseOrders").await,
            latest(&app, &chain.pair.b, "salesOrders").await,
        );
        assert_eq!(wanted["lines"][0]["quantity"], "8");
        assert_eq!(theirs["lines"][0]["quantity"], "8");
        shipped(&app, &chain.pair.b, &theirs["id"], json!([])).await;
        let field = format!("purchaseOrder(id: {})", wanted["id"]);
        let fields = "{ lines { nodes { progress { received } } } }";
        let seen = read(&app, &c, &field, fields).await;
        assert_eq!(seen["lines"]["nodes"][0]["progress"]["received"], "8");
        assert_eq!(chain.seen(&app).await["lines"][0]["shippedQuantity"], "8");
        for user in [&c, &chain.pair.a, &chain.pair.b] {
            assert_eq!(differences(&app, user).await, json!([]));
        }
    }

    async fn what_one_of_three_refuses_is_done_by_none(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let (c, buyer) = third(&app, &pair).await;
        let chain = Chain::of(&app, pair, buyer).await;
        // B has blocked the item, and is asked for more of it.
        let item = &chain.pair.items[1][0];
        let version = build::node(&app, &chain.pair.b, item, "Item { version }").await;
        let input = json!({"id": item, "version": version["version"], "blocked": true});
        done(&app, &chain.pair.b, "itemUpdate", input, "").await;
        let line = json!({"itemId": chain.pair.items[0][0], "quantity": "1", "unitPrice": "4"});
        let order = latest(&app, &chain.pair.a, "purchaseOrders").await;
        let input = json!({"purchaseOrderId": order["id"], "line": line});
        let refused = act(&app, &chain.pair.a, "purchaseOrderLineAdd", input, "").await;
        let codes = refusals(&refused);
        assert!(codes[0].starts_with("REFUSED_BY_PARTNER"), "{codes:?}");
        let wanted = latest(&app, &c, "purchaseOrders").await;
        assert_eq!(wanted["lines"].as_array().map(Vec::len), Some(1));
        chain.pair.agrees(&app).await;
        assert_eq!(text(&order["lines"][0]["quantity"]), "10");
    }

    async fn a_place_that_the_partner_refuses_is_told_in_our_places(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let item = build::item(&app, &pair.a, json!({})).await;
        let lines = json!([
            {"description": "With a comment before"},
            {"itemId": item, "quantity": "1", "unitPrice": "4"},
        ]);
        let input = json!({"customerId": pair.customer, "lines": lines});
        let refused = act(&app, &pair.a, "salesOrderCreate", input, "").await;
        assert_eq!(refusals(&refused), ["REFUSED_BY_PARTNER lines[1].itemId"]);
    }
}
