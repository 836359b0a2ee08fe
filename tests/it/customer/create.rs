//! `customerCreate`.

use serde_json::{Value, json};

use super::SHOWN;
use crate::ask;
use crate::build::{self, act, done, refusals};
use crate::harness::both;

both! {
    async fn a_customer_is_numbered_and_sold_to_in_the_accounting_currency(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"name": "Smith", "paymentTerms": "30D", "address": "Road 1\nTown"});
        let made = done(&app, &user, "customerCreate", input, SHOWN).await;
        let mut made = made["customer"].clone();
        let id = made["id"].take();
        assert_eq!(made, json!({
            "id": null, "number": "CUS-000001", "name": "Smith", "currency": "EUR",
            "paymentTerms": "30D", "address": "Road 1\nTown", "blocked": false, "version": 1,
            "customerPostingGroup": null, "businessPostingGroup": null,
            "taxBusinessPostingGroup": null,
        }));
        let found = ask::get(&app, &app.viewer(&app.a), "customer", "number", &id).await;
        assert_eq!(found["number"], "CUS-000001");
    }

    async fn all_that_is_wrong_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        build::ledgers(&app, &user).await;
        let groups = build::read(&app, &user, "postingGroups", "{ id groupType }").await;
        let of = |kind: &str| {
            let groups = groups.as_array().expect("a list");
            let found = groups.iter().find(|group| group["groupType"] == kind);
            found.expect("a group of the kind")["id"].clone()
        };
        let input = json!({
            "name": " ", "currency": "XXX", "customerPostingGroupId": of("VENDOR"),
            "businessPostingGroupId": "nothing", "taxBusinessPostingGroupId": of("TAX_BUSINESS"),
        });
        let refused = act(&app, &user, "customerCreate", input, SHOWN).await;
        assert_eq!(refused["customer"], Value::Null);
        assert_eq!(refusals(&refused), [
            "REQUIRED name",
            "UNKNOWN_CODE currency",
            "POSTING_GROUP_MISMATCH customerPostingGroupId",
            "NOT_FOUND businessPostingGroupId",
        ]);
        let input = json!({"name": "Smith", "customerPostingGroupId": of("CUSTOMER")});
        let made = done(&app, &user, "customerCreate", input, SHOWN).await;
        assert_eq!(made["customer"]["number"], "CUS-000001");
        assert_eq!(made["customer"]["customerPostingGroup"]["code"], "CUSTOMERS");
    }

    async fn customers_are_listed_filtered_and_sorted(app: TestApp) {
        let user = app.admin(&app.a);
        for name in ["Beta", "Alpha", "Gamma"] {
            done(&app, &user, "customerCreate", json!({"name": name}), "").await;
        }
        let names = "customers(orderBy: [{field: NAME}], filter: {name: {in: [\"Beta\", \"Alpha\"]},
            blocked: {eq: false}})";
        let listed = build::read(&app, &user, names, "{ nodes { name } totalCount }").await;
        assert_eq!(listed, json!({
            "nodes": [{"name": "Alpha"}, {"name": "Beta"}], "totalCount": 2,
        }));
    }

    async fn readers_register_no_customer(app: TestApp) {
        let users = [app.viewer(&app.a), app.manager(&app.b).at(&app.a)];
        let input = json!({"name": "Smith"});
        let n_asked = ask::forbidden_to(&app, &users, "customerCreate", input).await;
        assert_eq!(n_asked, 2);
    }
}
