//! Too much at once, too slowly, with no room left: the server goes on serving others, and what it
//! could not do is there not at all.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::test::TestRequest;
use avtal::tenancy::{Db, Options};
use sea_orm::TransactionTrait;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::build::{act, done, item, ledgers, vendor};
use crate::harness::db::{number, run};
use crate::harness::raw::{begun, connected, request, said, said_to};
use crate::harness::server::{Asker, How, Server};
use crate::harness::{TestApp, a_moment, both};

/// How long anything may take to happen.
const DEADLINE: Duration = Duration::from_secs(60);

const UPDATE: &str = "mutation($input: VendorUpdateInput!) {
    vendorUpdate(input: $input) { vendor { id } userErrors { code } } }";
const ADJUST: &str = "mutation($input: InventoryAdjustmentPostInput!) {
    inventoryAdjustmentPost(input: $input) { userErrors { code } } }";
const CREATE: &str = "mutation($input: VendorCreateInput!) {
    vendorCreate(input: $input) { vendor { id } userErrors { code } } }";

async fn is_healthy(asker: &Asker) {
    for path in ["/health/live", "/health/ready"] {
        let told = asker.get(path).await.expect("health is always told");
        assert_eq!(told.status, 200, "{told:?}");
        assert!(told.after < Duration::from_secs(10), "{told:?}");
    }
}

#[tokio::test]
async fn who_waits_for_a_lock_leaves_connections_to_those_who_post() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let user = app.admin(&app.a);
    ledgers(&app, &user).await;
    let vendor = vendor(&app, &user, json!({})).await;
    let item = item(&app, &user, json!({})).await;
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--connections-max",
        "4",
        "--connection-wait-ms",
        "1000",
        "--lock-ms",
        "60000",
        "--statement-ms",
        "60000",
        "--limit-execution-ms",
        "60000",
    ];
    let server = Server::start_with(&app, folder.path(), &args, &[]);
    let asker = server.asker();
    // Somebody holds the vendor, and twenty times as many as there are connections want it.
    let admin = app.test_db.admin().await;
    let holds = admin.begin().await.expect("a transaction");
    run(&holds, "SELECT * FROM vendor FOR UPDATE").await;
    let waiting: Vec<_> = (0..80)
        .map(|n| {
            let (asker, id) = (asker.clone(), vendor.clone());
            tokio::spawn(async move {
                let input = json!({"input":
                    {"id": id, "version": 1, "name": format!("Nord {n}")}});
                let told = asker.post(UPDATE, input, &format!("u-{n}")).await;
                told.expect("every request is answered")
            })
        })
        .collect();
    // Those who get no connection are told so, all but the two who wait for the lock itself.
    let begun = Instant::now();
    while waiting.iter().filter(|one| one.is_finished()).count() < 78 {
        assert!(begun.elapsed() < DEADLINE, "they wait");
        is_healthy(&asker).await;
    }
    let adjustment = json!({"input": {"postingDate": "2026-06-15", "reason": "Count",
        "lines": [{"itemId": item, "quantity": "1", "unitCost": "1"}]}});
    let posted = asker
        .post(ADJUST, adjustment, "post")
        .await
        .expect("an answer");
    let errors = &posted.json()["data"]["inventoryAdjustmentPost"]["userErrors"];
    assert_eq!(errors, &json!([]), "{posted:?}");
    let read = asker
        .post("{ vendors(first: 1) { totalCount } }", Value::Null, "read")
        .await;
    assert_eq!(read.expect("an answer").status, 200);
    holds.rollback().await.expect("the lock is given up");
    let mut n_done = 0;
    for one in waiting {
        let told = one.await.expect("an answer");
        match told.status {
            200 => n_done += 1,
            _ => assert!(
                (told.status, told.retry_after.is_some()) == (503, true),
                "{told:?}"
            ),
        }
    }
    assert_eq!(n_done, 2);
}

/// Writes to a connection until the other end has cut it.
async fn is_cut(mut stream: TcpStream, by_writing: &[u8]) {
    let cut = async {
        while stream.write_all(by_writing).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(DEADLINE, cut).await.expect("it is cut off");
}

#[tokio::test]
async fn who_says_or_reads_nothing_for_long_is_cut_off_and_others_are_served() {
    const EACH: usize = 20;
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--limit-head-ms",
        "2000",
        "--limit-body-ms",
        "2000",
        "--keep-alive-ms",
        "2000",
        "--limit-stuck-ms",
        "2000",
    ];
    let server = Server::start_with(&app, folder.path(), &args, &[]);
    let head = format!("POST /graphql HTTP/1.1\r\nHost: {}\r\n", server.address);
    let body = format!("{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
    let page = "GET /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut all = Vec::new();
    for _ in 0..EACH {
        for begin in ["", &head, &body] {
            let stream = begun(&server.address, begin).await;
            all.push(tokio::spawn(async move { drop(said(stream).await) }));
        }
        // More than all buffers on the way hold is asked for, and nothing is read.
        let stream = connected(&server.address).await;
        all.push(tokio::spawn(is_cut(stream, page.as_bytes())));
    }
    let asker = server.asker();
    let begun = Instant::now();
    while all.iter().any(|one| !one.is_finished()) {
        assert!(begun.elapsed() < DEADLINE, "some are not cut off");
        is_healthy(&asker).await;
        let told = asker
            .post("{ vendors(first: 1) { totalCount } }", Value::Null, "k")
            .await;
        assert_eq!(told.expect("an answer").status, 200);
    }
    for one in all {
        one.await.expect("it was cut off");
    }
}

/// Whether an answer came whole.
fn is_whole(answer: &str) -> bool {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let length = format!("content-length: {}", body.len());
    head.to_lowercase().lines().any(|line| line == length)
}

/// How many descriptors a server has.
fn descriptors(server: &Server) -> usize {
    let folder = format!("/proc/{}/fd", server.child.id());
    std::fs::read_dir(folder).expect("its descriptors").count()
}

#[tokio::test]
async fn a_connection_ends_on_which_nothing_more_comes_after_its_answer() {
    const EACH: usize = 10;
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--limit-head-ms",
        "2000",
        "--limit-body-ms",
        "2000",
        "--keep-alive-ms",
        "2000",
    ];
    let server = Server::start_with(&app, folder.path(), &args, &[]);
    let asker = server.asker();
    is_healthy(&asker).await;
    let before = descriptors(&server);
    let mut all = Vec::new();
    // Requests that are answered before their bodies came, which never do.
    for (what, head, status) in [
        ("POST /nowhere", "Connection: close", "404"),
        ("DELETE /version", "Accept: */*", "405"),
        ("POST /graphql", "Content-Type: text/plain", "415"),
        (
            "POST /graphql",
            "Content-Type: application/json\r\nAuthorization: Bearer x",
            "401",
        ),
        ("POST /graphql", "Content-Type: application/json", "408"),
        ("GET /schema.graphql", "Accept-Encoding: gzip", "200"),
    ] {
        let body = "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
        let sent = format!("{what} HTTP/1.1\r\nHost: x\r\n{head}\r\n{body}");
        all.push((sent, status));
    }
    let counted = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{";
    all.push((counted.to_owned(), "404"));
    // A second head that does not come to its end.
    let second = "GET /version HTTP/1.1\r\nHost: x\r\n\r\nGET /version HTT";
    all.push((second.to_owned(), "200"));
    let mut saying = Vec::new();
    for (sent, status) in all {
        for _ in 0..EACH {
            let (address, sent) = (server.address.clone(), sent.clone());
            saying.push(tokio::spawn(async move {
                let answer = said_to(&address, &sent).await;
                let is_it = answer.starts_with(&format!("HTTP/1.1 {status} "));
                let is_packed = sent.contains("gzip");
                assert!(
                    is_it && (is_packed || is_whole(&answer)),
                    "{sent}: {answer}"
                );
            }));
        }
    }
    for one in saying {
        one.await.expect("it was answered and ended");
    }
    is_healthy(&asker).await;
    let begun = Instant::now();
    while descriptors(&server) >= before + EACH {
        assert!(begun.elapsed() < DEADLINE, "descriptors are kept");
        a_moment().await;
    }
}

#[tokio::test]
async fn a_connection_stays_for_the_requests_that_follow() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&app, folder.path());
    let body = r#"{"query":"{ __typename }"}"#;
    let length = body.len();
    let sent = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n\
         POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}\
         GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    );
    let answers = said_to(&server.address, &sent).await;
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 3, "{answers}");
}

/// Makes a connection that has been answered, by which it is counted, and stays.
async fn held(server: &Server) -> TcpStream {
    let asked = request(&server.address, "GET /version", &[], "");
    let mut stream = begun(&server.address, &asked).await;
    let mut some = [0; 16];
    stream.read_exact(&mut some).await.expect("an answer");
    stream
}

#[tokio::test]
async fn a_connection_too_many_ends_soon_whatever_comes_on_it() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--limit-connections-of-one",
        "1",
        "--limit-head-ms",
        "600000",
        "--keep-alive-ms",
        "600000",
    ];
    let server = Server::start_with(&app, folder.path(), &args, &[]);
    let held = held(&server).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n";
    let told = said_to(&server.address, &format!("{head}\r\n1\r\n{{\r\n")).await;
    assert!(
        told.starts_with("HTTP/1.1 429 ") && is_whole(&told),
        "{told}"
    );
    assert_eq!(said_to(&server.address, head).await, "");
    drop(held);
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_no_more() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let args = ["--limit-connections-of-one", "2"];
    let server = Server::start_with(&app, folder.path(), &args, &[]);
    let ask = async |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        said_to(&server.address, &request).await
    };
    let held = [held(&server).await, held(&server).await];
    let refused = ask("/schema.graphql").await;
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    assert!(refused.contains("TOO_MANY_CONNECTIONS"), "{refused}");
    assert!(
        refused.to_lowercase().contains("retry-after: 1"),
        "{refused}"
    );
    assert!(ask("/health/live").await.starts_with("HTTP/1.1 200 "));
    drop(held);
    let begun = Instant::now();
    while !ask("/schema.graphql").await.starts_with("HTTP/1.1 200 ") {
        assert!(begun.elapsed() < DEADLINE, "the places are not given back");
    }
}

#[tokio::test]
async fn a_full_disk_refuses_what_it_cannot_hold_and_nothing_is_there_by_half() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    // The system ends who writes beyond a limit, unless it does not mind.
    let how = How {
        shell: Some("trap '' XFSZ"),
        ..How::default()
    };
    let server = Server::start_as(&app, folder.path(), &how);
    let asker = server.asker();
    let pid = server.child.id().to_string();
    let limit = |bytes: &str| {
        let limit = format!("--fsize={bytes}:unlimited");
        let set = Command::new("prlimit")
            .args(["--pid", &pid, &limit])
            .status();
        assert!(set.expect("prlimit is there").success());
    };
    limit("1048576");
    let mut kept = 0;
    let refused = loop {
        let input = json!({"input": {"name": format!("Nord {kept}")}});
        let told = asker.post(CREATE, input, &format!("k-{kept}")).await;
        let told = told.expect("every request is answered");
        if told.status != 200 {
            break told;
        }
        kept += 1;
        assert!(kept < 1_000, "the disk is never full");
    };
    let code = refused.code();
    let is_later = (refused.status, code.as_str(), refused.retry_after.is_some());
    assert_eq!(is_later, (503, "UNAVAILABLE", true), "{refused:?}");
    let count = "{ vendors(first: 1) { totalCount } }";
    let read = asker
        .post(count, Value::Null, "r")
        .await
        .expect("an answer");
    assert_eq!(
        read.json()["data"]["vendors"]["totalCount"],
        kept,
        "{read:?}"
    );
    limit("unlimited");
    let input = json!({"input": {"name": format!("Nord {kept}")}});
    let again = asker
        .post(CREATE, input, &format!("k-{kept}"))
        .await
        .expect("an answer");
    assert!(
        again.json()["data"]["vendorCreate"]["vendor"]["id"].is_string(),
        "{again:?}"
    );
    let admin = app.test_db.admin().await;
    let n_rows = number(&admin, "SELECT COUNT(*) FROM vendor").await;
    let n_entries = "SELECT COUNT(*) FROM audit_entry WHERE operation = 'vendorCreate'";
    assert_eq!(
        (n_rows, number(&admin, n_entries).await),
        (kept + 1, kept + 1)
    );
}

both! {
    async fn a_panic_is_the_error_of_one_request_and_leaves_nothing_behind(app: TestApp) {
        let user = app.admin(&app.a);
        let is_armed = AtomicBool::new(true);
        // Told of each statement, it stands for a mistake between two of them.
        let observer = move |sql: &str| {
            let is_it = sql.starts_with("INSERT INTO \"vendor\"");
            assert!(!is_it || !is_armed.swap(false, Ordering::SeqCst), "a mistake");
        };
        let options = Options {
            connections_max: 1,
            ..Options::of(app.test_db.url())
        };
        let db = Db::connect(&options, app.clock.clone(), Some(Arc::new(observer))).await;
        let state = app.state_over(db.expect("it opens"));
        let create = || TestRequest::post()
            .uri("/graphql")
            .insert_header(("Content-Type", "application/json"))
            .insert_header(("Idempotency-Key", "k"))
            .set_payload(
                json!({"query": CREATE, "variables": {"input": {"name": "N"}}}).to_string(),
            );
        let failed = app.send(&state, Some(&user), create()).await;
        assert_eq!((failed.status, failed.code().as_str()), (500, "INTERNAL_SERVER_ERROR"));
        let error = &failed.json()["errors"][0];
        assert_eq!(error["extensions"]["requestId"], failed.header("x-request-id"));
        assert_eq!(error["message"], "Internal error");
        let admin = app.test_db.admin().await;
        assert_eq!(number(&admin, "SELECT COUNT(*) FROM vendor").await, 0);
        // By the only connection that there is.
        let made = app.send(&state, Some(&user), create()).await;
        let made = &made.json()["data"]["vendorCreate"]["vendor"]["id"];
        assert!(made.is_string(), "{made}");
    }

    async fn clocks_that_step_stop_nothing_and_break_no_order(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let make = async |key: &str| {
            let input = json!({"input": {"name": key}});
            let answer = app.gql_keyed(&user, CREATE, input, key).await;
            let id = &answer["data"]["vendorCreate"]["vendor"]["id"];
            id.as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
        };
        let mut first = Vec::new();
        let steps = [
            "2026-12-31T23:59:58Z", "2026-12-31T22:59:58Z", "2027-01-01T00:00:02Z",
            "2028-02-29T12:00:00Z", "2028-02-29T11:00:00Z", "2028-02-29T13:00:00Z",
        ];
        for instant in steps {
            app.set_clock(instant);
            first.push(make(instant).await);
            // An hour back or forth, a key is the same key.
            for (key, id) in steps.iter().zip(&first) {
                assert_eq!(make(key).await, *id, "{key} at {instant}");
            }
        }
        let numbers = "vendors(first: 100, orderBy: [{field: NUMBER, direction: ASC}])";
        let seen = crate::build::read(&app, &user, numbers, "{ nodes { id } }").await;
        let ids: Vec<&str> = seen["nodes"].as_array().expect("rows").iter()
            .map(|row| row["id"].as_str().expect("an id"))
            .collect();
        assert_eq!(ids, first, "numbers follow the order of making, whatever the clock says");
        let item = item(&app, &user, json!({})).await;
        let day = json!({"postingDate": "2028-02-29", "reason": "Count",
            "lines": [{"itemId": item, "quantity": "1", "unitCost": "1"}]});
        let posted = act(&app, &user, "inventoryAdjustmentPost", day, "").await;
        assert!(posted["userErrors"].is_array(), "{posted}");
        done(&app, &user, "vendorCreate", json!({"name": "Last"}), "").await;
    }
}
