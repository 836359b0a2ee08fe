//! `agreementClassificationDelete`: while no agreement uses it (AGR-2).

use serde_json::{Value, json};

use super::{SHOWN, all, classification, full};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn a_classification_goes_with_its_names(app: TestApp) {
        let user = app.manager(&app.a);
        let made = full(&app, &user).await;
        let kept = classification(&app, &user, "KEPT").await;
        let gone = delete(&app, &user, &made["id"]).await;
        assert_eq!(gone, json!({"removedId": made["id"], "userErrors": []}));
        assert_eq!(all(&app, &user).await, json!([kept]));
        let read = ask::get(&app, &user, "agreementClassification", SHOWN, &made["id"]).await;
        assert_eq!(read, Value::Null);
        // What is gone is unknown, and its code is free.
        let again = delete(&app, &user, &made["id"]).await;
        assert_eq!(again, ask::not_found("removedId", "id"));
        assert_eq!(full(&app, &user).await["code"], made["code"]);
    }

    async fn a_classification_stays_while_an_agreement_uses_it(app: TestApp) {
        let user = app.manager(&app.a);
        let used = full(&app, &user).await;
        let agreement = agreement(&app, &user, &used).await;
        let refused = delete(&app, &user, &used["id"]).await;
        assert_eq!(ask::refusals(&refused), ["IN_USE id"]);
        assert_eq!(all(&app, &user).await, json!([used]));

        let input = json!({"id": agreement["id"], "version": 1});
        let shown = "removedId";
        let gone = ask::payload(&app, &user, "agreementDelete", shown, input).await;
        ask::done(&gone, "removedId");
        ask::done(&delete(&app, &user, &used["id"]).await, "removedId");
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = full(&app, &app.manager(&app.b)).await;
        for id in ask::nothing(&app, "AgreementClassification", &of_b["id"]) {
            let refused = delete(&app, &app.manager(&app.a), &id).await;
            assert_eq!(refused, ask::not_found("removedId", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn a_repeated_key_deletes_once(app: TestApp) {
        let user = app.manager(&app.a);
        let made = full(&app, &user).await;
        let input = json!({"id": made["id"]});
        let (query, variables) = ask::request("agreementClassificationDelete", "removedId", input);
        for _ in 0..2 {
            let answer = app.gql_keyed(&user, &query, variables.clone(), "k").await;
            let expected = json!({"removedId": made["id"], "userErrors": []});
            assert_eq!(answer["data"]["agreementClassificationDelete"], expected);
        }
    }

    async fn without_the_permission_nothing_goes(app: TestApp) {
        let made = full(&app, &app.manager(&app.a)).await;
        let nobody = ask::not_master_data(&app);
        let input = json!({"id": made["id"]});
        ask::forbidden_to(&app, &nobody, "agreementClassificationDelete", input).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of an `agreementClassificationDelete`.
async fn delete(app: &TestApp, user: &User, id: &Value) -> Value {
    let input = json!({ "id": id });
    ask::payload(
        app,
        user,
        "agreementClassificationDelete",
        "removedId",
        input,
    )
    .await
}

/// An agreement of a classification.
async fn agreement(app: &TestApp, user: &User, classification: &Value) -> Value {
    let vendor = json!({"name": "Nord"});
    let vendor = ask::payload(app, user, "vendorCreate", "vendor { id }", vendor).await;
    let input = json!({
        "vendorId": ask::done(&vendor, "vendor")["id"],
        "agreementClassificationId": classification["id"],
        "defaultExpirationDate": "2026-12-31",
    });
    let made = ask::payload(app, user, "agreementCreate", "agreement { id }", input).await;
    ask::done(&made, "agreement")
}
