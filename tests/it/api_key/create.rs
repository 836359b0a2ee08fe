//! `apiKeyCreate`.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{id, made, secret, state};
use crate::build::{act, answer_keyed, read, refusals};
use crate::harness::{a_moment, both};
use crate::sign_in::rig::{ask, request, taken};

both! {
    async fn a_key_signs_in_with_its_roles_and_is_shown_once(app: TestApp) {
        let key = made(&app, json!(["VIEWER", "BUYER", "VIEWER"])).await;
        let shown = &key["apiKey"];
        assert_eq!(shown["roles"], json!(["BUYER", "VIEWER"]));
        assert_eq!(shown["createdBy"], "admin@a");
        assert_eq!(shown["expiresAt"], "2026-09-13T12:00:00Z");
        let secret = secret(&key);
        let prefix = shown["prefix"].as_str().expect("a beginning");
        assert!(secret.starts_with(prefix) && prefix.len() < secret.len() / 2, "{prefix}");
        assert_eq!(taken(&state(&app), &secret).await.as_deref(), Some("A"));
        let list = "{ totalCount nodes { id name roles } }";
        let listed = read(&app, &app.admin(&app.a), "apiKeys", list).await;
        assert_eq!(listed["totalCount"], 1);
        assert_eq!(listed["nodes"][0]["id"], id(&key));
        let others = read(&app, &app.admin(&app.b), "apiKeys", list).await;
        assert_eq!(others["totalCount"], 0);
    }

    async fn a_key_is_for_its_legal_entity_by_id_and_by_code(app: TestApp) {
        let key = secret(&made(&app, json!(["VIEWER"])).await);
        let state = state(&app);
        let bearer = format!("Bearer {key}");
        let (a, b) = (app.a.id.to_string(), app.b.id.to_string());
        for (named, expected) in [("A", true), (a.as_str(), true), ("B", false), (&b, false)] {
            let headers = [("Authorization", bearer.as_str()), ("X-Legal-Entity", named)];
            let answer = ask(&state, request(&headers)).await;
            assert_eq!(answer.taken().is_some(), expected, "{named}: {}", answer.body);
        }
    }

    async fn a_key_that_is_changed_over_or_of_another_legal_entity_is_nobodys(app: TestApp) {
        let key = secret(&made(&app, json!(["VIEWER"])).await);
        let state = state(&app);
        let body = key.strip_prefix("avtal_").expect("a key").to_owned();
        let mut last = body.clone();
        last.replace_range(body.len() - 2..body.len() - 1, "-");
        let mut bytes = base64::Engine::decode(
            &base64::engine::general_purpose::URL_SAFE_NO_PAD, &body,
        ).expect("base64");
        bytes[16..32].copy_from_slice(app.b.id.0.as_bytes());
        let of_b = crate::sign_in::rig::base64(&bytes);
        for wrong in [
            String::new(), last, of_b, format!("{body}A"), body[1..].to_owned(),
            "A".repeat(86), format!("{body} "), format!("avtal_{body}"),
        ] {
            let wrong = format!("avtal_{wrong}");
            let came = taken(&state, &wrong).await;
            // Space around a token is none of it.
            let expected = (wrong.trim() == key).then_some("A");
            assert_eq!(came.as_deref(), expected, "{wrong}");
        }
        assert_eq!(taken(&state, &body).await, None);
        app.set_clock("2026-09-13T11:59:59Z");
        assert_eq!(taken(&state, &key).await.as_deref(), Some("A"));
        app.set_clock("2026-09-13T12:00:00Z");
        assert_eq!(taken(&state, &key).await, None);
    }

    async fn keys_that_nobody_made_are_looked_up_so_often_and_no_more(app: TestApp) {
        let key = secret(&made(&app, json!(["VIEWER"])).await);
        let state = state(&app);
        assert_eq!(taken(&state, &key).await.as_deref(), Some("A"));
        let mut looked_up = 0;
        for n in 1..=300_u128 {
            let id = uuid::Uuid::from_u128(n);
            let bytes = [&id.as_bytes()[..], app.a.id.0.as_bytes(), &[7; 32]].concat();
            let bearer = format!("Bearer avtal_{}", crate::sign_in::rig::base64(&bytes));
            let answer = ask(&state, request(&[("Authorization", &bearer)])).await;
            match answer.status {
                401 => looked_up += 1,
                status => assert_eq!(status, 429, "{}", answer.body),
            }
        }
        assert!((100..290).contains(&looked_up), "{looked_up} were looked up");
        // Who is known is let in, from the same address too.
        assert_eq!(taken(&state, &key).await.as_deref(), Some("A"));
    }

    async fn looking_a_key_up_costs_one_statement_a_minute(app: TestApp) {
        let key = secret(&made(&app, json!(["VIEWER"])).await);
        let state = state(&app);
        // The use is written down behind; the read itself asks for the legal entity.
        taken(&state, &key).await;
        used(&app, "2026-06-15T12:00:00Z").await;
        let again = app.count_statements(taken(&state, &key)).await;
        app.set_clock("2026-06-15T12:00:59Z");
        let near = app.count_statements(taken(&state, &key)).await;
        assert_eq!((again, near), (1, 1));
        app.set_clock("2026-06-15T12:01:00Z");
        taken(&state, &key).await;
        used(&app, "2026-06-15T12:01:00Z").await;
    }

    async fn nobody_gives_away_what_he_has_not_got(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "name": "", "roles": ["PLATFORM_OPERATOR", "VIEWER"], "validDays": 367,
        });
        let refused = act(&app, &user, "apiKeyCreate", input, "secret").await;
        assert_eq!(refusals(&refused), [
            "REQUIRED name", "NOT_ALLOWED roles", "OUT_OF_RANGE validDays",
        ]);
        let none = json!({"name": "x", "roles": []});
        let refused = act(&app, &user, "apiKeyCreate", none, "secret").await;
        assert_eq!(refusals(&refused), ["REQUIRED roles"]);
    }

    async fn a_replayed_key_is_the_same_without_its_secret(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"name": "nightly", "roles": ["VIEWER"]});
        let fields = "secret apiKey { id }";
        let make = || answer_keyed(&app, &user, "apiKeyCreate", input.clone(), fields, "once");
        let (first, second) = (make().await, make().await);
        let (first, second) = (&first["data"]["apiKeyCreate"], &second["data"]["apiKeyCreate"]);
        assert_eq!(first["apiKey"], second["apiKey"]);
        assert!(first["secret"].is_string() && second["secret"].is_null(), "{second}");
    }
}

/// Waits until the only key's use is written down.
async fn used(app: &crate::harness::TestApp, at: &str) {
    let begun = Instant::now();
    loop {
        let list = "{ nodes { lastUsedAt } }";
        let listed = read(app, &app.admin(&app.a), "apiKeys", list).await;
        if listed["nodes"][0]["lastUsedAt"] == at {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{listed}");
        a_moment().await;
    }
}
