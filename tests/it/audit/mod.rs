//! The audit trail: what it says, that it is whole, and that nobody gets past it.

mod program;
mod reading;
mod tampering;
mod writing;

use avtal::auth::{Permission, Role};
use avtal::tenancy::Head;
use avtal::usecase::audit_entry::verify::{Verified, verify};
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::user::LegalEntity;

/// What tests ask of an entry.
const SHOWN: &str = "sequence recordedAt subject credential permission operation idempotencyKey
    requestId objectId moreChanges previousHash hash
    changes { table rowId kind values { column value } }";

/// The whole trail of a legal entity, oldest first, as its auditor sees it.
async fn trail(app: &TestApp, le: &LegalEntity) -> Vec<Value> {
    let auditor = app.user(Role::Auditor, le);
    let query = format!("{{ auditEntries(first: 250) {{ nodes {{ {SHOWN} }} }} }}");
    let answer = app.gql(&auditor, &query, json!({})).await;
    let nodes = answer["data"]["auditEntries"]["nodes"].as_array();
    nodes.unwrap_or_else(|| panic!("{answer}")).clone()
}

/// What the verifier says.
async fn verified(app: &TestApp, le: &LegalEntity, published: &[Head]) -> Verified {
    let caller = app.user(Role::Auditor, le).caller();
    let grant = caller.grant(None, Permission::AuditRead).expect("auditors");
    let verified = verify(&app.db.read(&grant), published).await;
    verified.expect("the trail is read")
}

/// The value of a column in a change.
fn value<'a>(change: &'a Value, column: &str) -> &'a Value {
    let values = change["values"].as_array().expect("values");
    let found = values.iter().find(|own| own["column"] == column);
    found.map_or(&Value::Null, |own| &own["value"])
}
