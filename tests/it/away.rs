//! A PostgreSQL that is away: at the start, in the middle of work, at the very end of a commit.
//! The server lives, says so, answers everybody in time, and is itself again soon after.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

use crate::harness::TestApp;
use crate::harness::db::number;
use crate::harness::proxy::{Mode, Proxy};
use crate::harness::server::{Asker, How, Server, Told};

/// How long anything may take to happen.
const DEADLINE: Duration = Duration::from_secs(60);

/// How long an answer may take while the line is disturbed. The bar is 5 seconds; a machine that is
/// busy with other tests gets a few more, but less than a request may take by itself.
const ANSWERED: Duration = Duration::from_secs(9);

/// One disturbance at a time: each has eight clients who ask as fast as they can.
static ONE: Mutex<()> = Mutex::const_new(());

const CREATE: &str = "mutation($input: VendorCreateInput!) {
    vendorCreate(input: $input) { vendor { id } userErrors { code } } }";
const READ: &str = "{ vendors(first: 1) { totalCount } }";

/// A server that reaches its PostgreSQL through a proxy; none without a PostgreSQL.
struct Rig {
    app: TestApp,
    proxy: Proxy,
    server: Server,
    folder: tempfile::TempDir,
    _alone: MutexGuard<'static, ()>,
}

impl Rig {
    async fn start(mode: Mode, args: &[&str]) -> Option<Self> {
        let alone = ONE.lock().await;
        let app = TestApp::postgres().await?;
        let proxy = Proxy::before(app.test_db.url(), mode);
        let folder = tempfile::tempdir().expect("a folder");
        let url = proxy.url(app.test_db.url());
        let how = How {
            url: Some(&url),
            args,
            ..How::default()
        };
        let server = Server::start_as(&app, folder.path(), &how);
        Some(Self {
            app,
            proxy,
            server,
            folder,
            _alone: alone,
        })
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).expect("a log")
    }
}

fn is_away(told: &Told) -> bool {
    (told.status, told.code().as_str()) == (503, "UNAVAILABLE") && told.retry_after.is_some()
}

async fn create(asker: &Asker, key: &str) -> Option<Told> {
    let input = json!({ "input": { "name": key } });
    asker.post(CREATE, input, key).await
}

/// The id of the vendor that an answer is about.
fn vendor(told: &Told) -> Option<String> {
    let id = &told.json()["data"]["vendorCreate"]["vendor"]["id"];
    id.as_str().map(str::to_owned)
}

/// Somebody who asks for health without a break, until told to stop; the longest that it took.
async fn worst_health(asker: Asker, is_over: Arc<AtomicBool>) -> Duration {
    let mut worst = Duration::ZERO;
    while !is_over.load(Ordering::Relaxed) {
        for path in ["/health/live", "/health/ready"] {
            let told = asker.get(path).await.expect("health is always told");
            worst = worst.max(told.after);
        }
    }
    worst
}

#[tokio::test]
async fn a_database_that_is_away_at_the_start_is_waited_for() {
    for mode in [Mode::Refuse, Mode::Blackhole, Mode::Reset] {
        let Some(mut rig) = Rig::start(mode, &[]).await else {
            return;
        };
        let asker = rig.server.asker();
        let live = asker.get("/health/live").await.expect("it lives");
        assert_eq!(live.status, 200, "{live:?}");
        let ready = asker.get("/health/ready").await.expect("it says so");
        assert_eq!(
            (ready.status, &ready.json()["database"]),
            (503, &json!("was not reached yet"))
        );
        for path in [
            "/",
            "/schema.graphql",
            "/graphql?query={__typename}",
            "/export/vendors.csv",
        ] {
            let told = asker.get(path).await.expect("an answer");
            assert!(is_away(&told), "{path}: {told:?}");
        }
        let told = create(&asker, "early").await.expect("an answer");
        assert!(is_away(&told), "{told:?}");
        // The one who asks all the while is answered all the while, by one and the same server.
        let is_over = Arc::new(AtomicBool::new(false));
        let asking = tokio::spawn(worst_health(asker.clone(), Arc::clone(&is_over)));
        rig.proxy.set(Mode::Pass);
        let after = rig
            .server
            .until("/health/ready", |told| told.status == 200)
            .await;
        assert!(
            after < Duration::from_secs(10),
            "{mode:?}: ready after {after:?}"
        );
        let told = create(&asker, "first").await.expect("an answer");
        assert!(vendor(&told).is_some(), "{told:?}");
        is_over.store(true, Ordering::Relaxed);
        asking.await.expect("health was always told");
        let ended = rig.server.child.try_wait().expect("a process");
        assert_eq!(ended, None, "it was never started anew");
        assert!(rig.log().contains("the database is away"), "{}", rig.log());
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_database_that_was_waited_for_ends_the_server() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let admin = app.test_db.admin().await;
    crate::harness::db::run(&admin, "DELETE FROM seaql_migrations").await;
    let proxy = Proxy::before(app.test_db.url(), Mode::Refuse);
    let folder = tempfile::tempdir().expect("a folder");
    let url = proxy.url(app.test_db.url());
    let how = How {
        url: Some(&url),
        ..How::default()
    };
    let mut server = Server::start_as(&app, folder.path(), &how);
    let live = server.asker().get("/health/live").await;
    assert_eq!(live.expect("it lives").status, 200);
    proxy.set(Mode::Pass);
    let ended = async {
        loop {
            if let Some(status) = server.child.try_wait().expect("a process") {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let status = timeout(DEADLINE, ended).await.expect("it ends");
    assert_eq!(status.code(), Some(78));
    let log = std::fs::read_to_string(folder.path().join("log")).expect("a log");
    assert!(log.contains("the database's schema is empty"), "{log}");
}

/// What a client was told of one key after the other.
async fn client(
    place: usize,
    asker: Asker,
    is_over: Arc<AtomicBool>,
    n_done: Arc<AtomicUsize>,
) -> (BTreeMap<String, Option<String>>, Duration) {
    let mut asked = BTreeMap::new();
    let mut worst = Duration::ZERO;
    for n in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let key = format!("k-{place}-{n}");
        let told = match n % 2 {
            0 => asker.post(READ, Value::Null, &key).await,
            _ => create(&asker, &key).await,
        };
        let told = told.expect("every request is answered");
        let is_right = told.status == 200 && told.code().is_empty();
        // Told to come back: the database is away, or a fast machine has used up its share.
        let is_later = matches!(told.status, 503 | 429) && told.retry_after.is_some();
        assert!(is_right || is_later, "{told:?}");
        worst = worst.max(told.after);
        if n % 2 == 1 {
            asked.insert(key, vendor(&told));
        }
        if is_right {
            n_done.fetch_add(1, Ordering::Relaxed);
        } else {
            // Each key is asked again at the end: there are to be hundreds, not thousands.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    (asked, worst)
}

/// Waits until so much more was done.
async fn progress(n_done: &AtomicUsize, more: usize) -> Duration {
    let (begun, from) = (Instant::now(), n_done.load(Ordering::Relaxed));
    while n_done.load(Ordering::Relaxed) < from + more {
        assert!(begun.elapsed() < DEADLINE, "nothing is done any more");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    begun.elapsed()
}

/// Disturbs the line under load; afterwards each key stands for one vendor.
async fn disturbed(mode: Mode) {
    let Some(rig) = Rig::start(Mode::Pass, &["--pulse-ms", "500"]).await else {
        return;
    };
    let (is_over, n_done) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
    let health = tokio::spawn(worst_health(rig.server.asker(), Arc::clone(&is_over)));
    let clients: Vec<_> = (0..8)
        .map(|place| {
            let (is_over, n_done) = (Arc::clone(&is_over), Arc::clone(&n_done));
            tokio::spawn(client(place, rig.server.asker(), is_over, n_done))
        })
        .collect();
    progress(&n_done, 16).await;
    rig.proxy.set(mode);
    // As long as it takes until the server knows, and a little longer.
    rig.server
        .until("/health/ready", |told| told.status == 503)
        .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    rig.proxy.set(Mode::Pass);
    let back = progress(&n_done, 16).await;
    assert!(back < ANSWERED, "{mode:?}: back after {back:?}");
    is_over.store(true, Ordering::Relaxed);
    let mut asked = BTreeMap::new();
    for client in clients {
        let (own, worst) = client.await.expect("a client");
        assert!(worst < ANSWERED, "{mode:?}: an answer took {worst:?}");
        asked.extend(own);
    }
    let worst = health.await.expect("health was always told");
    eprintln!("{mode:?}: back after {back:?}, the worst of health {worst:?}");
    assert!(worst < ANSWERED, "{mode:?}: health took {worst:?}");
    once(&rig, &asked).await;
    if matches!(mode, Mode::Refuse) {
        let log = rig.log();
        assert!(log.contains("the database cannot be reached"), "{log}");
    }
}

/// Asks again for what was not answered: each key has one vendor then, and what was told is true.
async fn once(rig: &Rig, asked: &BTreeMap<String, Option<String>>) {
    let asker = rig.server.asker();
    for (key, before) in asked {
        let mut told = create(&asker, key).await.expect("an answer");
        while told.status == 429 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            told = create(&asker, key).await.expect("an answer");
        }
        let now = vendor(&told);
        assert!(now.is_some(), "{key}: {told:?}");
        assert!(
            before.is_none() || *before == now,
            "{key}: {before:?} is {now:?}"
        );
    }
    let admin = rig.app.test_db.admin().await;
    let n = number(&admin, "SELECT COUNT(*) FROM vendor").await;
    assert_eq!(usize::try_from(n), Ok(asked.len()));
}

#[tokio::test]
async fn a_line_that_says_nothing_any_more_keeps_nobody_waiting() {
    disturbed(Mode::Blackhole).await;
}

#[tokio::test]
async fn a_line_that_stands_still_keeps_nobody_waiting() {
    disturbed(Mode::Stall).await;
}

#[tokio::test]
async fn a_database_that_refuses_connections_keeps_nobody_waiting() {
    disturbed(Mode::Refuse).await;
}

#[tokio::test]
async fn a_line_that_is_reset_keeps_nobody_waiting() {
    disturbed(Mode::Reset).await;
}

#[tokio::test]
async fn a_line_that_breaks_off_keeps_nobody_waiting() {
    disturbed(Mode::Cut).await;
}

#[tokio::test]
async fn a_line_that_creeps_keeps_nobody_waiting() {
    disturbed(Mode::Slow).await;
}

#[tokio::test]
async fn an_outage_is_one_fault_in_the_log_however_many_ask_and_one_line_when_it_is_over() {
    let args = ["--pulse-ms", "500", "--limit-refusal-ms", "0"];
    let Some(rig) = Rig::start(Mode::Pass, &args).await else {
        return;
    };
    // Several things of one request fail.
    let both = "{ a: vendors { totalCount } b: vendors { totalCount } }";
    let n_asked = 20;
    let asker = rig.server.asker();
    rig.server
        .until("/health/ready", |told| told.status == 200)
        .await;
    let told = asker.post(both, Value::Null, "before").await;
    assert_eq!(told.expect("an answer").status, 200);
    rig.proxy.set(Mode::Refuse);
    rig.server
        .until("/health/ready", |told| told.status == 503)
        .await;
    for _ in 0..n_asked {
        let told = asker.post(both, Value::Null, "while").await;
        let told = told.expect("an answer");
        assert!(is_away(&told), "{told:?}");
    }
    rig.proxy.set(Mode::Pass);
    let over = "the database answers again";
    let begun = Instant::now();
    while !rig.log().contains(over) {
        assert!(begun.elapsed() < DEADLINE, "{}", rig.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let log = rig.log();
    let lines: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let of = |name: &str, text: &str| -> Vec<&Value> {
        lines.iter().filter(|line| line[name] == text).collect()
    };
    let faults = of("level", "ERROR");
    assert_eq!(faults.len(), 1, "{log}");
    assert_eq!(faults[0]["message"], "the database does not answer");
    assert!(
        faults[0]["reason"]
            .as_str()
            .is_some_and(|why| !why.is_empty())
    );
    let ends = of("message", over);
    assert_eq!(ends.len(), 1, "{log}");
    assert_eq!(ends[0]["level"], "INFO");
    assert_eq!(ends[0]["refused"], n_asked);
    assert!(
        ends[0]["away_ms"].as_u64().is_some_and(|ms| ms > 0),
        "{log}"
    );
    assert_eq!(of("code", "UNAVAILABLE").len(), n_asked, "{log}");
}

#[tokio::test]
async fn a_line_with_a_long_way_is_only_slow() {
    let Some(rig) = Rig::start(Mode::Late(Duration::from_millis(20)), &[]).await else {
        return;
    };
    let asker = rig.server.asker();
    rig.server
        .until("/health/ready", |told| told.status == 200)
        .await;
    let told = create(&asker, "slow").await.expect("an answer");
    assert!(vendor(&told).is_some(), "{told:?}");
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_found_again_by_its_key() {
    let Some(rig) = Rig::start(Mode::Pass, &["--pulse-ms", "500"]).await else {
        return;
    };
    let asker = rig.server.asker();
    rig.server
        .until("/health/ready", |told| told.status == 200)
        .await;
    rig.proxy.set(Mode::LoseCommit);
    let told = create(&asker, "lost").await.expect("an answer");
    assert!(is_away(&told) && told.after < ANSWERED, "{told:?}");
    assert!(
        told.body.contains("under the same idempotency key"),
        "{told:?}"
    );
    // It was done all the same.
    let admin = rig.app.test_db.admin().await;
    let count = || number(&admin, "SELECT COUNT(*) FROM vendor");
    let begun = Instant::now();
    while count().await == 0 {
        assert!(
            begun.elapsed() < DEADLINE,
            "the commit did not come through"
        );
    }
    rig.proxy.set(Mode::Pass);
    rig.server
        .until("/health/ready", |told| told.status == 200)
        .await;
    let again = create(&asker, "lost").await.expect("an answer");
    assert!(vendor(&again).is_some(), "{again:?}");
    assert_eq!(count().await, 1);
}
