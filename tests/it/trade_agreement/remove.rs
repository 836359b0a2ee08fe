//! `tradeAgreementRemove`.

use serde_json::{Value, json};

use super::{SHOWN, all, discount, price};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::item::item;

both! {
    async fn a_price_goes_and_is_unknown_from_then_on(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let made = price(&app, &user, &paper).await;
        let kept = discount(&app, &user).await;
        let gone = remove(&app, &user, &made["id"]).await;
        assert_eq!(gone, json!({"removedId": made["id"], "userErrors": []}));
        assert_eq!(all(&app, &user).await, json!([kept]));
        let read = ask::get(&app, &user, "tradeAgreement", SHOWN, &made["id"]).await;
        assert_eq!(read, Value::Null);
        assert_eq!(remove(&app, &user, &made["id"]).await, ask::not_found("removedId", "id"));
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = discount(&app, &app.manager(&app.b)).await;
        for id in ask::nothing(&app, "TradeAgreement", &of_b["id"]) {
            let refused = remove(&app, &app.manager(&app.a), &id).await;
            assert_eq!(refused, ask::not_found("removedId", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_goes(app: TestApp) {
        let made = discount(&app, &app.manager(&app.a)).await;
        let nobody = ask::not_master_data(&app);
        let input = json!({"id": made["id"]});
        ask::forbidden_to(&app, &nobody, "tradeAgreementRemove", input).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of a `tradeAgreementRemove`.
async fn remove(app: &TestApp, user: &User, id: &Value) -> Value {
    let input = json!({ "id": id });
    ask::payload(app, user, "tradeAgreementRemove", "removedId", input).await
}
