//! Laws over all that there is: every root field and every place of an id, asked by somebody who
//! reaches the first row of each table and not the second.

use std::collections::BTreeSet;

use avtal::auth::Role;
use avtal::tenancy::{hangs, type_of};
use entity::partition::TABLES;
use serde_json::json;

use crate::harness::fill::{self, fill_as, global_id, global_of};
use crate::harness::graph::Graph;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::isolation::{ask, rows_of};

/// Tables that neither vendors nor sites have a part in.
const SHARED: [&str; 26] = [
    "agreement_classification",
    "agreement_classification_name",
    "api_key",
    "customer",
    "customer_posting_setup",
    "dimension",
    "dimension_set",
    "dimension_set_entry",
    "dimension_value",
    "exchange_rate",
    "general_posting_setup",
    "gl_account",
    "idempotency_key",
    "item",
    "item_charge",
    "item_unit",
    "ledger_setup",
    "number_sequence",
    "over_receipt_code",
    "payment_terms",
    "posting_group",
    "posting_period",
    "procurement_category",
    "revoked_token",
    "tax_posting_setup",
    "vendor_posting_setup",
];

/// Rows of A, of which the second of each table that hangs on vendors or sites is hidden from the
/// user, who may do everything else.
async fn filled(app: &TestApp) -> User {
    let admin = app.test_db.admin().await;
    fill_as(&admin, app.a.id, &|table, n| match hangs(table) && n == 2 {
        true => "HIDDEN",
        false => "SEEN",
    })
    .await;
    let limits = json!({ "vendor_groups": ["SEEN 1"], "sites": ["SEEN 1"] });
    let roles = [Role::Admin, Role::PurchasingManager, Role::Payables];
    User::named("limited").with(&app.a, &roles).limited(limits)
}

#[test]
fn what_does_not_hang_on_vendors_and_sites_is_written_down() {
    let free = TABLES.iter().map(|(table, _)| *table);
    let free: BTreeSet<&str> = free
        .filter(|table| fill::is_tenant(table) && !hangs(table))
        .collect();
    assert_eq!(free, SHARED.into());
}

#[tokio::test]
async fn ids_are_called_ids_and_nothing_else_is() {
    let graph = Graph::read().await;
    let mut n_ids = 0;
    let args = graph
        .types
        .values()
        .flat_map(|kind| kind.fields.iter().flatten());
    let args = args.flat_map(|field| &field.args);
    let fields = graph
        .types
        .values()
        .flat_map(|kind| kind.input_fields.iter().flatten());
    for input in args.chain(fields) {
        let name = input.name.as_str();
        // `eq` and `in` are what a filter of ids compares with.
        let is_called = ["id", "ids", "eq", "in"].contains(&name)
            || name.ends_with("Id")
            || name.ends_with("Ids");
        match input.kind.named() {
            "ID" | "IdFilter" => {
                assert!(is_called, "{name} is an id");
                n_ids += 1;
            }
            _ if ["eq", "in"].contains(&name) => {}
            // A text of the client's own: none has the form of our ids.
            "StringFilter" if name == "requestId" => {}
            other => assert!(!is_called, "{name}: {other} is no id"),
        }
    }
    assert!(n_ids > 100, "{n_ids} ids");
}

both! {
    async fn no_field_tells_of_a_row_out_of_reach(app: TestApp) {
        let user = filled(&app).await;
        let everything = User::named("all").with(&app.a, &[Role::Admin]);
        let graph = Graph::read().await;
        let (mut seen, mut all) = (String::new(), String::new());
        let roots = graph.queries().into_iter().chain(graph.subscriptions());
        for root in roots {
            let ids = Graph::own_ids(app.a.id);
            let (query, variables) = graph.request(&root, None, &ids);
            let answer = app.gql(&user, &query, variables.clone()).await.to_string();
            let name = &root.field.name;
            assert!(!answer.contains("HIDDEN"), "{name}: {answer}");
            assert!(!answer.contains("INTERNAL"), "{name}: {answer}");
            seen.push_str(&answer);
            all.push_str(&app.gql(&everything, &query, variables).await.to_string());
        }
        // Had nothing been there, nothing could have been hidden.
        assert!(seen.contains("SEEN 1") && all.contains("HIDDEN 2"));
    }

    async fn an_id_out_of_reach_is_answered_as_an_unknown_one(app: TestApp) {
        let user = filled(&app).await;
        let graph = Graph::read().await;
        let admin = app.test_db.admin().await;
        let hanging = TABLES.iter().map(|(table, _)| *table).filter(|table| hangs(table));
        let hanging: BTreeSet<String> = hanging.map(type_of).collect();
        let hidden = |rows: Vec<String>| -> Vec<String> {
            let rows = rows.iter().flat_map(|table| table.split('\n'));
            rows.filter(|row| row.contains("HIDDEN")).map(str::to_owned).collect()
        };
        let before = hidden(rows_of(&admin, app.a.id).await);
        assert!(before.len() > 20, "{} rows are hidden", before.len());
        let mut n_asked = 0;
        for root in graph.all_roots() {
            for place in graph.places(&root) {
                let types = graph.types_at(&root, &place, &fill::node_types());
                for node in types.into_iter().filter(|node| hanging.contains(node)) {
                    let out = global_id(app.a.id, &node, 2);
                    let unknown = global_of(&node, app.clock.id());
                    let at = (&root, &place);
                    let about_out = ask(&app, graph, &user, at, &out).await;
                    let about_unknown = ask(&app, graph, &user, at, &unknown).await;
                    let what = format!("{}, {node} at {}", root.field.name, place.path.join("."));
                    assert_eq!(about_out, about_unknown, "{what}");
                    assert!(!about_out.contains("HIDDEN"), "{what}: {about_out}");
                    assert!(!about_out.contains("INTERNAL"), "{what}: {about_out}");
                    n_asked += 1;
                }
            }
        }
        assert!(n_asked > 100, "{n_asked} places were asked at");
        assert_eq!(hidden(rows_of(&admin, app.a.id).await), before);
    }
}
