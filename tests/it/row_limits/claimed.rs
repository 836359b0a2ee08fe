//! Where limits come from: tokens of ours and of others, and API keys. What cannot be read lets
//! nobody in.

use avtal::auth::Role;
use avtal::http::State;
use serde_json::{Value, json};

use super::{Two, ids};
use crate::api_key::state;
use crate::build::{act, done, read, refusals, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::sign_in::rig::{self, SIGNERS, ask, claims};

/// Who a token of ours with such limits in A is: whether anybody.
async fn is_somebody(app: &TestApp, limits: Value) -> bool {
    let mut claims = claims(app);
    claims["legal_entities"][0]["limits"] = limits;
    let token = SIGNERS[0].token(&claims);
    let bearer = format!("Bearer {token}");
    let state = State::new(app.db.clone(), rig::verifier());
    let answer = ask(&state, rig::request(&[("Authorization", &bearer)])).await;
    answer.taken().is_some()
}

both! {
    async fn limits_that_cannot_be_read_let_nobody_in(app: TestApp) {
        for good in [json!({}), json!({ "sites": [] }), json!({ "amount": "7.5" })] {
            assert!(is_somebody(&app, good.clone()).await, "{good}");
        }
        for wrong in [
            json!(null),
            json!("S1"),
            json!({ "sites": "S1" }),
            json!({ "site": ["S1"] }),
            json!({ "amount": "a lot" }),
            json!({ "amount": -1 }),
        ] {
            assert!(!is_somebody(&app, wrong.clone()).await, "{wrong}");
        }
    }

    async fn a_key_reaches_what_it_is_made_for_and_no_more_than_its_maker(app: TestApp) {
        let two = Two::new(&app).await;
        let user = two.of_vendors(&app, Role::Admin);
        let key = async |user: &User, limits: Value| {
            let input = json!({ "name": "k", "roles": ["VIEWER"], "limits": limits });
            let shown = "secret apiKey { id limits { vendorGroups sites amount } }";
            done(&app, user, "apiKeyCreate", input, shown).await
        };
        let whole = key(&two.admin, json!(null)).await;
        let none = json!({ "vendorGroups": null, "sites": null, "amount": null });
        assert_eq!(whole["apiKey"]["limits"], none);
        let made = key(&user, json!({ "sites": ["S1"], "amount": "10" })).await;
        let expected = json!({ "vendorGroups": ["NEAR"], "sites": ["S1"], "amount": "10" });
        assert_eq!(made["apiKey"]["limits"], expected);
        let wider = key(&user, json!({ "vendorGroups": ["NEAR", "FAR"] })).await;
        assert_eq!(wider["apiKey"]["limits"]["vendorGroups"], json!(["NEAR"]));
        let again = json!({ "id": whole["apiKey"]["id"] });
        let shown = "apiKey { limits { vendorGroups } }";
        let again = done(&app, &user, "apiKeyRotate", again, shown).await;
        assert_eq!(again["apiKey"]["limits"]["vendorGroups"], json!(["NEAR"]));
        let wrong = json!({ "name": "k", "roles": ["VIEWER"], "limits": { "amount": "-1" } });
        let wrong = act(&app, &user, "apiKeyCreate", wrong, "").await;
        assert_eq!(refusals(&wrong), ["MALFORMED limits"]);
        // The key itself, as it signs in.
        let bearer = format!("Bearer {}", text(&wider["secret"]));
        let headers = [("Authorization", bearer.as_str())];
        let query = "{ vendors { nodes { id } } }";
        let answer = ask(&state(&app), rig::asking(&headers, query)).await.json();
        assert_eq!(answer["data"]["vendors"]["nodes"], json!([{ "id": two.vendors[0] }]));
        let all = read(&app, &two.admin, "apiKeys", "{ totalCount }").await;
        assert_eq!(all["totalCount"], 4);
        assert_eq!(ids(&app, &two.admin, "vendors").await.len(), 2);
    }
}
