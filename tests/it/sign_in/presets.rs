//! The file with the issuers: shapes of tokens that others make, and what they mean here.

use std::collections::BTreeMap;
use std::path::Path;

use avtal::cli::serve;
use avtal::config::{Config, Values};
use avtal::http::State;
use serde_json::{Value, json};

use super::rig::{self, SIGNERS, Signer, ask, claims, request, set};
use crate::harness::TestApp;

/// The one with the asymmetric key that most issuers use.
fn signer() -> &'static Signer {
    &SIGNERS[1]
}

/// A folder with a file of issuers and the keys that it names.
fn folder(file: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &[u8]| {
        std::fs::write(dir.path().join(name), text).expect("a file is written");
    };
    write("issuers.toml", file.as_bytes());
    write("keys.json", set(&SIGNERS[1..]).as_bytes());
    write("secret", rig::SECRET);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(dir.path().join("secret"), private).expect("a private file");
    }
    dir
}

fn config(dir: &Path) -> Result<Config, avtal::config::ConfigError> {
    let path = dir.join("issuers.toml").display().to_string();
    let flags = BTreeMap::from([("issuers-file", path)]);
    let values = Values::merge(&flags, |_name| None, None).expect("settings");
    Config::read(&values)
}

fn state(app: &TestApp, file: &str) -> State {
    let dir = folder(file);
    let config = config(dir.path()).unwrap_or_else(|error| panic!("{error}"));
    let verifier = serve::verifier(&config).unwrap_or_else(|trouble| panic!("{trouble}"));
    State::new(app.db.clone(), verifier)
}

/// What a token comes to: the legal entity, or the code of the error.
async fn outcome(state: &State, token: &str, header: Option<&str>) -> String {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("Authorization", bearer.as_str())];
    headers.extend(header.map(|le| ("X-Legal-Entity", le)));
    let answer = ask(state, request(&headers)).await;
    let body = answer.json();
    let code = body["errors"][0]["extensions"]["code"]
        .as_str()
        .map(str::to_owned);
    answer.taken().or(code).expect("an answer or an error")
}

/// Good claims of an issuer, and these.
fn with(app: &TestApp, issuer: &str, more: Value) -> String {
    let mut claims = claims(app);
    claims["iss"] = json!(issuer);
    claims
        .as_object_mut()
        .expect("an object")
        .remove("legal_entities");
    for (name, value) in more.as_object().expect("an object") {
        claims[name] = value.clone();
    }
    signer().token(&claims)
}

#[actix_web::test]
async fn keycloak_organizations_are_taken_as_an_array_and_as_a_map() {
    let app = TestApp::sqlite().await;
    let issuer = "https://sso.example.com/realms/acme";
    let file = format!(
        r#"
        [[issuer]]
        issuer = "{issuer}"
        audience = "avtal"
        preset = "keycloak"
        jwks-file = "keys.json"
        legal-entities = [
            {{ id = "{a}", code = "A" }},
            {{ id = "{b}", code = "B", claim = "b-ltd" }},
        ]
        [issuer.role-names]
        avtal-readers = "viewer"
        "#,
        a = app.a.id,
        b = app.b.id,
    );
    let state = state(&app, &file);
    let roles = json!({"roles": ["offline_access", "avtal-readers"]});
    let unknown = json!({"roles": ["offline_access", "VIEWER"]});
    for (organization, roles, header, expected) in [
        (json!(["A"]), &roles, None, "A"),
        (json!(["b-ltd", "elsewhere"]), &roles, None, "B"),
        (json!({"A": {"id": "42a3"}}), &roles, None, "A"),
        (json!({"renamed": {"id": "b-ltd"}}), &roles, None, "B"),
        (json!({"A": {}, "b-ltd": {}}), &roles, Some("B"), "B"),
        (json!({"A": {}, "b-ltd": {}}), &roles, None, "FORBIDDEN"),
        (json!(["A"]), &roles, Some("B"), "FORBIDDEN"),
        // By the name that the issuer has for it, not by ours.
        (json!(["B"]), &roles, None, "UNAUTHENTICATED"),
        (json!(["elsewhere"]), &roles, None, "UNAUTHENTICATED"),
        (json!([]), &roles, None, "UNAUTHENTICATED"),
        (json!({}), &roles, None, "UNAUTHENTICATED"),
        (json!(null), &roles, None, "UNAUTHENTICATED"),
        (json!(["A", 5]), &roles, None, "UNAUTHENTICATED"),
        (json!("A,b-ltd"), &roles, None, "UNAUTHENTICATED"),
        // Where a table names roles, no other name is one.
        (json!(["A"]), &unknown, None, "FORBIDDEN"),
        (json!(["A"]), &json!({}), None, "FORBIDDEN"),
        (
            json!(["A"]),
            &json!({"roles": {"x": 1}}),
            None,
            "UNAUTHENTICATED",
        ),
    ] {
        let more = json!({"organization": organization, "realm_access": roles});
        let token = with(&app, issuer, more);
        let came = outcome(&state, &token, header).await;
        assert_eq!(came, expected, "{organization} {roles} {header:?}");
    }
}

#[actix_web::test]
async fn auth0_hasura_and_entra_say_it_in_their_places() {
    let app = TestApp::sqlite().await;
    let file = format!(
        r#"
        [[issuer]]
        issuer = "https://acme.eu.auth0.com/"
        audience = ["avtal", "https://other.example.com"]
        preset = "auth0"
        roles = "/https:~1~1acme.example.com~1roles"
        jwks-file = "keys.json"
        legal-entities = [{{ id = "{a}", code = "A", claim = "org_A1" }}]

        [[issuer]]
        issuer = "https://hasura.example.com"
        audience = "avtal"
        preset = "hasura"
        jwks-file = "keys.json"
        subject-prefix = "hasura:"
        legal-entities = "*"

        [[issuer]]
        issuer = "https://login.microsoftonline.com/8d/v2.0"
        audience = "avtal"
        preset = "entra"
        jwks-file = "keys.json"
        algorithms = ["RS256"]
        subject-prefix = "entra:"
        legal-entities = [{{ id = "{a}", code = "A", claim = "8d" }}]
        "#,
        a = app.a.id,
    );
    let state = state(&app, &file);
    let auth0 = "https://acme.eu.auth0.com/";
    let hasura = "https://hasura.example.com";
    let entra = "https://login.microsoftonline.com/8d/v2.0";
    let roles = "https://acme.example.com/roles";
    let space = "https://hasura.io/jwt/claims";
    let (a, viewer) = (app.a.id, json!(["viewer"]));
    for (issuer, more, expected) in [
        (auth0, json!({"org_id": "org_A1", roles: viewer}), "A"),
        (auth0, json!({"org_id": "org_A1"}), "FORBIDDEN"),
        (
            auth0,
            json!({"org_id": "org_B2", roles: viewer}),
            "UNAUTHENTICATED",
        ),
        (
            auth0,
            json!({"org_name": "A", roles: viewer}),
            "UNAUTHENTICATED",
        ),
        (
            hasura,
            json!({space: {
                "x-hasura-user-id": "7", "x-hasura-tenant-id": a, "x-hasura-allowed-roles": viewer,
            }}),
            "A",
        ),
        (
            hasura,
            json!({space: {
                "x-hasura-user-id": "7", "x-hasura-tenant-id": "A",
                "x-hasura-allowed-roles": viewer,
            }}),
            "UNAUTHENTICATED",
        ),
        (
            hasura,
            json!({space: {
                "x-hasura-tenant-id": a, "x-hasura-allowed-roles": viewer,
            }}),
            "UNAUTHENTICATED",
        ),
        (
            entra,
            json!({"oid": "u", "tid": "8d", "roles": ["Viewer"]}),
            "A",
        ),
        (
            entra,
            json!({"oid": "u", "tid": "8e", "roles": ["Viewer"]}),
            "UNAUTHENTICATED",
        ),
        (
            entra,
            json!({"tid": "8d", "roles": ["Viewer"]}),
            "UNAUTHENTICATED",
        ),
    ] {
        let token = with(&app, issuer, more.clone());
        assert_eq!(
            outcome(&state, &token, None).await,
            expected,
            "{issuer} {more}"
        );
    }
    // An algorithm that is not allowed for this issuer, though its key is there.
    let mut claims = claims(&app);
    claims["iss"] = json!(entra);
    for (name, value) in [("oid", json!("u")), ("tid", json!("8d")), ("roles", viewer)] {
        claims[name] = value;
    }
    let token = SIGNERS[2].token(&claims);
    assert_eq!(outcome(&state, &token, None).await, "UNAUTHENTICATED");
}

#[actix_web::test]
async fn limits_stand_where_the_file_says_and_are_read_or_nobody_is_let_in() {
    let app = TestApp::sqlite().await;
    let file = format!(
        r#"
        [[issuer]]
        issuer = "https://acme.eu.auth0.com/"
        audience = "avtal"
        preset = "auth0"
        limits = "/https:~1~1acme.example.com~1limits"
        jwks-file = "keys.json"
        legal-entities = [{{ id = "{a}", code = "A", claim = "org_A1" }}]
        "#,
        a = app.a.id,
    );
    let dir = folder(&file);
    let config = config(dir.path()).unwrap_or_else(|error| panic!("{error}"));
    let verifier = serve::verifier(&config).unwrap_or_else(|trouble| panic!("{trouble}"));
    let claim = "https://acme.example.com/limits";
    let caller = async |limits: Option<Value>| {
        let mut more = json!({"org_id": "org_A1", "permissions": ["viewer"]});
        if let Some(limits) = limits {
            more[claim] = limits;
        }
        let token = with(&app, "https://acme.eu.auth0.com/", more);
        verifier.caller(&token, app.clock.now()).await.ok()
    };
    let free = caller(None).await.expect("somebody without limits");
    assert!(free.memberships()[0].limits.is_none());
    let limited = caller(Some(json!({"sites": ["S1"]})))
        .await
        .expect("somebody");
    let limits = &limited.memberships()[0].limits;
    assert_eq!(limits.sites().map(|sites| sites.len()), Some(1));
    assert_eq!(limits.vendor_groups(), None);
    for wrong in [
        json!(null),
        json!("S1"),
        json!({"sites": "S1"}),
        json!({"site": []}),
    ] {
        assert_eq!(caller(Some(wrong.clone())).await, None, "{wrong}");
    }
}

#[test]
fn a_file_that_makes_no_sense_is_refused_with_what_is_wrong_and_where() {
    let good = "[[issuer]]\nissuer = \"https://a.example\"\naudience = \"avtal\"\n\
                jwks-file = \"keys.json\"\nlegal-entities = \"*\"\n";
    let dir = folder(good);
    let config_of = |file: &str| {
        std::fs::write(dir.path().join("issuers.toml"), file).expect("a file is written");
        config(dir.path())
    };
    assert_eq!(
        config_of(good).map(|config| config.issuers.len()).ok(),
        Some(1)
    );
    let without = |line: &str| {
        let kept: Vec<&str> = good
            .lines()
            .filter(|kept| !kept.starts_with(line))
            .collect();
        kept.join("\n")
    };
    let and = |line: &str| format!("{good}{line}\n");
    for (file, part) in [
        (String::new(), "missing field `issuer`"),
        ("issuer = []".to_owned(), "lists no issuer"),
        ("[[issuer]]\nissuer = ".to_owned(), "line 2"),
        (and("jwksfile = \"x\""), "unknown field `jwksfile`"),
        (without("legal-entities"), "missing field `legal-entities`"),
        (without("audience"), "missing field `audience`"),
        (without("jwks-file"), "it has no keys"),
        (good.replace("\"*\"", "\"A\""), "not \"A\""),
        (good.replace("\"*\"", "[]"), "lists none"),
        (
            good.replace("\"*\"", "5"),
            "legal-entities is \"*\" or a list",
        ),
        (
            good.replace("\"*\"", "[{ code = \"A\" }]"),
            "legal-entities is",
        ),
        (good.replace("\"avtal\"", "\"\""), "not empty"),
        (good.replace("keys.json", "none.json"), "none.json"),
        (and("preset = \"okta\""), "unknown variant `okta`"),
        (and("algorithms = [\"none\"]"), "unknown variant `none`"),
        (and("tenant = \"organization\""), "no JSON pointer"),
        (and("role-names = { x = \"king\" }"), "king is no role"),
        (
            and("jwks-url = \"http://sso.example.com/keys\""),
            "only https",
        ),
        (and("jwks-url = \"keys\""), "no address"),
        (and("public-key-file = \"keys.json\""), "no PEM key"),
        (format!("{good}{good}"), "listed twice"),
        (
            format!("{good}{}", good.replace("a.example", "b.example")),
            "give one of them a subject-prefix",
        ),
    ] {
        let error = config_of(&file)
            .err()
            .unwrap_or_else(|| panic!("taken: {file}"));
        let text = error.to_string();
        assert!(text.contains(part), "{text}\n{file}");
        assert!(!error.mend().is_empty());
    }
}

#[test]
fn the_example_of_the_readme_is_a_good_file() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(readme).expect("a text");
    let (_, after) = readme.split_once("```toml\n").expect("an example");
    let (example, _) = after.split_once("```").expect("its end");
    let dir = folder(example);
    let config = config(dir.path()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.issuers.len(), 2);
}
