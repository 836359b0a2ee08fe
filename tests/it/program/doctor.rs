//! `avtal doctor` and whatever else looks at all legal entities: that none was seen does not pass
//! for well, and what is left to do before going live is told.

use std::path::Path;

use crate::harness::TestApp;
use crate::harness::db::run;
use crate::harness::server::{printed, secret};
use crate::harness::{both, on_both};
use crate::program::ends;

/// What looks at all legal entities, or at one that is named.
const LOOKS: &[&[&str]] = &[
    &["doctor"],
    &["backup", "verify"],
    &["audit", "verify"],
    &["audit", "head"],
];

/// A command about a database, with a key that tokens can be checked with.
fn about(folder: &Path, url: &str, args: &[&str]) -> (i32, String) {
    let key = secret(folder);
    let key = key.to_str().expect("a path");
    let settings = ["--database-url", url, "--jwt-secret-file", key];
    ends(folder, &[args, &settings].concat())
}

/// The same database under another user, whose password is its name.
fn under(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, rest) = rest.rsplit_once('@').expect("a user");
    format!("{scheme}://{user}:{user}@{rest}")
}

#[tokio::test]
async fn where_row_level_security_hides_all_legal_entities_nothing_is_well() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let admin = app.test_db.admin().await;
    let user = format!("avtal_bound_{}", std::process::id());
    let made = format!(
        "DROP ROLE IF EXISTS {user}; CREATE ROLE {user} LOGIN PASSWORD '{user}'; \
         GRANT avtal_app TO {user}"
    );
    run(&admin, &made).await;
    let url = under(app.test_db.url(), &user);
    let prune = ["audit", "prune", "--before", "2100-01-01"];
    let others = [prune.as_slice(), &["tenant", "list"]];
    let owns = format!("ALTER TABLE legal_entity OWNER TO {user}");
    // A user of the server's own, and then the owner, whom row-level security binds as well.
    for change in ["SELECT 1", &owns] {
        run(&admin, change).await;
        for args in LOOKS.iter().chain(&others) {
            let (code, said) = about(folder, &url, args);
            assert_eq!(code, 1, "{args:?} after {change}: {said}");
            assert!(said.contains("BYPASSRLS"), "{args:?}: {said}");
        }
        for args in LOOKS {
            let id = app.a.id.to_string();
            let (code, said) = about(folder, &url, &[*args, &["--legal-entity", &id]].concat());
            assert_eq!(code, 0, "{args:?} after {change}: {said}");
        }
    }
    let gone =
        format!("REASSIGN OWNED BY {user} TO CURRENT_USER; DROP OWNED BY {user}; DROP ROLE {user}");
    run(&admin, &gone).await;
}

both! {
    async fn a_legal_entity_that_is_not_there_is_no_sound_one(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let url = app.test_db.url();
        let unknown = "019ab3c4-0000-7000-8000-000000000001";
        for args in LOOKS {
            for wanted in [unknown, "NONE"] {
                let one = [*args, &["--legal-entity", wanted]].concat();
                let (code, said) = about(folder, url, &one);
                assert_ne!(code, 0, "{args:?} {wanted}: {said}");
                assert!(said.contains(wanted), "{args:?}: {said}");
            }
        }
    }
}

on_both! {
    async fn a_database_without_legal_entities_is_well(db: TestDb) {
        // The doctor wants room on the disk.
        let db = db.roomy().await;
        let folder = tempfile::tempdir().expect("a folder");
        for args in LOOKS {
            let (code, said) = about(folder.path(), db.url(), args);
            assert_eq!(code, 0, "{args:?}: {said}");
            assert!(said.contains("avtal tenant create"), "{args:?}: {said}");
        }
    }

    async fn what_is_left_to_do_before_going_live_is_told(db: TestDb) {
        let db = db.roomy().await;
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let key = secret(folder);
        let key = key.to_str().expect("a path");
        let doctor = [
            "doctor", "--production", "--database-url", db.url(), "--jwt-secret-file", key,
        ];
        let said = printed(folder, &doctor);
        let owner = "the server's database user owns nothing";
        assert_eq!(said.contains(owner), db.is_postgres(), "{said}");
        // Nor is an address a secret that has no password in it.
        assert!(said.contains("done  no secret is on the command line"), "{said}");
        assert!(said.contains("TO DO the ends of the audit trails are kept"), "{said}");
        let kept = [doctor.as_slice(), &["--audit-head-file", "heads"]].concat();
        let said = printed(folder, &kept);
        assert!(said.contains("done  the ends of the audit trails are kept"), "{said}");
        let key = std::fs::read_to_string(key).expect("a secret");
        let told = ["doctor", "--production", "--database-url", db.url(), "--jwt-secret", &key];
        let said = printed(folder, &told);
        assert!(said.contains("TO DO no secret is on the command line"), "{said}");
    }
}
