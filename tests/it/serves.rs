//! A server as it is meant to be run: with a database user of its own that owns nothing, and told
//! to stop while others ask.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::db::{run, texts};
use crate::harness::raw::{Exchanged, asked, begun, request};
use crate::harness::server::{How, Server, printed, program, secret};
use crate::harness::{TestApp, a_moment};

/// A user of the cluster who may sign in and nothing else, gone with this; and the address with it.
async fn user(app: &TestApp, what: &str) -> (String, String) {
    let name = format!("{}_{what}", app.test_db.name());
    let admin = app.test_db.admin().await;
    run(&admin, &format!("CREATE ROLE {name} LOGIN")).await;
    let (before, after) = app.test_db.url().split_once('@').expect("a user");
    let (scheme, _user) = before.split_once("://").expect("a scheme");
    (name.clone(), format!("{scheme}://{name}@{after}"))
}

#[tokio::test]
async fn a_member_of_the_servers_role_serves() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let (name, url) = user(&app, "member").await;
    let admin = app.test_db.admin().await;
    run(&admin, &format!("GRANT avtal_app TO {name}")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let how = How {
        url: Some(&url),
        ..How::default()
    };
    let server = Server::start_as(&app, folder.path(), &how);
    server
        .until("/health/ready", |told| told.status == 200)
        .await;
    let create = "mutation { vendorCreate(input: { name: \"Nord\" }) { userErrors { code } } }";
    let asker = server.asker();
    let told = asker.post(create, serde_json::Value::Null, "one").await;
    let told = told.expect("an answer");
    assert!(told.code().is_empty(), "{told:?}");
    assert_eq!(texts(&admin, "SELECT name FROM vendor").await, ["Nord"]);
    assert!(server.stop().success());
    run(&admin, &format!("DROP ROLE {name}")).await;
}

#[tokio::test]
async fn who_is_no_member_is_told_so_and_not_that_there_is_no_schema() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let (name, url) = user(&app, "stranger").await;
    let folder = tempfile::tempdir().expect("a folder");
    let key = secret(folder.path());
    let ended = program(&["serve", "--listen", "127.0.0.1:0", "--database-url", &url])
        .args(["--jwt-secret-file", key.to_str().expect("a path")])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(78), "{said}");
    assert!(said.contains("it is no member of avtal_app"), "{said}");
    assert!(said.contains("GRANT avtal_app TO"), "{said}");
    let admin = app.test_db.admin().await;
    run(&admin, &format!("DROP ROLE {name}")).await;
}

#[tokio::test]
async fn a_file_is_whole_by_itself_once_the_server_has_ended() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let how = How {
        url: Some("sqlite://own.sqlite"),
        ..How::default()
    };
    let server = Server::start_as(&app, folder.path(), &how);
    server
        .until("/health/ready", |told| told.status == 200)
        .await;
    assert!(server.stop().success());
    // An empty log may stay beside it.
    let log = std::fs::metadata(folder.path().join("own.sqlite-wal"));
    assert_eq!(log.map_or(0, |log| log.len()), 0);
}

/// Asks again and again over a connection each, until nobody is there; how it ended.
async fn asks(address: String, answered: Arc<AtomicUsize>) -> String {
    let request = request(&address, "GET /health/live", &[], "");
    loop {
        let Ok(mut stream) = TcpStream::connect(&address).await else {
            return "nobody is there".to_owned();
        };
        let told = async {
            stream.write_all(request.as_bytes()).await?;
            let mut head = [0; 12];
            stream.read_exact(&mut head).await?;
            Ok::<_, std::io::Error>(head)
        };
        match told.await.as_ref().map(|head| &head[..]) {
            Ok(b"HTTP/1.1 200" | b"HTTP/1.1 503") => answered.fetch_add(1, Ordering::Relaxed),
            other => return format!("the request is lost: {other:?}"),
        };
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_while_the_server_stops_is_answered_or_finds_nobody() {
    let app = TestApp::sqlite().await;
    for _ in 0..3 {
        let folder = tempfile::tempdir().expect("a folder");
        let mut server = Server::start(&app, folder.path());
        let answered = Arc::<AtomicUsize>::default();
        let asking: Vec<_> = (0..16)
            .map(|_| tokio::spawn(asks(server.address.clone(), Arc::clone(&answered))))
            .collect();
        while answered.load(Ordering::Relaxed) < 200 {
            a_moment().await;
        }
        let pid = server.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.expect("it is told").success());
        let mut lost = Vec::new();
        for one in asking {
            let ended = timeout(Duration::from_secs(60), one).await;
            let ended = ended.expect("it ends").expect("no panic");
            if ended != "nobody is there" {
                lost.push(ended);
            }
        }
        // The system takes in who comes in the moment in which the door is closed.
        assert!(lost.len() <= 1, "{lost:?}");
        let status = server.child.wait().expect("a process");
        assert!(status.success(), "{status}");
    }
}

/// Imports one vendor, as whoever has a token.
async fn import(address: &str, token: &str) -> Exchanged {
    let bearer = format!("Authorization: Bearer {token}");
    let head = [bearer.as_str(), "Content-Type: text/csv"];
    let what = "POST /import/vendors?dryRun=true";
    let answer = asked(address, what, &head, "name\nNord\n").await;
    answer.expect("an answer")
}

#[tokio::test]
async fn one_file_at_a_time_is_imported_for_a_legal_entity() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&app, folder.path());
    let token = |le: &str, role: &str| {
        let key = secret(folder.path());
        let key = key.to_str().expect("a path");
        let args = [
            "token",
            "--subject",
            "b",
            "--legal-entity",
            le,
            "--role",
            role,
        ];
        let args = [&args[..], &["--jwt-secret-file", key]].concat();
        printed(folder.path(), &args).trim().to_owned()
    };
    let of_b = token(&format!("{}:B", app.b.id), "admin");
    let partner = token(&format!("{}:A", app.a.id), "partner");
    // One whose body never comes.
    let slow = async |token: &str| {
        let head = format!(
            "POST /import/vendors HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: text/csv\r\nContent-Length: 100\r\n\r\n"
        );
        begun(&server.address, &head).await
    };
    // Whoever may not import keeps nobody out.
    let mut refused = slow(&partner).await;
    let mut head = [0; 12];
    refused.read_exact(&mut head).await.expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 403");
    assert_eq!(import(&server.address, &server.token).await.status, 200);
    // It is not told when it has its place, and one that comes before it may take that.
    let held = async {
        loop {
            let held = slow(&server.token).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            let told = import(&server.address, &server.token).await;
            if told.status == 503 {
                return (held, told);
            }
            assert_eq!(told.status, 200, "{}", told.body);
        }
    };
    let held = timeout(Duration::from_secs(60), held).await;
    let (held, told) = held.expect("the place is taken");
    assert!(told.head.contains("retry-after"), "{}", told.head);
    let told = import(&server.address, &of_b).await;
    assert_eq!(told.status, 200, "{}", told.body);
    drop(held);
    let is_free = async {
        while import(&server.address, &server.token).await.status != 200 {
            a_moment().await;
        }
    };
    timeout(Duration::from_secs(60), is_free)
        .await
        .expect("the place is given back");
}
