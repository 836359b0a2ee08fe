//! Whatever writes leaves one entry; whatever does not leaves none.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use avtal::auth::Credential;
use avtal::graphql::context::Session;
use serde_json::{Value, json};

use crate::audit::{trail, value, verified};
use crate::build::{self, act, answer_keyed, done};
use crate::harness::both;

both! {
    async fn an_entry_says_who_did_what_to_which_rows(app: TestApp) {
        let user = app.manager(&app.a);
        let n_before = trail(&app, &app.a).await.len();
        let credential = Credential { id: Some("jti-1".to_owned()), ..Credential::default() };
        let caller = user.caller().with(credential);
        let key = Some("key-1".to_owned());
        let session = Session::new(app.db.clone(), Some(caller), None, key);
        let session = session.with_request_id("request-1".to_owned());
        let query = r#"mutation { vendorCreate(input: {name: "Nord"}) { vendor { id } } }"#;
        let request = Request::new(query).variables(Variables::default()).data(Arc::new(session));
        let answer = app.schema.execute(request).await;
        let answer = serde_json::to_value(&answer).expect("JSON");
        let vendor = &answer["data"]["vendorCreate"]["vendor"]["id"];
        let all = trail(&app, &app.a).await;
        assert_eq!(all.len(), n_before + 1);
        let entry = all.last().expect("an entry");
        let expected = json!({
            "subject": "purchasingmanager@a", "credential": "jti-1", "operation": "vendorCreate",
            "permission": "MasterDataWrite", "idempotencyKey": "key-1/vendorCreate",
            "requestId": "request-1", "objectId": vendor, "moreChanges": "0",
            "recordedAt": "2026-06-15T12:00:00Z",
        });
        for (name, expected) in expected.as_object().expect("an object") {
            assert_eq!(&entry[name], expected, "{name}: {entry}");
        }
        let before = all.iter().rev().nth(1).expect("one before");
        assert_eq!(entry["previousHash"], before["hash"]);
        let changes = entry["changes"].as_array().expect("changes");
        let row = changes.iter().find(|change| change["table"] == "vendor").expect("a vendor");
        assert_eq!((&row["kind"], &row["rowId"]), (&json!("INSERTED"), vendor));
        assert_eq!(value(row, "name"), "Nord");
        let key = changes.iter().find(|change| change["table"] == "idempotency_key");
        assert_eq!(key.expect("a key")["values"], json!([]), "what machines remember is left out");
    }

    async fn exact_numbers_are_written_down_as_they_are(app: TestApp) {
        let user = app.admin(&app.a);
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.913000001"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let all = trail(&app, &app.a).await;
        let change = &all.last().expect("an entry")["changes"][0];
        assert_eq!(value(change, "rate"), "0.913000001");
    }

    async fn what_is_refused_previewed_or_repeated_leaves_none(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "1", "unitPrice": "2"});
        let order = build::order(&app, &user, json!({"lines": [line]})).await;
        let n_before = trail(&app, &app.a).await.len();
        let confirm = json!({"id": order, "preview": true});
        done(&app, &user, "purchaseOrderConfirm", confirm, "").await;
        act(&app, &user, "vendorCreate", json!({"name": ""}), "").await;
        assert_eq!(trail(&app, &app.a).await.len(), n_before);
        for _ in 0..2 {
            let input = json!({"name": "Once"});
            answer_keyed(&app, &user, "vendorCreate", input, "", "k").await;
        }
        assert_eq!(trail(&app, &app.a).await.len(), n_before + 1);
    }

    async fn a_great_many_rows_are_counted_beyond_the_first(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "1", "unitPrice": "2"});
        build::order(&app, &user, json!({"lines": vec![line; 300]})).await;
        let all = trail(&app, &app.a).await;
        let entry = all.last().expect("an entry");
        let shown = entry["changes"].as_array().expect("changes").len();
        let more: usize = entry["moreChanges"].as_str().expect("text").parse().expect("a number");
        assert!(shown <= 200 && shown + more >= 300, "{shown} and {more}");
        assert_eq!(verified(&app, &app.a, &[]).await.wrong, []);
    }

    async fn many_writers_at_once_leave_a_trail_without_a_gap(app: TestApp) {
        let n_before = trail(&app, &app.a).await.len();
        let of_b = trail(&app, &app.b).await;
        let user = app.manager(&app.a);
        let writers = (0..64).map(|n| {
            let input = json!({"name": format!("Vendor {n}")});
            act(&app, &user, "vendorCreate", input, "vendor { id }")
        });
        let made: Vec<Value> = futures_util::future::join_all(writers).await;
        assert!(made.iter().all(|payload| payload["vendor"]["id"].is_string()), "{made:?}");
        let all = trail(&app, &app.a).await;
        assert_eq!(all.len(), n_before + 64);
        for (n, entry) in (1..).zip(&all) {
            assert_eq!(entry["sequence"], n.to_string());
        }
        let verified = verified(&app, &app.a, &[]).await;
        assert_eq!(verified.wrong, []);
        assert_eq!(trail(&app, &app.b).await, of_b, "trails are apart");
    }
}
