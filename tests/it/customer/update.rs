//! `customerUpdate`.

use serde_json::{Value, json};

use super::SHOWN;
use crate::ask;
use crate::build::{act, done, refusals};
use crate::harness::both;

both! {
    async fn what_is_said_changes_and_the_rest_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"name": "Smith", "paymentTerms": "30D", "address": "Road 1"});
        let made = done(&app, &user, "customerCreate", input, SHOWN).await;
        let input = json!({
            "id": made["customer"]["id"], "version": 1, "name": "Jones", "address": null,
            "blocked": true, "currency": "USD",
        });
        let changed = done(&app, &user, "customerUpdate", input.clone(), SHOWN).await;
        let changed = &changed["customer"];
        assert_eq!(changed["name"], "Jones");
        assert_eq!(changed["paymentTerms"], "30D");
        assert_eq!(changed["address"], Value::Null);
        assert_eq!(changed["blocked"], true);
        assert_eq!(changed["currency"], "USD");
        assert_eq!(changed["version"], 2);
        let stale = act(&app, &user, "customerUpdate", input, SHOWN).await;
        assert_eq!(refusals(&stale), ["STALE_VERSION version"]);
    }

    async fn an_id_that_names_nothing_is_not_found(app: TestApp) {
        let user = app.admin(&app.a);
        let strange = app.admin(&app.b);
        let input = json!({"name": "Strange"});
        let foreign = done(&app, &strange, "customerCreate", input, SHOWN).await;
        for id in ask::nothing(&app, "Customer", &foreign["customer"]["id"]) {
            let input = json!({"id": id, "version": 1, "name": "Mine"});
            let refused = act(&app, &user, "customerUpdate", input, "customer { id }").await;
            assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        }
    }
}
