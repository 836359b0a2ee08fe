//! `matchingToleranceSet` (MAT-1, AGR-16).

use serde_json::{Value, json};

use crate::build::{self, act, done, ledgers, read, refusals};
use crate::harness::both;

const FIELDS: &str = "matchingTolerance { id version vendor { id } item { id } agreement { id }
    matchingPolicy priceTolerancePercent priceToleranceAmount totalTolerancePercent
    totalToleranceAmount }";

both! {
    async fn a_vendor_an_item_and_both_have_one_row_each(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let subjects = [
            json!({"vendorId": vendor}), json!({"itemId": item}),
            json!({"vendorId": vendor, "itemId": item}),
        ];
        let mut ids = Vec::new();
        for (n, subject) in subjects.iter().enumerate() {
            let more = json!({"priceTolerancePercent": n.to_string()});
            let input = build::over(subject.clone(), more);
            let made = done(&app, &user, "matchingToleranceSet", input, FIELDS).await;
            ids.push(made["matchingTolerance"]["id"].clone());
        }
        for (subject, id) in subjects.iter().zip(&ids) {
            let more = json!({"matchingPolicy": "THREE_WAY", "totalToleranceAmount": "0.50"});
            let input = build::over(subject.clone(), more);
            let changed = done(&app, &user, "matchingToleranceSet", input, FIELDS).await;
            let named = |field: &str| match subject.get(field) {
                Some(id) => json!({ "id": id }),
                None => Value::Null,
            };
            assert_eq!(changed["matchingTolerance"], json!({
                "id": id, "version": 2, "vendor": named("vendorId"), "item": named("itemId"),
                "agreement": null, "matchingPolicy": "THREE_WAY", "priceTolerancePercent": null,
                "priceToleranceAmount": null, "totalTolerancePercent": null,
                "totalToleranceAmount": "0.5",
            }));
        }
        let filter = format!("{{ vendorId: {{ eq: \"{vendor}\" }} }}");
        let of_vendor = format!("matchingTolerances(filter: {filter})");
        let listed = read(&app, &user, &of_vendor, "{ nodes { id } totalCount }").await;
        assert_eq!(listed, json!({"nodes": [{"id": ids[0]}, {"id": ids[2]}], "totalCount": 2}));
        let listed = read(&app, &user, "matchingTolerances(first: 1)", "{ totalCount }").await;
        assert_eq!(listed["totalCount"], 3);
    }

    async fn an_agreement_stands_alone(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let agreement = build::agreement(&app, &user, json!({"vendorId": vendor})).await;
        let input = json!({"agreementId": agreement, "matchingPolicy": "TWO_WAY"});
        let made = done(&app, &user, "matchingToleranceSet", input.clone(), FIELDS).await;
        assert_eq!(made["matchingTolerance"]["agreement"]["id"], json!(agreement));
        let input = build::over(input, json!({"vendorId": vendor}));
        let refused = act(&app, &user, "matchingToleranceSet", input, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED agreementId"]);
    }

    async fn two_first_ones_at_once_make_one_row(app: TestApp) {
        let user = app.admin(&app.a);
        // Nothing is installed, so that there is no set-up to lock.
        let vendor = build::vendor(&app, &user, json!({})).await;
        let set = || {
            let input = json!({"vendorId": vendor, "priceTolerancePercent": "5"});
            done(&app, &user, "matchingToleranceSet", input, FIELDS)
        };
        let (one, two, three) = tokio::join!(set(), set(), set());
        let sets = [one, two, three].map(|payload| payload["matchingTolerance"].clone());
        let versions = sets.iter().filter_map(|set| set["version"].as_i64());
        let mut versions: Vec<i64> = versions.collect();
        versions.sort_unstable();
        assert_eq!(versions, [1, 2, 3]);
        assert!(sets.iter().all(|set| set["id"] == sets[0]["id"]), "{sets:?}");
    }

    async fn all_that_is_wrong_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let refused = act(&app, &user, "matchingToleranceSet", json!({}), "").await;
        assert_eq!(refusals(&refused), ["REQUIRED vendorId"]);
        let input = json!({
            "vendorId": "nothing", "itemId": "nothing", "priceTolerancePercent": "-1",
            "priceToleranceAmount": "0.00001", "totalTolerancePercent": "101",
            "totalToleranceAmount": "-1",
        });
        let refused = act(&app, &user, "matchingToleranceSet", input, "").await;
        assert_eq!(refusals(&refused), [
            "NOT_FOUND vendorId", "NOT_FOUND itemId", "PERCENT_OUT_OF_RANGE priceTolerancePercent",
            "TOO_MANY_DECIMALS priceToleranceAmount", "PERCENT_OUT_OF_RANGE totalTolerancePercent",
            "NEGATIVE totalToleranceAmount",
        ]);
        let refused = act(
            &app, &user, "matchingToleranceSet", json!({"agreementId": "nothing"}), "",
        ).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND agreementId"]);
    }
}
