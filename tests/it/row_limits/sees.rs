//! What is in reach of whom: by the groups of vendors, and by sites.

use avtal::auth::Role;
use serde_json::{Value, json};

use super::{Two, ids, order, seen, vendor};
use crate::build::{self, done, node, read, text};
use crate::harness::both;
use crate::sales_order::customer;

both! {
    async fn vendors_and_what_is_theirs_are_seen_by_their_group(app: TestApp) {
        let two = Two::new(&app).await;
        let [near, far] = &two.vendors;
        let own = order(&app, &two.admin, near, None, "10").await;
        let other = order(&app, &two.admin, far, None, "20").await;
        let user = two.of_vendors(&app, Role::Viewer);
        assert_eq!(ids(&app, &user, "vendors").await, std::slice::from_ref(near));
        assert_eq!(ids(&app, &user, "purchaseOrders").await, std::slice::from_ref(&own));
        assert_eq!(ids(&app, &user, "purchaseOrderLines").await.len(), 1);
        assert_eq!(ids(&app, &two.admin, "purchaseOrders").await.len(), 2);
        for id in [far, &other] {
            assert_eq!(seen(&app, &user, id).await, Value::Null);
            assert_ne!(seen(&app, &two.admin, id).await, Value::Null);
        }
        // Sites are no matter of such a limit.
        assert_eq!(ids(&app, &user, "sites").await.len(), 2);
        let by_vendor = format!("purchaseOrders(filter: {{ vendorId: {{ eq: \"{far}\" }} }})");
        assert_eq!(ids(&app, &user, &by_vendor).await, Vec::<String>::new());
    }

    async fn a_vendor_without_a_group_is_of_the_one_that_the_set_up_gives(app: TestApp) {
        let two = Two::new(&app).await;
        let plain = build::vendor(&app, &two.admin, json!({})).await;
        let setup = read(&app, &two.admin, "ledgerSetup", "{ vendorPostingGroup { code } }").await;
        let usual = text(&setup["vendorPostingGroup"]["code"]);
        let user = app.viewer(&app.a).limited(json!({ "vendor_groups": [usual] }));
        assert_eq!(ids(&app, &user, "vendors").await, [plain]);
        let near = two.of_vendors(&app, Role::Viewer);
        assert_eq!(ids(&app, &near, "vendors").await, [two.vendors[0].clone()]);
    }

    async fn agreements_with_customers_are_no_matter_of_vendors(app: TestApp) {
        let two = Two::new(&app).await;
        let buyer = customer(&app, &two.admin, json!({})).await;
        let classification = build::classification(&app, &two.admin, json!({})).await;
        let input = json!({
            "customerId": buyer, "agreementClassificationId": classification,
            "defaultExpirationDate": "2026-12-31",
            "lines": [{"commitmentType": "VALUE", "amount": "100"}],
        });
        let fields = "agreement { id }";
        let made = done(&app, &two.admin, "agreementCreate", input, fields).await;
        let sold = text(&made["agreement"]["id"]);
        let far = json!({"vendorId": two.vendors[1]});
        build::agreement(&app, &two.admin, far).await;
        let near = two.of_vendors(&app, Role::Viewer);
        assert_eq!(ids(&app, &near, "agreements").await, std::slice::from_ref(&sold));
        let here = two.of_sites(&app, Role::Viewer);
        assert!(ids(&app, &here, "agreements").await.contains(&sold));
    }

    async fn an_empty_list_and_a_code_of_nothing_let_nothing_be_seen(app: TestApp) {
        let two = Two::new(&app).await;
        order(&app, &two.admin, &two.vendors[0], Some(&two.sites[0]), "10").await;
        for limits in [
            json!({ "vendor_groups": [] }),
            json!({ "vendor_groups": ["NOTHING"] }),
            json!({ "sites": [] }),
            json!({ "sites": ["NOTHING"] }),
        ] {
            let user = app.viewer(&app.a).limited(limits.clone());
            let orders = ids(&app, &user, "purchaseOrders").await;
            assert_eq!(orders, Vec::<String>::new(), "{limits}");
        }
    }

    async fn an_order_is_seen_whole_or_not_at_all(app: TestApp) {
        let two = Two::new(&app).await;
        let [near, _] = &two.vendors;
        let [here, there] = &two.sites;
        let own = order(&app, &two.admin, near, Some(here), "10").await;
        let nowhere = order(&app, &two.admin, near, None, "10").await;
        let elsewhere = order(&app, &two.admin, near, Some(there), "10").await;
        let item = build::item(&app, &two.admin, json!({ "itemType": "SERVICE" })).await;
        let line = |site: &String| {
            json!({ "itemId": item, "quantity": "1", "unitPrice": "5", "siteId": site })
        };
        let both = json!({ "vendorId": near, "lines": [line(here), line(there)] });
        let both = build::order(&app, &two.admin, both).await;
        let user = two.of_sites(&app, Role::Viewer);
        let mut orders = ids(&app, &user, "purchaseOrders").await;
        orders.sort();
        let mut expected = [own, nowhere];
        expected.sort();
        assert_eq!(orders, expected);
        assert_eq!(ids(&app, &user, "purchaseOrderLines").await.len(), 2);
        for id in [elsewhere, both] {
            assert_eq!(seen(&app, &user, &id).await, Value::Null);
        }
        assert_eq!(ids(&app, &user, "sites").await, std::slice::from_ref(here));
    }

    async fn an_agreement_of_many_sites_shows_the_lines_in_reach_and_their_sums(app: TestApp) {
        let two = Two::new(&app).await;
        let [here, there] = &two.sites;
        let line = |site: &String, amount: &str| {
            json!({ "commitmentType": "VALUE", "amount": amount, "siteId": site })
        };
        let of = |lines: Value| json!({ "vendorId": two.vendors[0], "lines": lines });
        let shared = of(json!([line(here, "100"), line(there, "7000")]));
        let shared = build::agreement(&app, &two.admin, shared).await;
        let other = of(json!([line(there, "7000")]));
        let other = build::agreement(&app, &two.admin, other).await;
        let empty = build::agreement(&app, &two.admin, of(json!([]))).await;
        for id in [&shared, &other] {
            done(&app, &two.admin, "agreementConfirm", json!({ "id": id }), "").await;
        }
        let user = two.of_sites(&app, Role::Viewer);
        let shown = "Agreement { lines { totalCount } fulfillment { committed }
            versions { totalCount } }";
        let expected = json!({
            "lines": { "totalCount": 1 }, "fulfillment": { "committed": "100.00" },
            "versions": { "totalCount": 0 },
        });
        assert_eq!(node(&app, &user, &shared, shown).await, expected);
        assert_eq!(seen(&app, &user, &other).await, Value::Null);
        assert_ne!(seen(&app, &user, &empty).await, Value::Null);
        let all = node(&app, &two.admin, &shared, shown).await;
        assert_eq!(all["fulfillment"]["committed"], "7100.00");
        assert_eq!(all["versions"]["totalCount"], 1);
    }

    async fn who_reaches_a_part_has_neither_the_trail_nor_the_set_up(app: TestApp) {
        let two = Two::new(&app).await;
        let user = two.of_vendors(&app, Role::Admin);
        let code = json!({ "groupType": "VENDOR", "code": "NEAR", "name": "x" });
        let refused = build::answer(&app, &user, "postingGroupSet", code, "").await;
        assert_eq!(build::fault(&refused), "FORBIDDEN");
        let trail = app.gql(&user, "{ auditEntries { totalCount } }", json!({})).await;
        assert_eq!(build::fault(&trail), "FORBIDDEN");
        // An amount leaves all in reach.
        let amount = app.admin(&app.a).limited(json!({ "amount": 1 }));
        let trail = app.gql(&amount, "{ auditEntries { totalCount } }", json!({})).await;
        assert_eq!(trail.get("errors"), None, "{trail}");
    }

    async fn without_limits_the_same_statements_are_sent_as_with_an_amount(app: TestApp) {
        let two = Two::new(&app).await;
        order(&app, &two.admin, &two.vendors[0], Some(&two.sites[0]), "10").await;
        let query =
            "{ purchaseOrders { totalCount nodes { vendor { name } lines { nodes { id } } } } }";
        let plain = app.statements_of(app.gql(&two.admin, query, json!({}))).await;
        let amount = app.admin(&app.a).limited(json!({ "amount": 1 }));
        assert_eq!(app.statements_of(app.gql(&amount, query, json!({}))).await, plain);
        assert!(!plain.join(" ").contains("reach"), "{plain:?}");
        let user = two.of_vendors(&app, Role::Viewer);
        let narrow = app.statements_of(app.gql(&user, query, json!({}))).await;
        assert_eq!(narrow.len(), plain.len());
        assert!(narrow.join(" ").contains("reach1"), "{narrow:?}");
        let unseen = vendor(&app, &two.admin, "THIRD").await;
        assert_eq!(seen(&app, &user, &unseen).await, Value::Null);
    }
}
