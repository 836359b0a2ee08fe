//! Whoever gets past the program: the server's role is refused, the owner is noticed.

use avtal::tenancy::{Head, prune};
use sea_orm::DatabaseConnection;
use serde_json::json;

use crate::audit::{trail, verified};
use crate::build;
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::db::{refusal, run};

/// Rows to tamper with, and a connection that nothing binds.
pub(super) async fn opened(app: &TestApp) -> DatabaseConnection {
    let user = app.admin(&app.a);
    for _ in 0..6 {
        build::vendor(app, &user, json!({})).await;
    }
    let admin = app.test_db.admin().await;
    if !app.test_db.is_postgres() {
        for act in ["update", "delete"] {
            run(&admin, &format!("DROP TRIGGER audit_entry_no_{act}")).await;
        }
    }
    admin
}

async fn head(app: &TestApp) -> Head {
    let all = trail(app, &app.a).await;
    let last = all.last().expect("an entry");
    let sequence = last["sequence"].as_str().expect("text");
    Head {
        sequence: sequence.parse().expect("a number"),
        hash: build::text(&last["hash"]),
    }
}

/// Makes the head agree with the last entry, as one who knows how would.
pub(super) fn mend() -> &'static str {
    "UPDATE audit_head SET \
     sequence = (SELECT MAX(sequence) FROM audit_entry e \
       WHERE e.legal_entity_id = audit_head.legal_entity_id), \
     hash = (SELECT hash FROM audit_entry e WHERE e.legal_entity_id = audit_head.legal_entity_id \
       ORDER BY sequence DESC LIMIT 1)"
}

both! {
    async fn the_servers_role_neither_changes_nor_removes_entries(app: TestApp) {
        let user = app.admin(&app.a);
        build::vendor(&app, &user, json!({})).await;
        let admin = app.test_db.admin().await;
        let mut forbidden = vec![
            "UPDATE audit_entry SET subject = 'x'",
            "DELETE FROM audit_entry",
        ];
        if app.test_db.is_postgres() {
            let as_server = format!("SET ROLE avtal_app; SET app.legal_entity = '{}'", app.a.id);
            run(&admin, &as_server).await;
            forbidden.extend([
                "TRUNCATE audit_entry",
                "DROP TABLE audit_entry",
                "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
                "ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY",
            ]);
        }
        for sql in forbidden {
            let said = refusal(&admin, sql).await;
            let words = ["append-only", "permission denied", "must be owner"];
            assert!(words.iter().any(|word| said.contains(word)), "{sql}: {said}");
        }
    }

    async fn a_changed_entry_is_noticed(app: TestApp) {
        let admin = opened(&app).await;
        assert_eq!(verified(&app, &app.a, &[]).await.wrong, []);
        run(&admin, "UPDATE audit_entry SET subject = 'x' WHERE sequence = 4").await;
        assert_eq!(verified(&app, &app.a, &[]).await.wrong[0].0, 4);
    }

    async fn a_removed_entry_is_noticed(app: TestApp) {
        let admin = opened(&app).await;
        run(&admin, "DELETE FROM audit_entry WHERE sequence = 4").await;
        assert_eq!(verified(&app, &app.a, &[]).await.wrong[0].0, 5);
    }

    async fn the_first_entry_cut_off_is_noticed(app: TestApp) {
        let admin = opened(&app).await;
        run(&admin, "DELETE FROM audit_entry WHERE sequence = 1").await;
        assert_eq!(verified(&app, &app.a, &[]).await.wrong[0].0, 2);
    }

    async fn swapped_entries_are_noticed(app: TestApp) {
        let admin = opened(&app).await;
        for (from, to) in [(4, -4), (5, 4), (-4, 5)] {
            let sql = format!("UPDATE audit_entry SET sequence = {to} WHERE sequence = {from}");
            run(&admin, &sql).await;
        }
        assert_eq!(verified(&app, &app.a, &[]).await.wrong[0].0, 4);
    }

    async fn an_inserted_entry_is_noticed(app: TestApp) {
        let admin = opened(&app).await;
        let end = head(&app).await.sequence;
        let id = match app.test_db.is_postgres() {
            true => "gen_random_uuid()",
            false => "randomblob(16)",
        };
        for (n, end) in [(end, "end"), (0, "beginning")] {
            let sql = format!(
                "INSERT INTO audit_entry (legal_entity_id, id, sequence, recorded_at, subject, \
                 permission, changes, previous_hash, hash) \
                 SELECT legal_entity_id, {id}, {n} + CASE WHEN {n} = 0 THEN 0 ELSE 1 END, \
                 recorded_at, subject, permission, changes, hash, hash FROM audit_entry \
                 WHERE sequence = {}", n.max(1)
            );
            run(&admin, &sql).await;
            run(&admin, mend()).await;
            let wrong = verified(&app, &app.a, &[]).await.wrong;
            assert!(!wrong.is_empty(), "at the {end}");
            run(&admin, "DELETE FROM audit_entry WHERE previous_hash = hash").await;
            run(&admin, mend()).await;
            assert_eq!(verified(&app, &app.a, &[]).await.wrong, []);
        }
    }

    async fn an_end_that_was_cut_off_is_noticed(app: TestApp) {
        let admin = opened(&app).await;
        let published = [head(&app).await];
        assert_eq!(verified(&app, &app.a, &published).await.wrong, []);
        run(&admin, "DELETE FROM audit_entry WHERE sequence > 4").await;
        assert_eq!(verified(&app, &app.a, &[]).await.wrong[0].0, 4);
        // The head mended too: only what was published elsewhere tells.
        run(&admin, mend()).await;
        assert_eq!(verified(&app, &app.a, &[]).await.wrong, []);
        let wrong = verified(&app, &app.a, &published).await.wrong;
        assert_eq!(wrong[0].0, published[0].sequence);
        // And when others have been written in the place of what was cut.
        let user = app.admin(&app.a);
        for _ in 0..9 {
            build::vendor(&app, &user, json!({})).await;
        }
        assert_eq!(verified(&app, &app.a, &[]).await.wrong, []);
        let wrong = verified(&app, &app.a, &published).await.wrong;
        assert_eq!(wrong[0].0, published[0].sequence);
    }

    async fn the_oldest_part_is_cut_by_the_owner_and_the_rest_stays_whole(app: TestApp) {
        let user = app.admin(&app.a);
        build::vendor(&app, &user, json!({})).await;
        let old = head(&app).await;
        app.set_clock("2026-07-01T08:00:00Z");
        for _ in 0..3 {
            build::vendor(&app, &user, json!({})).await;
        }
        let of_b = trail(&app, &app.b).await;
        let before = "2026-07-01T00:00:00Z".parse().expect("an instant");
        let n = prune(app.test_db.url(), app.a.id, before).await.expect("pruned");
        assert_eq!(i64::try_from(n).expect("few"), old.sequence);
        let left = trail(&app, &app.a).await;
        assert_eq!(left[0]["previousHash"], old.hash);
        assert_eq!(left.len(), 3);
        assert_eq!(trail(&app, &app.b).await, of_b);
        build::vendor(&app, &user, json!({})).await;
        let verified = verified(&app, &app.a, std::slice::from_ref(&old)).await;
        assert_eq!((verified.wrong, verified.cut, verified.entries), (vec![], old.sequence, 4));
        // Never all of it, and the guard is back.
        let far = "2027-01-01T00:00:00Z".parse().expect("an instant");
        prune(app.test_db.url(), app.a.id, far).await.expect("pruned");
        assert_eq!(trail(&app, &app.a).await.len(), 1);
        if !app.test_db.is_postgres() {
            let admin = app.test_db.admin().await;
            refusal(&admin, "DELETE FROM audit_entry").await;
        }
    }
}
