//! `purchaseOrderFirm`: indirect orders, with the search for agreements (AGR-14).

use serde_json::{Value, json};

use super::{World, pick, pieces};
use crate::build::{item, over, refusals, release, text, vendor};
use crate::harness::both;

const FIRMED: &str = "purchaseOrders {
    number source vendor { id } agreement { id }
    lines(first: 10) { nodes { id quantity matchTrace agreementLine { id } unitPrice } }
} warnings { code elementIndex message }";

both! {
    async fn of_several_agreements_the_tie_break_decides(app: TestApp) {
        let world = World::new(app).await;
        let item = item(&world.app, &world.user, json!({"defaultVendorId": world.vendor})).await;
        let promise = |price: &str, last: &str| {
            json!([over(pieces(&item, "100", price), json!({"expirationDate": last}))])
        };
        let mut all = Vec::new();
        for (price, last) in [
            ("4", "2026-12-31"),
            ("5", "2026-09-30"),
            ("3", "2026-12-31"),
            ("6", "2026-12-31"),
        ] {
            all.push(world.promise(promise(price, last)).await);
        }
        // Of the fourth nothing is taken.
        for agreement in all.iter().take(3) {
            let line = world.lines(agreement).await.remove(0);
            let drawn = json!([{"agreementLineId": line, "quantity": "50"}]);
            release(&world.app, &world.user, agreement, drawn).await;
        }
        let rules = [
            ("LOWEST_NUMBER", 0),
            ("EARLIEST_EXPIRY", 1),
            ("BEST_PRICE", 2),
            ("MOST_REMAINING", 3),
        ];
        for (version, (rule, expected)) in (1..).zip(rules) {
            let input = json!({"version": version, "agreementTieBreak": rule});
            world.done("legalEntityUpdate", input, "").await;
            let orders = firm(&world, json!([of(&item, "1")]), json!({"preview": true})).await;
            assert_eq!(orders[0]["agreement"]["id"], all[expected], "{rule}");
        }
    }

    async fn lines_are_grouped_by_vendor_and_agreement(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let second = vendor(app, user, json!({})).await;
        let near = item(app, user, json!({"defaultVendorId": world.vendor})).await;
        let far = item(app, user, json!({"defaultVendorId": second, "purchasePrice": "2"})).await;
        let own = world.promise(json!([pieces(&near, "100", "3")])).await;
        let wanted = json!([
            of(&near, "1"),
            of(&far, "2"),
            {"vendorId": world.vendor, "line": {"itemId": world.item, "quantity": "3"}},
            of(&near, "4"),
            {"vendorId": world.vendor, "line": {"itemId": far, "quantity": "5"}},
        ]);
        let orders = firm(&world, wanted, json!({})).await;
        let mut said: Vec<_> = orders
            .iter()
            .map(|order| {
                let lines = order["lines"]["nodes"].as_array().expect("lines").iter();
                let lines: Vec<_> = lines.map(|line| line["quantity"].clone()).collect();
                json!([order["vendor"]["id"], order["agreement"]["id"], lines]).to_string()
            })
            .collect();
        said.sort();
        let mut expected = [
            json!([world.vendor, own, ["1", "4"]]),
            json!([second, null, ["2"]]),
            json!([world.vendor, world.agreement, ["3"]]),
            json!([world.vendor, null, ["5"]]),
        ]
        .map(|order| order.to_string());
        expected.sort();
        assert_eq!(said, expected);
        for order in &orders {
            assert_eq!(order["source"], "PLANNED_ORDER");
            let lines = order["lines"]["nodes"].as_array().expect("lines");
            for line in lines {
                assert_eq!(line["agreementLine"].is_null(), order["agreement"].is_null());
            }
        }
        let mut numbers: Vec<_> = orders.iter().map(|order| text(&order["number"])).collect();
        numbers.sort();
        assert_eq!(numbers, ["PO-000001", "PO-000002", "PO-000003", "PO-000004"]);
    }

    async fn a_line_sees_what_the_lines_before_it_take(app: TestApp) {
        let world = World::new(app).await;
        let item = item(&world.app, &world.user, json!({"defaultVendorId": world.vendor})).await;
        let enforced = |price: &str| {
            json!([over(pieces(&item, "10", price), json!({"maxEnforced": true}))])
        };
        let first = world.promise(enforced("4")).await;
        let second = world.promise(enforced("5")).await;
        let wanted = json!([{"line": line(&item, "10")}, {"line": line(&item, "10")}]);
        let orders = firm(&world, wanted, json!({})).await;
        let agreements: Vec<_> = orders.iter().map(|order| &order["agreement"]["id"]).collect();
        assert_eq!(agreements, [&json!(first), &json!(second)]);
    }

    async fn agreements_are_searched_only_if_asked_or_decided(app: TestApp) {
        let world = World::new(app).await;
        let wanted = json!([{"vendorId": world.vendor, "line": line(&world.item, "1")}]);
        let found = async |more: Value| {
            let orders = firm(&world, wanted.clone(), over(json!({"preview": true}), more)).await;
            orders[0]["agreement"]["id"] == world.agreement
        };
        let left_out = json!({"findAgreements": null});
        assert!(!found(left_out.clone()).await);
        assert!(found(json!({"findAgreements": true})).await);
        let input = json!({"version": 1, "agreementAutoSearch": true});
        world.done("legalEntityUpdate", input, "").await;
        assert!(found(left_out).await);
        assert!(!found(json!({"findAgreements": false})).await);
    }

    async fn what_does_not_fit_the_maximum_is_ordered_unlinked_and_says_why(app: TestApp) {
        let world = World::new(app).await;
        world.linked("900").await;
        let wanted = |quantity: &str| {
            json!({"vendorId": world.vendor, "line": line(&world.item, quantity)})
        };
        let input = json!({
            "source": "PLANNED_ORDER",
            "findAgreements": true,
            "lines": [wanted("101"), wanted("60")],
        });
        let made = world.done("purchaseOrderFirm", input, FIRMED).await;
        let orders = made["purchaseOrders"].as_array().expect("orders");
        let all: Vec<_> = orders
            .iter()
            .flat_map(|order| order["lines"]["nodes"].as_array().expect("lines"))
            .collect();
        assert_eq!(all.len(), 2);
        let line = |quantity: &str| {
            *all.iter().find(|line| line["quantity"] == quantity).expect("a line")
        };
        assert_eq!(line("60")["agreementLine"]["id"], world.line);
        let free = line("101");
        assert_eq!(pick(free, &["agreementLine", "unitPrice"]), [Value::Null, json!("4.6")]);
        let trace = text(&free["matchTrace"]);
        assert!(trace.contains("only 100 PCS"), "the trace says why: {trace}");
        assert_eq!(made["warnings"][0]["code"], "NOT_LINKED", "{}", made["warnings"]);
        assert_eq!(world.balance(&world.line).await, ["960", "40"]);
    }

    async fn what_is_wrong_is_refused_in_its_place_and_nothing_is_ordered(app: TestApp) {
        let world = World::new(app).await;
        let known = json!({"vendorId": world.vendor, "line": line(&world.item, "1")});
        let refused = async |lines: Value| {
            let input = json!({"source": "SALES_ORDER", "lines": lines});
            refusals(&world.act("purchaseOrderFirm", input, FIRMED).await)
        };
        assert_eq!(refused(json!([])).await, ["NOTHING_TO_RELEASE lines"]);
        let nobodys = json!([known, of(&world.item, "1")]);
        assert_eq!(refused(nobodys).await, ["VENDOR_MISSING lines[1].line.itemId"]);
        let none = json!({"vendorId": world.vendor, "line": line(&world.item, "0")});
        assert_eq!(refused(json!([known, none])).await, ["NOT_POSITIVE lines[1].line.quantity"]);
        let theirs = vendor(&world.app, &world.app.admin(&world.app.b), json!({})).await;
        let theirs = json!({"vendorId": theirs, "line": line(&world.item, "1")});
        assert_eq!(refused(json!([theirs])).await, ["NOT_FOUND lines[0].vendorId"]);
        assert_eq!(world.n_orders().await, 0);
    }

    async fn a_preview_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let wanted = json!([{"vendorId": world.vendor, "line": line(&world.item, "250")}]);
        let shown = firm(&world, wanted, json!({"preview": true})).await;
        assert_eq!(shown[0]["lines"]["nodes"][0]["agreementLine"]["id"], world.line);
        assert_eq!(world.n_orders().await, 0);
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
    }
}

fn line(item: &str, quantity: &str) -> Value {
    json!({"itemId": item, "quantity": quantity})
}

/// So much of an item, from its default vendor.
fn of(item: &str, quantity: &str) -> Value {
    json!({ "line": line(item, quantity) })
}

async fn firm(world: &World, lines: Value, more: Value) -> Vec<Value> {
    let input = json!({"source": "PLANNED_ORDER", "findAgreements": true, "lines": lines});
    let made = world
        .done("purchaseOrderFirm", over(input, more), FIRMED)
        .await;
    made["purchaseOrders"].as_array().expect("orders").clone()
}
