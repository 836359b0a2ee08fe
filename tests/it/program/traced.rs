//! Traces of a running server (U-15): what a collector gets is what was done, nests as it was done,
//! and has nothing in it that is nobody's business. A collector that hangs is nobody's trouble.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use prost::Message;
use serde_json::json;

use crate::harness::server::Server;
use crate::harness::{TestApp, a_moment, both};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const DEADLINE: Duration = Duration::from_secs(60);

/// A collector that takes what is sent to it.
struct Collector {
    address: String,
    got: Arc<Mutex<Got>>,
}

#[derive(Default)]
struct Got {
    heads: Vec<String>,
    requests: Vec<ExportTraceServiceRequest>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let got = Arc::<Mutex<Got>>::default();
        let taken = Arc::clone(&got);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, taken) = (stream.expect("a connection"), Arc::clone(&taken));
                std::thread::spawn(move || take(stream, &taken));
            }
        });
        Self { address, got }
    }

    /// The spans of the trace that the tests name, once there is one that is wanted.
    async fn spans_with(&self, wanted: impl Fn(&Span) -> bool) -> Vec<Span> {
        let since = Instant::now();
        loop {
            let spans = self.spans();
            if spans.iter().any(&wanted) {
                return spans;
            }
            assert!(since.elapsed() < DEADLINE, "it did not come: {spans:#?}");
            a_moment().await;
        }
    }

    fn spans(&self) -> Vec<Span> {
        let got = self.got.lock().expect("nobody panics");
        let all = got
            .requests
            .iter()
            .flat_map(|request| &request.resource_spans);
        let all = all.flat_map(|of| &of.scope_spans).flat_map(|of| &of.spans);
        all.filter(|span| hex::encode(&span.trace_id) == TRACE)
            .cloned()
            .collect()
    }
}

/// Answers requests on a connection for as long as there are any.
fn take(mut stream: TcpStream, taken: &Mutex<Got>) {
    let mut buffer = Vec::new();
    let mut chunk = [0; 16_384];
    loop {
        let split = buffer.windows(4).position(|window| window == b"\r\n\r\n");
        let head = split.map(|at| String::from_utf8_lossy(&buffer[..at]).to_ascii_lowercase());
        if let (Some(at), Some(head)) = (split, head) {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.expect("a length").parse().expect("a number");
            let (begin, end) = (at + 4, at + 4 + length);
            if buffer.len() >= end {
                let read = ExportTraceServiceRequest::decode(&buffer[begin..end]);
                buffer.drain(..end);
                let mut taken = taken.lock().expect("nobody panics");
                taken.heads.push(head);
                taken.requests.push(read.expect("spans"));
                drop(taken);
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                stream.write_all(answer.as_bytes()).expect("it reads");
                continue;
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return,
            Ok(n) => buffer.extend_from_slice(&chunk[..n]),
        }
    }
}

fn value<'a>(of: &'a [KeyValue], key: &str) -> Option<&'a Any> {
    let found = of.iter().find(|own| own.key == key)?;
    found.value.as_ref()?.value.as_ref()
}

fn text(span: &Span, key: &str) -> String {
    match value(&span.attributes, key) {
        Some(Any::StringValue(text)) => text.clone(),
        Some(Any::IntValue(number)) => number.to_string(),
        other => panic!("{key} is {other:?} in {span:#?}"),
    }
}

both! {
    async fn a_collector_gets_what_was_done_and_nothing_that_was_sent(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let collector = Collector::start();
        let endpoint = format!("http://{}", collector.address);
        let environment = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=abc"),
            ("OTEL_SERVICE_NAME", "purchasing"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        ];
        let server = Server::start_with(&app, folder.path(), &[], &environment);
        let document = "mutation Founding($name: String!) {
            canary: vendorCreate(input: {name: $name, deliveryTerms: \"canary-literal\"}) {
                vendor { id } userErrors { code } } }";
        let traceparent = format!("traceparent: 00-{TRACE}-{PARENT}-01");
        let body = json!({"query": document, "variables": {"name": "canary-variable"}});
        let headers = [
            traceparent.as_str(),
            "tracestate: canary=canary",
            "User-Agent: canary-agent",
            "Cookie: a=canary-cookie",
            "Idempotency-Key: canary-key",
        ];
        let answer = server.ask(&body, &headers);
        assert!(answer.body.contains("\"id\""), "{}", answer.body);
        let is_request = |span: &Span| span.kind() == SpanKind::Server;
        let spans = collector.spans_with(is_request).await;

        let request = spans.iter().find(|span| is_request(span)).expect("a request");
        assert_eq!(hex::encode(&request.parent_span_id), PARENT);
        assert_eq!(request.name, "POST /graphql");
        for (key, expected) in [
            ("http.request.method", "POST"),
            ("http.route", "/graphql"),
            ("http.response.status_code", "200"),
        ] {
            assert_eq!(text(request, key), expected);
        }
        let mut inside = spans.iter().filter(|span| span.parent_span_id == request.span_id);
        let is_operation = |span: &&Span| span.name == "mutation";
        let operation = inside.find(is_operation).expect("an operation");
        assert_eq!(text(operation, "graphql.operation.type"), "mutation");
        assert_eq!(text(operation, "graphql.operation.name"), "Founding");
        assert!(value(&operation.attributes, "error.type").is_none());

        let of_operation: Vec<&Span> = spans
            .iter()
            .filter(|span| span.parent_span_id == operation.span_id)
            .collect();
        let system = if app.test_db.is_postgres() { "postgresql" } else { "sqlite" };
        for span in &of_operation {
            assert_eq!(span.kind(), SpanKind::Client, "{span:#?}");
            assert_eq!(text(span, "db.system.name"), system);
            assert!(!text(span, "db.query.text").contains("canary"), "{span:#?}");
        }
        let names: Vec<&str> = of_operation.iter().map(|span| span.name.as_str()).collect();
        for wanted in ["BEGIN", "INSERT vendor", "COMMIT"] {
            assert!(names.contains(&wanted), "{wanted} in {names:?}");
        }
        let insert = of_operation.iter().find(|span| span.name == "INSERT vendor");
        let insert = insert.expect("an insert");
        assert_eq!(text(insert, "db.operation.name"), "INSERT");
        assert_eq!(text(insert, "db.collection.name"), "vendor");
        for (inner, outer) in [(*insert, operation), (operation, request)] {
            assert!(outer.start_time_unix_nano <= inner.end_time_unix_nano);
            assert!(inner.end_time_unix_nano <= outer.end_time_unix_nano);
        }
        assert!(server.log().contains(TRACE), "the log names the trace");

        let got = collector.got.lock().expect("nobody panics");
        let resource = got.requests[0].resource_spans[0].resource.as_ref().expect("who");
        let name = Some(&Any::StringValue("purchasing".to_owned()));
        assert_eq!(value(&resource.attributes, "service.name"), name);
        assert!(got.heads[0].starts_with("post /v1/traces "), "{}", got.heads[0]);
        assert!(got.heads[0].contains("x-collector-key: abc"), "{}", got.heads[0]);
        let all = format!("{:?}", got.requests);
        for secret in ["canary", "example.com", server.token.as_str(), "totalCount"] {
            assert!(!all.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in {all}");
        }
    }
}

#[tokio::test]
async fn a_collector_that_hangs_delays_neither_requests_nor_the_end() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    // It is connected to and says nothing, ever.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", silent.local_addr().expect("an address"));
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_BSP_SCHEDULE_DELAY", "10"),
        // Room for few, so that most find none.
        ("OTEL_BSP_MAX_QUEUE_SIZE", "8"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "600000"),
    ];
    let server = Server::start_with(&app, folder.path(), &[], &environment);
    for _ in 0..50 {
        let answer = server.ask(
            &json!({"query": "{ vendors(first: 1) { totalCount } }"}),
            &[],
        );
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    // It is held on to, so that the server waits for an answer.
    let held = accepted(&silent);
    let since = Instant::now();
    let ended = server.stop();
    assert!(ended.success(), "{ended}");
    let took = since.elapsed();
    // A second of farewell to clients, less than two to the collector; the rest is the machine's.
    assert!(took < Duration::from_secs(20), "{took:?}");
    drop(held);
}

/// The first connection that comes.
fn accepted(listener: &TcpListener) -> TcpStream {
    listener.set_nonblocking(true).expect("it need not wait");
    let since = Instant::now();
    loop {
        match listener.accept() {
            Ok((stream, _)) => return stream,
            Err(_) => assert!(since.elapsed() < DEADLINE, "nobody came"),
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[tokio::test]
async fn what_the_variables_ask_and_is_not_there_is_a_trouble_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = crate::harness::server::secret(folder.path());
    let mut command = crate::harness::server::program(&["serve", "--listen", "127.0.0.1:0"]);
    let output = command
        .args(["--jwt-secret-file", secret.to_str().expect("a path")])
        .current_dir(folder.path())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
        .env("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(78));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("OTEL_EXPORTER_OTLP_PROTOCOL"), "{told}");
}
