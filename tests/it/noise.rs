//! Noise at the public door: whatever is sent, the answer is an answer. It has a status below 500
//! and a form that clients read, each error has its code and a short text, nothing breaks inside,
//! and it comes in time.
//!
//! The seed is fixed, so that a run is repeated by running it again; `PROPTEST_RNG_SEED` takes
//! another, and `PROPTEST_CASES=2560` ten times as many cases.

mod door;
mod texts;

use std::path::Path;

use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;
use avtal::http::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::harness::{TestApp, both};
use crate::sign_in::rig::{self, SIGNERS};
use door::{Door, hold, posted, without_shares};
use texts::{altered, bytes, edited, edits, other_byte, strange};

/// The queries that people meet first: those of the opening tabs and of the README.
fn first_queries() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file");
    let tabs = read("src/cli/tabs.rs");
    let tabs = tabs.split(": &str =").skip(1).map(|tab| {
        let (_, text) = tab.split_once('"').expect("a text begins");
        let (text, _) = text.split_once("\n\";").expect("a text ends");
        text.replace("\\\"", "\"")
    });
    let readme = read("README.md");
    let readme = readme.split("```graphql\n").skip(1).map(|block| {
        let (text, _) = block.split_once("```").expect("a block ends");
        text.to_owned()
    });
    tabs.chain(readme).collect()
}

const FILTERED: &str = "query($filter: AgreementFilter, $first: Int, $after: String) {
    agreements(filter: $filter, first: $first, after: $after) {
        totalCount nodes { id number defaultExpirationDate } pageInfo { endCursor } } }";
const BY_ID: &str = "query($id: ID!, $ids: [ID!]!) {
    node(id: $id) { id } nodes(ids: $ids) { id } vendor(id: $id) { number } }";
const PRICED: &str = "mutation($row: TradeAgreementCreateInput!) {
    tradeAgreementImport(input: { rows: [$row], preview: true }) {
        tradeAgreements { unitPrice quantityMin validFrom }
        userErrors { code message field limit } } }";

/// Documents with variables that they take.
fn asked() -> [(&'static str, Value); 3] {
    let filter = json!({
        "id": { "eq": "x" }, "number": { "contains": "a", "in": ["x"] },
        "defaultExpirationDate": { "gte": "2026-01-01" }, "currency": { "eq": "EUR" },
        "createdAt": { "gte": "2026-01-01T00:00:00Z" }, "not": { "number": { "eq": "x" } },
    });
    let row = json!({
        "vendorId": "x", "currency": "EUR", "tradeAgreementType": "PRICE", "unit": "PCS",
        "unitPrice": "12.50", "priceUnit": 1, "quantityMin": "0", "validFrom": "2026-01-01",
        "validTo": "2026-12-31",
    });
    [
        (
            FILTERED,
            json!({ "filter": filter, "first": 2, "after": null }),
        ),
        (BY_ID, json!({ "id": "x", "ids": ["x", "y"] })),
        (PRICED, json!({ "row": row })),
    ]
}

/// Connections in orders of texts, days, instants and numbers.
const ORDERED: [&str; 4] = [
    "vendors",
    "agreements(orderBy: [{ field: CREATED_AT }])",
    "agreements(orderBy: [{ field: DEFAULT_EXPIRATION_DATE, direction: DESC }])",
    "tradeAgreements(orderBy: [{ field: QUANTITY_MIN }, { field: CURRENCY }])",
];

/// A page of a connection: with what else is said of it.
fn page(connection: &str, more: &str) -> String {
    let (name, arguments) = connection.split_once('(').unwrap_or((connection, ")"));
    format!("{name}({more}, {arguments} {{ edges {{ cursor node {{ id }} }} }}")
}

/// Files of rows: what they are of, their form, and they themselves.
const FILES: [(&str, &str, &str); 4] = [
    (
        "vendors",
        "text/csv",
        "name,currency,paymentPriority\r\nNord,EUR,1\r\n\"Syd, \"\"x\"\"\",SEK,2\r\n'=1+1,,\r\n",
    ),
    (
        "tradeAgreements",
        "text/csv",
        "vendor.id,currency,tradeAgreementType,unit,unitPrice,quantityMin,validFrom\n\
         nobody,EUR,PRICE,PCS,12.50,0,2026-01-01\n,EUR,PRICE,PCS,1,7,2026-02-01\n",
    ),
    (
        "items",
        "application/x-ndjson",
        "{\"name\": \"Bolt\", \"itemType\": \"INVENTORY\", \"baseUnit\": \"PCS\"}\n\
         {\"name\": \"Nut\", \"itemType\": \"SERVICE\", \"baseUnit\": \"HUR\"}\n",
    ),
    (
        "agreements",
        "application/x-ndjson",
        "{\"vendorId\": \"nobody\", \"agreementClassificationId\": \"nothing\", \
         \"defaultExpirationDate\": \"2026-12-31\", \"lines\": [{\"itemId\": \"x\", \
         \"quantity\": \"10\", \"unitPrice\": 9.99, \"unit\": \"PCS\"}]}\n",
    ),
];

both! {
    async fn variables_of_noise_are_answered_in_form(app: TestApp) {
        let door = Door::new(app).await;
        for (query, variables) in asked() {
            let whole = door.graphql(query, &variables).await.expect("a sound answer").json();
            assert!(whole["data"].is_object(), "{whole}");
        }
        let cases = (0..3_usize, vec((any::<Index>(), strange()), 1..3));
        hold(400, cases, async |(which, changes)| {
            let (query, mut variables) = asked()[which].clone();
            for (at, new) in changes {
                variables = altered(variables, at, new);
            }
            door.graphql(query, &variables).await.map(drop)
        })
        .await;
    }

    async fn cursors_of_noise_are_answered_in_form_and_no_altered_one_is_taken(app: TestApp) {
        let door = Door::new(app).await;
        let mut cursors = Vec::new();
        for connection in ORDERED {
            let query = format!("{{ {} }}", page(connection, "first: 1"));
            let shown = door.graphql(&query, &Value::Null).await.expect("an answer").json();
            let rows = shown["data"].as_object().expect("data").values().next();
            let cursor = rows.expect("a page")["edges"][0]["cursor"].as_str();
            let cursor = cursor.unwrap_or_else(|| panic!("a row is there: {shown}"));
            let sealed = URL_SAFE_NO_PAD.decode(cursor).expect("base64");
            let (code, place) = sealed.split_at(16);
            let place: Value = serde_json::from_slice(place).expect("JSON");
            cursors.push((connection, cursor.to_owned(), code.to_owned(), place));
        }
        let cases = (0..ORDERED.len(), 0..3_u8, edits(), any::<Index>(), strange());
        hold(400, cases, async |(which, way, edits, at, new)| {
            let (connection, good, code, place) = &cursors[which];
            // A place under the code of another.
            let under = |place: String| {
                URL_SAFE_NO_PAD.encode([code.as_slice(), place.as_bytes()].concat())
            };
            let cursor = match way {
                0 => edited(good, &edits),
                1 => under(edited(&place.to_string(), &edits)),
                _ => under(altered(place.clone(), at, new).to_string()),
            };
            let (after, before) = (page(connection, "after: $c"), page(connection, "before: $c"));
            let query = format!("query($c: String) {{ after: {after} before: {before} }}");
            let answer = door.graphql(&query, &json!({ "c": cursor })).await?;
            match cursor == *good || answer.json()["data"].is_null() {
                true => Ok(()),
                false => Err(format!("it is taken: {:?}", answer.body)),
            }
        })
        .await;
    }

    async fn files_of_noise_are_answered_in_form_and_nothing_is_kept(app: TestApp) {
        let door = Door::new(app).await;
        let counted = "{ vendors { totalCount } items { totalCount } agreements { totalCount }
            tradeAgreements { totalCount } }";
        let before = door.graphql(counted, &Value::Null).await.expect("an answer").json();
        let send = async |(kind, form): (&'static str, &'static str), file: Vec<u8>| {
            let request = TestRequest::post()
                .uri(&format!("/import/{kind}?dryRun=true"))
                .insert_header(("Content-Type", form))
                .set_payload(file);
            door.ask(Some(&door.user), request).await
        };
        for (kind, form, text) in FILES {
            let told = send((kind, form), text.into()).await.expect("a sound answer");
            assert_eq!(told.status, 200, "{kind}: {:?}", told.body);
        }
        let cases = (0..FILES.len(), edits(), any::<bool>(), other_byte());
        hold(200, cases, async |(which, edits, keeps_head, byte)| {
            let (kind, form, text) = FILES[which];
            let text = match text.split_once('\n') {
                Some((head, rows)) if keeps_head => format!("{head}\n{}", edited(rows, &edits)),
                _ => edited(text, &edits),
            };
            send((kind, form), bytes(text, byte)).await.map(drop)
        })
        .await;
        let after = door.graphql(counted, &Value::Null).await.expect("an answer").json();
        assert_eq!(after, before);
    }
}

#[tokio::test]
async fn documents_of_noise_are_answered_in_form() {
    let door = Door::new(TestApp::sqlite().await).await;
    let sources = first_queries();
    assert!(
        sources.len() > 5,
        "tabs and the README are read: {sources:?}"
    );
    for query in &sources {
        assert!(async_graphql::parser::parse_query(query).is_ok(), "{query}");
    }
    let cases = (any::<Index>(), edits());
    hold(800, cases, async |(which, edits)| {
        let query = edited(&sources[which.index(sources.len())], &edits);
        door.graphql(&query, &Value::Null).await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn bodies_of_noise_are_answered_in_form() {
    let door = Door::new(TestApp::sqlite().await).await;
    let whole = json!({
        "query": "query Vendors($n: Int) { vendors(first: $n) { nodes { name } } }",
        "operationName": "Vendors",
        "variables": { "n": 1 },
        "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "0" }, "x": [1.5, null] },
    });
    let cases = (
        any::<Index>(),
        strange(),
        any::<bool>(),
        edits(),
        other_byte(),
    );
    hold(1_000, cases, async |(at, new, is_altered, edits, byte)| {
        let body = match is_altered {
            true => altered(whole.clone(), at, new).to_string().into_bytes(),
            false => bytes(edited(&whole.to_string(), &edits), byte),
        };
        door.post(body).await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn tokens_of_noise_are_answered_in_form_and_no_altered_one_is_taken() {
    let mut door = Door::new(TestApp::sqlite().await).await;
    door.state = without_shares(State::new(door.app.db.clone(), rig::verifier()));
    let signer = &SIGNERS[0];
    let (header, claims) = (signer.header(), rig::claims(&door.app));
    let good = signer.token(&claims);
    assert_eq!(rig::taken(&door.state, &good).await.as_deref(), Some("A"));
    let ask = async |authorization: &str| {
        // What HTTP itself does not carry does not get as far.
        let Ok(value) = HeaderValue::from_str(authorization) else {
            return Ok(None);
        };
        let request = posted(
            json!({ "query": "{ legalEntity { code } }" })
                .to_string()
                .into(),
        );
        let request = request.insert_header(("Authorization", value));
        door.ask(None, request).await.map(Some)
    };
    let cases = (0..4_u8, 0..3_usize, edits(), any::<Index>(), strange());
    hold(1_000, cases, async |(way, part, edits, at, new)| {
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        let token = match way {
            // Everything, its scheme included.
            0 => {
                return ask(&edited(&format!("Bearer {good}"), &edits))
                    .await
                    .map(drop);
            }
            // A part, under the signature of the whole.
            1 => {
                let inner = URL_SAFE_NO_PAD.decode(&parts[part]).expect("base64");
                let inner = String::from_utf8_lossy(&inner).into_owned();
                let other = edited(&inner, &edits);
                if other != inner {
                    parts[part] = rig::base64(other.as_bytes());
                }
                parts.join(".")
            }
            // Claims or a header that are wrong, and well signed.
            2 => signer.sign(&header.to_string(), &edited(&claims.to_string(), &edits)),
            _ if part == 0 => {
                let header = altered(header.clone(), at, new).to_string();
                signer.sign(&header, &claims.to_string())
            }
            _ => {
                let claims = altered(claims.clone(), at, new).to_string();
                signer.sign(&header.to_string(), &claims)
            }
        };
        let answer = ask(&format!("Bearer {token}")).await?;
        match answer {
            Some(answer) if way == 1 && token != good && answer.status != 401 => {
                Err(format!("it is taken: {:?}", answer.body))
            }
            _ => Ok(()),
        }
    })
    .await;
}
