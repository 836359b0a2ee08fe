//! The program as its users start it: commands that end, and a server that ends with its test.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use avtal::auth::Role;

use super::TestApp;

const SECRET: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// The program, with nothing of this process's environment.
pub(crate) fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avtal"));
    command.args(args).env_clear();
    command
}

/// What a command that ends says, and how it ends.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = program(args);
    command.current_dir(folder).stdin(Stdio::null());
    command.output().expect("the program starts")
}

/// What a command prints that goes well.
pub(crate) fn printed(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {told}");
    String::from_utf8(output.stdout).expect("it prints text")
}

/// A file that holds a secret as it should.
pub(crate) fn secret(folder: &Path) -> PathBuf {
    let path = folder.join("secret");
    std::fs::write(&path, SECRET).expect("a secret is kept");
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&path, private).expect("it is private");
    path
}

/// The server as its users start it, killed with the test.
pub(crate) struct Server {
    pub(crate) child: Child,
    /// Where it listens.
    pub(crate) address: String,
    /// A token of an administrator of A.
    pub(crate) token: String,
}

impl Server {
    pub(crate) fn start(app: &TestApp, folder: &Path) -> Self {
        Self::start_with(app, folder, &[], &[])
    }

    /// With further arguments and an environment. What it logs goes to `log` in the folder.
    pub(crate) fn start_with(
        app: &TestApp,
        folder: &Path,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let secret = secret(folder);
        let secret = secret.to_str().expect("a path");
        let role = Role::Admin;
        let entity = format!("{}:{}", app.a.id, app.a.code);
        let subject = format!("{role:?}@{}", app.a.code).to_lowercase();
        let token = printed(
            folder,
            &[
                "token",
                "--subject",
                &subject,
                "--legal-entity",
                &entity,
                "--role",
                "admin",
                "--jwt-secret-file",
                secret,
            ],
        );
        let token = token.trim().to_owned();
        let log = std::fs::File::create(folder.join("log")).expect("a log is begun");
        let mut child = program(&["serve", "--listen", "127.0.0.1:0"])
            .args(["--jwt-secret-file", secret])
            .args(["--database-url", app.test_db.url()])
            .args(args)
            .envs(environment.iter().copied())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut banner = Vec::new();
        let mut line = String::new();
        // The database is the last that it names.
        while !line.starts_with("  Database") {
            line.clear();
            let n = out.read_line(&mut line).expect("it prints text");
            let log = || std::fs::read_to_string(folder.join("log"));
            assert!(n > 0, "the server ended: {:?}", log());
            banner.push(line.trim_end().to_owned());
        }
        let at = |ending: &str| {
            banner.iter().find_map(|line| {
                let (_, rest) = line.split_once("://")?;
                rest.strip_suffix(ending).map(str::to_owned)
            })
        };
        let address = at("/graphql").expect("the server says where it is");
        // Nobody reads on, and a full pipe would stop the server.
        std::thread::spawn(move || drop(out.read_to_end(&mut Vec::new())));
        Self {
            child,
            address,
            token,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
