//! `avtal tenant create`: the first legal entity of an installation, and a token for its
//! administrator by the line that is printed.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::harness::db::number;
use crate::harness::on_both;
use crate::harness::server::{printed, secret};
use crate::program::ends;

fn create(folder: &Path, url: &str, code: &str, currency: &str) -> (i32, String) {
    let name = ["--name", "Acme AB", "--currency", currency];
    let create = ["tenant", "create", code, "--database-url", url];
    ends(folder, &[create.as_slice(), &name].concat())
}

/// What a line prints that a shell is given.
fn shell(folder: &Path, line: &str) -> String {
    let ours = Path::new(env!("CARGO_BIN_EXE_avtal")).parent();
    let output = Command::new("/bin/sh")
        .args(["-ec", line])
        .env_clear()
        .env("PATH", ours.expect("a folder"))
        .current_dir(folder)
        .output()
        .expect("a shell");
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {wrong}");
    String::from_utf8(output.stdout).expect("text")
}

on_both! {
    async fn the_first_legal_entity_is_created_and_its_administrator_gets_a_token(db: TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        std::fs::rename(secret(folder), folder.join("avtal.secret")).expect("a secret");
        for code in ["SE01", "Acme's 2"] {
            let (ended, said) = create(folder, db.url(), code, "SEK");
            assert_eq!(ended, 0, "{said}");
            let (created, next) = said.split_once("\nNext: ").expect("what to do next");
            let id = created.strip_prefix(&format!("Created {code}: ")).expect("an id");
            let token = shell(folder, next);
            let claims = token.split('.').nth(1).expect("three parts");
            let claims = URL_SAFE_NO_PAD.decode(claims).expect("Base64");
            let claims: Value = serde_json::from_slice(&claims).expect("JSON");
            let one = &claims["legal_entities"][0];
            assert_eq!(one["id"], id, "{claims}");
            assert_eq!(one["code"], code, "{claims}");
            let listed = printed(folder, &["tenant", "list", "--database-url", db.url()]);
            assert!(listed.contains(&format!("{code}  {id}\n")), "{listed}");
        }
        let trails = ["audit", "verify", "--database-url", db.url()];
        assert!(printed(folder, &trails).contains("ok    SE01: 1 entries"));
    }

    async fn a_legal_entity_that_cannot_be_is_not_created(db: TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        assert_eq!(create(folder, db.url(), "SE01", "SEK").0, 0);
        let long = "x".repeat(21);
        for (code, currency, ended, why) in [
            ("SE01", "SEK", 78, "SE01 is already used"),
            ("SE02", "QQQ", 78, "QQQ"),
            (long.as_str(), "SEK", 78, "code: "),
            ("SE02", "sek", 64, "three capital letters"),
        ] {
            let (code, said) = create(folder, db.url(), code, currency);
            assert_eq!(code, ended, "{said}");
            assert!(said.contains(why), "{said}");
        }
        let admin = db.admin().await;
        assert_eq!(number(&admin, "SELECT COUNT(*) FROM legal_entity").await, 1);
    }
}
