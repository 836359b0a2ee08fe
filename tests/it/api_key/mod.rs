//! API keys.

mod create;
mod revoke;
mod rotate;

use avtal::auth::token::Verifier;
use avtal::http::State;
use serde_json::{Value, json};

use crate::build::done;
use crate::harness::TestApp;
use crate::sign_in::rig;

/// The server over an application. It writes the use of a key down beside the requests.
pub(crate) fn state(app: &TestApp) -> State {
    app.is_read_by_a_server();
    let verifier = Verifier::shared(rig::SECRET, "avtal", "avtal").expect("a secret");
    State::new(app.db.clone(), verifier)
}

/// A key of A, with these roles: the payload of its making.
async fn made(app: &TestApp, roles: Value) -> Value {
    let input = json!({"name": "nightly", "roles": roles});
    let fields = "secret apiKey { id prefix name roles createdBy expiresAt revokedAt lastUsedAt }";
    done(app, &app.admin(&app.a), "apiKeyCreate", input, fields).await
}

/// The key itself.
fn secret(payload: &Value) -> String {
    payload["secret"].as_str().expect("a secret").to_owned()
}

/// The id of a made key.
fn id(payload: &Value) -> Value {
    payload["apiKey"]["id"].clone()
}
