//! What the program says when it cannot start: what, why, and what to do, a line each, under an
//! exit code that tells the kinds apart.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use avtal::tenancy::{migrate, migrate_down};
use expect_test::expect_file;

use crate::harness::db;
use crate::harness::server::{run, secret};

/// What a command says that does not go well, without what differs from run to run.
fn told(folder: &Path, what: &str, args: &[&str]) -> String {
    let output = run(folder, args);
    let code = output.status.code().expect("an exit code");
    assert!((64..=78).contains(&code), "{what} exits with {code}");
    let text = String::from_utf8(output.stderr).expect("text");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('{')).collect();
    assert_eq!(lines.len(), 3, "{what}: {text}");
    assert!(lines[0].starts_with("avtal: "), "{text}");
    assert!(
        lines[1].starts_with("  why: ") && lines[1].len() > 10,
        "{text}"
    );
    assert!(
        lines[2].starts_with(" mend: ") && lines[2].len() > 10,
        "{text}"
    );
    let text = lines
        .join("\n")
        .replace(folder.to_str().expect("a path"), "FOLDER");
    format!("## {what} ({code})\n{text}\n")
}

#[tokio::test]
async fn what_the_program_says_when_it_cannot_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file is written");
        path.to_str().expect("a path").to_owned()
    };
    let key = secret(folder);
    let key = key.to_str().expect("a path");
    let mut all = Vec::new();
    let mut tell = |what: &str, args: &[&str]| all.push(told(folder, what, args));
    let with_key = ["serve", "--jwt-secret-file", key, "--listen", "127.0.0.1:0"];
    let serve = |args: &[&'static str]| [&with_key, args].concat();

    tell("no key", &["serve"]);
    tell("a weak secret", &["serve", "--jwt-secret", "changeme"]);
    let two = ["serve", "--jwt-secret", "x", "--jwt-public-key-file", "y"];
    tell("two keys", &two);
    tell(
        "a key that is not there",
        &["serve", "--jwt-public-key-file", "none.pem"],
    );
    let bad = write("bad.pem", "this is no key");
    tell(
        "a key that is none",
        &["serve", "--jwt-public-key-file", &bad],
    );
    let open = write("open", "9f86d081884c7d659a2feaa0c55ad015");
    tell(
        "a secret for everybody",
        &["serve", "--jwt-secret-file", &open],
    );
    let twice = ["--database-url", "sqlite:x", "--database-url-file", "y"];
    tell("a secret and its file", &serve(&twice));
    let no_toml = write("no.toml", "listen =");
    tell("a file that is no TOML", &["serve", "--config", &no_toml]);
    let typo = write("typo.toml", "listn = \"127.0.0.1:1\"");
    tell(
        "a setting that does not exist",
        &["serve", "--config", &typo],
    );
    tell(
        "a file that is not there",
        &["serve", "--config", "none.toml"],
    );
    tell("no manifest", &serve(&["--documents", "trusted"]));
    let unread = ["--documents-manifest", "x.json"];
    tell("a manifest that nobody reads", &serve(&unread));
    let only = |more: &[&'static str]| {
        let args = [
            "--documents",
            "only-trusted",
            "--documents-manifest",
            "x.json",
        ];
        serve(&[&args, more].concat())
    };
    tell("a manifest that is not there", &only(&[]));
    tell(
        "a page that asks what nobody trusts",
        &only(&["--graphiql", "on"]),
    );
    tell(
        "a gateway that asks what nobody trusts",
        &only(&["--federation", "on"]),
    );
    let trusted = |manifest: &str| {
        let args = ["--documents", "trusted", "--documents-manifest", manifest];
        let told = [&with_key, args.as_slice()].concat();
        told.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for (what, text) in [
        ("a manifest that is none", "[]"),
        (
            "a trusted document that does not hold",
            r#"{ "names-1": "{ xqzxqzxqz { id } }" }"#,
        ),
    ] {
        let args = trusted(&write("manifest.json", text));
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        tell(what, &args);
    }
    let half = ["--tls-certificate", "x.pem"];
    tell("a certificate without its key", &serve(&half));
    let pair = || {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let made = made.expect("a certificate is made");
        (made.cert.pem(), made.signing_key.serialize_pem())
    };
    let ((certificate, own_key), (_, other_key)) = (pair(), pair());
    for (what, certificate, own_key, mode) in [
        (
            "a certificate that is none",
            "none",
            own_key.as_str(),
            0o600,
        ),
        (
            "a key of a certificate that is none",
            certificate.as_str(),
            "none",
            0o600,
        ),
        (
            "a key of another certificate",
            certificate.as_str(),
            other_key.as_str(),
            0o600,
        ),
        (
            "a key of a certificate for everybody",
            certificate.as_str(),
            own_key.as_str(),
            0o644,
        ),
    ] {
        let (certificate, own_key) = (write("tls.pem", certificate), write("tls.key", own_key));
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&own_key, mode).expect("it is so");
        let files = ["--tls-certificate", &certificate, "--tls-key", &own_key];
        tell(what, &[&with_key, files.as_slice()].concat());
    }
    tell(
        "a value that makes no sense",
        &serve(&["--connections-max", "many"]),
    );
    tell(
        "no place for the ends of audit trails",
        &serve(&["--audit-head-file", "none/heads"]),
    );
    tell(
        "a filter of the log that is none",
        &serve(&["--log", "=,="]),
    );
    let public = ["serve", "--jwt-secret-file", key, "--listen", "0.0.0.0:0"];
    tell("open to other machines", &public);
    tell(
        "a URL of no kind",
        &serve(&["--database-url", "mysql://host/db"]),
    );
    // A server would wait for it.
    let away = [
        "migrate",
        "--database-url",
        "postgres://nobody@127.0.0.1:1/none",
    ];
    tell("a PostgreSQL that is not there", &away);
    tell(
        "no place for a file",
        &serve(&["--database-url", "sqlite:///proc/none/x.sqlite"]),
    );
    tell(
        "a file that is no database",
        &serve(&["--database-url", "sqlite:typo.toml"]),
    );
    tell(
        "a database that is not there",
        &["audit", "verify", "--database-url", "sqlite:none.sqlite"],
    );
    let missing = [
        "--database-url",
        "sqlite:missing.sqlite",
        "--migrate",
        "check",
    ];
    tell("a database without its schema", &serve(&missing));
    let token = [
        "token",
        "--subject",
        "x",
        "--role",
        "buyer",
        "--jwt-public-key-file",
    ];
    let id = "019ab3c4-0000-7000-8000-000000000001";
    let token = [token.as_slice(), &[&bad, "--legal-entity", id]].concat();
    tell("a token without a secret", &token);
    tell(
        "a server that is not there",
        &["health", "--listen", "127.0.0.1:1"],
    );

    let port = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let busy = port.local_addr().expect("an address").to_string();
    let args = ["serve", "--jwt-secret-file", key, "--listen", &busy];
    let numbers = [with_key.as_slice(), &["--metrics-listen", &busy]].concat();
    for (what, args) in [
        ("a busy port", args.as_slice()),
        ("a busy port for metrics", numbers.as_slice()),
    ] {
        all.push(told(folder, what, args).replace(&busy, "ADDRESS"));
    }

    let url = format!("sqlite://{}", folder.join("schema.sqlite").display());
    migrate(&url).await.expect("a database is made");
    migrate_down(&url, Some(1))
        .await
        .expect("a step is taken back");
    let old = [
        with_key.as_slice(),
        &["--database-url", &url, "--migrate", "check"],
    ]
    .concat();
    all.push(told(folder, "an older schema", &old));
    migrate(&url).await.expect("a step is done");
    let admin = db::connect(&url).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9_newer', 1)";
    db::run(&admin, newer).await;
    all.push(told(folder, "a newer schema", &old));
    // Whoever holds it lets nobody in, and the program does not wait for ever.
    db::run(
        &admin,
        "DELETE FROM seaql_migrations WHERE version = 'm9_newer'",
    )
    .await;
    db::run(&admin, "PRAGMA journal_mode = DELETE").await;
    db::run(&admin, "BEGIN EXCLUSIVE").await;
    all.push(told(folder, "a locked database", &old));

    expect_file!["troubles.txt"].assert_eq(&all.join("\n"));
}
