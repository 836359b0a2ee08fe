//! `tokenRevoke`.

use serde_json::{Value, json};

use crate::api_key::state;
use crate::build::{act, done, refusals};
use crate::harness::both;
use crate::sign_in::rig::{SIGNERS, claims, later, taken};

fn token(claims: &Value) -> String {
    SIGNERS[0].token(claims)
}

both! {
    async fn a_revoked_token_is_refused_within_half_a_minute_and_others_are_not(app: TestApp) {
        let state = state(&app);
        let mut other = claims(&app);
        other["jti"] = json!("token-2");
        let (good, other) = (token(&claims(&app)), token(&other));
        assert_eq!(taken(&state, &good).await.as_deref(), Some("A"));
        let input = json!({"tokenIdentifier": "token-1"});
        let fields = "revokedToken { tokenIdentifier subject revokedAt revokedBy }";
        let made = done(&app, &app.admin(&app.a), "tokenRevoke", input, fields).await;
        assert_eq!(made["revokedToken"], json!({
            "tokenIdentifier": "token-1", "subject": null, "revokedBy": "admin@a",
            "revokedAt": "2026-06-15T12:00:00Z",
        }));
        app.set_clock("2026-06-15T12:00:30Z");
        assert_eq!(taken(&state, &good).await, None);
        assert_eq!(taken(&state, &other).await.as_deref(), Some("A"));
    }

    async fn what_somebody_got_so_far_is_revoked_and_what_comes_later_is_not(app: TestApp) {
        let state = state(&app);
        let input = json!({"subject": "somebody"});
        done(&app, &app.admin(&app.a), "tokenRevoke", input, "revokedToken { id }").await;
        let before = claims(&app);
        let mut undated = before.clone();
        undated.as_object_mut().expect("an object").remove("iat");
        let mut after = before.clone();
        after["iat"] = json!(later(app.clock.now(), 1));
        let mut namesake = before.clone();
        namesake["sub"] = json!("somebody-else");
        for (claims, expected) in
            [(&before, None), (&undated, None), (&after, Some("A")), (&namesake, Some("A"))]
        {
            assert_eq!(taken(&state, &token(claims)).await.as_deref(), expected, "{claims}");
        }
    }

    async fn a_legal_entity_revokes_for_itself(app: TestApp) {
        let state = state(&app);
        let input = json!({"subject": "somebody"});
        done(&app, &app.admin(&app.b), "tokenRevoke", input, "revokedToken { id }").await;
        assert_eq!(taken(&state, &token(&claims(&app))).await.as_deref(), Some("A"));
        let mut both = claims(&app);
        both["legal_entities"] = json!([
            {"id": app.a.id, "roles": ["VIEWER"]}, {"id": app.b.id, "roles": ["VIEWER"]},
        ]);
        // Of two, one is left, so that none need be named.
        assert_eq!(taken(&state, &token(&both)).await.as_deref(), Some("A"));
    }

    async fn a_token_or_somebody_is_named(app: TestApp) {
        let user = app.admin(&app.a);
        let refused = act(&app, &user, "tokenRevoke", json!({}), "").await;
        assert_eq!(refusals(&refused), ["REQUIRED tokenIdentifier"]);
        let both = json!({"tokenIdentifier": "x", "subject": "y"});
        let refused = act(&app, &user, "tokenRevoke", both, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED subject"]);
    }
}
