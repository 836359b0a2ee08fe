//! `vendorUpdate`, as the model of all mutations that change rows.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{create, fault, payload, refusals, vendor};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const UPDATE: &str = "mutation($input: VendorUpdateInput!) {
    vendorUpdate(input: $input) {
        vendor { id number name currency paymentTerms deliveryTerms deliveryMode blocked version }
        userErrors { code field message elementIndex currentVersion }
    }
}";

both! {
    async fn what_is_left_out_stays_and_null_takes_away(app: TestApp) {
        let user = app.manager(&app.a);
        let input = json!({"name": "Nord", "paymentTerms": "N30", "deliveryTerms": "DAP"});
        let made = create(&app, &user, input).await["vendor"].clone();
        let changes = json!({
            "id": made["id"],
            "version": 1,
            "paymentTerms": null,
            "deliveryMode": "RAIL",
            "blocked": "PAYMENT",
        });
        let changed = update(&app, &user, changes).await;
        let mut expected = made;
        expected["paymentTerms"] = Value::Null;
        expected["deliveryMode"] = json!("RAIL");
        expected["blocked"] = json!("PAYMENT");
        expected["version"] = json!(2);
        assert_eq!(changed["vendor"], expected);

        let query = "query($id: ID!) { vendor(id: $id) { name blocked version } }";
        let read = app.gql(&user, query, json!({"id": expected["id"]})).await;
        let stored = json!({"name": "Nord", "blocked": "PAYMENT", "version": 2});
        assert_eq!(read["data"]["vendor"], stored);
    }

    async fn an_old_version_is_refused_with_the_current_one(app: TestApp) {
        let user = app.manager(&app.a);
        let id = vendor(&app, &user, "Nord").await["id"].clone();
        update(&app, &user, json!({"id": id, "version": 1, "name": "North"})).await;
        let stale = update(&app, &user, json!({"id": id, "version": 1, "name": "South"})).await;
        assert_eq!(stale["vendor"], Value::Null);
        assert_eq!(refusals(&stale), ["STALE_VERSION version"]);
        assert_eq!(stale["userErrors"][0]["currentVersion"], 2);
    }

    async fn of_many_at_once_one_changes_and_the_others_are_stale(app: TestApp) {
        let user = app.manager(&app.a);
        let id = vendor(&app, &user, "Nord").await["id"].clone();
        let names: Vec<String> = (0..6).map(|n| format!("Name {n}")).collect();
        let all = names
            .iter()
            .map(|name| update(&app, &user, json!({"id": id, "version": 1, "name": name})));
        let payloads = join_all(all).await;
        let (done, stale): (Vec<_>, Vec<_>) =
            payloads.iter().partition(|payload| !payload["vendor"].is_null());
        assert_eq!((done.len(), stale.len()), (1, 5));
        for payload in stale {
            assert_eq!(refusals(payload), ["STALE_VERSION version"]);
        }
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let made = vendor(&app, &user, "Nord").await;
        let wrong = json!({
            "id": made["id"],
            "version": 7,
            "name": "",
            "currency": "XXX",
            "deliveryMode": "x".repeat(41),
        });
        let codes = refusals(&update(&app, &user, wrong).await);
        for code in [
            "STALE_VERSION version",
            "REQUIRED name",
            "UNKNOWN_CODE currency",
            "MALFORMED deliveryMode",
        ] {
            assert!(codes.iter().any(|said| said == code), "{code} not in {codes:?}");
        }
        let unchanged = update(&app, &user, json!({"id": made["id"], "version": 1})).await;
        assert_eq!(unchanged["vendor"]["name"], "Nord");
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = vendor(&app, &app.manager(&app.b), "CANARY-B").await;
        let user = app.manager(&app.a);
        let unknown = json!(avtal::graphql::id::global(entity::ids::VendorId(app.clock.id())));
        let nonsense = json!("no id at all");
        let of_other_type = json!(avtal::graphql::id::global(app.b.id));
        for id in [&of_b["id"], &unknown, &nonsense, &of_other_type] {
            let change = json!({"id": id, "version": 1, "name": "Mine"});
            let refused = update(&app, &user, change).await;
            let expected = json!({
                "vendor": null,
                "userErrors": [{
                    "code": "NOT_FOUND",
                    "field": ["id"],
                    "message": "nothing with this id was found",
                    "elementIndex": null,
                    "currentVersion": null,
                }],
            });
            assert_eq!(refused, expected);
        }
        let query = "query($id: ID!) { vendor(id: $id) { name version } }";
        let read = app.gql(&app.viewer(&app.b), query, json!({"id": of_b["id"]})).await;
        assert_eq!(read["data"]["vendor"], json!({"name": "CANARY-B", "version": 1}));
        let read = app.gql(&app.viewer(&app.a), query, json!({"id": of_b["id"]})).await;
        assert_eq!(read, json!({"data": {"vendor": null}}));
    }

    async fn a_repeated_key_changes_once(app: TestApp) {
        let user = app.manager(&app.a);
        let id = vendor(&app, &user, "Nord").await["id"].clone();
        let variables = json!({"input": {"id": id, "version": 1, "name": "North"}});
        for _ in 0..2 {
            let answer = app.gql_keyed(&user, UPDATE, variables.clone(), "k").await;
            let changed = payload(answer, "vendorUpdate");
            assert_eq!(changed["vendor"]["version"], 2);
        }
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let id = vendor(&app, &app.manager(&app.a), "Nord").await["id"].clone();
        let variables = json!({"input": {"id": id, "version": 1, "name": "North"}});
        let answer = app.gql(&app.buyer(&app.a), UPDATE, variables).await;
        assert_eq!(fault(&answer), "FORBIDDEN");
    }
}

/// The payload of a `vendorUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let answer = app.gql(user, UPDATE, json!({ "input": input })).await;
    payload(answer, "vendorUpdate")
}
