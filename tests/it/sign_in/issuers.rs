//! Keys of other issuers: found, kept, renewed, and no more often asked for than promised.

use std::net::TcpListener;

use actix_web::test::TestRequest;
use avtal::auth::Role;
use avtal::auth::fetch::{Place, Remote};
use avtal::auth::keyring::{Keyring, Source};
use avtal::auth::mapping::{Binding, Bound, Preset};
use avtal::auth::token::{Trusted, Verifier};
use avtal::http::State;
use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::local_issuer::{DISCOVERY, KEYS, LocalIssuer};
use super::rig::{self, Signer, ask, claims, set, taken};
use crate::harness::TestApp;
use crate::harness::user::LegalEntity;

const ASYMMETRIC: [Algorithm; 3] = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];

/// An issuer that is believed for some legal entities, its keys discovered.
fn trusted(issuer: &LocalIssuer, entities: &[&LegalEntity]) -> Trusted {
    let binding = |le: &&LegalEntity| Binding {
        id: le.id,
        code: Some(le.code.clone()),
        claim: None,
    };
    let place = Place::Discovery {
        issuer: issuer.url.clone(),
    };
    let remote = Remote::new(place, false).expect("an address");
    let bound = Bound::Listed(entities.iter().map(binding).collect());
    Trusted {
        name: issuer.url.clone(),
        issuer: issuer.url.clone(),
        audiences: vec!["avtal".to_owned()],
        mapping: Preset::Avtal.mapping(bound),
        keyrings: vec![Keyring::new(Source::Remote(remote), ASYMMETRIC.to_vec())],
    }
}

fn state_of(app: &TestApp, trusted: Vec<Trusted>) -> State {
    State::new(app.db.clone(), Verifier::new(trusted))
}

/// A token of an issuer for a legal entity.
fn token(app: &TestApp, issuer: &LocalIssuer, signer: &Signer, le: &LegalEntity) -> String {
    let mut claims = claims(app);
    claims["iss"] = json!(issuer.url);
    claims["legal_entities"] = json!([{"id": le.id, "code": le.code, "roles": ["VIEWER"]}]);
    signer.token(&claims)
}

fn forward(app: &TestApp, seconds: i64) {
    app.clock.set(app.clock.now() + TimeDelta::seconds(seconds));
}

fn signer(kid: &str) -> Signer {
    Signer::new(Algorithm::ES256, kid)
}

/// Whether a token for A made now is taken.
async fn is_taken(app: &TestApp, state: &State, issuer: &LocalIssuer, signer: &Signer) -> bool {
    taken(state, &token(app, issuer, signer, &app.a))
        .await
        .is_some()
}

#[actix_web::test]
async fn keys_are_discovered_once_and_kept_as_long_as_they_say() {
    let app = TestApp::sqlite().await;
    let first = signer("first");
    let issuer = LocalIssuer::start(&set([&first]));
    let state = state_of(&app, vec![trusted(&issuer, &[&app.a])]);
    for _ in 0..5 {
        assert!(is_taken(&app, &state, &issuer, &first).await);
    }
    forward(&app, 599);
    assert!(is_taken(&app, &state, &issuer, &first).await);
    assert_eq!((issuer.hits(DISCOVERY), issuer.hits(KEYS)), (1, 1));
    forward(&app, 2);
    assert!(is_taken(&app, &state, &issuer, &first).await);
    assert_eq!((issuer.hits(DISCOVERY), issuer.hits(KEYS)), (2, 2));
}

#[actix_web::test]
async fn a_new_key_is_taken_at_once_and_an_old_one_until_it_is_removed() {
    let app = TestApp::sqlite().await;
    let (old, new) = (signer("old"), signer("new"));
    let issuer = LocalIssuer::start(&set([&old]));
    let state = state_of(&app, vec![trusted(&issuer, &[&app.a])]);
    assert!(is_taken(&app, &state, &issuer, &old).await);
    forward(&app, 61);
    issuer.rotate(&set([&old, &new]));
    // Many at once, all with the new key: none is dropped, and the keys are asked for once.
    let token = token(&app, &issuer, &new, &app.a);
    let all = (0..20).map(|_| taken(&state, &token));
    for taken in futures_util::future::join_all(all).await {
        assert_eq!(taken.as_deref(), Some("A"));
    }
    assert_eq!(issuer.hits(KEYS), 2);
    assert!(is_taken(&app, &state, &issuer, &old).await);
    issuer.rotate(&set([&new]));
    forward(&app, 601);
    assert!(!is_taken(&app, &state, &issuer, &old).await);
    assert!(is_taken(&app, &state, &issuer, &new).await);
}

#[actix_web::test]
async fn a_flood_of_unknown_keys_is_one_request_a_minute() {
    let app = TestApp::sqlite().await;
    let known = signer("known");
    let issuer = LocalIssuer::start(&set([&known]));
    let state = state_of(&app, vec![trusted(&issuer, &[&app.a])]);
    assert!(is_taken(&app, &state, &issuer, &known).await);
    for minute in 1..=3 {
        forward(&app, 61);
        let flood: Vec<String> = (0..50)
            .map(|n| {
                let mut made_up = known.clone();
                made_up.kid = format!("made-up-{minute}-{n}");
                token(&app, &issuer, &made_up, &app.a)
            })
            .collect();
        let all = flood.iter().map(|token| taken(&state, token));
        for taken in futures_util::future::join_all(all).await {
            assert_eq!(taken, None);
        }
        assert_eq!(issuer.hits(KEYS), 1 + minute);
    }
    assert!(is_taken(&app, &state, &issuer, &known).await);
}

#[actix_web::test]
async fn keys_at_hand_serve_while_their_issuer_is_away() {
    let app = TestApp::sqlite().await;
    let known = signer("known");
    let issuer = LocalIssuer::start(&set([&known]));
    let state = state_of(&app, vec![trusted(&issuer, &[&app.a])]);
    assert!(is_taken(&app, &state, &issuer, &known).await);
    for away in [
        "503 Service Unavailable",
        "302 Found\r\nLocation: /keys",
        "200 OK",
    ] {
        issuer.says(KEYS, away, "", "<html>gone for lunch</html>");
        forward(&app, 2 * 3_600);
        assert!(is_taken(&app, &state, &issuer, &known).await, "{away}");
    }
    // Not for ever: the key may have been given up meanwhile.
    forward(&app, 25 * 3_600);
    assert!(!is_taken(&app, &state, &issuer, &known).await);
    issuer.rotate(&set([&known]));
    forward(&app, 61);
    assert!(is_taken(&app, &state, &issuer, &known).await);
}

#[actix_web::test]
async fn a_server_starts_without_its_issuer_and_says_so_until_the_issuer_is_back() {
    let app = TestApp::sqlite().await;
    let known = signer("known");
    let issuer = LocalIssuer::start("away");
    let state = state_of(&app, vec![trusted(&issuer, &[&app.a])]);
    let ready = async || ask(&state, TestRequest::get().uri("/health/ready")).await;
    assert!(!is_taken(&app, &state, &issuer, &known).await);
    let answer = ready().await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["issuers"][0]["status"], "no keys");
    issuer.rotate(&set([&known]));
    forward(&app, 61);
    // Being asked whether it is ready makes it look again.
    let answer = ready().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["issuers"][0]["status"], "ok");
    assert!(is_taken(&app, &state, &issuer, &known).await);
}

#[actix_web::test]
async fn answers_that_are_no_good_sets_of_keys_are_not_taken() {
    let app = TestApp::sqlite().await;
    let known = signer("known");
    let trap = TcpListener::bind("127.0.0.1:0").expect("a port");
    trap.set_nonblocking(true)
        .expect("a listener that does not wait");
    let trapped = trap.local_addr().expect("an address");
    let mut encrypting = known.jwk();
    encrypting["use"] = json!("enc");
    let mut misnamed = known.jwk();
    misnamed["alg"] = json!("ES384");
    let mut private = known.jwk();
    private["d"] = json!("AQAB");
    let mut signing_only = known.jwk();
    signing_only["key_ops"] = json!(["sign"]);
    let mut short = known.jwk();
    short["x"] = json!("AQAB");
    let small = json!({
        "kty": "RSA", "kid": "known", "e": "AQAB", "n": rig::base64(&[0xff; 128]),
    });
    let secret = json!({
        "kty": "oct", "kid": "known", "alg": "HS256", "k": rig::base64(rig::SECRET),
    });
    let of = |jwk: &serde_json::Value| json!({ "keys": [jwk] }).to_string();
    let huge = format!(
        "{{\"keys\":[{}],\"x\":\"{}\"}}",
        known.jwk(),
        "x".repeat(300_000)
    );
    let elsewhere = format!("Location: http://{trapped}/keys\r\n");
    for (what, status, headers, body) in [
        ("HTML", "200 OK", "", "<html></html>".to_owned()),
        ("nothing", "200 OK", "", String::new()),
        ("no keys", "200 OK", "", "{\"keys\":[]}".to_owned()),
        ("a list", "200 OK", "", format!("[{}]", known.jwk())),
        ("for encryption", "200 OK", "", of(&encrypting)),
        ("another algorithm", "200 OK", "", of(&misnamed)),
        ("a private key", "200 OK", "", of(&private)),
        ("for signing only", "200 OK", "", of(&signing_only)),
        ("cut", "200 OK", "", of(&short)),
        ("1024 bits", "200 OK", "", of(&small)),
        ("a secret", "200 OK", "", of(&secret)),
        ("huge", "200 OK", "", huge),
        ("redirected", "302 Found", elsewhere.as_str(), set([&known])),
        ("gone", "410 Gone", "", set([&known])),
    ] {
        let issuer = LocalIssuer::start(&set([&known]));
        issuer.says(KEYS, status, headers, &body);
        let state = state_of(&app, vec![trusted(&issuer, &[&app.a])]);
        assert!(!is_taken(&app, &state, &issuer, &known).await, "{what}");
        let mut hs = rig::SIGNERS[0].clone();
        hs.kid = "known".to_owned();
        assert!(!is_taken(&app, &state, &issuer, &hs).await, "{what}");
        issuer.rotate(&set([&known]));
        forward(&app, 61);
        assert!(
            is_taken(&app, &state, &issuer, &known).await,
            "after {what}"
        );
    }
    assert!(trap.accept().is_err(), "a redirect was followed");
}

#[actix_web::test]
async fn a_discovery_document_names_its_own_issuer_and_no_private_network() {
    let app = TestApp::sqlite().await;
    let known = signer("known");
    let issuer = LocalIssuer::start(&set([&known]));
    issuer.discovered_as("https://sso.example.com");
    let state = state_of(&app, vec![trusted(&issuer, &[&app.a])]);
    assert!(!is_taken(&app, &state, &issuer, &known).await);
    for elsewhere in [
        "https://10.0.0.1/keys",
        "http://localhost:1/keys",
        "file:///etc/passwd",
    ] {
        let document = json!({"issuer": issuer.url, "jwks_uri": elsewhere});
        issuer.says(DISCOVERY, "200 OK", "", &document.to_string());
        forward(&app, 61);
        assert!(
            !is_taken(&app, &state, &issuer, &known).await,
            "{elsewhere}"
        );
    }
    issuer.discovered_as(&issuer.url);
    forward(&app, 61);
    assert!(is_taken(&app, &state, &issuer, &known).await);
}

#[actix_web::test]
async fn an_issuer_does_not_speak_for_the_legal_entities_of_another() {
    let app = TestApp::sqlite().await;
    let (of_a, of_b) = (signer("a"), signer("b"));
    let (a, b) = (
        LocalIssuer::start(&set([&of_a])),
        LocalIssuer::start(&set([&of_b])),
    );
    let state = state_of(&app, vec![trusted(&a, &[&app.a]), trusted(&b, &[&app.b])]);
    let taken_as = async |token: String| taken(&state, &token).await;
    assert_eq!(
        taken_as(token(&app, &a, &of_a, &app.a)).await.as_deref(),
        Some("A")
    );
    assert_eq!(
        taken_as(token(&app, &b, &of_b, &app.b)).await.as_deref(),
        Some("B")
    );
    assert_eq!(taken_as(token(&app, &a, &of_a, &app.b)).await, None);
    assert_eq!(taken_as(token(&app, &b, &of_b, &app.a)).await, None);
    // Nor with the key of the other, nor for both.
    assert_eq!(taken_as(token(&app, &a, &of_b, &app.a)).await, None);
    let mut both = claims(&app);
    both["iss"] = json!(a.url);
    both["legal_entities"] = json!([
        {"id": app.a.id, "roles": [Role::Viewer]}, {"id": app.b.id, "roles": [Role::Viewer]},
    ]);
    assert_eq!(taken_as(of_a.token(&both)).await, None);
}
