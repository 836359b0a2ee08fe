//! The program as its users start it: commands that end, and a server that ends with its test.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use avtal::auth::Role;
use serde_json::{Value, json};

use super::TestApp;
use super::raw::{Exchanged, exchange};

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
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{args:?}: {said}{told}");
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

/// How a server is started, where it is not as usual.
#[derive(Default)]
pub(crate) struct How<'a> {
    /// Where it reaches the application's database.
    pub(crate) url: Option<&'a str>,
    /// Further arguments.
    pub(crate) args: &'a [&'a str],
    /// Its environment.
    pub(crate) environment: &'a [(&'a str, &'a str)],
    /// What a shell does before it becomes the server.
    pub(crate) shell: Option<&'a str>,
}

/// The server as its users start it, killed with the test.
pub(crate) struct Server {
    pub(crate) child: Child,
    /// Where it listens.
    pub(crate) address: String,
    /// A token of an administrator of A.
    pub(crate) token: String,
    /// Where it tells its numbers, if it says so; the last place where it names several.
    pub(crate) metrics: Option<String>,
    log: PathBuf,
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
        let how = How {
            args,
            environment,
            ..How::default()
        };
        Self::start_as(app, folder, &how)
    }

    /// In any way.
    pub(crate) fn start_as(app: &TestApp, folder: &Path, how: &How<'_>) -> Self {
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
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let mut command = match how.shell {
            None => program(&serve),
            Some(before) => {
                let mut shell = Command::new("/bin/sh");
                let script = format!("{before}; exec \"$0\" \"$@\"");
                shell.args(["-c", &script, env!("CARGO_BIN_EXE_avtal")]);
                shell.args(serve).env_clear();
                shell
            }
        };
        let mut child = command
            .args(["--jwt-secret-file", secret])
            .args(["--database-url", how.url.unwrap_or(app.test_db.url())])
            .args(how.args)
            .envs(how.environment.iter().copied())
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
            banner.iter().rev().find_map(|line| {
                let (_, rest) = line.split_once("://")?;
                rest.strip_suffix(ending).map(str::to_owned)
            })
        };
        let address = at("/graphql").expect("the server says where it is");
        let metrics = at("/metrics");
        // Nobody reads on, and a full pipe would stop the server.
        std::thread::spawn(move || drop(out.read_to_end(&mut Vec::new())));
        Self {
            child,
            address,
            token,
            metrics,
            log: folder.join("log"),
        }
    }

    /// Everything that it has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("a log")
    }

    /// Asks it a document as its token's owner, with further lines in the head of the request.
    pub(crate) fn ask(&self, body: &serde_json::Value, more: &[&str]) -> Exchanged {
        let token = format!("Authorization: Bearer {}", self.token);
        let own = [token.as_str(), "Content-Type: application/json"];
        let head = [own.as_slice(), more].concat();
        exchange(&self.address, "POST /graphql", &head, &body.to_string())
    }

    /// Tells it to stop, and waits until it has; how it ended.
    pub(crate) fn stop(mut self) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.expect("kill is there").success());
        self.child.wait().expect("it ends")
    }
}

/// What a server answers over HTTP.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: u16,
    /// The header `Retry-After`.
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
    /// How long it took.
    pub(crate) after: Duration,
}

impl Told {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The code of its first error.
    pub(crate) fn code(&self) -> String {
        let code = &self.json()["errors"][0]["extensions"]["code"];
        code.as_str().unwrap_or_default().to_owned()
    }
}

/// Somebody who asks a server, over connections that are used again.
#[derive(Clone)]
pub(crate) struct Asker {
    client: reqwest::Client,
    address: String,
    token: String,
}

impl Asker {
    /// What is answered to a request; nothing where the connection breaks off.
    pub(crate) async fn post(&self, query: &str, variables: Value, key: &str) -> Option<Told> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = self.client.post(format!("http://{}/graphql", self.address));
        let request = request
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .body(body);
        told(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Option<Told> {
        told(self.client.get(format!("http://{}{path}", self.address))).await
    }
}

async fn told(request: reqwest::RequestBuilder) -> Option<Told> {
    let begun = Instant::now();
    let response = request.send().await.ok()?;
    let retry_after = response.headers().get("Retry-After");
    let retry_after = retry_after.map(|value| value.to_str().expect("text").to_owned());
    Some(Told {
        status: response.status().as_u16(),
        retry_after,
        body: response.text().await.ok()?,
        after: begun.elapsed(),
    })
}

impl Server {
    /// An administrator of A, who asks it.
    pub(crate) fn asker(&self) -> Asker {
        // A connection that the server is about to end is not used again.
        let client = reqwest::Client::builder()
            .no_proxy()
            .pool_idle_timeout(Duration::from_millis(100));
        Asker {
            client: client.build().expect("a client"),
            address: self.address.clone(),
            token: self.token.clone(),
        }
    }

    /// Asks until the answer is what is waited for.
    ///
    /// # Panics
    /// When it is not within a minute.
    pub(crate) async fn until(&self, path: &str, is_it: impl Fn(&Told) -> bool) -> Duration {
        let (begun, asker) = (Instant::now(), self.asker());
        loop {
            let told = asker.get(path).await;
            if told.as_ref().is_some_and(&is_it) {
                return begun.elapsed();
            }
            assert!(begun.elapsed().as_secs() < 60, "{path}: {told:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
