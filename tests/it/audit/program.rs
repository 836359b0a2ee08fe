//! `avtal audit`: what the program says of trails.

use crate::audit::tampering::{mend, opened};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::db::run;
use crate::harness::server::program;

/// Whether all was well, and what was said.
fn avtal(app: &TestApp, args: &[&str]) -> (bool, String) {
    let said = program(&["audit"])
        .args(args)
        .args(["--database-url", app.test_db.url()])
        .output()
        .expect("the program runs");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
    (said.status.success(), text)
}

both! {
    async fn an_end_that_was_cut_off_is_told_by_the_heads_that_were_kept(app: TestApp) {
        let admin = opened(&app).await;
        let (well, said) = avtal(&app, &["verify"]);
        assert!(well && said.contains("ok    A: 7 entries"), "{said}");
        let (_, heads) = avtal(&app, &["head"]);
        let folder = tempfile::tempdir().expect("a folder");
        let kept = folder.path().join("heads.jsonl");
        std::fs::write(&kept, heads).expect("heads are kept");
        let kept = kept.to_str().expect("a path");
        let (well, said) = avtal(&app, &["verify", "--head", kept]);
        assert!(well, "{said}");
        run(&admin, "DELETE FROM audit_entry WHERE sequence > 4").await;
        let (well, said) = avtal(&app, &["verify", "--legal-entity", "A"]);
        assert!(!well && said.contains("FAIL  A: entry 4"), "{said}");
        run(&admin, mend()).await;
        assert!(avtal(&app, &["verify"]).0);
        let (well, said) = avtal(&app, &["verify", "--head", kept]);
        assert!(!well && said.contains("entry 7") && said.contains("cut off"), "{said}");
    }
}
