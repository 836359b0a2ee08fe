//! Files of whole connections: every connection, both forms, equal to the graph's pages; and what
//! is refused (C-13).

use std::io::Read;
use std::time::{Duration, Instant};

use actix_web::body::to_bytes;
use actix_web::test::TestRequest;
use avtal::config::Limits;
use serde_json::{Value, json};

use crate::ask;
use crate::harness::fill::fill;
use crate::harness::graph::Graph;
use crate::harness::user::User;
use crate::harness::{TestApp, a_moment, both};

/// The lines of a CSV file, each as its cells; absent cells are none. Read by RFC 4180 alone.
fn cells(text: &str) -> Vec<Vec<Option<String>>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut cell = String::new();
    let (mut quoted, mut was_quoted) = (false, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' => {
                quoted = !quoted;
                was_quoted = true;
            }
            ',' | '\r' if !quoted => {
                let absent = cell.is_empty() && !was_quoted;
                line.push((!absent).then(|| std::mem::take(&mut cell)));
                was_quoted = false;
                if c == '\r' {
                    assert_eq!(rest.next(), Some('\n'), "a line ends with both");
                    lines.push(std::mem::take(&mut line));
                }
            }
            c => cell.push(c),
        }
    }
    assert!(cell.is_empty() && line.is_empty(), "the last line ends too");
    lines
}

/// A value of a row by the way to it.
fn at<'a>(row: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(row, |value, name| &value[name])
}

/// A value as a cell says it, without the guard of formulas.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

async fn connections() -> Vec<String> {
    let graph = Graph::read().await;
    let roots = graph.queries().into_iter().map(|root| root.field);
    let all: Vec<String> = roots
        .filter(|field| field.kind.named().ends_with("Connection"))
        .map(|field| field.name)
        .collect();
    assert!(all.len() > 20, "connections are walked: {all:?}");
    all
}

/// Every table of both legal entities has rows.
async fn filled(app: &TestApp) {
    let admin = app.test_db.admin().await;
    fill(&admin, app.a.id, "CANARY-A").await;
    fill(&admin, app.b.id, "CANARY-B").await;
}

both! {
    async fn every_connection_is_a_file_and_says_the_same_in_both_forms(app: TestApp) {
        filled(&app).await;
        let state = app.state();
        let user = app.user(avtal::auth::Role::Admin, &app.a);
        for name in connections().await {
            let csv = app.get(&state, Some(&user), &format!("/export/{name}.csv")).await;
            assert_eq!(csv.status, 200, "{name}: {:?}", csv.body);
            assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
            let file = format!("attachment; filename=\"{name}.csv\"");
            assert_eq!(csv.header("content-disposition"), file);
            assert_eq!(csv.header("x-content-type-options"), "nosniff");
            let lines = app.get(&state, Some(&user), &format!("/export/{name}.ndjson")).await;
            assert_eq!(lines.header("content-type"), "application/x-ndjson");
            let rows: Vec<Value> = lines
                .text()
                .lines()
                .map(|line| serde_json::from_str(line).expect("a line is JSON"))
                .collect();
            let table = cells(csv.text());
            let (head, body) = table.split_first().expect("a head");
            assert!(!rows.is_empty(), "{name}: the filled rows are there");
            assert_eq!(body.len(), rows.len(), "{name}");
            for (cells, row) in body.iter().zip(&rows) {
                assert_eq!(cells.len(), head.len(), "{name}");
                for (column, cell) in head.iter().zip(cells) {
                    let column = column.as_deref().expect("a name");
                    assert_eq!(*cell, said(at(row, column)), "{name}.{column}");
                }
            }
            let query = format!("{{ {name} {{ totalCount }} }}");
            let answer = app.gql(&user, &query, json!({})).await;
            assert_eq!(answer["data"][&name]["totalCount"], rows.len(), "{name}");
        }
    }

    async fn a_file_is_all_pages_in_the_order_and_the_columns_asked_for(app: TestApp) {
        let n = 510;
        let user = vendors(&app, n).await;
        let state = app.state();
        let path = "/export/vendors.csv?fields=name,currency&orderBy=\
                    %5B%7B%22field%22:%22NAME%22,%22direction%22:%22DESC%22%7D%5D";
        let file = app.get(&state, Some(&user), path).await;
        let table = cells(file.text());
        let mut wanted: Vec<Vec<Option<String>>> = (0..n)
            .map(|i| vec![Some(format!("Vendor {i:04}")), Some("EUR".to_owned())])
            .collect();
        wanted.reverse();
        wanted.insert(0, vec![Some("name".to_owned()), Some("currency".to_owned())]);
        assert_eq!(table, wanted);
        let path = "/export/vendors.ndjson?fields=name&filter=\
                    %7B%22name%22:%7B%22contains%22:%220007%22%7D%7D";
        let file = app.get(&state, Some(&user), path).await;
        assert_eq!(file.text(), "{\"name\":\"Vendor 0007\"}\n");
    }

    async fn a_file_shows_one_moment_of_ones_own_legal_entity(app: TestApp) {
        filled(&app).await;
        let state = app.state();
        let own = app.get(&state, Some(&app.viewer(&app.a)), "/export/vendors.ndjson").await;
        let other = app.get(&state, Some(&app.viewer(&app.b)), "/export/vendors.ndjson").await;
        let ids = |text: &str| -> Vec<Value> {
            let rows = text.lines().map(serde_json::from_str::<Value>);
            rows.map(|row| row.expect("JSON")["id"].clone()).collect()
        };
        let (own, other) = (ids(own.text()), ids(other.text()));
        assert!(!own.is_empty() && !other.is_empty());
        assert!(own.iter().all(|id| !other.contains(id)));
        let stranger = app.viewer(&app.b).at(&app.a);
        let refused = app.get(&state, Some(&stranger), "/export/vendors.csv").await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "FORBIDDEN"));
    }

    async fn formulas_get_an_apostrophe_and_numbers_do_not(app: TestApp) {
        let user = app.manager(&app.a);
        let input = json!({ "name": "=HYPERLINK(\"evil\")" });
        let payload = ask::payload(&app, &user, "vendorCreate", "vendor { id }", input).await;
        ask::done(&payload, "vendor");
        let state = app.state();
        let file = app.get(&state, Some(&user), "/export/vendors.csv?fields=name,version").await;
        assert_eq!(file.text(), "name,version\r\n\"'=HYPERLINK(\"\"evil\"\")\",1\r\n");
    }
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused_before_a_file_begins() {
    let app = TestApp::sqlite().await;
    let state = app.state();
    let user = app.viewer(&app.a);
    for (path, status, code) in [
        ("/export/vendors.xlsx", 404, "NOT_FOUND"),
        ("/export/nothing.csv", 404, "NOT_FOUND"),
        ("/export/legalEntity.csv", 404, "NOT_FOUND"),
        ("/export/vendors.csv?fields=nothing", 400, "BAD_USER_INPUT"),
        (
            "/export/vendors.csv?fields=name,name",
            400,
            "BAD_USER_INPUT",
        ),
        ("/export/vendors.csv?fields=balance", 400, "BAD_USER_INPUT"),
        ("/export/vendors.csv?rows=1", 400, "BAD_USER_INPUT"),
        ("/export/vendors.csv?filter=%7B", 400, "BAD_USER_INPUT"),
        (
            "/export/vendors.csv?filter=%7B%22nothing%22:1%7D",
            400,
            "BAD_USER_INPUT",
        ),
    ] {
        let answer = app.get(&state, Some(&user), path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{path}"
        );
    }
    let nobody = app.get(&state, None, "/export/vendors.csv").await;
    assert_eq!(
        (nobody.status, nobody.code().as_str()),
        (401, "UNAUTHENTICATED")
    );
    let partner = app.user(avtal::auth::Role::Partner, &app.a);
    let refused = app.get(&state, Some(&partner), "/export/vendors.csv").await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "FORBIDDEN")
    );
    let post = TestRequest::post().uri("/export/vendors.csv");
    let refused = app.send(&state, Some(&user), post).await;
    assert_eq!((refused.status, refused.header("allow")), (405, "GET"));
}

/// So many vendors, and who made them.
async fn vendors(app: &TestApp, n: usize) -> User {
    const AT_ONCE: usize = 51;
    let user = app.manager(&app.a);
    for from in (0..n).step_by(AT_ONCE) {
        let creates: Vec<String> = (from..n.min(from + AT_ONCE))
            .map(|i| {
                let input = format!("{{ name: \"Vendor {i:04}\" }}");
                format!("m{i}: vendorCreate(input: {input}) {{ userErrors {{ code }} }}")
            })
            .collect();
        let document = format!("mutation {{ {} }}", creates.join(" "));
        let answer = app.gql(&user, &document, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
    }
    user
}

#[tokio::test]
async fn a_file_that_is_compressed_on_its_way_is_the_same_file() {
    let app = TestApp::sqlite().await;
    // More than a page.
    let user = vendors(&app, 510).await;
    let state = app.state();
    for path in ["/export/vendors.csv", "/export/vendors.ndjson"] {
        let plain = app.get(&state, Some(&user), path).await;
        let request = TestRequest::get().uri(path);
        let request = request.insert_header(("Accept-Encoding", "gzip"));
        let response = app.begin(&state, Some(&user), request).await;
        let encoding = response.headers().get("Content-Encoding");
        assert_eq!(encoding.expect("an encoding"), "gzip");
        assert_eq!(
            response.headers().get("Vary").expect("it varies"),
            "Accept-Encoding"
        );
        let Ok(packed) = to_bytes(response.into_body()).await else {
            panic!("{path} broke off");
        };
        let mut text = String::new();
        let read = flate2::read::GzDecoder::new(packed.as_ref()).read_to_string(&mut text);
        read.expect("gzip");
        assert_eq!(text, plain.text(), "{path}");
        assert!(
            packed.len() < text.len() / 2,
            "{} of {}",
            packed.len(),
            text.len()
        );
    }
}

#[tokio::test]
async fn more_rows_than_the_limit_are_no_file() {
    let app = TestApp::sqlite().await;
    let user = vendors(&app, 3).await;
    for (export_rows, status) in [(3, 200), (2, 400)] {
        let state = app.state().with_limits(Limits {
            export_rows,
            ..Limits::default()
        });
        let answer = app.get(&state, Some(&user), "/export/vendors.csv").await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn a_file_that_takes_too_long_breaks_off_and_is_not_taken_for_whole() {
    let app = TestApp::sqlite().await;
    let user = vendors(&app, 1_020).await;
    // The first page is there when the time begins; the second is long, and waited for.
    let state = app.state().with_limits(Limits {
        export_ms: 0,
        ..Limits::default()
    });
    let answer = app.get(&state, Some(&user), "/export/vendors.csv").await;
    assert_eq!((answer.status, answer.body), (200, None));
}

#[tokio::test]
async fn one_file_at_a_time_is_exported_for_a_legal_entity_and_who_goes_away_makes_room() {
    let app = TestApp::sqlite().await;
    let user = vendors(&app, 1_020).await;
    let state = app.state();
    let path = "/export/vendors.csv";
    let ask = || TestRequest::get().uri(path);
    let first = app.begin(&state, Some(&user), ask()).await;
    let refused = app.get(&state, Some(&user), path).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (503, "UNAVAILABLE")
    );
    assert_eq!(refused.header("retry-after"), "10");
    let of_b = app.get(&state, Some(&app.viewer(&app.b)), path).await;
    assert_eq!(of_b.status, 200, "{:?}", of_b.body);
    drop(first);
    let deadline = Instant::now() + Duration::from_secs(10);
    while app.get(&state, Some(&user), path).await.status == 503 {
        assert!(
            Instant::now() < deadline,
            "the work of those who left goes on"
        );
        a_moment().await;
    }
}
