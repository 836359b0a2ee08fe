//! `avtal api-key`: keys that are made where nobody signs in. They open what a key of the API
//! opens, and the trail knows of them as it does of those.

use std::fs::File;
use std::path::Path;
use std::process::Output;

use avtal::clock::Clock;
use chrono::TimeDelta;

use crate::api_key::state;
use crate::harness::db::{number, texts};
use crate::harness::server::{printed, program, run};
use crate::harness::{TestApp, a_moment, both};
use crate::sign_in::rig::{ask, request, taken};

/// The arguments of a command about the keys of a legal entity.
fn about<'a>(app: &'a TestApp, of: &'a str, args: &[&'a str]) -> Vec<&'a str> {
    let common = ["--legal-entity", of, "--database-url", app.test_db.url()];
    [["api-key"].as_slice(), args, &common].concat()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("text")
}

/// What a command makes that goes well: the secret, alone in what it prints, and what it tells.
fn secret(output: Output) -> (String, String) {
    let (printed, told) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{told}");
    let secret = printed.strip_suffix('\n').expect("a line");
    assert!(secret.starts_with("avtal_") && !secret.contains(char::is_whitespace));
    assert!(!told.contains(secret), "{told}");
    (secret.to_owned(), told)
}

/// A key of A, and its id.
fn made(app: &TestApp, folder: &Path) -> (String, String) {
    let create = ["create", "--name", "every night", "--role", "buyer"];
    let (key, told) = secret(run(folder, &about(app, "A", &create)));
    let first = told.lines().next().expect("a line");
    let id = first
        .strip_prefix("Made every night of A: ")
        .expect("an id");
    (key, id.to_owned())
}

both! {
    async fn a_key_of_the_command_line_opens_until_it_is_revoked(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (key, id) = made(&app, folder);
        let listed = printed(folder, &about(&app, "A", &["list"]));
        assert!(listed.starts_with(&format!("{id}  {}…", &key[..18])), "{listed}");
        for word in ["  buyer  good until 20", "  never used  every night\n"] {
            assert!(listed.contains(word), "{listed}");
        }
        assert!(!listed.contains(&key), "{listed}");
        assert_eq!(printed(folder, &about(&app, "B", &["list"])), "");
        let state = state(&app);
        let bearer = format!("Bearer {key}");
        let headers = [("Authorization", bearer.as_str())];
        let answer = ask(&state, request(&headers)).await;
        assert_eq!((answer.status, answer.taken().as_deref()), (200, Some("A")));
        // Its use is written down beside, and the command that waits for that stops this thread.
        let admin = app.test_db.admin().await;
        let used = "SELECT COUNT(*) FROM api_key WHERE last_used_at IS NOT NULL";
        while number(&admin, used).await == 0 {
            a_moment().await;
        }
        for _ in 0..2 {
            let said = printed(folder, &about(&app, "A", &["revoke", &id]));
            assert!(said.starts_with(&format!("revoked every night, {id}; ")), "{said}");
        }
        app.clock.set(app.clock.now() + TimeDelta::minutes(1));
        assert_eq!(ask(&state, request(&headers)).await.status, 401);
        let listed = printed(folder, &about(&app, "A", &["list"]));
        assert!(listed.contains("  revoked 20"), "{listed}");
        let trail = "SELECT permission || ' ' || operation || ' ' || object FROM audit_entry \
                     WHERE subject = 'api-key' ORDER BY sequence";
        assert_eq!(texts(&admin, trail).await, [
            format!("ApiKeyManage apiKeyCreate ApiKey:{id}"),
            format!("ApiKeyManage apiKeyRevoke ApiKey:{id}"),
        ]);
    }

    async fn a_key_that_is_made_anew_is_good_beside_the_old_one_for_a_while(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (old, id) = made(&app, folder);
        let before = Clock::system().now();
        let rotate = ["rotate", &id, "--overlap", "2h"];
        let (new, told) = secret(run(folder, &about(&app, "A", &rotate)));
        assert!(told.contains(&format!("the old one, {id}, ends in 2h")), "{told}");
        assert_ne!(new, old);
        let state = state(&app);
        app.clock.set(before + TimeDelta::minutes(119));
        assert_eq!(taken(&state, &old).await.as_deref(), Some("A"));
        assert_eq!(taken(&state, &new).await.as_deref(), Some("A"));
        app.clock.set(Clock::system().now() + TimeDelta::hours(2));
        assert_eq!(taken(&state, &old).await, None);
        assert_eq!(taken(&state, &new).await.as_deref(), Some("A"));
    }

    async fn a_key_that_is_over_is_not_made_anew(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (_, id) = made(&app, folder);
        printed(folder, &about(&app, "A", &["revoke", &id]));
        let output = run(folder, &about(&app, "A", &["rotate", &id]));
        assert_eq!(output.status.code(), Some(78));
        assert!(text(output.stderr).contains("the key is over; make a new one"));
        assert!(output.stdout.is_empty());
    }

    async fn what_cannot_be_is_told_and_prints_no_key(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (_, id) = made(&app, folder);
        let create = |name, role| ["create", "--name", name, "--role", role];
        let good = create("x", "viewer");
        for (of, args, code, why) in [
            ("NONE", good.as_slice(), 78, "there is none with the code or the id NONE"),
            ("A", &create("x", "king"), 64, "it is one of those that --help lists"),
            ("A", &create("", "viewer"), 78, "avtal: no API key was made"),
            ("A", &[&good[..], &["--expires", "367d"]].concat(), 64, "1d to 366d"),
            ("A", &[&good[..], &["--amount-max=-1"]].concat(), 78, "an amount of zero or more"),
            ("A", &["rotate", &id, "--overlap", "169h"], 64, "0h to 168h"),
            ("A", &["revoke", "nightly"], 64, "avtal api-key list"),
            // That of another legal entity is none.
            ("B", &["revoke", &id], 78, "avtal: no API key was revoked"),
            ("B", &["rotate", &id], 78, "avtal: the API key was not made anew"),
        ] {
            let output = run(folder, &about(&app, of, args));
            let told = text(output.stderr);
            assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
            assert!(told.contains(why), "{args:?}: {told}");
            assert!(output.stdout.is_empty(), "{args:?}");
        }
        let admin = app.test_db.admin().await;
        assert_eq!(number(&admin, "SELECT COUNT(*) FROM api_key").await, 1);
    }

    async fn a_key_that_cannot_be_printed_is_named_so_that_it_can_be_revoked(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let create = ["create", "--name", "lost", "--role", "viewer"];
        let full = File::options().write(true).open("/dev/full").expect("a device");
        let output = program(&about(&app, "A", &create))
            .current_dir(folder.path())
            .stdout(full)
            .output()
            .expect("the program starts");
        let told = text(output.stderr);
        assert_eq!(output.status.code(), Some(71), "{told}");
        let (_, end) = told.split_once("whose secret nobody has: avtal ").expect("what to do");
        let end: Vec<&str> = end.split_whitespace().collect();
        let url = ["--database-url", app.test_db.url()];
        printed(folder.path(), &[end.as_slice(), &url].concat());
    }
}
