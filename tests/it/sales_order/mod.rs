//! Sales orders, and what is bought for them.

pub(crate) mod agreement;
mod cancel;
mod create;
mod drop_ship;
mod purchase;

use serde_json::{Value, json};

use crate::build::{self, done, over, text};
use crate::harness::TestApp;
use crate::harness::db::number;
use crate::harness::user::User;

/// What is asked of a sales order.
pub(super) const ORDER: &str = "salesOrder { id number status currency orderDate deliveryDate
    deliveryAddress paymentTerms version shippingProgress invoicingProgress
    netAmount { amount currency } customer { number }
    lines { id lineNumber lineType description quantity unit unitPrice discountPercent
        netAmount { amount } dropShipment deliveryDate shippedQuantity invoicedQuantity version
        purchaseOrderLines { id } } }";

/// A customer with an address.
pub(super) async fn customer(app: &TestApp, user: &User, more: Value) -> String {
    let plain = json!({"name": "Customer", "address": "Their road 5"});
    let input = over(plain, more);
    let made = done(app, user, "customerCreate", input, "customer { id }").await;
    text(&made["customer"]["id"])
}

/// A sales order of such lines, as `ORDER` asks for it; of a customer of its own unless one is
/// given.
pub(super) async fn sold(app: &TestApp, user: &User, more: Value) -> Value {
    let mut input = over(json!({}), more);
    if input.get("customerId").is_none() {
        input["customerId"] = json!(customer(app, user, json!({})).await);
    }
    done(app, user, "salesOrderCreate", input, ORDER).await["salesOrder"].clone()
}

/// A sales order as it stands.
pub(super) async fn see(app: &TestApp, user: &User, id: &Value) -> Value {
    let id = id.as_str().expect("an id");
    let fields = ORDER.replacen("salesOrder {", "SalesOrder {", 1);
    build::node(app, user, id, &fields).await
}

/// Ships such lines, or all; the shipments.
pub(super) async fn shipped(app: &TestApp, user: &User, order: &Value, lines: Value) -> Value {
    let input = json!({"salesOrderId": order, "lines": lines});
    let fields = "salesShipments { id number lines { id quantity } }";
    let posted = done(app, user, "salesShipmentPost", input, fields).await;
    posted["salesShipments"].clone()
}

/// An item of which so many pieces were received at a price.
pub(super) async fn stocked(app: &TestApp, user: &User, quantity: &str, price: &str) -> String {
    let item = build::item(app, user, json!({})).await;
    received(app, user, &item, (quantity, price)).await;
    item
}

/// So many more pieces of an item, received at a price.
pub(super) async fn received(app: &TestApp, user: &User, item: &str, of: (&str, &str)) {
    let (quantity, price) = of;
    let line = json!({"itemId": item, "quantity": quantity, "unitPrice": price});
    let order = build::order(app, user, json!({"lines": [line]})).await;
    let input = json!({"purchaseOrderId": order});
    done(app, user, "purchaseReceiptPost", input, "").await;
}

/// How many pieces are in stock altogether.
pub(super) async fn in_stock(app: &TestApp) -> i64 {
    let sql = "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM item_entry";
    number(&app.test_db.admin().await, sql).await / 1_000_000
}
