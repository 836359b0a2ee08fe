//! Purchase orders, with and without an agreement.

mod cancel;
mod confirm;
mod create;
mod firm;
mod list;
mod post;
mod update;

use serde_json::{Value, json};

use crate::build::{self, classification, done, effective, item, lines, over, payload, vendor};
use crate::harness::TestApp;
use crate::harness::user::User;

/// What is asked of an order.
pub(crate) const ORDER: &str = "purchaseOrder {
    id number status source currency version latestVersion orderDate deliveryDate
    paymentTerms deliveryTerms deliveryMode deliveryAddress
    netAmount { amount currency }
    vendor { id } agreement { id }
    dimensions { dimension { code } value { code } }
    lines(first: 50) { nodes { id lineNumber version agreementLine { id } } }
} warnings { code message elementIndex }";

/// What is asked of an order line.
pub(crate) const LINE: &str = "id version lineNumber description quantity unit baseQuantity variant
    unitPrice priceUnit discountPercent discountAmount netAmount { amount currency }
    deliveryDate deliveryAddress matchTrace
    agreementLine { id }
    dimensions { dimension { code } value { code } }
    progress { cancelled outstanding }
    provenance {
        priceSource discountPercentSource discountAmountSource agreementVersion
        agreementLine { id } priceTradeAgreement { id } discountTradeAgreement { id }
    }";

/// A buyer's world: a vendor, an item at 4.60 a piece, and an effective agreement on 1,000 of it
/// at 4.00, maximum enforced and price fixed.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) user: User,
    pub(crate) vendor: String,
    pub(crate) class: String,
    pub(crate) item: String,
    pub(crate) agreement: String,
    pub(crate) line: String,
}

impl World {
    pub(crate) async fn new(app: TestApp) -> Self {
        let user = app.admin(&app.a);
        let vendor = vendor(&app, &user, json!({})).await;
        let class = classification(&app, &user, json!({})).await;
        let item = item(
            &app,
            &user,
            json!({"name": "Bolt", "purchasePrice": "4.60"}),
        )
        .await;
        let mut world = Self {
            app,
            user,
            vendor,
            class,
            item,
            agreement: String::new(),
            line: String::new(),
        };
        let promise = json!({
            "itemId": world.item,
            "quantity": "1000",
            "unit": "PCS",
            "unitPrice": "4",
            "maxEnforced": true,
            "priceFixed": true,
        });
        world.agreement = world.promise(json!([promise])).await;
        world.line = world.lines(&world.agreement).await.remove(0);
        world
    }

    /// An effective agreement with the vendor.
    pub(crate) async fn promise(&self, lines: Value) -> String {
        self.agree(json!({ "lines": lines })).await
    }

    /// The same with more said.
    pub(crate) async fn agree(&self, more: Value) -> String {
        let base = json!({"vendorId": self.vendor, "agreementClassificationId": self.class});
        effective(&self.app, &self.user, over(base, more)).await
    }

    /// The lines of an agreement or of an order.
    pub(crate) async fn lines(&self, of: &str) -> Vec<String> {
        lines(&self.app, &self.user, of).await
    }

    /// The payload of a mutation that may be refused.
    pub(crate) async fn act(&self, mutation: &str, input: Value, fields: &str) -> Value {
        build::act(&self.app, &self.user, mutation, input, fields).await
    }

    /// The payload of a mutation that was done.
    pub(crate) async fn done(&self, mutation: &str, input: Value, fields: &str) -> Value {
        done(&self.app, &self.user, mutation, input, fields).await
    }

    /// An order from an agreement, with such lines, as `ORDER` asks for it.
    pub(crate) async fn order(&self, agreement: &str, lines: Value) -> Value {
        let input = json!({"agreementId": agreement, "lines": lines});
        self.done("purchaseOrderCreate", input, ORDER).await["purchaseOrder"].clone()
    }

    /// The only line of an order of so much of the item.
    pub(crate) async fn linked(&self, quantity: &str) -> Value {
        let lines = json!([{"itemId": self.item, "quantity": quantity}]);
        let order = self.order(&self.agreement, lines).await;
        self.line(&order["lines"]["nodes"][0]["id"]).await
    }

    /// An order as `ORDER` asks for it.
    pub(crate) async fn see(&self, id: &Value) -> Value {
        let order = ORDER.replace(" warnings { code message elementIndex }", "");
        let order = order.replacen("purchaseOrder {", "purchaseOrder(id: $id) {", 1);
        self.ask(&order, id, "purchaseOrder").await
    }

    /// An order line as `LINE` asks for it.
    pub(crate) async fn line(&self, id: &Value) -> Value {
        let field = format!("purchaseOrderLine(id: $id) {{ {LINE} }}");
        self.ask(&field, id, "purchaseOrderLine").await
    }

    /// All lines of an order, as `LINE` asks for them.
    pub(crate) async fn order_lines(&self, id: &Value) -> Vec<Value> {
        let field =
            format!("purchaseOrder(id: $id) {{ lines(first: 50) {{ nodes {{ {LINE} }} }} }}");
        let order = self.ask(&field, id, "purchaseOrder").await;
        order["lines"]["nodes"].as_array().expect("lines").clone()
    }

    /// What is released and what remains of a commitment.
    pub(crate) async fn balance(&self, line: &str) -> [String; 2] {
        let field = "agreementLine(id: $id) { fulfillment { releasedOnly remaining } }";
        let line = self.ask(field, &json!(line), "agreementLine").await;
        ["releasedOnly", "remaining"].map(|part| build::text(&line["fulfillment"][part]))
    }

    async fn ask(&self, selection: &str, id: &Value, field: &str) -> Value {
        let query = format!("query($id: ID!) {{ {selection} }}");
        payload(
            self.app.gql(&self.user, &query, json!({ "id": id })).await,
            field,
        )
    }

    /// How many orders there are.
    pub(crate) async fn n_orders(&self) -> i64 {
        let query = "{ purchaseOrders { totalCount } }";
        let all = payload(
            self.app.gql(&self.user, query, json!({})).await,
            "purchaseOrders",
        );
        all["totalCount"].as_i64().expect("a count")
    }
}

/// A commitment on so many pieces of an item at a price.
pub(crate) fn pieces(item: &str, quantity: &str, price: &str) -> Value {
    json!({"itemId": item, "quantity": quantity, "unit": "PCS", "unitPrice": price})
}

/// Some fields of an object, in order.
pub(crate) fn pick(of: &Value, fields: &[&str]) -> Vec<Value> {
    let path = |field: &&str| field.split('.').fold(of, |at, step| &at[step]).clone();
    fields.iter().map(path).collect()
}
