//! Orders of two legal entities that follow each other (ICO-1, ICO-2).

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::build::{self, act, answer_keyed, done, ledgers, over, read, refusals, text};
use crate::harness::db::texts;
use crate::harness::fill::global_of;
use crate::harness::user::{LegalEntity, User};
use crate::harness::{TestApp, both};
use crate::sales_order::{customer, shipped, stocked};

const LINES: &str = "item { number } quantity unit unitPrice priceUnit discountPercent
    discountAmount netAmount { amount currency } deliveryDate";

/// A and B, each of which buys from the other and sells to it.
pub(crate) struct Pair {
    pub(crate) a: User,
    pub(crate) b: User,
    /// What B is to A.
    pub(crate) vendor: String,
    pub(crate) customer: String,
    /// What each says of the other, by id.
    named: [String; 2],
    /// Items that both call by the same numbers, of which both have a hundred.
    pub(crate) items: [Vec<String>; 2],
}

/// The two; each says more of the other.
pub(crate) async fn pair(app: &TestApp, of_b: Value, of_a: Value) -> Pair {
    let (a, b) = (app.admin(&app.a), app.admin(&app.b));
    let global = |le: &LegalEntity| global_of("LegalEntity", le.id.0);
    let mut accounts = Vec::new();
    let mut named = Vec::new();
    let mut items = Vec::new();
    for (own, other, more) in [(&a, &app.b, of_b), (&b, &app.a, of_a)] {
        ledgers(app, own).await;
        let vendor = build::vendor(app, own, json!({})).await;
        let customer = customer(app, own, json!({})).await;
        let input = json!({
            "legalEntityId": global(other), "vendorId": vendor, "customerId": customer,
        });
        let (input, fields) = (over(input, more), "tradingPartner { id }");
        let made = done(app, own, "tradingPartnerCreate", input, fields).await;
        named.push(text(&made["tradingPartner"]["id"]));
        accounts.push((vendor, customer));
        let mut own_items = Vec::new();
        for _ in 0..2 {
            own_items.push(stocked(app, own, "100", "1").await);
        }
        items.push(own_items);
    }
    let (vendor, customer) = accounts.swap_remove(0);
    Pair {
        a,
        b,
        vendor,
        customer,
        named: named.try_into().expect("two"),
        items: items.try_into().expect("two"),
    }
}

impl Pair {
    fn line(&self, n: usize, quantity: &str, price: &str) -> Value {
        json!({"itemId": self.items[0][n], "quantity": quantity, "unitPrice": price})
    }

    /// A purchase order of A's.
    async fn bought(&self, app: &TestApp, lines: Value) -> String {
        let order = json!({"vendorId": self.vendor, "lines": lines});
        build::order(app, &self.a, order).await
    }

    /// A sales order of A's.
    async fn sold(&self, app: &TestApp, lines: Value) -> String {
        let input = json!({"customerId": self.customer, "lines": lines});
        let made = done(app, &self.a, "salesOrderCreate", input, "salesOrder { id }").await;
        text(&made["salesOrder"]["id"])
    }

    /// Nothing differs, as either side sees it.
    pub(crate) async fn agrees(&self, app: &TestApp) {
        for user in [&self.a, &self.b] {
            assert_eq!(differences(app, user).await, json!([]));
        }
    }
}

pub(crate) async fn differences(app: &TestApp, user: &User) -> Value {
    let shown = "{ nodes { field ownValue partnerValue onTheWay } }";
    read(app, user, "chainDifferences", shown).await["nodes"].clone()
}

/// The latest order of a kind that somebody sees, with its lines.
pub(crate) async fn latest(app: &TestApp, user: &User, kind: &str) -> Value {
    let field = format!("{kind}(orderBy: [{{field: NUMBER, direction: DESC}}], first: 1)");
    let (lines, more) = match kind {
        "salesOrders" => (
            format!("lines {{ id version cancelledQuantity {LINES} }}"),
            "customerReference",
        ),
        _ => (
            format!("lines {{ nodes {{ id version {LINES} }} }}"),
            "source",
        ),
    };
    let fields = format!(
        "{{ nodes {{ id number version status currency orderDate chainOrigin {more} {lines} }} }}"
    );
    let mut found = read(app, user, &field, &fields).await["nodes"][0].take();
    if kind == "purchaseOrders" {
        found["lines"] = found["lines"]["nodes"].take();
    }
    found
}

/// What both sides have to say alike of the lines of an order.
fn said(order: &Value) -> Vec<Value> {
    let lines = order["lines"].as_array().expect("lines").iter();
    let said = lines.map(|line| {
        let mut line = line.clone();
        let own = line.as_object_mut().expect("an object");
        own.remove("id");
        own.remove("version");
        own.remove("cancelledQuantity");
        line
    });
    said.collect()
}

async fn count(app: &TestApp, user: &User, list: &str) -> Value {
    read(app, user, list, "{ totalCount }").await["totalCount"].clone()
}

both! {
    async fn a_purchase_order_makes_the_sales_order_of_the_partner(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let dear = json!({
            "itemId": pair.items[0][0], "quantity": "250", "unitPrice": "84", "priceUnit": "100",
            "discountAmount": "4", "discountPercent": "5", "deliveryDate": "2026-07-01",
        });
        pair.bought(&app, json!([dear, pair.line(1, "3", "2.5")])).await;
        let bought = latest(&app, &pair.a, "purchaseOrders").await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        assert_eq!(said(&bought), said(&sold));
        assert_eq!(sold["lines"][0]["netAmount"]["amount"], "190.00");
        assert_eq!(sold["customerReference"], bought["number"]);
        for field in ["currency", "orderDate"] {
            assert_eq!(sold[field], bought[field]);
        }
        let origins = (&bought["chainOrigin"], &sold["chainOrigin"]);
        assert_eq!(origins, (&json!("SOURCE"), &json!("DERIVED")));
        pair.agrees(&app).await;
    }

    async fn what_is_changed_at_the_source_is_changed_on_both_sides(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let lines = json!([pair.line(0, "10", "2"), pair.line(1, "3", "2.5")]);
        let id = pair.bought(&app, lines).await;
        let order = latest(&app, &pair.a, "purchaseOrders").await;
        let edit = |line: &Value, more: Value| {
            over(json!({"id": line["id"], "version": line["version"]}), more)
        };
        let more = json!({"quantity": "12", "unitPrice": "1.75", "deliveryDate": "2026-08-01"});
        let input = edit(&order["lines"][0], more);
        done(&app, &pair.a, "purchaseOrderLineUpdate", input, "").await;
        let input = json!({"purchaseOrderId": id, "line": pair.line(1, "7", "9")});
        done(&app, &pair.a, "purchaseOrderLineAdd", input, "").await;
        let input = edit(&order["lines"][1], json!({}));
        done(&app, &pair.a, "purchaseOrderLineRemove", input, "").await;
        let bought = latest(&app, &pair.a, "purchaseOrders").await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        assert_eq!(said(&bought), said(&sold));
        let quantities: Vec<_> = said(&sold).iter().map(|line| text(&line["quantity"])).collect();
        assert_eq!(quantities, ["12", "7"]);
        pair.agrees(&app).await;
        let input = edit(&bought["lines"][1], json!({}));
        done(&app, &pair.a, "purchaseOrderLineCancelRemainder", input, "").await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        let line = &sold["lines"][1];
        assert_eq!((&line["quantity"], &line["cancelledQuantity"]), (&json!("7"), &json!("7")));
        pair.agrees(&app).await;
        let order = latest(&app, &pair.a, "purchaseOrders").await;
        let input = edit(&order, json!({}));
        done(&app, &pair.a, "purchaseOrderCancel", input, "").await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        assert_eq!(sold["status"], "CANCELLED");
        assert_eq!(sold["lines"][0]["quantity"], "12");
        pair.agrees(&app).await;
    }

    async fn what_follows_is_changed_at_its_source(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        let line = &sold["lines"][0];
        for (field, value) in [
            ("quantity", "11"), ("unitPrice", "3"), ("discountPercent", "1"),
            ("deliveryDate", "2026-09-01"),
        ] {
            let input = json!({"id": line["id"], "version": line["version"], field: value});
            let refused = act(&app, &pair.b, "salesOrderLineUpdate", input, "").await;
            assert_eq!(refusals(&refused), [format!("FOLLOWS_PARTNER {field}")]);
        }
        let input = json!({"id": sold["id"], "version": sold["version"]});
        let refused = act(&app, &pair.b, "salesOrderCancel", input, "").await;
        assert_eq!(refusals(&refused), ["FOLLOWS_PARTNER status"]);
        assert_eq!(latest(&app, &pair.b, "salesOrders").await, sold);
        pair.agrees(&app).await;
    }

    async fn prices_are_changed_where_that_is_allowed_and_both_sides_say_them(app: TestApp) {
        let pair = pair(&app, json!({}), json!({"priceChangesAllowed": true})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        let line = &sold["lines"][0];
        let edit = |more: Value| over(json!({"id": line["id"], "version": line["version"]}), more);
        let discount = edit(json!({"discountPercent": "5"}));
        let refused = act(&app, &pair.b, "salesOrderLineUpdate", discount, "").await;
        assert_eq!(refusals(&refused), ["FOLLOWS_PARTNER discountPercent"]);
        let price = edit(json!({"unitPrice": "1.9"}));
        done(&app, &pair.b, "salesOrderLineUpdate", price, "").await;
        let bought = latest(&app, &pair.a, "purchaseOrders").await;
        assert_eq!(bought["lines"][0]["unitPrice"], "1.9");
        assert_eq!(bought["lines"][0]["netAmount"]["amount"], "19.00");
        pair.agrees(&app).await;
    }

    async fn a_sales_order_makes_the_purchase_order_of_the_partner(app: TestApp) {
        let pair = pair(&app, json!({}), json!({"orderNumbering": "OWN_SEQUENCE"})).await;
        pair.sold(&app, json!([pair.line(0, "10", "2"), {"description": "thank you"}])).await;
        let sold = latest(&app, &pair.a, "salesOrders").await;
        let bought = latest(&app, &pair.b, "purchaseOrders").await;
        assert_eq!(said(&bought), said(&sold)[..1]);
        assert_eq!(bought["source"], "INTERCOMPANY");
        assert_eq!(bought["chainOrigin"], "DERIVED");
        let line = &sold["lines"][0];
        let input = json!({
            "id": line["id"], "version": line["version"], "quantity": "4", "unitPrice": "3",
        });
        done(&app, &pair.a, "salesOrderLineUpdate", input, "").await;
        let bought = latest(&app, &pair.b, "purchaseOrders").await;
        assert_eq!(bought["lines"][0]["netAmount"]["amount"], "12.00");
        pair.agrees(&app).await;
        let line = &bought["lines"][0];
        let input = json!({"id": line["id"], "version": line["version"], "quantity": "5"});
        let refused = act(&app, &pair.b, "purchaseOrderLineUpdate", input, "").await;
        assert_eq!(refusals(&refused), ["FOLLOWS_PARTNER quantity"]);
        let sold = latest(&app, &pair.a, "salesOrders").await;
        let input = json!({"id": sold["id"], "version": sold["version"]});
        done(&app, &pair.a, "salesOrderCancel", input, "").await;
        assert_eq!(latest(&app, &pair.b, "purchaseOrders").await["status"], "CANCELLED");
        pair.agrees(&app).await;
    }

    async fn what_the_partner_refuses_leaves_nothing_on_either_side(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let before = (
            count(&app, &pair.a, "purchaseOrders").await,
            count(&app, &pair.b, "salesOrders").await,
        );
        let own = build::item(&app, &pair.a, json!({})).await;
        let alone = json!({"itemId": own, "quantity": "1", "unitPrice": "1"});
        let order = json!({"vendorId": pair.vendor, "lines": [pair.line(0, "1", "1"), alone]});
        let refused = act(&app, &pair.a, "purchaseOrderCreate", order, "").await;
        assert_eq!(refusals(&refused), ["REFUSED_BY_PARTNER lines[1].itemId"]);
        let after = (
            count(&app, &pair.a, "purchaseOrders").await,
            count(&app, &pair.b, "salesOrders").await,
        );
        assert_eq!(after, before);
    }

    async fn both_have_to_count_as_many_pieces_in_a_unit(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        // All call twelve pieces a box, and not all as many a pallet.
        for (user, item, pieces) in [
            (&pair.a, &pair.items[0][0], "120"), (&pair.b, &pair.items[1][0], "100"),
        ] {
            let input = json!({"itemId": item, "unit": "PAL", "factor": pieces});
            done(&app, user, "itemUnitAdd", input, "").await;
        }
        let order = |unit: &str| {
            let line = over(pair.line(0, "2", "30"), json!({"unit": unit}));
            json!({"vendorId": pair.vendor, "lines": [line]})
        };
        let refused = act(&app, &pair.a, "purchaseOrderCreate", order("PAL"), "").await;
        let told = refused["userErrors"][0]["message"].as_str().expect("a message");
        assert!(told.contains("as many base units"), "{told}");
        assert_eq!(refused["userErrors"][0]["code"], "REFUSED_BY_PARTNER");
        done(&app, &pair.a, "purchaseOrderCreate", order("BOX"), "").await;
        pair.agrees(&app).await;
    }

    async fn what_leaves_the_seller_comes_to_the_buyer_at_once(app: TestApp) {
        let pair = pair(&app, json!({"receiptFromShipment": true}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let bought = latest(&app, &pair.a, "purchaseOrders").await;
        let early = json!({"purchaseOrderId": bought["id"]});
        let refused = act(&app, &pair.a, "purchaseReceiptPost", early, "").await;
        assert_eq!(refusals(&refused), ["NOT_SHIPPED quantity"]);
        let sold = latest(&app, &pair.b, "salesOrders").await;
        let part = json!([{"salesOrderLineId": sold["lines"][0]["id"], "quantity": "4"}]);
        let sent = shipped(&app, &pair.b, &sold["id"], part).await;
        let receipts = "purchaseReceipts(filter: {})";
        let fields = "{ nodes { vendorShipmentNumber lines { quantity } } }";
        let list = read(&app, &pair.a, receipts, fields).await;
        let numbers: Vec<&Value> = list["nodes"].as_array().expect("a list").iter()
            .filter(|receipt| receipt["vendorShipmentNumber"] == sent[0]["number"]).collect();
        assert_eq!(numbers.len(), 1, "{list}");
        assert_eq!(numbers[0]["lines"], json!([{"quantity": "4"}]));
        let undo = json!({"id": sent[0]["id"]});
        let refused = act(&app, &pair.b, "salesShipmentUndo", undo, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_RECEIVED id"]);
        shipped(&app, &pair.b, &sold["id"], json!([])).await;
        pair.agrees(&app).await;
    }

    async fn a_shipment_brings_what_left_with_it_and_nothing_else(app: TestApp) {
        let pair = pair(&app, json!({"receiptFromShipment": true}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        let part = |n: &str| json!([{"salesOrderLineId": sold["lines"][0]["id"], "quantity": n}]);
        shipped(&app, &pair.b, &sold["id"], part("4")).await;
        let newest = "purchaseReceipts(
            orderBy: [{field: DOCUMENT_NUMBER, direction: DESC}], first: 1)";
        let receipt = async || {
            let found = read(&app, &pair.a, newest, "{ nodes { id lines { quantity } } }").await;
            found["nodes"][0].clone()
        };
        let wrong = receipt().await;
        done(&app, &pair.a, "purchaseReceiptUndo", json!({"id": wrong["id"]}), "").await;
        shipped(&app, &pair.b, &sold["id"], part("1")).await;
        assert_eq!(receipt().await["lines"], json!([{"quantity": "1"}]));
        let moved = json!([
            {"field": "MOVED", "ownValue": "1", "partnerValue": "5", "onTheWay": true},
        ]);
        assert_eq!(differences(&app, &pair.a).await, moved);
    }

    async fn what_has_left_stays_what_it_was_and_costs_what_it_did(app: TestApp) {
        let pair = pair(&app, json!({"receiptFromShipment": false}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        let part = json!([{"salesOrderLineId": sold["lines"][0]["id"], "quantity": "4"}]);
        shipped(&app, &pair.b, &sold["id"], part).await;
        let line = latest(&app, &pair.a, "purchaseOrders").await["lines"][0].clone();
        let changes = [("unitPrice", "0.01"), ("discountPercent", "50"), ("quantity", "3")];
        for (field, value) in changes {
            let input = json!({"id": line["id"], "version": line["version"], field: value});
            let refused = act(&app, &pair.a, "purchaseOrderLineUpdate", input, "").await;
            assert_eq!(refusals(&refused), [format!("REFUSED_BY_PARTNER {field}")]);
        }
        let input = json!({"id": line["id"], "version": line["version"], "quantity": "4"});
        done(&app, &pair.a, "purchaseOrderLineUpdate", input, "").await;
        assert_eq!(latest(&app, &pair.b, "salesOrders").await["lines"][0]["quantity"], "4");
    }

    async fn a_customer_that_the_seller_has_blocked_buys_no_more(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let found = read(&app, &pair.b, "customers(first: 1)", "{ nodes { id } }").await;
        let block = json!({"id": found["nodes"][0]["id"], "version": 1, "blocked": true});
        done(&app, &pair.b, "customerUpdate", block, "").await;
        let line = latest(&app, &pair.a, "purchaseOrders").await["lines"][0].clone();
        let of = |n: &str| json!({"id": line["id"], "version": line["version"], "quantity": n});
        let refused = act(&app, &pair.a, "purchaseOrderLineUpdate", of("11"), "").await;
        assert_eq!(refusals(&refused), ["REFUSED_BY_PARTNER "]);
        done(&app, &pair.a, "purchaseOrderLineUpdate", of("9"), "").await;
        pair.agrees(&app).await;
    }

    async fn an_order_to_a_partner_binds_at_once_and_keeps_to_the_limit_of_amount(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let limited = app.admin(&app.a).limited(json!({"amount": "100"}));
        let of = |n: &str| json!({"vendorId": pair.vendor, "lines": [pair.line(0, n, "10")]});
        let refused = act(&app, &limited, "purchaseOrderCreate", of("11"), "").await;
        assert_eq!(refusals(&refused), ["AMOUNT_ABOVE_LIMIT lines"]);
        done(&app, &limited, "purchaseOrderCreate", of("10"), "").await;
        pair.agrees(&app).await;
    }

    async fn orders_are_numbered_by_the_partner_where_that_is_wanted(app: TestApp) {
        let pair = pair(&app, json!({}), json!({"orderNumbering": "PARTNER_NUMBER"})).await;
        pair.bought(&app, json!([pair.line(0, "100", "1")])).await;
        let bought = latest(&app, &pair.a, "purchaseOrders").await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        let number = format!("{}{}", app.a.code, text(&bought["number"]));
        assert_eq!(sold["number"], json!(number));
    }

    async fn a_buyer_may_receive_by_hand_what_has_left(app: TestApp) {
        let pair = pair(&app, json!({"receiptFromShipment": false}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let sold = latest(&app, &pair.b, "salesOrders").await;
        shipped(&app, &pair.b, &sold["id"], json!([])).await;
        let on_its_way = differences(&app, &pair.a).await;
        let moved = json!([
            {"field": "MOVED", "ownValue": "0", "partnerValue": "10", "onTheWay": true},
        ]);
        assert_eq!(on_its_way, moved);
        let bought = latest(&app, &pair.a, "purchaseOrders").await;
        let input = json!({"purchaseOrderId": bought["id"]});
        done(&app, &pair.a, "purchaseReceiptPost", input, "").await;
        pair.agrees(&app).await;
    }

    async fn trade_that_one_side_has_stopped_is_refused_and_goes_on_alone(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "10", "2")])).await;
        let stop = json!({"id": pair.named[1], "version": 1, "blocked": true});
        done(&app, &pair.b, "tradingPartnerUpdate", stop, "").await;
        let bought = latest(&app, &pair.a, "purchaseOrders").await;
        let line = &bought["lines"][0];
        let input = json!({"id": line["id"], "version": line["version"], "quantity": "11"});
        let refused = act(&app, &pair.a, "purchaseOrderLineUpdate", input, "").await;
        assert_eq!(refusals(&refused), ["TRADING_PARTNER_NOT_MUTUAL "]);
        let order = json!({"vendorId": pair.vendor, "lines": [pair.line(0, "1", "1")]});
        let refused = act(&app, &pair.a, "purchaseOrderCreate", order.clone(), "").await;
        assert_eq!(refusals(&refused), ["TRADING_PARTNER_NOT_MUTUAL "]);
        let stop = json!({"id": pair.named[0], "version": 1, "blocked": true});
        done(&app, &pair.a, "tradingPartnerUpdate", stop, "").await;
        let before = count(&app, &pair.b, "salesOrders").await;
        done(&app, &pair.a, "purchaseOrderCreate", order, "").await;
        assert_eq!(latest(&app, &pair.a, "purchaseOrders").await["chainOrigin"], Value::Null);
        assert_eq!(count(&app, &pair.b, "salesOrders").await, before);
    }

    async fn one_key_makes_one_pair_and_a_preview_none(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let before = count(&app, &pair.b, "salesOrders").await;
        let order = json!({"vendorId": pair.vendor, "lines": [pair.line(0, "1", "1")]});
        let shown = over(order.clone(), json!({"preview": true}));
        done(&app, &pair.a, "purchaseOrderCreate", shown, "").await;
        assert_eq!(count(&app, &pair.b, "salesOrders").await, before);
        let fields = "purchaseOrder { id }";
        let mut made = Vec::new();
        for _ in 0..2 {
            let input = order.clone();
            let key = "one-pair";
            let answer = answer_keyed(&app, &pair.a, "purchaseOrderCreate", input, fields, key);
            made.push(answer.await["data"]["purchaseOrderCreate"]["purchaseOrder"]["id"].clone());
        }
        assert!(made[0].is_string() && made[0] == made[1], "{made:?}");
        let n = before.as_u64().expect("a number");
        assert_eq!(count(&app, &pair.b, "salesOrders").await, json!(n + 1));
    }

    async fn the_other_sides_trail_names_the_legal_entity_and_nobody_in_it(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        pair.bought(&app, json!([pair.line(0, "1", "1")])).await;
        let admin = app.test_db.admin().await;
        let sold = "SELECT subject FROM audit_entry WHERE object LIKE 'SalesOrder:%'";
        assert_eq!(texts(&admin, sold).await, [format!("legal-entity:{}", app.a.id)]);
        let by = "SELECT created_by FROM sales_order";
        assert_eq!(texts(&admin, by).await, [format!("legal-entity:{}", app.a.id)]);
    }

    async fn orders_that_begin_on_both_sides_at_once_are_all_made(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let found = read(&app, &pair.b, "customers(first: 1)", "{ nodes { id } }").await;
        let customer = &found["nodes"][0]["id"];
        let orders = (0..12).map(|n| {
            let (app, pair) = (&app, &pair);
            async move {
                if n % 2 == 0 {
                    pair.bought(app, json!([pair.line(0, "1", "1")])).await;
                } else {
                    let item = &pair.items[1][0];
                    let line = json!({"itemId": item, "quantity": "1", "unitPrice": "1"});
                    let input = json!({"customerId": customer, "lines": [line]});
                    done(app, &pair.b, "salesOrderCreate", input, "").await;
                }
            }
        });
        join_all(orders).await;
        pair.agrees(&app).await;
        // Six made by A, and six that follow orders of B's.
        let orders = "purchaseOrders(filter: { source: { eq: INTERCOMPANY } })";
        assert_eq!(count(&app, &pair.a, orders).await, json!(6));
    }
}
