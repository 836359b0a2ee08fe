//! `avtal config`, and settings as the program takes them.

use crate::harness::server::{printed, program, run, secret};

#[test]
fn the_settings_are_shown_with_where_they_come_from_and_without_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("avtal.toml"), "graphiql = true\n").expect("a file");
    let output = program(&["config", "show", "--origin", "--listen", "127.0.0.1:1"])
        .current_dir(folder.path())
        .env("DATABASE_URL", "postgres://me:hush@host/db")
        .env("AVTAL_JWT_SECRET", "hush-hush-hush")
        .output()
        .expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("text");
    let line = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("no {name} in {text}"))
            .to_owned()
    };
    assert!(!text.contains("hush"), "{text}");
    assert!(
        line("database-url").contains("\"postgres://host/db\""),
        "{text}"
    );
    assert!(line("database-url").ends_with("# from the environment"));
    assert!(line("jwt-secret").contains("***"));
    assert!(line("graphiql").ends_with("# from the file"));
    assert!(line("listen").ends_with("# from the command line"));
    assert!(line("jwt-issuer").ends_with("# the default"));
    assert!(text.contains("# read-database-url is not set"));
}

#[test]
fn usable_settings_are_told_from_others_by_the_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = secret(folder.path());
    let secret = secret.to_str().expect("a path");
    let check = |args: &[&str]| {
        let args = [&["config", "check"], args].concat();
        run(folder.path(), &args).status.code()
    };
    assert_eq!(check(&["--jwt-secret-file", secret]), Some(0));
    assert_eq!(check(&[]), Some(78));
    assert_eq!(
        check(&["--jwt-secret-file", secret, "--log", "=,="]),
        Some(78)
    );
    assert_eq!(
        check(&["--jwt-secret-file", secret, "--listen", "0.0.0.0:1"]),
        Some(78)
    );
}

#[test]
fn a_file_to_begin_with_is_written_once() {
    let folder = tempfile::tempdir().expect("a folder");
    printed(folder.path(), &["config", "init"]);
    let shown = printed(folder.path(), &["config", "show", "--origin"]);
    assert!(!shown.contains("from the file"), "{shown}");
    let path = folder.path().join("avtal.toml");
    std::fs::write(&path, "graphiql = true\n").expect("a file");
    assert_eq!(
        run(folder.path(), &["config", "init"]).status.code(),
        Some(78)
    );
    let kept = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(kept, "graphiql = true\n");
}
