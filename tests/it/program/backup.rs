//! `avtal backup`: a copy that is made while others write is whole, what is wrong with one is told,
//! and one is put back only where nothing is.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::build::vendor;
use crate::doctor::books;
use crate::harness::TestApp;
use crate::harness::cluster::programs;
use crate::harness::db::{self, TestDb, number, run as sql, texts};
use crate::harness::server::{printed, program};
use crate::program::ends;

fn manifest(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("it is JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_made_while_others_write_is_whole_and_comes_back() {
    let app = TestApp::sqlite().await;
    let user = books(&app).await;
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let url = app.test_db.url();
    let is_copied = AtomicBool::new(false);
    let writing = async {
        let mut n = 0;
        // At least one before the copy begins, and on until it is done.
        while !is_copied.load(Ordering::Relaxed) {
            vendor(&app, &user, json!({})).await;
            n += 1;
        }
        n
    };
    let copying = async {
        let (folder, url) = (folder.to_owned(), url.to_owned());
        let args = move || {
            printed(
                &folder,
                &["backup", "create", "copy", "--database-url", &url],
            )
        };
        let told = tokio::task::spawn_blocking(args).await.expect("copied");
        is_copied.store(true, Ordering::Relaxed);
        told
    };
    let (written, told) = tokio::join!(writing, copying);
    assert!(told.contains("2 legal entities"), "{told}");
    assert!(written > 0);

    let (code, said) = ends(folder, &["backup", "verify", "copy"]);
    assert_eq!(code, 0, "{said}");
    for check in [
        "file",
        "integrity",
        "schema",
        "rows",
        "trail of A",
        "ledgers of A",
    ] {
        assert!(said.contains(&format!("ok    {check}")), "{check}: {said}");
    }
    let manifest = manifest(&folder.join("copy"));
    assert_eq!(manifest["format"], "avtal-backup-1");
    let vendors = manifest["content"]["tables"].as_array().expect("tables");
    let vendors = vendors.iter().find(|table| table["name"] == "vendor");
    let vendors = vendors.expect("vendors are counted")["rows"].as_i64();

    let new = format!("sqlite://{}", folder.join("new/avtal.sqlite").display());
    let restore = ["backup", "restore", "copy", "--database-url", &new];
    printed(folder, &restore);
    let restored = db::connect(&new).await;
    assert_eq!(
        Some(number(&restored, "SELECT COUNT(*) FROM vendor").await),
        vendors
    );
    let left = std::fs::read_dir(folder.join("new")).expect("it is there");
    let left = left.filter(|entry| {
        let name = entry.as_ref().expect("an entry").file_name();
        name.to_string_lossy().contains("restoring")
    });
    assert_eq!(left.count(), 0);
    let (code, said) = ends(folder, &["backup", "verify", "--database-url", &new]);
    assert_eq!(code, 0, "{said}");

    let (code, said) = ends(folder, &restore);
    assert_eq!(code, 78, "{said}");
    assert!(
        said.contains("avtal: there is a database already"),
        "{said}"
    );
    let (code, said) = ends(folder, &["backup", "create", "copy", "--database-url", url]);
    assert_eq!(code, 78, "{said}");
}

/// Copies a database into the folder `copy`.
fn copied(folder: &Path, url: &str) {
    printed(folder, &["backup", "create", "copy", "--database-url", url]);
}

#[tokio::test]
async fn what_is_wrong_with_a_copy_is_told() {
    let app = TestApp::sqlite().await;
    let user = books(&app).await;
    vendor(&app, &user, json!({})).await;
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    copied(folder, app.test_db.url());
    let file = folder.join("copy/avtal.sqlite");
    let whole = std::fs::read(&file).expect("a copy");
    let said = std::fs::read_to_string(folder.join("copy/manifest.json")).expect("a manifest");

    let mut bad = whole.clone();
    let at = bad.len() / 2;
    bad[at] ^= 1;
    std::fs::write(&file, &bad).expect("written");
    let (code, told) = ends(folder, &["backup", "verify", "copy"]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("FAIL  file: its SHA-256 is"), "{told}");
    let to = format!("sqlite://{}", folder.join("none.sqlite").display());
    let (code, told) = ends(
        folder,
        &["backup", "restore", "copy", "--database-url", &to],
    );
    assert_eq!(code, 1, "{told}");
    assert!(!folder.join("none.sqlite").exists(), "{told}");

    // Somebody who can write the manifest too does not get past what it counts and the books.
    std::fs::write(&file, &whole).expect("written");
    let tampered = db::connect(&format!("sqlite://{}", file.display())).await;
    for change in [
        "UPDATE vendor SET name = 'Somebody else'",
        "DROP TRIGGER audit_entry_no_update",
        "UPDATE audit_entry SET subject = 'nobody' WHERE sequence = 2",
        "UPDATE purchase_order_line SET net_amount = net_amount + 1",
    ] {
        sql(&tampered, change).await;
    }
    tampered.close().await.expect("closed");
    let hash = |bytes: &[u8]| {
        use sha2::Digest;
        hex::encode(sha2::Sha256::digest(bytes))
    };
    let now = std::fs::read(&file).expect("a copy");
    let said = said.replace(&hash(&whole), &hash(&now));
    std::fs::write(folder.join("copy/manifest.json"), said).expect("written");
    let (code, told) = ends(folder, &["backup", "verify", "copy"]);
    assert_eq!(code, 1, "{told}");
    for wrong in [
        "ok    file",
        "FAIL  rows: ",
        "vendor has other rows",
        "FAIL  trail of A: entry 2",
        "FAIL  ledgers of A",
        "ok    trail of B",
    ] {
        assert!(told.contains(wrong), "{wrong}: {told}");
    }
}

#[tokio::test]
async fn nothing_is_restored_beside_a_log_and_a_killed_restore_leaves_nothing_in_the_way() {
    let app = TestApp::sqlite().await;
    books(&app).await;
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    copied(folder, app.test_db.url());
    let path = folder.join("new.sqlite");
    let url = format!("sqlite://{}", path.display());
    let restore = ["backup", "restore", "copy", "--database-url", &url];
    let log = folder.join("new.sqlite-wal");
    std::fs::write(&log, "").expect("written");
    let (code, said) = ends(folder, &restore);
    assert_eq!(code, 78, "{said}");
    assert!(said.contains("new.sqlite-wal exists"), "{said}");
    std::fs::remove_file(&log).expect("removed");

    let mut child = program(&restore)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let begun = Instant::now();
    let part = folder.join("new.sqlite.restoring");
    while !part.exists() && child.try_wait().expect("asked").is_none() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it does not begin"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    // Killed in time, nothing has the name; too late, all of it has.
    if path.exists() {
        printed(folder, &["backup", "verify", "--database-url", &url]);
        std::fs::remove_file(&path).expect("removed");
        for ending in ["-wal", "-shm"] {
            drop(std::fs::remove_file(
                folder.join(format!("new.sqlite{ending}")),
            ));
        }
    }
    printed(folder, &restore);
    assert!(path.exists() && !part.exists());
}

#[test]
fn there_is_no_copy_of_a_database_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let (code, said) = ends(folder, &["backup", "create", "copy"]);
    assert_eq!(code, 78, "{said}");
    assert!(said.contains("avtal: there is no database"), "{said}");
    let (code, said) = ends(folder, &["backup", "verify", "copy"]);
    assert_eq!(code, 78, "{said}");
    assert_eq!(std::fs::read_dir(folder).expect("a folder").count(), 0);
}

#[test]
fn the_copies_of_two_days_have_two_names() {
    let folder = tempfile::tempdir().expect("a folder");
    for day in ["2026.11.27", "2026.11.28"] {
        let to = format!("/backup/{day}/");
        let url = ["--database-url", "postgres://owner@host/avtal"];
        let create = [["backup", "create"].as_slice(), &[&to], &url].concat();
        let told = printed(folder.path(), &create);
        let dump = format!("'/backup/{day}.dump'");
        assert_eq!(told.matches(&dump).count(), 2, "{told}");
    }
}

/// What holds a PostgreSQL together besides its rows, each as a line.
async fn protection(url: &str) -> Vec<String> {
    let db = db::connect(url).await;
    let mut lines = Vec::new();
    for question in [
        "SELECT tablename || ' ' || policyname || ' ' || qual FROM pg_policies",
        "SELECT relname || ' ' || relrowsecurity || relforcerowsecurity FROM pg_class \
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
        "SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants \
         WHERE grantee = 'avtal_app'",
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) \
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'usage ' || has_schema_privilege('avtal_app', 'public', 'USAGE')",
    ] {
        let found = texts(&db, question).await;
        assert!(!found.is_empty(), "{question}");
        lines.extend(found);
    }
    lines.sort();
    lines
}

#[tokio::test]
async fn the_lines_for_postgresql_copy_all_of_it_and_put_it_back() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let user = books(&app).await;
    vendor(&app, &user, json!({"name": "Kept"})).await;
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let url = app.test_db.url();
    let told = printed(folder, &["backup", "create", "copy", "--database-url", url]);
    let lines: Vec<&str> = told
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    let names: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(
        names,
        ["pg_dump", "psql", "createdb", "pg_restore", "avtal"]
    );
    let programs = programs().expect("pg_dump is where initdb is");
    let ours = Path::new(env!("CARGO_BIN_EXE_avtal"))
        .parent()
        .expect("a folder");
    let path = format!("{}:{}:/usr/bin:/bin", programs.display(), ours.display());
    for line in lines {
        let output = Command::new("sh")
            .args(["-ec", line])
            .env_clear()
            .env("PATH", &path)
            .current_dir(folder)
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&output.stdout);
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {said}{wrong}");
    }
    let restored = TestDb::adopted(&format!("{}_restored", app.test_db.name()));
    let before = protection(url).await;
    assert!(before.len() > 500, "{}", before.len());
    assert_eq!(protection(restored.url()).await, before);
    let admin = restored.admin().await;
    let kept = "SELECT COUNT(*) FROM vendor WHERE name = 'Kept'";
    assert_eq!(number(&admin, kept).await, 1);
}
