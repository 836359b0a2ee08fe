//! Subscriptions tell of what is in reach, as it is told.

use avtal::auth::Role;
use futures_util::StreamExt;
use serde_json::json;

use super::{Two, order};
use crate::build::{self, done, text};
use crate::harness::both;

both! {
    async fn a_change_out_of_reach_is_not_told(app: TestApp) {
        let two = Two::new(&app).await;
        let [first, far, last] = [0, 1, 0].map(|n| &two.vendors[n]);
        let first = order(&app, &two.admin, first, None, "10").await;
        let far = order(&app, &two.admin, far, None, "10").await;
        let last = order(&app, &two.admin, last, None, "10").await;
        let user = two.of_vendors(&app, Role::Viewer);
        let query = "subscription { purchaseOrderChanged { id status } }";
        let mut events = app.events(&user, query).await;
        let mut told = Vec::new();
        // What is told of a burst is told before anything of the next.
        for burst in [vec![&far, &first], vec![&last]] {
            for id in &burst {
                let input = json!({ "id": id });
                done(&app, &two.admin, "purchaseOrderConfirm", input, "").await;
            }
            let end = burst.last().map(|id| json!({ "id": id, "status": "CONFIRMED" }));
            while told.last() != end.as_ref() {
                let event = events.next().await.expect("an event");
                let event = serde_json::to_value(&event).expect("JSON");
                assert_eq!(event.get("errors"), None, "{event}");
                told.push(event["data"]["purchaseOrderChanged"].clone());
            }
        }
        assert!(told.iter().all(|order| order["id"] != json!(far)), "{told:?}");
    }

    async fn what_is_out_of_reach_cannot_be_waited_for(app: TestApp) {
        let two = Two::new(&app).await;
        let [near, far] = [&two.vendors[0], &two.vendors[1]];
        let user = two.of_vendors(&app, Role::Viewer);
        let of = async |vendor: &String| {
            let made = build::effective(&app, &two.admin, json!({ "vendorId": vendor })).await;
            let query = format!(
                "subscription {{ agreementFulfillmentChanged(id: \"{made}\") {{ id }} }}"
            );
            app.gql(&user, &query, json!({})).await
        };
        assert_eq!(of(near).await.get("errors"), None);
        let refused = of(far).await;
        assert_eq!(text(&refused["errors"][0]["extensions"]["code"]), "NOT_FOUND");
    }
}
