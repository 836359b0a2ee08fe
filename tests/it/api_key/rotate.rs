//! `apiKeyRotate`.

use serde_json::json;

use super::{id, made, secret, state};
use crate::build::{act, done, refusals};
use crate::harness::both;
use crate::sign_in::rig::taken;

both! {
    async fn the_old_key_and_the_new_one_are_good_together_for_a_while(app: TestApp) {
        let old = made(&app, json!(["VIEWER"])).await;
        let user = app.admin(&app.a);
        let input = json!({"id": id(&old), "overlapHours": 2});
        let fields = "secret apiKey { id name roles expiresAt }";
        let new = done(&app, &user, "apiKeyRotate", input, fields).await;
        assert_ne!(id(&new), id(&old));
        assert_eq!((&new["apiKey"]["name"], &new["apiKey"]["roles"][0]), (
            &json!("nightly"), &json!("VIEWER"),
        ));
        let state = state(&app);
        app.set_clock("2026-06-15T13:59:00Z");
        assert_eq!(taken(&state, &secret(&old)).await.as_deref(), Some("A"));
        assert_eq!(taken(&state, &secret(&new)).await.as_deref(), Some("A"));
        app.set_clock("2026-06-15T14:00:00Z");
        assert_eq!(taken(&state, &secret(&old)).await, None);
        assert_eq!(taken(&state, &secret(&new)).await.as_deref(), Some("A"));
        let over = json!({"id": id(&old), "overlapHours": -1});
        let refused = act(&app, &user, "apiKeyRotate", over, "secret").await;
        assert_eq!(refusals(&refused), ["OUT_OF_RANGE overlapHours", "NOT_ALLOWED id"]);
    }
}
