//! Random walks of two legal entities that trade with each other: orders in both directions, with
//! and without the agreements that go with each other, and everything that is done with them, of
//! which some is refused. After each step nothing differs but what is on its way; the doctor finds
//! nothing on either side.
//!
//! A walk is told by its seed. `AVTAL_WALK_STEPS` makes the walks longer.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::agreements::classified;
use super::orders::{Pair, pair};
use crate::build::{self, act, done, over, read};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_receipt::sound;
use crate::walks::{Dice, steps};

/// How many steps a walk has, unless it is asked to go further.
const STEPS: usize = 120;

both! {
    async fn both_sides_say_the_same_along_a_walk(app: TestApp) {
        World::new(app).await.walk(1).await;
    }

    async fn both_sides_say_the_same_along_another_walk(app: TestApp) {
        World::new(app).await.walk(5).await;
    }

    async fn both_sides_say_the_same_along_a_third_walk(app: TestApp) {
        World::new(app).await.walk(2026).await;
    }

    async fn many_walk_at_once_and_nobody_meets_a_deadlock(app: TestApp) {
        World::new(app).await.crowd(8).await;
    }
}

/// One of the two, with what the other is to it.
struct Side {
    user: User,
    vendor: Value,
    customer: Value,
    items: Vec<String>,
    /// The agreements that go with the other's: of what it buys, and of what it sells.
    agreements: Vec<Value>,
}

/// The two, and the application.
struct World {
    app: TestApp,
    sides: [Side; 2],
}

/// Somebody who does one thing after the other, on either side.
struct Walk<'a> {
    app: &'a TestApp,
    sides: &'a [Side; 2],
    dice: Dice,
    /// How often each kind of step was done, and refused.
    told: BTreeMap<&'static str, (u32, u32)>,
}

const ORDERS: &str = "id version status chainOrigin";

impl World {
    async fn new(app: TestApp) -> Self {
        let says = json!({"agreementChangesAllowed": true});
        let pair = pair(&app, says.clone(), says).await;
        agreed(&app, &pair).await;
        let Pair { a, b, items, .. } = pair;
        let [of_a, of_b] = items;
        let sides = [side(&app, a, of_a).await, side(&app, b, of_b).await];
        Self { app, sides }
    }

    fn walker(&self, seed: u64) -> Walk<'_> {
        Walk {
            app: &self.app,
            sides: &self.sides,
            dice: Dice(seed),
            told: BTreeMap::new(),
        }
    }

    /// One walk, looked at after each step.
    async fn walk(&self, seed: u64) {
        let mut walk = self.walker(seed);
        for step in 0..steps(STEPS) {
            let side = usize::from(walk.dice.chance(2));
            let done = walk.step(side).await;
            self.agrees(done).await;
            if step % 10 == 9 {
                self.is_sound().await;
            }
        }
        self.is_sound().await;
        println!("done and refused: {:?}", walk.told);
        let told = walk.told.iter();
        let never: Vec<_> = told.filter(|(_, (done, _))| *done == 0).collect();
        assert!(never.len() <= 3, "steps that were never done: {never:?}");
    }

    /// Many walks at once, looked at when all are done. A fault ends one with a panic.
    async fn crowd(&self, many: u64) {
        let walks = (0..many).map(async |seed| {
            let mut walk = self.walker(seed);
            for _ in 0..12 {
                let side = usize::from(walk.dice.chance(2));
                walk.step(side).await;
            }
            walk.told.values().map(|(done, _)| done).sum::<u32>()
        });
        let done: u32 = join_all(walks).await.into_iter().sum();
        assert!(done > 20, "only {done} steps were done");
        self.agrees("all").await;
        self.is_sound().await;
    }

    /// Nothing differs but what is on its way.
    async fn agrees(&self, done: &str) {
        for own in &self.sides {
            let shown = "{ nodes { field onTheWay ownValue partnerValue } }";
            let told = read(&self.app, &own.user, "chainDifferences(first: 100)", shown).await;
            let told = told["nodes"].as_array().expect("nodes");
            let wrong: Vec<_> = told.iter().filter(|own| own["onTheWay"] != true).collect();
            assert!(wrong.is_empty(), "after {done}: {wrong:?}");
        }
    }

    async fn is_sound(&self) {
        for own in &self.sides {
            sound(&self.app, &own.user).await;
        }
    }
}

impl Walk<'_> {
    async fn step(&mut self, side: usize) -> &'static str {
        match self.dice.up_to(24) {
            1..=3 => self.buy(side).await,
            4..=5 => self.sell(side).await,
            6..=7 => self.change_purchase(side).await,
            8..=9 => self.change_sale(side).await,
            10 => self.add(side).await,
            11 => self.take_away(side).await,
            12..=14 => self.ship(side).await,
            15 => self.undo_shipment(side).await,
            16..=17 => self.receive(side).await,
            18 => self.undo_receipt(side).await,
            19..=20 => self.invoice(side).await,
            21 => self.post(side).await,
            22 => self.cancel(side).await,
            23 => self.agree(side).await,
            _ => self.decide(side).await,
        }
    }

    /// Asks for something, which is done or refused but never a fault.
    async fn ask(
        &mut self,
        side: usize,
        step: &'static str,
        (mutation, input): (&str, Value),
    ) -> &'static str {
        let user = &self.sides[side].user;
        let payload = act(self.app, user, mutation, input, "").await;
        let told = self.told.entry(step).or_default();
        match payload["userErrors"] == json!([]) {
            true => told.0 += 1,
            false => told.1 += 1,
        }
        step
    }

    /// All rows of a connection.
    async fn all(&self, side: usize, field: &str, selection: &str) -> Vec<Value> {
        let selection = format!("{{ nodes {{ {selection} }} }}");
        let found = read(self.app, &self.sides[side].user, field, &selection).await;
        found["nodes"].as_array().expect("rows").clone()
    }

    fn line(&mut self, side: usize) -> Value {
        let item = self.dice.pick(&self.sides[side].items).expect("an item");
        let quantity = self.dice.up_to(12).to_string();
        json!({"itemId": item, "quantity": quantity, "unitPrice": self.dice.price()})
    }

    fn lines(&mut self, side: usize) -> Value {
        let many = self.dice.up_to(2);
        (0..many).map(|_| self.line(side)).collect()
    }

    async fn buy(&mut self, side: usize) -> &'static str {
        let lines = self.lines(side);
        let mut input = json!({"vendorId": self.sides[side].vendor, "lines": lines});
        if self.dice.chance(2) {
            let own = self.dice.pick(&self.sides[side].agreements).cloned();
            input["agreementId"] = json!(own);
        }
        self.ask(side, "buy", ("purchaseOrderCreate", input)).await
    }

    async fn sell(&mut self, side: usize) -> &'static str {
        let lines = self.lines(side);
        let mut input = json!({"customerId": self.sides[side].customer, "lines": lines});
        if self.dice.chance(2) {
            let own = self.dice.pick(&self.sides[side].agreements).cloned();
            input["agreementId"] = json!(own);
        }
        self.ask(side, "sell", ("salesOrderCreate", input)).await
    }

    /// An order that was not given up, of those that go with the other's.
    async fn purchase(&mut self, side: usize) -> Option<Value> {
        let more = "lines(first: 9) { nodes { id version quantity agreementLine { id } } }";
        let selection = format!("{ORDERS} {more}");
        let mut orders = self
            .all(side, "purchaseOrders(first: 100)", &selection)
            .await;
        orders.retain(|own| !own["chainOrigin"].is_null() && own["status"] != "CANCELLED");
        self.dice.pick(&orders).cloned()
    }

    async fn sale(&mut self, side: usize) -> Option<Value> {
        let more = "lines { id version quantity agreementLine { id } }
            shipments { id lines { id } }";
        let selection = format!("{ORDERS} {more}");
        let mut orders = self.all(side, "salesOrders(first: 100)", &selection).await;
        orders.retain(|own| own["status"] != "CANCELLED");
        self.dice.pick(&orders).cloned()
    }

    fn changed(&mut self, line: &Value) -> Value {
        let mut input = json!({"id": line["id"], "version": line["version"]});
        match self.dice.up_to(4) {
            1..=2 => input["quantity"] = json!(self.dice.up_to(15).to_string()),
            3 => input["unitPrice"] = json!(self.dice.price()),
            _ => input["deliveryDate"] = json!(format!("2026-07-{:02}", self.dice.up_to(28))),
        }
        let ways = ["REJECT", "UNLINK_KEEP_PRICE", "UNLINK_AND_REPRICE"];
        input["onLinkConflict"] = json!(self.dice.pick(&ways));
        input
    }

    async fn change_purchase(&mut self, side: usize) -> &'static str {
        let Some(order) = self.purchase(side).await else {
            return "nothing";
        };
        let lines = order["lines"]["nodes"].as_array().expect("lines").clone();
        let Some(line) = self.dice.pick(&lines).cloned() else {
            return "nothing";
        };
        let (id, version) = (&line["id"], &line["version"]);
        let (mutation, input) = match self.dice.up_to(6) {
            1 if line["agreementLine"].is_null() => (
                "purchaseOrderLineLink",
                json!({"id": id, "version": version}),
            ),
            1 => {
                let input = json!({"id": id, "version": version, "price": "KEEP"});
                ("purchaseOrderLineUnlink", input)
            }
            _ => ("purchaseOrderLineUpdate", self.changed(&line)),
        };
        self.ask(side, "change a purchase", (mutation, input)).await
    }

    async fn change_sale(&mut self, side: usize) -> &'static str {
        let Some(order) = self.sale(side).await else {
            return "nothing";
        };
        let lines = order["lines"].as_array().expect("lines").clone();
        let Some(line) = self.dice.pick(&lines).cloned() else {
            return "nothing";
        };
        let (id, version) = (&line["id"], &line["version"]);
        let (mutation, input) = match self.dice.up_to(6) {
            1 if line["agreementLine"].is_null() => {
                ("salesOrderLineLink", json!({"id": id, "version": version}))
            }
            1 => {
                let input = json!({"id": id, "version": version, "price": "KEEP"});
                ("salesOrderLineUnlink", input)
            }
            _ => ("salesOrderLineUpdate", self.changed(&line)),
        };
        self.ask(side, "change a sale", (mutation, input)).await
    }

    async fn add(&mut self, side: usize) -> &'static str {
        let Some(order) = self.purchase(side).await else {
            return "nothing";
        };
        let input = json!({"purchaseOrderId": order["id"], "line": self.line(side)});
        self.ask(side, "add", ("purchaseOrderLineAdd", input)).await
    }

    async fn take_away(&mut self, side: usize) -> &'static str {
        let Some(order) = self.purchase(side).await else {
            return "nothing";
        };
        let lines = order["lines"]["nodes"].as_array().expect("lines").clone();
        let Some(line) = self.dice.pick(&lines) else {
            return "nothing";
        };
        let input = json!({"id": line["id"], "version": line["version"]});
        let (step, mutation) = match self.dice.chance(2) {
            true => ("remove", "purchaseOrderLineRemove"),
            false => ("give up the rest", "purchaseOrderLineCancelRemainder"),
        };
        self.ask(side, step, (mutation, input)).await
    }

    async fn ship(&mut self, side: usize) -> &'static str {
        let Some(order) = self.sale(side).await else {
            return "nothing";
        };
        let mut input = json!({"salesOrderId": order["id"]});
        let lines = order["lines"].as_array().expect("lines").clone();
        if let (Some(line), true) = (self.dice.pick(&lines), self.dice.chance(2)) {
            let quantity = self.dice.up_to(6).to_string();
            input["lines"] = json!([{"salesOrderLineId": line["id"], "quantity": quantity}]);
        }
        self.ask(side, "ship", ("salesShipmentPost", input)).await
    }

    async fn undo_shipment(&mut self, side: usize) -> &'static str {
        let Some(order) = self.sale(side).await else {
            return "nothing";
        };
        let shipments = order["shipments"].as_array().expect("a list").clone();
        let Some(shipment) = self.dice.pick(&shipments) else {
            return "nothing";
        };
        let input = json!({"id": shipment["id"]});
        self.ask(side, "undo a shipment", ("salesShipmentUndo", input))
            .await
    }

    async fn receive(&mut self, side: usize) -> &'static str {
        let Some(order) = self.purchase(side).await else {
            return "nothing";
        };
        let mut input = json!({"purchaseOrderId": order["id"]});
        let lines = order["lines"]["nodes"].as_array().expect("lines").clone();
        if let (Some(line), true) = (self.dice.pick(&lines), self.dice.chance(2)) {
            let quantity = self.dice.up_to(6).to_string();
            input["lines"] = json!([{"purchaseOrderLineId": line["id"], "quantity": quantity}]);
        }
        self.ask(side, "receive", ("purchaseReceiptPost", input))
            .await
    }

    async fn undo_receipt(&mut self, side: usize) -> &'static str {
        let selection = "id receiptType";
        let mut receipts = self
            .all(side, "purchaseReceipts(first: 200)", selection)
            .await;
        receipts.retain(|own| own["receiptType"] == "RECEIPT");
        let Some(receipt) = self.dice.pick(&receipts) else {
            return "nothing";
        };
        let input = json!({"id": receipt["id"]});
        self.ask(side, "undo a receipt", ("purchaseReceiptUndo", input))
            .await
    }

    async fn invoice(&mut self, side: usize) -> &'static str {
        let Some(order) = self.sale(side).await else {
            return "nothing";
        };
        let input = json!({"salesOrderId": order["id"]});
        self.ask(side, "invoice", ("salesInvoicePost", input)).await
    }

    async fn post(&mut self, side: usize) -> &'static str {
        let drafts = self
            .all(side, "purchaseInvoiceDrafts(first: 100)", "id")
            .await;
        let Some(draft) = self.dice.pick(&drafts) else {
            return "nothing";
        };
        let input = json!({"purchaseInvoiceDraftId": draft["id"]});
        self.ask(side, "post", ("purchaseInvoicePost", input)).await
    }

    async fn cancel(&mut self, side: usize) -> &'static str {
        let bought = self.dice.chance(2);
        let order = match bought {
            true => self.purchase(side).await,
            false => self.sale(side).await,
        };
        let Some(order) = order else {
            return "nothing";
        };
        let input = json!({"id": order["id"], "version": order["version"]});
        let mutation = match bought {
            true => "purchaseOrderCancel",
            false => "salesOrderCancel",
        };
        self.ask(side, "cancel", (mutation, input)).await
    }

    /// Promises more or less, or another price; puts an agreement on hold, or into force again.
    async fn agree(&mut self, side: usize) -> &'static str {
        let agreements = self.sides[side].agreements.clone();
        let id = self.dice.pick(&agreements).expect("an agreement").clone();
        let field = format!("agreement(id: {id})");
        let shown = "{ status lines(first: 9) { nodes { id version } } }";
        let own = read(self.app, &self.sides[side].user, &field, shown).await;
        let (mutation, input) = match self.dice.up_to(4) {
            1 if own["status"] == "EFFECTIVE" => ("agreementHold", json!({"id": id})),
            1 => ("agreementActivate", json!({"id": id})),
            2 => {
                let line = json!({"commitmentType": "VALUE", "amount": self.dice.price()});
                ("agreementLineAdd", json!({"agreementId": id, "line": line}))
            }
            _ => {
                let lines = own["lines"]["nodes"].as_array().expect("lines").clone();
                let line = self.dice.pick(&lines).expect("a line");
                let input = json!({"id": line["id"], "version": line["version"]});
                let more = json!({"discountPercent": self.dice.up_to(20).to_string()});
                ("agreementLineUpdate", over(input, more))
            }
        };
        self.ask(side, "agree", (mutation, input)).await
    }

    /// Says something else of the other.
    async fn decide(&mut self, side: usize) -> &'static str {
        let partners = self.all(side, "tradingPartners", "id version").await;
        let partner = partners.first().expect("a partner");
        let invoices = ["NOTHING", "DRAFT", "POSTED"];
        let numbers = ["OWN_SEQUENCE", "PARTNER_NUMBER"];
        let input = json!({
            "id": partner["id"], "version": partner["version"],
            "priceChangesAllowed": self.dice.chance(2),
            "discountChangesAllowed": self.dice.chance(2),
            "receiptFromShipment": self.dice.chance(2),
            "invoiceFromSalesInvoice": self.dice.pick(&invoices),
            "orderNumbering": self.dice.pick(&numbers),
        });
        self.ask(side, "decide", ("tradingPartnerUpdate", input))
            .await
    }
}

/// What the other is to one of the two.
async fn side(app: &TestApp, user: User, items: Vec<String>) -> Side {
    let shown = "{ nodes { vendor { id } customer { id } } }";
    let partner = read(app, &user, "tradingPartners", shown).await["nodes"][0].take();
    let agreements = read(app, &user, "agreements", "{ nodes { id } }").await["nodes"].take();
    let agreements = agreements.as_array().expect("nodes").iter();
    Side {
        user,
        vendor: partner["vendor"]["id"].clone(),
        customer: partner["customer"]["id"].clone(),
        items,
        agreements: agreements.map(|own| own["id"].clone()).collect(),
    }
}

/// Two agreements of A's with those that go with them: of what it buys, and of what it sells.
async fn agreed(app: &TestApp, pair: &Pair) {
    let classification = classified(app, pair).await;
    for with in [
        json!({"vendorId": pair.vendor}),
        json!({"customerId": pair.customer}),
    ] {
        let lines = json!([
            {"commitmentType": "PRODUCT_QUANTITY", "itemId": pair.items[0][0],
             "quantity": "60", "unitPrice": "3.33", "maxEnforced": true},
            {"commitmentType": "PRODUCT_VALUE", "itemId": pair.items[0][1], "amount": "900",
             "discountPercent": "7.5"},
        ]);
        let plain = json!({
            "agreementClassificationId": classification, "lines": lines,
            "defaultEffectiveDate": "2026-01-01", "defaultExpirationDate": "2026-12-31",
        });
        let fields = "agreement { id }";
        let made = done(app, &pair.a, "agreementCreate", over(plain, with), fields).await;
        let id = json!({"id": made["agreement"]["id"]});
        done(app, &pair.a, "agreementActivate", id.clone(), "").await;
        let fragment = "Agreement { version }";
        let row = build::node(app, &pair.a, &build::text(&id["id"]), fragment).await;
        let input = over(id, json!({"version": row["version"]}));
        done(app, &pair.a, "agreementTwinCreate", input, "").await;
    }
}
