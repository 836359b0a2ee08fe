//! `apiKeyRevoke`.

use serde_json::json;

use super::{id, made, secret, state};
use crate::build::done;
use crate::harness::both;
use crate::sign_in::rig::taken;

both! {
    async fn a_revoked_key_is_refused_within_a_minute(app: TestApp) {
        let key = made(&app, json!(["VIEWER"])).await;
        let state = state(&app);
        assert_eq!(taken(&state, &secret(&key)).await.as_deref(), Some("A"));
        let user = app.admin(&app.a);
        let input = json!({"id": id(&key)});
        let fields = "apiKey { revokedAt }";
        let first = done(&app, &user, "apiKeyRevoke", input.clone(), fields).await;
        assert_eq!(first["apiKey"]["revokedAt"], "2026-06-15T12:00:00Z");
        app.set_clock("2026-06-15T12:01:00Z");
        assert_eq!(taken(&state, &secret(&key)).await, None);
        // Once more changes nothing.
        let again = done(&app, &user, "apiKeyRevoke", input, fields).await;
        assert_eq!(again, first);
    }
}
