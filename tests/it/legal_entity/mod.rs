//! Legal entities: founding them, and what they decide for themselves.

mod create;
mod update;

use async_graphql::ID;
use avtal::auth::Role;
use avtal::graphql::id::parts;
use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::{LegalEntity, User};

const SHOWN: &str = "id code name accountingCurrency releaseAmountViolation agreementTieBreak \
                     agreementAutoSearch version";

/// The payload of a `legalEntityCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("legalEntity {{ {SHOWN} }}");
    ask::payload(app, user, "legalEntityCreate", &shown, input).await
}

/// A platform operator, who is a member of A in no other role.
fn operator(app: &TestApp) -> User {
    User::named("operator").with(&app.a, &[Role::PlatformOperator])
}

/// A legal entity of an answer, for users to be members of.
fn of(row: &Value) -> LegalEntity {
    let text = |field: &str| row[field].as_str().expect("text").to_owned();
    let (kind, key) = parts(&ID(text("id"))).expect("a global id");
    assert_eq!(kind, "LegalEntity");
    LegalEntity {
        id: key.into(),
        code: text("code"),
    }
}

/// The legal entity that somebody acts under.
async fn itself(app: &TestApp, user: &User) -> Value {
    let query = format!("{{ legalEntity {{ {SHOWN} }} }}");
    let mut answer = app.gql(user, &query, json!({})).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["legalEntity"].take()
}
