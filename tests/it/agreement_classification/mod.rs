//! Classifications of agreements (AGR-2).

mod create;
mod delete;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id code name description externalCode requireDirectInvoicing subcontractors \
                     certifications activities primaryWorker secondaryWorker \
                     names { language name } version";

/// The payload of an `agreementClassificationCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("agreementClassification {{ {SHOWN} }}");
    ask::payload(app, user, "agreementClassificationCreate", &shown, input).await
}

/// A classification with a value in every field.
async fn full(app: &TestApp, user: &User) -> Value {
    let made = create(app, user, full_input()).await;
    ask::done(&made, "agreementClassification")
}

fn full_input() -> Value {
    json!({
        "code": "BLANKET",
        "name": "Blanket order",
        "description": "Over many\norders",
        "externalCode": "B-1",
        "requireDirectInvoicing": true,
        "subcontractors": true,
        "certifications": true,
        "activities": true,
        "primaryWorker": "anna",
        "secondaryWorker": "bo",
        "names": [
            {"language": "sv", "name": "Ramavtal"},
            {"language": "de-AT", "name": "Rahmenvertrag"},
        ],
    })
}

/// A classification of that code, with no more than it needs.
async fn classification(app: &TestApp, user: &User, code: &str) -> Value {
    let made = create(app, user, json!({"code": code, "name": "Frame"})).await;
    ask::done(&made, "agreementClassification")
}

/// All classifications that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "agreementClassifications", SHOWN).await
}
