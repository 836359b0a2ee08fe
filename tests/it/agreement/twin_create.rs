//! `agreementTwinCreate`: who may, and what stands against it. What two agreements do together is
//! told in `chain::agreements`.

use serde_json::json;

use crate::build::{self, act, over, refusals};
use crate::chain::agreements::{classified, header};
use crate::chain::orders::pair;
use crate::harness::both;

both! {
    async fn a_twin_is_refused_where_it_cannot_be_made(app: TestApp) {
        let pair = pair(&app, json!({}), json!({})).await;
        let line = json!([{"commitmentType": "VALUE", "amount": "100"}]);
        // Classifications go together by a code that both have.
        let own = json!({"vendorId": pair.vendor, "lines": line});
        let unknown = build::effective(&app, &pair.a, own.clone()).await;
        let twin = async |id: &str| {
            let version = header(&app, &pair.a, id).await["version"].clone();
            let input = json!({"id": id, "version": version});
            refusals(&act(&app, &pair.a, "agreementTwinCreate", input, "").await)
        };
        assert_eq!(twin(&unknown).await, ["REFUSED_BY_PARTNER agreementClassificationId"]);
        let classification = classified(&app, &pair).await;
        let known = over(own, json!({"agreementClassificationId": classification}));
        let elsewhere = over(known.clone(), json!({
            "vendorId": build::vendor(&app, &pair.a, json!({})).await,
        }));
        let elsewhere = build::effective(&app, &pair.a, elsewhere).await;
        assert_eq!(twin(&elsewhere).await, ["TRADING_PARTNER_NOT_MUTUAL id"]);
        let known = build::effective(&app, &pair.a, known).await;
        assert_eq!(twin(&known).await, Vec::<String>::new());
        assert_eq!(twin(&known).await, ["ALREADY_LINKED id"]);
        pair.agrees(&app).await;
    }
}
