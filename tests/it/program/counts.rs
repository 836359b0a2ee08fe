//! `/metrics` of a running server (U-14): what is counted, and that what is written holds to the
//! habits that `promtool check metrics` asks for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::harness::raw::{Exchanged, exchange};
use crate::harness::server::Server;
use crate::harness::{TestApp, both};

/// The numbers of a server, in a form that is asked for.
fn numbers(server: &Server, accept: &str) -> Exchanged {
    let address = server.metrics.as_deref().expect("it tells its numbers");
    let accept = format!("Accept: {accept}");
    let answer = exchange(address, "GET /metrics", &[&accept], "");
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

/// A number by its name and labels, as they are written.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find(|line| {
        line.strip_prefix(series)
            .is_some_and(|rest| rest.starts_with(' '))
    });
    let line = line.unwrap_or_else(|| panic!("no {series} in\n{text}"));
    let (_, value) = line.rsplit_once(' ').expect("a value");
    value.parse().expect("a number")
}

both! {
    async fn what_a_server_does_is_counted(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let args = [
            "--metrics-listen", "127.0.0.1:0",
            "--metrics-operations", "3",
            "--metrics-legal-entities", "1",
        ];
        let server = Server::start_with(&app, folder.path(), &args, &[]);
        let own = exchange(&server.address, "GET /metrics", &[], "");
        assert_eq!(own.status, 404, "only the listener of its own tells");

        for name in ["One", "Two", "Three", "Four", "Five"] {
            let query = format!("query {name} {{ vendors(first: 1) {{ totalCount }} }}");
            assert_eq!(server.ask(&json!({"query": query}), &[]).status, 200);
        }
        let import = "mutation { vendorImport(input: {rows: [{name: \"Nord\"}, {name: \"\"}]}) {
            userErrors { code } } }";
        let refused = server.ask(&json!({"query": import}), &[]);
        assert!(refused.body.contains("elementIndex") || refused.body.contains("code"));
        let create = "mutation { vendorCreate(input: {name: \"Nord\"}) { vendor { id } } }";
        assert!(server.ask(&json!({"query": create}), &[]).body.contains("\"id\""));
        server.ask(&json!({"query": "{ none }"}), &[]);
        let json = "Content-Type: application/json";
        let bad = ["Authorization: Bearer x.y.z", json];
        assert_eq!(exchange(&server.address, "POST /graphql", &bad, "{}").status, 401);

        let answer = numbers(&server, "text/plain");
        assert!(answer.head.contains("content-type: text/plain; version=0.0.4"), "{}", answer.head);
        let text = answer.body;
        let operations = "avtal_graphql_operation_duration_seconds_count";
        for (kind, name, n) in [
            ("query", "One", 1.0),
            ("query", "Three", 1.0),
            ("query", "other", 2.0),
            ("mutation", "", 2.0),
        ] {
            let series = format!("{operations}{{kind=\"{kind}\",operation=\"{name}\"}}");
            assert_eq!(value(&text, &series), n, "{series}");
        }
        assert!(!text.contains("\"Four\"") && !text.contains("\"Five\""), "{text}");
        let graphql = "avtal_http_request_duration_seconds_count{route=\"/graphql\"";
        assert_eq!(value(&text, &format!("{graphql},status=\"4xx\"}}")), 1.0);
        assert!(value(&text, &format!("{graphql},status=\"2xx\"}}")) >= 7.0);
        for (series, least) in [
            ("avtal_http_request_duration_seconds_count{route=\"nowhere\",status=\"4xx\"}", 1.0),
            ("avtal_errors_total{code=\"GRAPHQL_VALIDATION_FAILED\"}", 1.0),
            ("avtal_errors_total{code=\"UNAUTHENTICATED\"}", 1.0),
            ("avtal_user_errors_total{code=\"REQUIRED\"}", 1.0),
            ("avtal_sign_in_refusals_total{credential=\"token\"}", 1.0),
            ("avtal_import_rows_total{outcome=\"good\"}", 1.0),
            ("avtal_import_rows_total{outcome=\"failed\"}", 1.0),
            ("avtal_audit_entries_total", 1.0),
            ("avtal_http_sent_bytes_total", 500.0),
            ("avtal_graphql_cost_points_total", 100.0),
            ("avtal_db_statement_duration_seconds_count{kind=\"SELECT\"}", 5.0),
            ("avtal_db_statement_duration_seconds_count{kind=\"INSERT\"}", 1.0),
            ("avtal_db_statement_duration_seconds_count{kind=\"COMMIT\"}", 1.0),
            ("avtal_db_transaction_begin_seconds_count{pool=\"read\"}", 5.0),
            ("avtal_db_transaction_begin_seconds_count{pool=\"write\"}", 2.0),
            ("avtal_db_connections_limit{pool=\"read\"}", 1.0),
            ("avtal_turns_limit", 1.0),
            ("process_resident_memory_bytes", 1_000_000.0),
            ("process_open_fds", 3.0),
            ("process_start_time_seconds", 1_700_000_000.0),
        ] {
            assert!(value(&text, series) >= least, "{series} in\n{text}");
        }
        for (series, n) in [
            ("avtal_turns_taken", 0.0),
            ("avtal_turns_waiting", 0.0),
            ("avtal_http_requests_in_flight", 0.0),
            ("avtal_exports_running", 0.0),
            ("avtal_sockets_open", 0.0),
            ("avtal_db_transactions_waiting{pool=\"read\"}", 0.0),
        ] {
            assert_eq!(value(&text, series), n, "{series}");
        }
        let id = app.a.id;
        let entity = format!("avtal_legal_entity_operations_total{{legal_entity=\"{id}\"}}");
        assert!(value(&text, &entity) >= 7.0);
        assert!(!text.contains("Nord") && !text.contains("vendors("), "{text}");
        lint(&text, false);
        let n_names = all_are_in_the_readme(&text);
        assert!(n_names >= 34, "{n_names} names in\n{text}");

        let answer = numbers(&server, "application/openmetrics-text; version=1.0.0, text/plain");
        assert!(answer.head.contains("content-type: application/openmetrics-text"));
        lint(&answer.body, true);
    }
}

#[tokio::test]
async fn numbers_are_told_where_the_settings_say() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let silent = Server::start(&app, folder.path());
    assert_eq!(
        exchange(&silent.address, "GET /metrics", &[], "").status,
        404
    );
    assert_eq!(silent.metrics, None);
    drop(silent);
    let server = Server::start_with(&app, folder.path(), &["--metrics", "on"], &[]);
    assert_eq!(server.metrics.as_deref(), Some(server.address.as_str()));
    let text = numbers(&server, "*/*").body;
    assert!(all_are_in_the_readme(&text) > 20, "{text}");
}

/// How many names there are, each of which the README explains.
///
/// # Panics
/// When it leaves one out.
fn all_are_in_the_readme(text: &str) -> usize {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    let readme = readme.expect("a README");
    let mut n_names = 0;
    for name in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, _) = name.split_once(' ').expect("a type");
        assert!(
            readme.contains(&format!("`{name}`")),
            "{name} is not in the README"
        );
        n_names += 1;
    }
    n_names
}

/// What is known of one name.
#[derive(Default)]
struct Family {
    help: Option<String>,
    kind: Option<String>,
    /// Labels without `le`, with the last bucket and its count.
    buckets: BTreeMap<String, (f64, f64)>,
    counts: BTreeMap<String, f64>,
}

/// The habits that Prometheus's own tool checks, and that every sample has a sound form.
///
/// # Panics
/// When one is broken.
fn lint(text: &str, is_open: bool) {
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    assert_eq!(text.ends_with("# EOF\n"), is_open);
    for line in text.lines().filter(|line| *line != "# EOF") {
        let mut words = line.splitn(4, ' ');
        if line.starts_with("# ") {
            let (_, what, name) = (words.next(), words.next(), words.next());
            let family = families
                .entry(name.expect("a name").to_owned())
                .or_default();
            let rest = words.next().expect("something is said").to_owned();
            match what {
                Some("HELP") => assert!(family.help.replace(rest).is_none(), "twice: {line}"),
                Some("TYPE") => assert!(family.kind.replace(rest).is_none(), "twice: {line}"),
                Some("UNIT") => assert!(is_open && name.is_some_and(|n| n.ends_with(&rest))),
                _ => panic!("{line}"),
            }
            continue;
        }
        let (series, number) = line.rsplit_once(' ').expect("a number");
        let number: f64 = number.parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(number >= 0.0, "{line}");
        assert!(seen.insert(series.to_owned()), "twice: {line}");
        sample(&mut families, series, number, is_open);
    }
    for (name, family) in &families {
        habits(name, family, is_open);
    }
}

fn sample(families: &mut BTreeMap<String, Family>, series: &str, number: f64, is_open: bool) {
    let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
    let labels = labels.strip_suffix('}').expect("labels end");
    let base = ["_bucket", "_sum", "_count"]
        .iter()
        .find_map(|end| Some((name.strip_suffix(end)?, *end)))
        .filter(|(base, _)| families.contains_key(*base));
    let (base, end) = base.unwrap_or((name, ""));
    let base = match is_open && !families.contains_key(base) {
        true => base.strip_suffix("_total").expect("a counter"),
        false => base,
    };
    let family = families
        .get_mut(base)
        .unwrap_or_else(|| panic!("{series} has no type"));
    let mut others = Vec::new();
    let mut le = None;
    for label in labels.split("\",").filter(|label| !label.is_empty()) {
        let (key, value) = label.split_once("=\"").expect("a label");
        let is_word = key.chars().all(|c| c == '_' || c.is_ascii_lowercase());
        assert!(is_word && !key.starts_with("__"), "{series}");
        match key {
            "le" => le = Some(value.trim_end_matches('"').to_owned()),
            _ => others.push(label.trim_end_matches('"').to_owned()),
        }
    }
    let others = others.join(",");
    match end {
        "_bucket" => {
            let le = le.expect("a bound");
            let le: f64 = le.replace("+Inf", "inf").parse().expect("a number");
            let (last, so_far) = family.buckets.get(&others).copied().unwrap_or((-1.0, 0.0));
            assert!(le > last && number >= so_far, "{series}");
            family.buckets.insert(others, (le, number));
        }
        "_count" => drop(family.counts.insert(others, number)),
        _ => assert_eq!(le, None, "{series}"),
    }
}

fn habits(name: &str, family: &Family, is_open: bool) {
    let is_good = |c: char| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit();
    assert!(name.chars().all(is_good), "{name}: letters");
    let help = family.help.as_deref().unwrap_or_default();
    assert!(
        help.len() > 5 && help.ends_with('.') && !help.ends_with(".."),
        "{name}: {help}"
    );
    let kind = family.kind.as_deref().unwrap_or_default();
    assert!(
        ["counter", "gauge", "histogram"].contains(&kind),
        "{name}: {kind}"
    );
    // In OpenMetrics the ending is the sample's and not the family's.
    let is_total = name.ends_with("_total");
    assert_eq!(is_total, kind == "counter" && !is_open, "{name}: _total");
    for word in name.split('_') {
        let not_a_word = [
            "counter",
            "gauge",
            "histogram",
            "summary",
            "ms",
            "millis",
            "milliseconds",
            "minutes",
            "hours",
            "kilobytes",
            "kb",
            "mb",
            "percent",
            "micros",
            "us",
            "ns",
            "sec",
            "s",
        ];
        assert!(!not_a_word.contains(&word), "{name}: {word}");
    }
    for end in ["_bucket", "_sum", "_count"] {
        assert!(!name.ends_with(end), "{name}: {end}");
    }
    if kind == "histogram" {
        assert!(name.ends_with("_seconds"), "{name}: its unit");
        for (labels, (last, n)) in &family.buckets {
            assert!(last.is_infinite(), "{name}{{{labels}}} has no last bucket");
            assert_eq!(family.counts.get(labels), Some(n), "{name}{{{labels}}}");
        }
    }
}
