//! Random walks: long sequences of receipts, invoices, corrections, returns, payments and
//! adjustments, of which some are refused. Whatever was done, the doctor finds nothing.
//!
//! A walk is told by its seed. `AVTAL_WALK_STEPS` makes the walks longer.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::build::{self, act, done, item, ledgers, read, text, vendor};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::user::User;
use crate::purchase_receipt::sound;

/// How many steps a walk has, unless it is asked to go further.
const STEPS: usize = 160;

both! {
    async fn the_books_hold_along_a_walk(app: TestApp) {
        Walk::new(app, 1).await.go().await;
    }

    async fn the_books_hold_along_another_walk(app: TestApp) {
        Walk::new(app, 7).await.go().await;
    }

    async fn the_books_hold_along_a_third_walk(app: TestApp) {
        Walk::new(app, 2026).await.go().await;
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 1 to `n`.
    pub(crate) fn up_to(&mut self, n: u64) -> u64 {
        self.next() % n + 1
    }

    pub(crate) fn chance(&mut self, one_in: u64) -> bool {
        self.next().is_multiple_of(one_in)
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let n = u64::try_from(all.len()).expect("not that many");
        let place = usize::try_from(self.next().checked_rem(n)?).expect("not that many");
        all.get(place)
    }

    /// A price of some cents to some hundreds.
    pub(crate) fn price(&mut self) -> String {
        format!("{}.{:02}", self.up_to(300) - 1, self.up_to(99))
    }
}

/// How many steps a walk has, if nobody asks for more.
#[expect(
    clippy::disallowed_methods,
    reason = "a longer walk is asked for by hand"
)]
pub(crate) fn steps(usual: usize) -> usize {
    let asked = std::env::var("AVTAL_WALK_STEPS").ok();
    asked.map_or(usual, |text| text.parse().expect("a number of steps"))
}

struct Walk {
    app: TestApp,
    user: User,
    dice: Dice,
    vendors: Vec<String>,
    items: Vec<String>,
    charge: Value,
    freight: String,
    numbers: u32,
    /// How often each kind of step was done, and refused.
    told: BTreeMap<&'static str, (u32, u32)>,
}

impl Walk {
    async fn new(app: TestApp, seed: u64) -> Self {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.913"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let policy = json!({
            "version": 1, "paymentToleranceAmount": "0.05", "discountPosting": "ALL_DISCOUNTS",
        });
        done(&app, &user, "ledgerSetupUpdate", policy, "").await;
        let charge = json!({"code": "FREIGHT", "name": "Freight"});
        let charge = done(&app, &user, "itemChargeSet", charge, "itemCharge { id }").await;
        let terms = |currency: &str| json!({"currency": currency, "paymentTerms": "8D2-NET30"});
        let vendors = vec![
            vendor(&app, &user, terms("EUR")).await,
            vendor(&app, &user, terms("USD")).await,
        ];
        let method = |method: &str| json!({"costingMethod": method, "indirectCostPercent": "3"});
        let items = vec![
            item(&app, &user, method("FIFO")).await,
            item(&app, &user, method("AVERAGE")).await,
            item(&app, &user, json!({"itemType": "SERVICE"})).await,
        ];
        let freight = build::account(&app, &user, "5700").await;
        Self {
            app,
            user,
            dice: Dice(seed),
            vendors,
            items,
            charge: charge["itemCharge"]["id"].clone(),
            freight,
            numbers: 0,
            told: BTreeMap::new(),
        }
    }

    async fn go(mut self) {
        for step in 0..steps(STEPS) {
            self.step().await;
            if step % 15 == 14 {
                sound(&self.app, &self.user).await;
            }
        }
        sound(&self.app, &self.user).await;
        println!("done and refused: {:?}", self.told);
        let never: Vec<_> = self
            .told
            .iter()
            .filter(|(_, (done, _))| *done == 0)
            .collect();
        assert!(never.len() <= 2, "steps that were never done: {never:?}");
    }

    async fn step(&mut self) {
        match self.dice.up_to(22) {
            21 => self.at_once().await,
            22 => self.decide().await,
            1..=3 => self.order().await,
            4..=6 => self.receive().await,
            7 => self.undo().await,
            8..=10 => self.invoice().await,
            11 => self.direct().await,
            12..=13 => self.cancel().await,
            14 => self.give_back().await,
            15 => self.send_back().await,
            16..=17 => self.pay().await,
            18 => self.unapply().await,
            19 => self.adjust().await,
            _ => self.charge().await,
        }
    }

    /// Asks for something, which is done or refused but never a fault.
    async fn ask(
        &mut self,
        step: &'static str,
        mutation: &str,
        input: Value,
        fields: &str,
    ) -> Value {
        let payload = act(&self.app, &self.user, mutation, input, fields).await;
        let told = self.told.entry(step).or_default();
        match payload["userErrors"] == json!([]) {
            true => told.0 += 1,
            false => told.1 += 1,
        }
        payload
    }

    /// All rows of a connection.
    async fn all(&self, field: &str, selection: &str) -> Vec<Value> {
        let selection = format!("{{ nodes {{ {selection} }} }}");
        let found = read(&self.app, &self.user, field, &selection).await;
        found["nodes"].as_array().expect("rows").clone()
    }

    fn number(&mut self) -> String {
        self.numbers += 1;
        format!("V-{}", self.numbers)
    }

    async fn order(&mut self) {
        let lines: Vec<Value> = (0..self.dice.up_to(2))
            .map(|_| {
                let item = self.dice.pick(&self.items).expect("an item").clone();
                let (quantity, discount) = (self.dice.up_to(12), self.dice.up_to(15));
                json!({
                    "itemId": item, "quantity": quantity.to_string(),
                    "unitPrice": self.dice.price(), "discountPercent": discount.to_string(),
                })
            })
            .collect();
        let vendor = self.dice.pick(&self.vendors).expect("a vendor").clone();
        let input = json!({"vendorId": vendor, "lines": lines});
        self.ask("order", "purchaseOrderCreate", input, "").await;
    }

    async fn order_line(&mut self) -> Option<(Value, Value)> {
        let selection = "id orderType lines(first: 5) { nodes { id } }";
        let mut orders = self.all("purchaseOrders(first: 100)", selection).await;
        orders.retain(|order| order["orderType"] == "PURCHASE");
        let order = self.dice.pick(&orders)?.clone();
        let lines = order["lines"]["nodes"].as_array()?.clone();
        let line = self.dice.pick(&lines)?;
        Some((order["id"].clone(), line["id"].clone()))
    }

    async fn receive(&mut self) {
        let Some((order, line)) = self.order_line().await else {
            return;
        };
        let quantity = self.dice.up_to(7).to_string();
        let lines = json!([{"purchaseOrderLineId": line, "quantity": quantity}]);
        let input = match self.dice.chance(3) {
            true => json!({"purchaseOrderId": order}),
            false => json!({"purchaseOrderId": order, "lines": lines}),
        };
        self.ask("receive", "purchaseReceiptPost", input, "").await;
    }

    /// What arrives with its invoice.
    async fn at_once(&mut self) {
        let Some((order, line)) = self.order_line().await else {
            return;
        };
        let quantity = self.dice.up_to(5).to_string();
        let lines = json!([{"purchaseOrderLineId": line, "quantity": quantity}]);
        let number = self.number();
        let input = json!({"id": order, "vendorInvoiceNumber": number, "lines": lines});
        self.ask("at once", "purchaseOrderPost", input, "").await;
    }

    /// Decides anew what is posted of discounts and of expected cost.
    async fn decide(&mut self) {
        let version = read(&self.app, &self.user, "ledgerSetup", "{ version }").await;
        let ways = [
            "NONE",
            "INVOICE_DISCOUNTS",
            "LINE_DISCOUNTS",
            "ALL_DISCOUNTS",
        ];
        let way = self.dice.pick(&ways).copied();
        let input = json!({
            "version": version["version"], "discountPosting": way,
            "expectedCostPosting": self.dice.chance(2),
        });
        self.ask("decide", "ledgerSetupUpdate", input, "").await;
    }

    async fn receipt(&mut self) -> Option<Value> {
        let selection = "id receiptType lines { id }";
        let mut receipts = self.all("purchaseReceipts(first: 200)", selection).await;
        receipts.retain(|receipt| receipt["receiptType"] == "RECEIPT");
        self.dice.pick(&receipts).cloned()
    }

    async fn undo(&mut self) {
        let Some(receipt) = self.receipt().await else {
            return;
        };
        let input = json!({"id": receipt["id"]});
        self.ask("undo", "purchaseReceiptUndo", input, "").await;
    }

    /// Posts a draft under a number of its own.
    async fn post(&mut self, step: &'static str, draft: Value) {
        let number = self.number();
        let draft = build::over(json!({"vendorInvoiceNumber": number}), draft);
        let fields = "purchaseInvoiceDraft { id }";
        let drafted = self
            .ask("draft", "purchaseInvoiceDraftCreate", draft, fields)
            .await;
        let id = drafted["purchaseInvoiceDraft"]["id"].clone();
        if id.is_string() {
            let input = json!({"purchaseInvoiceDraftId": id});
            self.ask(step, "purchaseInvoicePost", input, "").await;
        }
    }

    async fn invoice(&mut self) {
        let Some((order, line)) = self.order_line().await else {
            return;
        };
        let mut own = json!({"purchaseOrderLineId": line});
        if self.dice.chance(2) {
            own["quantity"] = json!(self.dice.up_to(4).to_string());
        }
        if self.dice.chance(4) {
            own["unitPrice"] = json!(self.dice.price());
        }
        let mut draft = json!({"purchaseOrderId": order});
        if self.dice.chance(2) {
            draft["lines"] = json!([own]);
        }
        if self.dice.chance(3) {
            draft["invoiceDiscountPercent"] = json!(self.dice.up_to(9).to_string());
        }
        self.post("invoice", draft).await;
    }

    async fn direct(&mut self) {
        let vendor = self.dice.pick(&self.vendors).expect("a vendor").clone();
        let item = self.dice.pick(&self.items).expect("an item").clone();
        let quantity = self.dice.up_to(9).to_string();
        let price = self.dice.price();
        let mut lines = vec![json!({"itemId": item, "quantity": quantity, "unitPrice": price})];
        if self.dice.chance(3) {
            let price = self.dice.price();
            lines.push(json!({"glAccountId": self.freight, "unitPrice": price}));
        }
        let discount = self.dice.up_to(9).to_string();
        let draft = json!({
            "vendorId": vendor, "lines": lines, "invoiceDiscountPercent": discount,
        });
        self.post("direct", draft).await;
    }

    async fn posted(&mut self) -> Option<Value> {
        let selection = "id documentType vendor { id } lines { id quantity } cancels { id }";
        let all = self.all("purchaseInvoices(first: 200)", selection).await;
        self.dice.pick(&all).cloned()
    }

    async fn cancel(&mut self) {
        let Some(posted) = self.posted().await else {
            return;
        };
        let mut input = json!({"id": posted["id"]});
        match self.dice.up_to(3) {
            1 => input["stock"] = json!("KEEP_RECEIVED"),
            2 => input["stock"] = json!("RETURN_TO_VENDOR"),
            _ => {}
        }
        let step = match posted["cancels"].is_null() {
            true => "cancel",
            false => "cancel again",
        };
        self.ask(step, "purchaseInvoiceCancel", input, "").await;
    }

    async fn give_back(&mut self) {
        let Some(posted) = self.posted().await else {
            return;
        };
        let lines = posted["lines"].as_array().expect("lines").clone();
        let Some(line) = self.dice.pick(&lines) else {
            return;
        };
        let quantity = format!("-{}", self.dice.up_to(3));
        let part = json!({"purchaseInvoiceLineId": line["id"], "quantity": quantity});
        let lines = match self.dice.chance(3) {
            true => json!([part, part]),
            false => json!([part]),
        };
        let memo = json!({
            "documentType": "CREDIT_MEMO", "vendorId": posted["vendor"]["id"], "lines": lines,
        });
        self.post("give back", memo).await;
    }

    async fn send_back(&mut self) {
        let Some(receipt) = self.receipt().await else {
            return;
        };
        let mut input = json!({"rmaNumber": "RMA", "purchaseReceiptId": receipt["id"]});
        if self.dice.chance(2) {
            let Some(posted) = self.posted().await else {
                return;
            };
            input = json!({"rmaNumber": "RMA", "purchaseInvoiceId": posted["id"]});
        }
        let fields = "purchaseOrder { id }";
        let back = self
            .ask("return", "purchaseReturnOrderCreate", input, fields)
            .await;
        let order = back["purchaseOrder"]["id"].clone();
        if order.is_string() {
            let input = json!({"purchaseOrderId": order});
            self.ask("send back", "purchaseReceiptPost", input, "")
                .await;
            let memo = json!({"documentType": "CREDIT_MEMO", "purchaseOrderId": order});
            self.post("credit", memo).await;
        }
    }

    async fn pay(&mut self) {
        let selection = "id open remainingAmount { amount } vendor { id } documentType";
        let mut entries = self.all("vendorEntries(first: 200)", selection).await;
        entries.retain(|entry| entry["open"] == true && entry["documentType"] == "INVOICE");
        let Some(entry) = self.dice.pick(&entries).cloned() else {
            return;
        };
        let owed = text(&entry["remainingAmount"]["amount"]).replace('-', "");
        let amount = match self.dice.up_to(3) {
            1 => self.dice.price(),
            _ => owed,
        };
        let day = format!("2026-06-{:02}", self.dice.up_to(30));
        let input = json!({
            "vendorId": entry["vendor"]["id"], "amount": amount, "postingDate": day,
            "applications": [{"vendorEntryId": entry["id"]}],
        });
        self.ask("pay", "vendorPaymentPost", input, "").await;
    }

    async fn unapply(&mut self) {
        let selection = "applications { id }";
        let entries = self.all("vendorEntries(first: 200)", selection).await;
        let all: Vec<Value> = entries
            .iter()
            .flat_map(|entry| entry["applications"].as_array().expect("a list").clone())
            .collect();
        let Some(application) = self.dice.pick(&all).cloned() else {
            return;
        };
        let input = json!({"vendorApplicationId": application["id"]});
        self.ask("unapply", "vendorEntryUnapply", input, "").await;
    }

    async fn adjust(&mut self) {
        let item = self.dice.pick(&self.items[..2]).expect("an item").clone();
        let quantity = self.dice.up_to(5);
        let line = match self.dice.chance(2) {
            true => json!({
                "itemId": item, "quantity": quantity.to_string(), "unitCost": self.dice.price(),
            }),
            false => json!({"itemId": item, "quantity": format!("-{quantity}")}),
        };
        let input = json!({"reason": "counted", "lines": [line]});
        self.ask("adjust", "inventoryAdjustmentPost", input, "")
            .await;
    }

    async fn charge(&mut self) {
        let Some(receipt) = self.receipt().await else {
            return;
        };
        let lines = receipt["lines"].as_array().expect("lines").iter();
        let bearers: Vec<Value> = lines
            .map(|line| json!({"purchaseReceiptLineId": line["id"]}))
            .collect();
        let vendor = self.vendors[0].clone();
        let line = json!({
            "itemChargeId": self.charge, "unitPrice": self.dice.price(),
            "chargeAssignments": bearers,
        });
        self.post("charge", json!({"vendorId": vendor, "lines": [line]}))
            .await;
    }
}
