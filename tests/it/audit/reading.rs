//! Reading the trail: by whom, by what, and how a row was before.

use avtal::auth::Role;
use serde_json::json;

use crate::build::{self, done};
use crate::harness::both;

both! {
    async fn entries_are_found_by_what_they_are_about(app: TestApp) {
        let user = app.admin(&app.a);
        let one = build::vendor(&app, &user, json!({})).await;
        let other = build::vendor(&app, &user, json!({})).await;
        let rename = json!({"id": one, "version": 1, "name": "Renamed"});
        done(&app, &user, "vendorUpdate", rename, "").await;
        let auditor = app.user(Role::Auditor, &app.a);
        let query = "query($filter: AuditEntryFilter!) { auditEntries(filter: $filter) {
            totalCount nodes { operation } } }";
        for (filter, count) in [
            (json!({"objectId": one}), 2),
            (json!({"rowId": one}), 2),
            (json!({"objectId": other}), 1),
            (json!({"operation": {"eq": "vendorUpdate"}}), 1),
            (json!({"subject": {"eq": "nobody"}}), 0),
            (json!({"table": "vendor"}), 3),
            (json!({"table": "vendor", "operation": {"eq": "vendorCreate"}}), 2),
            (json!({"recordedAt": {"gte": "2026-06-15T12:00:01Z"}}), 0),
            (json!({"objectId": "nonsense"}), 0),
        ] {
            let answer = app.gql(&auditor, query, json!({ "filter": filter })).await;
            assert_eq!(answer["data"]["auditEntries"]["totalCount"], count, "{filter}: {answer}");
        }
    }

    async fn a_change_tells_how_the_row_was_before(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"name": "First"});
        let vendor = build::vendor(&app, &user, input).await;
        for (version, name) in [(1, "Second"), (2, "Third")] {
            let rename = json!({"id": vendor, "version": version, "name": name});
            done(&app, &user, "vendorUpdate", rename, "").await;
        }
        let auditor = app.user(Role::Auditor, &app.a);
        let query = "query($id: ID!) { auditEntries(filter: {objectId: $id}, first: 3) { nodes {
            changes { table values { column value } before { column value } } } } }";
        let answer = app.gql(&auditor, query, json!({ "id": vendor })).await;
        let nodes = answer["data"]["auditEntries"]["nodes"].as_array().expect("entries");
        let name = |n: usize, when: &str| {
            let changes = nodes[n]["changes"].as_array().expect("changes");
            let change = changes.iter().find(|own| own["table"] == "vendor").expect("a vendor");
            let values = change[when].as_array()?;
            let found = values.iter().find(|own| own["column"] == "name")?;
            found["value"].as_str().map(str::to_owned)
        };
        assert_eq!(name(0, "before"), None);
        assert_eq!(name(1, "before").as_deref(), Some("First"));
        assert_eq!(name(2, "before").as_deref(), Some("Second"));
        assert_eq!(name(2, "values").as_deref(), Some("Third"));
    }

    async fn whoever_is_no_auditor_sees_no_entry_by_its_id_either(app: TestApp) {
        let user = app.admin(&app.a);
        build::vendor(&app, &user, json!({})).await;
        let query = "{ auditEntries(last: 1) { nodes { id } } }";
        let answer = app.gql(&app.user(Role::Auditor, &app.a), query, json!({})).await;
        let id = &answer["data"]["auditEntries"]["nodes"][0]["id"];
        let node = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
        let seen = app.gql(&user, node, json!({ "id": id })).await;
        assert_eq!((&seen["data"]["node"]["id"], &seen["data"]["nodes"][0]["id"]), (id, id));
        let seen = app.gql(&app.viewer(&app.a), node, json!({ "id": id })).await;
        assert_eq!(seen["data"], json!({"node": null, "nodes": [null]}));
        let refused = app.gql(&app.viewer(&app.a), query, json!({})).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
