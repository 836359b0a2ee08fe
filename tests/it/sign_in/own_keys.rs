//! Our own keys: made, rotated, removed, and shown to others.

use actix_web::test::TestRequest;
use avtal::auth::keyring::{Keyring, Source};
use avtal::auth::own;
use avtal::auth::token::{Claims, Issuer, Own, Trusted, Verifier};
use avtal::auth::{Limits, Membership, Role};
use avtal::http::State;
use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::local_issuer::{DISCOVERY, KEYS, LocalIssuer};
use super::rig::{ask, taken};
use crate::harness::TestApp;

/// A server with keys of its own, and what it calls itself.
fn state_of(app: &TestApp, folder: &std::path::Path, issuer: &str) -> State {
    let mut trusted = Trusted::simple(issuer, "avtal", Vec::new());
    let source = Source::Folder(folder.to_path_buf());
    trusted
        .keyrings
        .push(Keyring::new(source, vec![Algorithm::EdDSA]));
    let own = Own {
        folder: folder.to_path_buf(),
        issuer: issuer.to_owned(),
    };
    State::new(
        app.db.clone(),
        Verifier::new(vec![trusted]).with_own(Some(own)),
    )
}

fn token(app: &TestApp, folder: &std::path::Path, issuer: &str) -> String {
    let now = app.clock.now();
    let claims = Claims {
        iss: issuer.to_owned(),
        aud: "avtal".to_owned(),
        sub: "somebody".to_owned(),
        exp: (now + TimeDelta::hours(1)).timestamp(),
        iat: now.timestamp(),
        legal_entities: vec![Membership {
            id: app.a.id,
            code: None,
            roles: vec![Role::Viewer],
            limits: Limits::default(),
        }],
    };
    let signer = Issuer::own(folder).expect("a key");
    signer.token(&claims).expect("a token")
}

fn forward(app: &TestApp, seconds: i64) {
    app.clock.set(app.clock.now() + TimeDelta::seconds(seconds));
}

#[actix_web::test]
async fn a_rotated_key_signs_at_once_and_the_old_one_checks_until_it_is_removed() {
    let app = TestApp::sqlite().await;
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path();
    let first = own::make(folder, app.clock.now()).expect("a key");
    let state = state_of(&app, folder, "avtal");
    let old = token(&app, folder, "avtal");
    assert_eq!(taken(&state, &old).await.as_deref(), Some("A"));
    forward(&app, 61);
    let second = own::make(folder, app.clock.now()).expect("a key");
    let new = token(&app, folder, "avtal");
    assert_eq!(taken(&state, &new).await.as_deref(), Some("A"));
    assert_eq!(taken(&state, &old).await.as_deref(), Some("A"));
    let shown = ask(&state, TestRequest::get().uri("/.well-known/jwks.json")).await;
    let kids: Vec<_> = shown.json()["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .map(|key| key["kid"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(kids, [first.kid.clone(), second.kid]);
    assert!(!shown.body.contains("\"d\""), "{}", shown.body);
    own::remove(folder, &first.kid).expect("it is removed");
    forward(&app, 61);
    assert_eq!(taken(&state, &old).await, None);
    assert_eq!(taken(&state, &new).await.as_deref(), Some("A"));
}

#[actix_web::test]
async fn another_installation_finds_the_keys_by_the_issuers_address() {
    let app = TestApp::sqlite().await;
    let dir = tempfile::tempdir().expect("a folder");
    own::make(dir.path(), app.clock.now()).expect("a key");
    let issuer = LocalIssuer::start("");
    let here = state_of(&app, dir.path(), &issuer.url);
    let document = ask(&here, TestRequest::get().uri(DISCOVERY)).await;
    let jwks_uri = document.json()["jwks_uri"]
        .as_str()
        .expect("an address")
        .to_owned();
    assert_eq!(document.json()["issuer"], issuer.url.as_str());
    let path = jwks_uri
        .strip_prefix(&issuer.url)
        .expect("under the issuer");
    let keys = ask(&here, TestRequest::get().uri(path)).await;
    // What this server shows at its address is what the other one reads there.
    issuer.says(DISCOVERY, "200 OK", "", &document.body);
    issuer.says(path, "200 OK", "", &keys.body);
    assert_ne!(path, KEYS);
    let place = avtal::auth::fetch::Place::Discovery {
        issuer: issuer.url.clone(),
    };
    let remote = avtal::auth::fetch::Remote::new(place, false).expect("an address");
    let mut trusted = Trusted::simple(&issuer.url, "avtal", Vec::new());
    let ring = Keyring::new(Source::Remote(remote), vec![Algorithm::EdDSA]);
    trusted.keyrings.push(ring);
    let there = State::new(app.db.clone(), Verifier::new(vec![trusted]));
    let token = token(&app, dir.path(), &issuer.url);
    assert_eq!(taken(&there, &token).await.as_deref(), Some("A"));
    assert_eq!(issuer.hits(path), 1);
}

#[actix_web::test]
async fn a_server_without_keys_of_its_own_shows_none() {
    let app = TestApp::sqlite().await;
    let state = State::new(app.db.clone(), super::rig::verifier());
    for path in ["/.well-known/jwks.json", DISCOVERY] {
        assert_eq!(ask(&state, TestRequest::get().uri(path)).await.status, 404);
    }
    let dir = tempfile::tempdir().expect("a folder");
    let state = state_of(&app, dir.path(), "avtal");
    let shown = ask(&state, TestRequest::get().uri("/.well-known/jwks.json")).await;
    assert_eq!(shown.json(), json!({"keys": []}));
    // No address, so nobody can look for it there.
    assert_eq!(
        ask(&state, TestRequest::get().uri(DISCOVERY)).await.status,
        404
    );
}
