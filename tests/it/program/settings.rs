//! `avtal config`, and settings as the program takes them.

use std::os::unix::fs::PermissionsExt;

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
fn a_variable_that_is_no_setting_is_told_and_the_file_may_be_named_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = |name: &str, value: &str| {
        let mut command = program(&["config", "show", "--origin"]);
        let command = command.current_dir(folder.path()).env(name, value);
        let output = command.output().expect("the program starts");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).expect("text"))
    };
    let (code, said) = told("AVTAL_LISTN", "127.0.0.1:1");
    assert_eq!(code, Some(78), "{said}");
    assert!(
        said.contains("AVTAL_LISTN (from the environment) is no setting"),
        "{said}"
    );
    assert!(said.contains("write AVTAL_LISTEN"), "{said}");
    // What is set to nothing is not set.
    assert_eq!(told("AVTAL_LISTN", "").0, Some(0));
    std::fs::write(folder.path().join("own.toml"), "graphiql = true\n").expect("a file");
    let (code, said) = told("AVTAL_CONFIG", "own.toml");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("graphiql = \"on\""), "{said}");
}

#[test]
fn a_file_of_settings_with_a_secret_is_not_for_everybody() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("avtal.toml");
    for (line, is_secret) in [
        ("jwt-secret = \"kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a\"", true),
        ("database-url = \"postgres://me:hush@host/db\"", true),
        ("database-url = \"sqlite://avtal.sqlite\"", false),
    ] {
        std::fs::write(&path, format!("{line}\n")).expect("a file");
        for mode in [0o604, 0o602, 0o640, 0o600] {
            let mode = std::fs::Permissions::from_mode(mode);
            let is_open = mode.mode() & 0o006 != 0;
            std::fs::set_permissions(&path, mode).expect("it is so");
            let output = run(folder.path(), &["config", "show"]);
            let expected = if is_secret && is_open { 78 } else { 0 };
            let said = String::from_utf8(output.stderr).expect("text");
            assert_eq!(output.status.code(), Some(expected), "{line}: {said}");
            assert_eq!(
                said.contains("chmod 600 avtal.toml"),
                expected == 78,
                "{said}"
            );
            assert!(!said.contains("hush"), "{said}");
        }
    }
}

#[test]
fn a_file_for_the_ends_of_trails_has_to_be_writable_and_checking_that_makes_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = secret(folder.path());
    let key = key.to_str().expect("a path");
    let check = |file: &str| {
        let args = [
            "config",
            "check",
            "--jwt-secret-file",
            key,
            "--audit-head-file",
            file,
        ];
        let output = run(folder.path(), &args);
        (
            output.status.code(),
            String::from_utf8(output.stderr).expect("text"),
        )
    };
    for wrong in ["none/heads", ".", "secret/heads"] {
        let (code, said) = check(wrong);
        assert_eq!(code, Some(78), "{wrong}: {said}");
        assert!(said.contains("--audit-head-file FILE"), "{said}");
    }
    assert_eq!(check("heads").0, Some(0));
    assert!(!folder.path().join("heads").exists());
    std::fs::write(folder.path().join("heads"), "before\n").expect("a file");
    assert_eq!(check("heads").0, Some(0));
    let kept = std::fs::read_to_string(folder.path().join("heads"));
    assert_eq!(kept.expect("the file"), "before\n");
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
