//! TLS by files (U-20): real handshakes with the program, and certificates that are renewed.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion,
};
use tokio_tungstenite::tungstenite::Message;

use crate::harness::server::{Server, run};
use crate::harness::{TestApp, a_moment, raw};

/// How long anything may take to happen.
const DEADLINE: Duration = Duration::from_secs(30);

const BOTH: &[&SupportedProtocolVersion] = &[&TLS12, &TLS13];

/// The files of a server's certificate.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn of(folder: &Path) -> Self {
        Self {
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        }
    }

    /// Writes a new certificate and its key, and says what clients trust then.
    fn renew(&self) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let made = made.expect("a certificate is made");
        std::fs::write(&self.certificate, made.cert.pem()).expect("a file is written");
        std::fs::write(&self.key, made.signing_key.serialize_pem()).expect("a file is written");
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&self.key, private).expect("it is private");
        made.cert.der().clone()
    }

    fn arguments(&self) -> [&str; 4] {
        [
            "--tls-certificate",
            self.certificate.to_str().expect("a path"),
            "--tls-key",
            self.key.to_str().expect("a path"),
        ]
    }
}

/// A server that speaks TLS, and what its clients trust.
fn start(app: &TestApp, folder: &Path) -> (Server, Files, CertificateDer<'static>) {
    let files = Files::of(folder);
    let trusted = files.renew();
    let server = Server::start_with(app, folder, &files.arguments(), &[]);
    (server, files, trusted)
}

/// A connection that was greeted with this certificate; none where it was another.
async fn greeted(
    server: &Server,
    trusted: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> Option<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a certificate");
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .expect("versions that there are")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = raw::connected(&server.address).await;
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .ok()
}

/// What is answered to a GET on a connection that stays open.
async fn get(stream: &mut TlsStream<TcpStream>, path: &str) -> Value {
    let request = raw::request("localhost", &format!("GET {path}"), &[], "");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it is sent");
    let mut answer = Vec::new();
    let json = |answer: &[u8]| {
        let text = String::from_utf8_lossy(answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        serde_json::from_str(body).ok()
    };
    loop {
        if let Some(json) = json(&answer) {
            return json;
        }
        let mut piece = [0; 4_096];
        let n = stream.read(&mut piece).await.expect("it is read");
        assert!(n > 0, "the connection ended");
        answer.extend_from_slice(piece.get(..n).unwrap_or_default());
    }
}

fn hang_up(server: &Server) {
    let pid = server.child.id().to_string();
    let told = Command::new("kill").args(["-HUP", &pid]).status();
    assert!(told.expect("it can be told").success());
}

#[tokio::test]
async fn requests_and_sockets_come_over_tls_and_over_nothing_else() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (server, files, trusted) = start(&app, folder.path());
    for (version, name) in [
        (&TLS12, ProtocolVersion::TLSv1_2),
        (&TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let mut stream = greeted(&server, &trusted, &[version])
            .await
            .expect("a greeting");
        assert_eq!(stream.get_ref().1.protocol_version(), Some(name));
        assert_eq!(get(&mut stream, "/version").await["name"], "avtal");
    }

    let stream = greeted(&server, &trusted, BOTH).await.expect("a greeting");
    let opened = raw::socket_over(stream, "wss://localhost/graphql", &[]).await;
    let mut socket = opened.expect("a socket opens");
    let init = json!({ "type": "connection_init" }).to_string();
    socket.send(Message::text(init)).await.expect("it is sent");
    let answer = socket.next().await.expect("an answer").expect("a message");
    assert_eq!(
        answer.into_text().expect("text").as_str(),
        r#"{"type":"connection_ack"}"#
    );

    // It ends with or without an alert, and says nothing of the program.
    let asked = raw::request("x", "GET /version", &[], "");
    let answer = raw::said_to(&server.address, &asked).await;
    assert!(!answer.contains("avtal"), "{answer}");

    let health = |more: &[&str]| {
        let args = [&["health", "--listen", &server.address], more].concat();
        run(folder.path(), &args).status.code()
    };
    assert_eq!(health(&files.arguments()), Some(0));
    assert_eq!(health(&[]), Some(69));
}

#[tokio::test]
async fn a_new_certificate_greets_new_connections_and_those_that_are_there_stay() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (server, files, old) = start(&app, folder.path());
    let mut before = greeted(&server, &old, BOTH).await.expect("a greeting");
    get(&mut before, "/version").await;
    let new = files.renew();
    assert!(
        greeted(&server, &new, BOTH).await.is_none(),
        "nobody said anything yet"
    );
    hang_up(&server);
    let begun = Instant::now();
    while greeted(&server, &new, BOTH).await.is_none() {
        assert!(
            begun.elapsed() < DEADLINE,
            "the new certificate is not shown"
        );
    }
    assert!(
        greeted(&server, &old, BOTH).await.is_none(),
        "the old one is shown no more"
    );
    assert_eq!(get(&mut before, "/version").await["name"], "avtal");
}

#[tokio::test]
async fn a_new_certificate_that_is_none_is_logged_and_the_old_one_stays() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (server, files, old) = start(&app, folder.path());
    std::fs::write(&files.certificate, "no certificate").expect("a file is written");
    hang_up(&server);
    let begun = Instant::now();
    let logged = || std::fs::read_to_string(folder.path().join("log")).expect("a log");
    while !logged().contains("the certificate was not renewed; the old one stays") {
        assert!(begun.elapsed() < DEADLINE, "{}", logged());
        a_moment().await;
    }
    assert!(
        logged().contains("holds no certificate in PEM"),
        "{}",
        logged()
    );
    let mut stream = greeted(&server, &old, BOTH).await.expect("a greeting");
    assert_eq!(get(&mut stream, "/version").await["name"], "avtal");
}
