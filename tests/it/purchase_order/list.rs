//! `purchaseOrders` and `purchaseOrderLines`: filters, orders, pages.

use serde_json::{Value, json};

use super::World;
use crate::build::{order, payload, text, vendor};
use crate::harness::both;

both! {
    async fn orders_are_found_by_what_they_are(app: TestApp) {
        let world = World::new(app).await;
        let other = vendor(&world.app, &world.user, json!({"currency": "SEK"})).await;
        let ask = [
            json!({"agreementId": world.agreement, "orderDate": "2026-03-01"}),
            json!({"vendorId": other}),
            json!({"vendorId": world.vendor, "orderDate": "2026-05-01"}),
        ];
        for input in ask {
            order(&world.app, &world.user, input).await;
        }
        let second = numbered(&world, json!({"number": {"eq": "PO-000002"}})).await;
        assert_eq!(second, [2]);
        let id = json!(first_id(&world).await);
        world.done("purchaseOrderCancel", json!({"id": id, "version": 1}), "").await;
        let cases = [
            (json!({"agreementId": {"eq": world.agreement}}), vec![1]),
            (json!({"vendorId": {"eq": other}}), vec![2]),
            (json!({"vendorId": {"in": [other, world.vendor]}}), vec![1, 2, 3]),
            (json!({"currency": {"eq": "SEK"}}), vec![2]),
            (json!({"status": {"eq": "CANCELLED"}}), vec![1]),
            (json!({"status": {"in": ["DRAFT"]}}), vec![2, 3]),
            (json!({"source": {"eq": "RELEASE"}}), vec![]),
            (json!({"orderDate": {"gte": "2026-05-01", "lte": "2026-05-31"}}), vec![3]),
            (json!({"not": {"status": {"eq": "CANCELLED"}}}), vec![2, 3]),
            (
                json!({"or": [{"currency": {"eq": "SEK"}}, {"status": {"eq": "CANCELLED"}}]}),
                vec![1, 2],
            ),
            (json!({"id": {"eq": id}}), vec![1]),
        ];
        for (filter, expected) in cases {
            assert_eq!(numbered(&world, filter.clone()).await, expected, "{filter}");
        }
    }

    async fn pages_follow_each_other_in_the_order_asked_for(app: TestApp) {
        let world = World::new(app).await;
        for day in ["2026-03-01", "2026-01-01", "2026-02-01"] {
            let input = json!({"vendorId": world.vendor, "orderDate": day});
            order(&world.app, &world.user, input).await;
        }
        let query = "query($by: [PurchaseOrderOrder!], $after: String) {
            purchaseOrders(first: 2, after: $after, orderBy: $by) {
                nodes { number } totalCount pageInfo { hasNextPage endCursor }
            }
        }";
        let by = json!([{"field": "ORDER_DATE", "direction": "DESC"}]);
        let ask = json!({"by": by});
        let page = payload(world.app.gql(&world.user, query, ask).await, "purchaseOrders");
        assert_eq!(page["nodes"], json!([{"number": "PO-000001"}, {"number": "PO-000003"}]));
        assert_eq!(page["totalCount"], 3);
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
        let ask = json!({"by": by, "after": page["pageInfo"]["endCursor"]});
        let page = payload(world.app.gql(&world.user, query, ask).await, "purchaseOrders");
        assert_eq!(page["nodes"], json!([{"number": "PO-000002"}]));
        assert_eq!(page["pageInfo"]["hasNextPage"], false);
    }

    async fn lines_are_found_over_all_orders(app: TestApp) {
        let world = World::new(app).await;
        let lines = json!([
            {"itemId": world.item, "quantity": "1", "deliveryDate": "2026-07-01"},
            {"itemId": world.item, "quantity": "2", "unitPrice": "9", "deliveryDate": "2027-07-01"},
        ]);
        let drawn = world.order(&world.agreement, lines).await;
        let free = json!({
            "vendorId": world.vendor,
            "lines": [{"itemId": world.item, "quantity": "3"}],
        });
        order(&world.app, &world.user, free).await;
        let cases = [
            (json!({"agreementLineId": {"eq": world.line}}), vec!["1"]),
            (json!({"purchaseOrderId": {"eq": drawn["id"]}}), vec!["1", "2"]),
            (json!({"itemId": {"eq": world.item}}), vec!["1", "2", "3"]),
            (json!({"priceSource": {"eq": "TYPED"}}), vec!["2"]),
            (json!({"priceSource": {"in": ["AGREEMENT", "ITEM"]}}), vec!["1", "3"]),
            (json!({"deliveryDate": {"gte": "2026-07-01"}}), vec!["1", "2"]),
        ];
        let query = "query($filter: PurchaseOrderLineFilter) {
            purchaseOrderLines(first: 10, filter: $filter) { nodes { quantity } }
        }";
        for (filter, expected) in cases {
            let answer = world.app.gql(&world.user, query, json!({ "filter": filter })).await;
            let found = payload(answer, "purchaseOrderLines");
            let found = found["nodes"].as_array().expect("nodes").iter();
            let mut found: Vec<_> = found.map(|line| text(&line["quantity"])).collect();
            found.sort();
            assert_eq!(found, expected, "{filter}");
        }
    }

    async fn nobody_sees_another_legal_entitys_orders(app: TestApp) {
        let world = World::new(app).await;
        let id = order(&world.app, &world.user, json!({"vendorId": world.vendor})).await;
        let theirs = world.app.viewer(&world.app.b);
        let query =
            "query($id: ID!) { purchaseOrder(id: $id) { id } purchaseOrders { totalCount } }";
        let seen = world.app.gql(&theirs, query, json!({ "id": id })).await;
        let nothing = json!({"purchaseOrder": null, "purchaseOrders": {"totalCount": 0}});
        assert_eq!(seen["data"], nothing);
    }
}

/// The numbers of the orders that a filter lets through, in order.
async fn numbered(world: &World, filter: Value) -> Vec<u32> {
    let query = "query($filter: PurchaseOrderFilter) {
        purchaseOrders(first: 10, filter: $filter, orderBy: [{field: NUMBER}]) { nodes { number } }
    }";
    let answer = world
        .app
        .gql(&world.user, query, json!({ "filter": filter }))
        .await;
    let found = payload(answer, "purchaseOrders");
    let nodes = found["nodes"].as_array().expect("nodes").iter();
    nodes
        .map(|order| {
            text(&order["number"])["PO-".len()..]
                .parse()
                .expect("a number")
        })
        .collect()
}

async fn first_id(world: &World) -> String {
    let query = "{ purchaseOrders(first: 1, orderBy: [{field: NUMBER}]) { nodes { id } } }";
    let answer = world.app.gql(&world.user, query, json!({})).await;
    text(&payload(answer, "purchaseOrders")["nodes"][0]["id"])
}
