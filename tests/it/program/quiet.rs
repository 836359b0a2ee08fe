//! The program calls nobody (U-23): in a network that leads nowhere, nothing tries to leave.

use std::process::Command;

use crate::harness::cluster::is_ci;
use crate::harness::server::secret;

/// Serves in a network of its own until the server is ready, asks it something and stops it; prints
/// what the network counted. The second argument is an address that a call of somebody is made to,
/// so that the test knows what that looks like.
const SCRIPT: &str = r#"
set -e
ip link set lo up
"$1" serve --jwt-secret-file secret --listen 127.0.0.1:8080 --metrics on --log off >/dev/null &
server=$!
until "$1" health --listen 127.0.0.1:8080 >/dev/null 2>&1; do kill -0 $server; done
if [ -n "$2" ]; then "$1" health --listen "$2" >/dev/null 2>&1 || true; fi
kill -TERM $server
wait $server
cat /proc/self/net/snmp
"#;

/// A number of the network's counters: how many packets found no way, say.
fn counted(snmp: &str, protocol: &str, name: &str) -> u64 {
    let begin = format!("{protocol}: ");
    let mut lines = snmp
        .lines()
        .filter_map(|line| line.strip_prefix(begin.as_str()));
    let names = lines.next().expect("names");
    let at = names
        .split(' ')
        .position(|own| own == name)
        .expect("the name");
    let number = lines.next().expect("numbers").split(' ').nth(at);
    number.expect("a number").parse().expect("a number")
}

/// What the network counted while a server ran in it; nothing where the system gives out none.
fn network(call: &str) -> Option<String> {
    let can = Command::new("unshare")
        .args(["-rn", "sh", "-c", "ip link set lo up"])
        .status();
    if !can.is_ok_and(|status| status.success()) {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    secret(folder.path());
    let output = Command::new("unshare")
        .args([
            "-rn",
            "sh",
            "-c",
            SCRIPT,
            "sh",
            env!("CARGO_BIN_EXE_avtal"),
            call,
        ])
        .env_remove("OTEL_EXPORTER_OTLP_ENDPOINT")
        .current_dir(folder.path())
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    Some(String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn a_server_that_was_told_nothing_calls_nobody() {
    let (Some(called), Some(quiet)) = (network("192.0.2.1:80"), network("")) else {
        assert!(
            !is_ci(),
            "CI=true demands unshare, ip and networks of one's own"
        );
        eprintln!("NO NETWORK OF ONE'S OWN: whether the program calls somebody was not looked at");
        return;
    };
    assert!(
        counted(&called, "Ip", "OutNoRoutes") > 0,
        "a call is seen: {called}"
    );
    assert_eq!(counted(&quiet, "Ip", "OutNoRoutes"), 0, "{quiet}");
    assert_eq!(
        counted(&quiet, "Udp", "OutDatagrams"),
        0,
        "names are asked for: {quiet}"
    );
}
