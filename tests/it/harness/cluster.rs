//! A throw-away PostgreSQL for this test process.
//!
//! [`cluster`] starts one on first use and every test of the binary shares it; each test makes its
//! own database inside. `AVTAL_TEST_POSTGRES_URL` names a server to use instead, as a superuser or
//! a role that may create databases. Under nextest, one process a test, set it: otherwise every
//! test starts a cluster of its own.
//!
//! The cluster never outlives the process, however that ends: a supervising `sh` owns it and reads
//! from a pipe whose other end only this process holds. The kernel closes that end on any death,
//! SIGKILL included; the supervisor then stops the cluster and removes its folder.
#![expect(
    clippy::disallowed_methods,
    reason = "where PostgreSQL is comes from the environment, and the tests have no config"
)]

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// What the tests have for a PostgreSQL.
pub(crate) enum Cluster {
    /// A server answers.
    Ready {
        /// Where a superuser reaches it, with the maintenance database as path:
        /// `postgres://postgres@127.0.0.1:PORT/postgres`.
        admin_url: String,
    },
    /// There is none; database tests run on SQLite only and call [`count_sqlite_only`].
    Absent {
        /// The reason, for people.
        why: String,
    },
}

/// How many database tests of this process ran on SQLite only, for want of a PostgreSQL.
pub(crate) static SQLITE_ONLY: AtomicUsize = AtomicUsize::new(0);

/// The cluster of this test process, started on first use; other threads wait for it.
///
/// # Panics
/// With `CI=true` when there is no PostgreSQL: there, half of a test run is a failed one.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| {
        let cluster = find_or_start();
        if let Cluster::Absent { why } = &cluster {
            say(&format!(
                "PostgreSQL NOT FOUND: {why}; database tests run on SQLite only"
            ));
        }
        cluster
    });
    // Outside the cell, so that a failed start is not tried again by every test.
    if let Cluster::Absent { why } = cluster
        && is_ci()
    {
        panic!("CI=true demands a PostgreSQL: {why}");
    }
    cluster
}

/// Whether a test that cannot be done on this machine is a failed one.
pub(crate) fn is_ci() -> bool {
    env::var("CI").is_ok_and(|ci| ci == "true")
}

/// Counts one database test that ran on SQLite only.
///
/// libtest has no hook at its end, so a second `sh` is told of each test and prints the exact total
/// once this process is gone: `PostgreSQL NOT FOUND: N tests ran on SQLite only`. Without that
/// `sh` the running count is printed at once instead.
pub(crate) fn count_sqlite_only() {
    static TELLER: OnceLock<Option<Mutex<ChildStdin>>> = OnceLock::new();
    let n = SQLITE_ONLY.fetch_add(1, Ordering::Relaxed) + 1;
    let teller = TELLER.get_or_init(|| {
        let mut sh = shell(TELLER_SCRIPT);
        let mut child = sh.stdin(Stdio::piped()).spawn().ok()?;
        child.stdin.take().map(Mutex::new)
    });
    let told = teller.as_ref().is_some_and(|pipe| {
        let mut pipe = pipe
            .lock()
            .expect("no thread panics while it holds the pipe");
        pipe.write_all(b"test\n").is_ok()
    });
    if !told {
        say(&format!(
            "PostgreSQL NOT FOUND: {n} tests so far ran on SQLite only"
        ));
    }
}

/// Counts lines until the test process is gone, then tells.
const TELLER_SCRIPT: &str = r#"
trap '' HUP INT TERM
n=0
while read -r _; do n=$((n + 1)); done
echo "PostgreSQL NOT FOUND: $n tests ran on SQLite only" >&2
"#;

/// Keeps the cluster: arguments are the folder of the programs and the ports to try.
///
/// Answers one line on stdout, `ready PORT` or `failed WHY`. What it starts gets neither its stdin,
/// the pipe, nor its stdout, which would keep a reader of the test's output waiting.
const SUPERVISOR_SCRIPT: &str = r#"
bin=$1; shift
umask 077
# Telling a process that is gone must not end this one before it has cleaned up.
trap '' PIPE
# Memory first, where there is a lot: each test has a database, which is a thousand files.
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
memory=
[ "${room:-0}" -gt 4000000 ] && memory=/dev/shm
for parent in $memory "${TMPDIR:-/tmp}" /tmp /var/tmp; do
    folder=$(mktemp -d "$parent/avtal-test-pg.XXXXXX" 2>/dev/null) && break
done
[ -n "$folder" ] || { echo "failed no folder for temporary files can be written"; exit 1; }
data=$folder/data
log=$folder/log
clean() {
    "$bin/pg_ctl" stop -D "$data" -m immediate -w -t 10 </dev/null >>"$log" 2>&1 ||
        kill -9 "$(head -n 1 "$data/postmaster.pid" 2>/dev/null)" 2>/dev/null
    rm -rf "$folder"
}
fail() {
    echo "failed $1: $(tail -n 15 "$log" | tr '\n' ' ')"
    clean
    exit 1
}
"$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
    </dev/null >>"$log" 2>&1 || fail "initdb did not succeed"
cat >>"$data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 128MB
timezone = 'UTC'
# The data is thrown away: nothing needs to survive a crash of the machine.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = on
# Compiling a plan costs more than any test's query.
jit = off
END
port=
for try in "$@"; do
    # The port was free a moment ago; another process may have taken it, so there are several.
    if "$bin/pg_ctl" start -D "$data" -l "$log" -w -t 120 -o "-p $try" \
        </dev/null >>"$log" 2>&1; then port=$try; break; fi
done
[ -n "$port" ] || fail "the server did not start"
# Ctrl-C and a closed terminal end the tests; the pipe says so here. Set only now: the server would
# inherit it.
trap '' HUP INT TERM
echo "ready $port"
exec >/dev/null
while read -r _; do :; done
clean
"#;

fn find_or_start() -> Cluster {
    if let Some(admin_url) = env::var("AVTAL_TEST_POSTGRES_URL")
        .ok()
        .filter(|url| !url.is_empty())
    {
        return Cluster::Ready { admin_url };
    }
    let started = programs()
        .ok_or_else(|| "no initdb, pg_ctl and postgres on this machine".to_owned())
        .and_then(|bin| start(&bin).map_err(|why| format!("{}: {why}", bin.display())));
    match started {
        Ok(admin_url) => Cluster::Ready { admin_url },
        Err(why) => Cluster::Absent { why },
    }
}

/// The folder of an installed PostgreSQL's server programs. Debian keeps them off the PATH.
pub(crate) fn programs() -> Option<PathBuf> {
    let on_path = env::var_os("PATH").unwrap_or_default();
    let by_pg_config = || output(Command::new("pg_config").arg("--bindir")).map(PathBuf::from);
    env::split_paths(&on_path)
        .chain(debian_folders())
        .chain([PathBuf::from("/usr/local/pgsql/bin")])
        .chain(std::iter::once_with(by_pg_config).flatten())
        .find(|bin| {
            ["initdb", "pg_ctl", "postgres"]
                .iter()
                .all(|name| bin.join(name).is_file())
        })
}

/// `/usr/lib/postgresql/*/bin`, the highest version first.
fn debian_folders() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, bin)| bin).collect()
}

/// Starts a cluster under its supervisor and answers the superuser's URL.
fn start(bin: &Path) -> Result<String, String> {
    /// Dropped by the kernel when the process ends, and by nothing before.
    static PIPE: OnceLock<ChildStdin> = OnceLock::new();

    let mut sh = shell(SUPERVISOR_SCRIPT);
    sh.arg(bin)
        .args(free_ports()?)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    // What a terminal has set for its own psql must not reach this cluster.
    for (name, _) in env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
        sh.env_remove(name);
    }
    sh.env("LC_ALL", "C").stderr(Stdio::null());
    as_permitted_user(&mut sh)?;

    let mut child = sh.spawn().map_err(|error| format!("sh: {error}"))?;
    PIPE.set(child.stdin.take().expect("stdin is piped"))
        .expect("a cluster is started once");
    let answer = answer_of(child)?;
    match answer.split_once(' ') {
        Some(("ready", port)) => Ok(format!("postgres://postgres@127.0.0.1:{port}/postgres")),
        Some(("failed", why)) => Err(why.to_owned()),
        _ => Err(format!("the supervisor said {answer:?}")),
    }
}

/// What the supervisor says; it closes its stdout after that, so reading to the end ends.
fn answer_of(child: Child) -> Result<String, String> {
    let stdout = child.stdout.expect("stdout is piped");
    std::io::read_to_string(stdout)
        .map(|said| said.trim_end().to_owned())
        .map_err(|error| format!("the supervisor's answer: {error}"))
}

/// Ports that were all free at the same time.
fn free_ports() -> Result<Vec<String>, String> {
    let bind = || std::net::TcpListener::bind(("127.0.0.1", 0));
    let port = |one: &std::net::TcpListener| Ok(one.local_addr()?.port().to_string());
    std::iter::repeat_with(bind)
        .take(5)
        .collect::<std::io::Result<Vec<_>>>()
        .and_then(|listeners| listeners.iter().map(port).collect())
        .map_err(|error| format!("no free port on 127.0.0.1: {error}"))
}

/// An `sh` that a Ctrl-C on the terminal does not reach, in a folder any user may enter.
fn shell(script: &str) -> Command {
    let mut sh = Command::new("sh");
    sh.args(["-c", script, "sh"]).current_dir("/");
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut sh, 0);
    sh
}

/// PostgreSQL refuses to run as root: then its own user runs the supervisor and all below it.
#[cfg(unix)]
fn as_permitted_user(sh: &mut Command) -> Result<(), String> {
    use std::os::unix::process::CommandExt;

    let id = |args: &[&str]| output(Command::new("id").args(args))?.parse::<u32>().ok();
    if id(&["-u"]) != Some(0) {
        return Ok(());
    }
    let (uid, gid) = ["postgres", "nobody"]
        .iter()
        .find_map(|user| Some((id(&["-u", user])?, id(&["-g", user])?)))
        .ok_or("root may not run it, and there is no user postgres or nobody")?;
    sh.uid(uid).gid(gid);
    Ok(())
}

#[cfg(not(unix))]
fn as_permitted_user(_: &mut Command) -> Result<(), String> {
    Err("it is started on Unix only; set AVTAL_TEST_POSTGRES_URL".to_owned())
}

/// What a program prints, when it is there and succeeds.
fn output(command: &mut Command) -> Option<String> {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout)
        .ok()
        .map(|text| text.trim().to_owned())
}

/// One line on the real stderr: libtest captures `eprintln!`, and this must be seen.
fn say(line: &str) {
    // A closed stderr leaves nobody to tell.
    writeln!(std::io::stderr(), "{line}").ok();
}
