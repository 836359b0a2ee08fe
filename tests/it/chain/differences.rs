//! `chainDifferences`, and what the doctor makes of them (ICO-3): nothing where all is well. All
//! else is done behind the acts' back, since they keep both sides alike.

use avtal::auth::Permission;
use avtal::usecase::doctor;
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};

use crate::build::{self, done, fault, group, ledgers, read, text};
use crate::harness::db::run;
use crate::harness::fill::{global_of, key};
use crate::harness::graph::Graph;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_receipt::{received, sound};
use crate::round_trips::cost;
use crate::sales_order::{customer, shipped, sold, stocked};

const SHOWN: &str = "{
    nodes {
        field ownValue partnerValue twinMissing onTheWay
        purchaseOrder { id } purchaseOrderLine { id } salesOrder { id } salesOrderLine { id }
    }
    pageInfo { hasNextPage hasPreviousPage endCursor }
}";

/// A, which buys, and B, which sells; what B ships is received by hand.
struct Trade {
    buyer: User,
    seller: User,
    /// What B is to A, and A to B.
    vendor: String,
    customer: String,
    /// An item that both call by one number, of which the seller has a hundred pieces.
    bought: String,
    sold: String,
    admin: DatabaseConnection,
}

/// The two.
async fn trade(app: &TestApp) -> Trade {
    trade_of(app, None).await
}

/// The two; the vendor is of a posting group of that code.
async fn trade_of(app: &TestApp, vendors: Option<&str>) -> Trade {
    let (buyer, seller) = (app.admin(&app.a), app.admin(&app.b));
    ledgers(app, &buyer).await;
    ledgers(app, &seller).await;
    let vendor = match vendors {
        None => json!({}),
        Some(code) => {
            json!({"vendorPostingGroupId": group(app, &buyer, "VENDOR", code).await})
        }
    };
    let vendor = build::vendor(app, &buyer, vendor).await;
    let customer = customer(app, &seller, json!({})).await;
    let input = json!({
        "legalEntityId": global_of("LegalEntity", app.b.id.0), "vendorId": vendor,
        "receiptFromShipment": false,
    });
    done(app, &buyer, "tradingPartnerCreate", input, "").await;
    let input = json!({
        "legalEntityId": global_of("LegalEntity", app.a.id.0), "customerId": customer,
    });
    done(app, &seller, "tradingPartnerCreate", input, "").await;
    Trade {
        bought: build::item(app, &buyer, json!({})).await,
        sold: stocked(app, &seller, "100", "1").await,
        admin: app.test_db.admin().await,
        buyer,
        seller,
        vendor,
        customer,
    }
}

impl Trade {
    /// An order of A's of ten pieces at 2.00 each, and its line.
    async fn ordered(&self, app: &TestApp) -> (String, String) {
        let line = json!({"itemId": self.bought, "quantity": "10", "unitPrice": "2"});
        let order = json!({"vendorId": self.vendor, "lines": [line]});
        let order = build::order(app, &self.buyer, order).await;
        let line = build::lines(app, &self.buyer, &order).await.remove(0);
        (order, line)
    }

    /// The latest sales order of B, with its line.
    async fn sale(&self, app: &TestApp) -> Value {
        let latest = "salesOrders(orderBy: [{field: NUMBER, direction: DESC}], first: 1)";
        let found = read(app, &self.seller, latest, "{ nodes { id lines { id } } }").await;
        found["nodes"][0].clone()
    }

    /// Nothing differs, as either side sees it, and the doctor has nothing to say.
    async fn is_well(&self, app: &TestApp) {
        for user in [&self.buyer, &self.seller] {
            assert_eq!(told(app, user).await, json!([]));
            sound(app, user).await;
        }
    }

    /// Changes a column of a table, behind the acts' back.
    async fn change(&self, (table, column, value): (&str, &str, &str)) {
        let saved = format!("CREATE TABLE saved AS SELECT * FROM {table}");
        run(&self.admin, &saved).await;
        run(
            &self.admin,
            &format!("UPDATE {table} SET {column} = {value}"),
        )
        .await;
    }

    /// Puts it back.
    async fn put_back(&self, (table, column, _): (&str, &str, &str)) {
        let saved = format!("SELECT s.{column} FROM saved s WHERE s.id = {table}.id");
        run(
            &self.admin,
            &format!("UPDATE {table} SET {column} = ({saved})"),
        )
        .await;
        run(&self.admin, "DROP TABLE saved").await;
    }
}

/// The differences that somebody sees.
async fn told(app: &TestApp, user: &User) -> Value {
    read(app, user, "chainDifferences", SHOWN).await["nodes"].clone()
}

/// Fields and values of differences; those of the other side first where it is asked so.
fn values(nodes: &Value, other_first: bool) -> Vec<[String; 3]> {
    let word = |value: &Value| value.as_str().unwrap_or("nothing").to_owned();
    let nodes = nodes.as_array().expect("a list").iter();
    nodes
        .map(|node| {
            let (own, other) = (word(&node["ownValue"]), word(&node["partnerValue"]));
            match other_first {
                true => [word(&node["field"]), other, own],
                false => [word(&node["field"]), own, other],
            }
        })
        .collect()
}

/// What the doctor finds of trade between legal entities: its checks.
async fn found(app: &TestApp, user: &User) -> Vec<&'static str> {
    let grant = user.caller().grant(None, Permission::Read);
    let found = doctor::run(&app.db.read(&grant.expect("may read"))).await;
    let checks = found.expect("the database answers").into_iter();
    let checks = checks.map(|finding| finding.check);
    checks.filter(|check| check.starts_with("chain-")).collect()
}

/// A change, what differs then as A sees it, and the checks that find it.
type Case<'a> = (
    (&'a str, &'a str, &'a str),
    &'a [[&'a str; 3]],
    &'a [&'a str],
);

const LINE: &str = "sales_order_line";

const CASES: &[Case<'_>] = &[
    (
        ("sales_order", "currency", "'USD'"),
        &[["CURRENCY", "EUR", "USD"]],
        &["chain-order"],
    ),
    (
        ("sales_order", "status", "'CANCELLED'"),
        &[["CANCELLED", "false", "true"], ["QUANTITY", "10", "0"]],
        &["chain-order", "chain-line"],
    ),
    (
        (
            LINE,
            "item_id",
            "(SELECT id FROM item WHERE number = 'ITM-000002')",
        ),
        &[["ITEM", "ITM-000001", "ITM-000002"]],
        &["chain-line"],
    ),
    (
        (LINE, "variant", "'RED'"),
        &[["VARIANT", "nothing", "RED"]],
        &["chain-line"],
    ),
    (
        (LINE, "quantity", "quantity * 2"),
        &[["QUANTITY", "10", "20"]],
        &["chain-line"],
    ),
    (
        (LINE, "unit", "'BOX'"),
        &[["UNIT", "PCS", "BOX"]],
        &["chain-line"],
    ),
    (
        (LINE, "unit_price", "unit_price + 1"),
        &[["PRICE", "2 per 1", "2.000001 per 1"]],
        &["chain-line"],
    ),
    (
        (LINE, "price_unit", "price_unit * 2"),
        &[["PRICE", "2 per 1", "2 per 2"]],
        &["chain-line"],
    ),
    (
        (LINE, "discount_percent", "quantity"),
        &[["DISCOUNT", "0 % and 0", "10 % and 0"]],
        &["chain-line"],
    ),
    (
        (LINE, "discount_amount", "price_unit"),
        &[["DISCOUNT", "0 % and 0", "0 % and 1"]],
        &["chain-line"],
    ),
    (
        (LINE, "delivery_date", "'2026-12-24'"),
        &[["DELIVERY_DATE", "2026-06-15", "2026-12-24"]],
        &["chain-line"],
    ),
    (
        (LINE, "shipped_quantity", "quantity"),
        &[["MOVED", "0", "10"]],
        &[],
    ),
    (
        (
            "purchase_order_line",
            "received_quantity",
            "3000000 WHERE chain_sales_order_line_id IS NOT NULL",
        ),
        &[["MOVED", "3", "0"]],
        &["chain-moved"],
    ),
    (
        (
            "purchase_order_line",
            "cancelled_quantity",
            "4000000 WHERE chain_sales_order_line_id IS NOT NULL",
        ),
        &[["QUANTITY", "6", "10"]],
        &["chain-line"],
    ),
];

both! {
    async fn nothing_differs_of_orders_that_acts_made_and_changed(app: TestApp) {
        let trade = trade(&app).await;
        trade.is_well(&app).await;
        let (order, line) = trade.ordered(&app).await;
        trade.is_well(&app).await;
        let input = json!({"id": line, "version": 1, "quantity": "12", "unitPrice": "3"});
        done(&app, &trade.buyer, "purchaseOrderLineUpdate", input, "").await;
        trade.is_well(&app).await;
        let version = format!("node(id: \"{order}\")");
        let version = read(&app, &trade.buyer, &version, "{ ... on PurchaseOrder { version } }");
        let input = json!({"id": order, "version": version.await["version"]});
        done(&app, &trade.buyer, "purchaseOrderCancel", input, "").await;
        trade.is_well(&app).await;
    }

    async fn nothing_differs_of_an_order_that_the_seller_made_and_gave_up(app: TestApp) {
        let trade = trade(&app).await;
        let line = json!({"itemId": trade.sold, "quantity": "5", "unitPrice": "4"});
        let order = json!({"customerId": trade.customer, "lines": [line]});
        let order = sold(&app, &trade.seller, order).await;
        trade.is_well(&app).await;
        let input = json!({"id": order["id"], "version": order["version"]});
        done(&app, &trade.seller, "salesOrderCancel", input, "").await;
        trade.is_well(&app).await;
    }

    async fn goods_on_their_way_are_told_and_are_nothing_wrong(app: TestApp) {
        let trade = trade(&app).await;
        let (order, line) = trade.ordered(&app).await;
        let sale = trade.sale(&app).await;
        let part = json!([{"salesOrderLineId": sale["lines"][0]["id"], "quantity": "4"}]);
        shipped(&app, &trade.seller, &sale["id"], part).await;
        assert_eq!(told(&app, &trade.buyer).await, json!([{
            "field": "MOVED", "ownValue": "0", "partnerValue": "4", "twinMissing": false,
            "onTheWay": true, "purchaseOrder": {"id": order}, "purchaseOrderLine": {"id": line},
            "salesOrder": null, "salesOrderLine": null,
        }]));
        assert_eq!(told(&app, &trade.seller).await, json!([{
            "field": "MOVED", "ownValue": "4", "partnerValue": "0", "twinMissing": false,
            "onTheWay": true, "purchaseOrder": null, "purchaseOrderLine": null,
            "salesOrder": {"id": sale["id"]}, "salesOrderLine": {"id": sale["lines"][0]["id"]},
        }]));
        sound(&app, &trade.buyer).await;
        sound(&app, &trade.seller).await;
        received(&app, &trade.buyer, (&order, &line), "4").await;
        trade.is_well(&app).await;
    }

    async fn each_field_that_differs_is_told_by_both_sides_and_found_by_the_doctor(app: TestApp) {
        let trade = trade(&app).await;
        build::item(&app, &trade.seller, json!({})).await;
        let (order, _) = trade.ordered(&app).await;
        for (change, expected, checks) in CASES {
            trade.change(*change).await;
            let seen = told(&app, &trade.buyer).await;
            assert_eq!(values(&seen, false), *expected, "{change:?}");
            assert_eq!(seen[0]["purchaseOrder"]["id"], json!(order), "{change:?}");
            let mirrored = told(&app, &trade.seller).await;
            assert_eq!(values(&mirrored, true), *expected, "{change:?}");
            for user in [&trade.buyer, &trade.seller] {
                assert_eq!(found(&app, user).await, *checks, "{change:?}");
            }
            trade.put_back(*change).await;
            assert_eq!(told(&app, &trade.buyer).await, json!([]), "{change:?}");
        }
    }

    async fn an_order_or_a_line_that_goes_with_nothing_or_with_another_is_told(app: TestApp) {
        let trade = trade(&app).await;
        let (order, line) = trade.ordered(&app).await;
        let asked = |nodes: &Value| -> Vec<Value> {
            let nodes = nodes.as_array().expect("a list").iter();
            nodes
                .map(|node| json!([
                    node["field"], node["ownValue"], node["partnerValue"], node["twinMissing"],
                ]))
                .collect()
        };
        let change = (LINE, "chain_purchase_order_line_id", "NULL");
        trade.change(change).await;
        let seen = told(&app, &trade.buyer).await;
        assert_eq!(seen[0]["purchaseOrderLine"]["id"], json!(line));
        assert_eq!(seen[1]["purchaseOrderLine"], Value::Null);
        assert_eq!(asked(&seen), [
            json!(["TWIN", "ITM-000001", null, false]), json!(["TWIN", null, "ITM-000001", true]),
        ]);
        assert_eq!(asked(&told(&app, &trade.seller).await), [
            json!(["TWIN", "ITM-000001", null, true]), json!(["TWIN", null, "ITM-000001", false]),
        ]);
        assert_eq!(found(&app, &trade.buyer).await, ["chain-twin", "chain-twin"]);
        trade.put_back(change).await;
        let other = key(trade.admin.get_database_backend(), app.clock.id());
        let change = ("sales_order", "chain_purchase_order_id", other.as_str());
        trade.change(change).await;
        // What is no order of ours is not looked into.
        run(&trade.admin, "UPDATE sales_order_line SET quantity = quantity * 2").await;
        let elsewhere = asked(&told(&app, &trade.buyer).await);
        assert_eq!(elsewhere, [json!(["TWIN", null, null, false])]);
        let missing = [json!(["TWIN", null, null, true])];
        assert_eq!(asked(&told(&app, &trade.seller).await), missing);
        for user in [&trade.buyer, &trade.seller] {
            assert_eq!(found(&app, user).await, ["chain-twin"]);
        }
        run(&trade.admin, "DELETE FROM sales_order_line").await;
        run(&trade.admin, "DELETE FROM sales_order").await;
        let seen = told(&app, &trade.buyer).await;
        assert_eq!(asked(&seen), missing);
        assert_eq!(seen[0]["purchaseOrder"]["id"], json!(order));
        assert_eq!(told(&app, &trade.seller).await, json!([]));
    }

    async fn where_not_both_name_each_other_nothing_else_is_told(app: TestApp) {
        let trade = trade(&app).await;
        trade.ordered(&app).await;
        run(&trade.admin, "UPDATE sales_order_line SET unit_price = unit_price * 2").await;
        // A trade that was stopped is looked at all the same.
        run(&trade.admin, "UPDATE trading_partner SET blocked = true").await;
        let seen = values(&told(&app, &trade.buyer).await, false);
        assert_eq!(seen, [["PRICE", "2 per 1", "4 per 1"]]);
        let b = key(trade.admin.get_database_backend(), app.b.id.0);
        let forget = format!("DELETE FROM trading_partner WHERE legal_entity_id = {b}");
        run(&trade.admin, &forget).await;
        for user in [&trade.buyer, &trade.seller] {
            let seen = values(&told(&app, user).await, false);
            assert_eq!(seen, [["PARTNER", "nothing", "nothing"]]);
            assert_eq!(found(&app, user).await, ["chain-partner"]);
        }
    }

    async fn whoever_has_limits_is_told_of_orders_in_reach(app: TestApp) {
        let trade = trade_of(&app, Some("NEAR")).await;
        trade.ordered(&app).await;
        run(&trade.admin, "UPDATE sales_order_line SET unit_price = unit_price * 2").await;
        let viewer = app.viewer(&app.a);
        for (user, n) in [
            (viewer.clone(), 1),
            (viewer.clone().limited(json!({"vendor_groups": ["NEAR"]})), 1),
            (viewer.limited(json!({"vendor_groups": ["FAR"]})), 0),
            // A customer is in everybody's reach.
            (app.viewer(&app.b).limited(json!({"vendor_groups": ["FAR"]})), 1),
        ] {
            let seen = told(&app, &user).await;
            assert_eq!(seen.as_array().expect("a list").len(), n, "{user:?}: {seen}");
        }
    }

    async fn nothing_is_told_of_the_partner_but_what_both_have_to_say_alike(app: TestApp) {
        let trade = trade(&app).await;
        trade.ordered(&app).await;
        for sql in [
            "UPDATE sales_order SET number = 'SECRET', customer_reference = 'SECRET', \
             delivery_address = 'SECRET', payment_terms = 'SECRET', created_by = 'SECRET'",
            "UPDATE sales_order_line SET description = 'SECRET', quantity = quantity * 2, \
             unit_price = unit_price * 3, chain_purchase_order_line_id = NULL",
        ] {
            run(&trade.admin, sql).await;
        }
        let b = key(trade.admin.get_database_backend(), app.b.id.0);
        for (table, column) in [("item", "name"), ("customer", "name"), ("legal_entity", "name")] {
            let of = if table == "legal_entity" { "id" } else { "legal_entity_id" };
            let sql = format!("UPDATE {table} SET {column} = 'SECRET' WHERE {of} = {b}");
            run(&trade.admin, &sql).await;
        }
        let graph = Graph::read().await;
        let mut roots = graph.queries().into_iter();
        let root = roots.find(|root| root.field.name == "chainDifferences").expect("the field");
        let (query, variables) = graph.request(&root, None, &Graph::own_ids(app.a.id));
        let answer = app.gql(&trade.buyer, &query, variables.clone()).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        let answer = answer.to_string();
        assert!(answer.contains("TWIN") && !answer.contains("SECRET"), "{answer}");
        // Had it not been there, it could not have been hidden.
        let answer = app.gql(&trade.seller, &query, variables).await.to_string();
        assert!(answer.contains("SECRET"), "{answer}");
    }

    async fn orders_are_compared_page_by_page(app: TestApp) {
        let trade = trade(&app).await;
        let mut orders = Vec::new();
        for _ in 0..3 {
            orders.push(trade.ordered(&app).await.0);
        }
        let line = json!({"itemId": trade.sold, "quantity": "5", "unitPrice": "4"});
        sold(&app, &trade.seller, json!({"customerId": trade.customer, "lines": [line]})).await;
        let latest = "purchaseOrders(orderBy: [{field: NUMBER, direction: DESC}], first: 1)";
        let latest = read(&app, &trade.buyer, latest, "{ nodes { id } }").await;
        orders.push(text(&latest["nodes"][0]["id"]));
        run(&trade.admin, "UPDATE sales_order_line SET unit_price = unit_price * 2").await;
        let mut seen = Vec::new();
        let mut after = String::new();
        for page in 0..4 {
            let field = format!("chainDifferences(first: 1{after})");
            let found = read(&app, &trade.buyer, &field, SHOWN).await;
            for node in found["nodes"].as_array().expect("a list") {
                seen.push(text(&node["purchaseOrder"]["id"]));
            }
            assert_eq!(found["pageInfo"]["hasNextPage"], page < 3);
            assert_eq!(found["pageInfo"]["hasPreviousPage"], page > 0);
            after = format!(", after: {}", found["pageInfo"]["endCursor"]);
        }
        orders.sort();
        seen.sort();
        assert_eq!(seen, orders);
        let nothing = read(&app, &trade.buyer, "chainDifferences(first: 0)", SHOWN).await;
        assert_eq!(nothing["nodes"], json!([]));
        assert_eq!(nothing["pageInfo"]["hasNextPage"], true);
        let strange = read(&app, &trade.buyer, "vendors", "{ pageInfo { endCursor } }").await;
        let strange = &strange["pageInfo"]["endCursor"];
        for wrong in [format!("after: {strange}"), "first: 251".to_owned()] {
            let query = format!("{{ chainDifferences({wrong}) {{ nodes {{ field }} }} }}");
            let answer = app.gql(&trade.buyer, &query, json!({})).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT", "{wrong}");
        }
    }

    async fn a_page_of_comparisons_costs_the_same_for_two_and_for_six(app: TestApp) {
        let trade = trade(&app).await;
        for _ in 0..6 {
            trade.ordered(&app).await;
        }
        run(&trade.admin, "UPDATE sales_order_line SET unit_price = unit_price * 2").await;
        let query = "query($first: Int!) {
            chainDifferences(first: $first) {
                nodes { field ownValue partnerValue purchaseOrder { number vendor { name } } }
            }
        }";
        let few = cost(&app, &trade.buyer, query, 2, "chainDifferences").await;
        let many = cost(&app, &trade.buyer, query, 6, "chainDifferences").await;
        assert_eq!(few.len(), many.len(), "it grows with the page:\n{}", many.join("\n"));
        // The orders of both kinds and the agreements, lines and items; who names whom; the same of
        // the partner; the vendors.
        assert!(many.len() <= 11, "{} statements:\n{}", many.len(), many.join("\n"));
    }

    async fn who_is_no_member_is_told_nothing(app: TestApp) {
        let trade = trade(&app).await;
        trade.ordered(&app).await;
        let query = "{ chainDifferences { nodes { field } } }";
        let stranger = app.admin(&app.b).at(&app.a);
        assert_eq!(fault(&app.gql(&stranger, query, json!({})).await), "FORBIDDEN");
        assert_eq!(fault(&app.gql_as_nobody(query, json!({})).await), "UNAUTHENTICATED");
    }
}
