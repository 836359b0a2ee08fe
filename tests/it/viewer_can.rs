//! `viewerCan`: what a caller is told beforehand is what comes of it (C-15). Every role asks for
//! every object in every state, and then tries each act as a preview.

mod posted;

use avtal::auth::Role;
use serde_json::{Value, json};

use crate::build;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_invoice;

/// An object with what there is to try on it: the act's name in `viewerCan`, its mutation, its
/// input.
struct Subject {
    state: &'static str,
    kind: &'static str,
    id: String,
    acts: Vec<(&'static str, &'static str, Value)>,
}

/// Tries everything on an object as every role. How many acts could be done, how many not.
async fn tried(app: &TestApp, subject: &Subject) -> (usize, usize) {
    let (mut could, mut could_not) = (0, 0);
    for role in Role::ALL {
        let user = app.user(role, &app.a);
        let Some(told) = told(app, &user, subject).await else {
            continue;
        };
        for (act, mutation, input) in &subject.acts {
            let input = build::over(input.clone(), json!({ "preview": true }));
            let answer = build::answer(app, &user, mutation, input, "").await;
            let is_done = answer.get("errors").is_none()
                && answer["data"][mutation]["userErrors"] == json!([]);
            let state = subject.state;
            assert_eq!(told[act], is_done, "{role:?} {mutation} {state}: {answer}");
            match is_done {
                true => could += 1,
                false => could_not += 1,
            }
        }
        // Nothing is told of that is not tried.
        assert_eq!(
            told.as_object().expect("an object").len(),
            subject.acts.len(),
            "{}",
            subject.state
        );
    }
    (could, could_not)
}

/// What a role is told of an object, all of it; none where it does not see the object at all.
async fn told(app: &TestApp, user: &User, subject: &Subject) -> Option<Value> {
    let acts: Vec<&str> = subject.acts.iter().map(|(act, ..)| *act).collect();
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on {} {{ viewerCan {{ {} }} }} }} }}",
        subject.kind,
        acts.join(" ")
    );
    let answer = app.gql(user, &query, json!({ "id": subject.id })).await;
    if answer.get("errors").is_some() {
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        return None;
    }
    Some(answer["data"]["node"]["viewerCan"].clone())
}

async fn version(app: &TestApp, user: &User, kind: &str, id: &str) -> Value {
    let shown = format!("{kind} {{ version }}");
    build::node(app, user, id, &shown).await["version"].clone()
}

async fn agreement(app: &TestApp, state: &'static str, id: String) -> Subject {
    let user = app.admin(&app.a);
    let seen = json!({ "id": id, "version": version(app, &user, "Agreement", &id).await });
    let only = json!({ "id": id });
    let lines = build::lines(app, &user, &id).await;
    let draw = |line: &String| json!({ "agreementLineId": line, "quantity": "1" });
    let drawn = json!({ "agreementId": id, "lines": lines.iter().map(draw).collect::<Value>() });
    Subject {
        state,
        kind: "Agreement",
        acts: vec![
            ("edit", "agreementUpdate", seen.clone()),
            ("activate", "agreementActivate", only.clone()),
            ("hold", "agreementHold", only.clone()),
            ("confirm", "agreementConfirm", only.clone()),
            ("release", "agreementRelease", drawn),
            ("close", "agreementClose", only),
            ("delete", "agreementDelete", seen),
        ],
        id,
    }
}

async fn order(app: &TestApp, state: &'static str, id: String) -> Subject {
    let user = app.admin(&app.a);
    let seen = json!({ "id": id, "version": version(app, &user, "PurchaseOrder", &id).await });
    Subject {
        state,
        kind: "PurchaseOrder",
        acts: vec![
            ("edit", "purchaseOrderUpdate", seen.clone()),
            ("confirm", "purchaseOrderConfirm", json!({ "id": id })),
            ("cancel", "purchaseOrderCancel", seen),
        ],
        id,
    }
}

/// An agreement over 1,000 pieces, on hold.
async fn promised(app: &TestApp, user: &User) -> String {
    let item = build::item(app, user, json!({ "purchasePrice": "4.60" })).await;
    let line = json!({ "itemId": item, "quantity": "1000", "unitPrice": "4.00" });
    build::agreement(app, user, json!({ "lines": [line] })).await
}

/// The same, effective, and an order that is released from it.
async fn released(app: &TestApp, user: &User) -> (String, String) {
    let id = promised(app, user).await;
    build::done(app, user, "agreementActivate", json!({ "id": id }), "").await;
    let line = build::lines(app, user, &id).await.remove(0);
    let lines = json!([{ "agreementLineId": line, "quantity": "10" }]);
    let input = json!({ "agreementId": id, "lines": lines });
    let shown = "purchaseOrder { id }";
    let made = build::done(app, user, "agreementRelease", input, shown).await;
    let order = made["purchaseOrder"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    (id, order)
}

both! {
    async fn what_is_told_of_an_agreement_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        let empty = build::agreement(&app, &user, json!({})).await;
        let emptily_effective = build::effective(&app, &user, json!({})).await;
        let on_hold = promised(&app, &user).await;
        let confirmed = promised(&app, &user).await;
        build::done(&app, &user, "agreementConfirm", json!({ "id": confirmed }), "").await;
        let (effective, _) = released(&app, &user).await;
        let (held, _) = released(&app, &user).await;
        build::done(&app, &user, "agreementHold", json!({ "id": held }), "").await;
        let (closed, _) = released(&app, &user).await;
        build::done(&app, &user, "agreementClose", json!({ "id": closed }), "").await;
        let mut all = (0, 0);
        for (state, id) in [
            ("empty", empty),
            ("empty and effective", emptily_effective),
            ("on hold", on_hold),
            ("confirmed", confirmed),
            ("effective", effective),
            ("ordered from and on hold", held),
            ("closed", closed),
        ] {
            let subject = agreement(&app, state, id).await;
            let (could, could_not) = tried(&app, &subject).await;
            all = (all.0 + could, all.1 + could_not);
        }
        assert!(all.0 > 30 && all.1 > 100, "both answers are tried: {all:?}");
    }

    async fn what_is_told_of_an_order_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        let (_, draft) = released(&app, &user).await;
        let (_, confirmed) = released(&app, &user).await;
        let input = json!({ "id": confirmed });
        build::done(&app, &user, "purchaseOrderConfirm", input, "").await;
        let (_, cancelled) = released(&app, &user).await;
        let seen = version(&app, &user, "PurchaseOrder", &cancelled).await;
        let input = json!({ "id": cancelled, "version": seen });
        build::done(&app, &user, "purchaseOrderCancel", input, "").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({ "vendorId": vendor, "lines": [] });
        let made = build::done(&app, &user, "purchaseOrderCreate", input, "purchaseOrder { id }");
        let empty = made.await["purchaseOrder"]["id"].as_str().expect("an id").to_owned();
        let (_, blocked) = released(&app, &user).await;
        let shown = "PurchaseOrder { vendor { id version } }";
        let found = build::node(&app, &user, &blocked, shown).await;
        let input = build::over(found["vendor"].clone(), json!({ "blocked": "ALL" }));
        build::done(&app, &user, "vendorUpdate", input, "").await;
        let mut all = (0, 0);
        for (state, id) in [
            ("draft", draft),
            ("confirmed", confirmed),
            ("cancelled", cancelled),
            ("empty", empty),
            ("of a blocked vendor", blocked),
        ] {
            let subject = order(&app, state, id).await;
            let (could, could_not) = tried(&app, &subject).await;
            all = (all.0 + could, all.1 + could_not);
        }
        assert!(all.0 > 20 && all.1 > 20, "both answers are tried: {all:?}");
    }

    async fn what_is_told_of_a_draft_of_an_invoice_comes_true(app: TestApp) {
        let user = app.admin(&app.a);
        build::ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{ "itemId": item, "quantity": "1", "unitPrice": "1" }]);
        let input = json!({ "vendorId": vendor, "lines": lines });
        let id = purchase_invoice::draft(&app, &user, input).await;
        let seen = json!({ "id": id, "version": 1 });
        let subject = Subject {
            state: "a draft",
            kind: "PurchaseInvoiceDraft",
            acts: vec![
                ("edit", "purchaseInvoiceDraftUpdate", seen.clone()),
                ("approve", "purchaseInvoiceDraftApprove", seen.clone()),
                ("delete", "purchaseInvoiceDraftDelete", seen),
            ],
            id,
        };
        let (could, could_not) = tried(&app, &subject).await;
        assert!(could > 5 && could_not > 5, "both answers are tried");
    }
}
