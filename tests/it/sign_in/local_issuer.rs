//! A small issuer on this machine, whose keys and moods a test sets.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::json;

/// What it answers at each path, and how often each was asked.
#[derive(Default)]
struct Told {
    answers: BTreeMap<String, (String, String)>,
    hits: BTreeMap<String, usize>,
}

/// The issuer; it answers until the process ends.
pub(crate) struct LocalIssuer {
    /// Its address, which is also its name.
    pub(crate) url: String,
    told: Arc<Mutex<Told>>,
}

/// Where its keys are.
pub(crate) const KEYS: &str = "/keys";
/// Where its discovery document is.
pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";

const OK: &str = "200 OK";

impl LocalIssuer {
    /// An issuer with these keys, to be discovered.
    pub(crate) fn start(keys: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let told: Arc<Mutex<Told>> = Arc::default();
        let shared = Arc::clone(&told);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || answer(stream, &shared));
            }
        });
        let issuer = Self { url, told };
        issuer.says(KEYS, OK, "Cache-Control: public, max-age=600\r\n", keys);
        issuer.discovered_as(&issuer.url.clone());
        issuer
    }

    /// Its discovery document names this issuer, with keys of its own.
    pub(crate) fn discovered_as(&self, issuer: &str) {
        let document = json!({"issuer": issuer, "jwks_uri": format!("{}{KEYS}", self.url)});
        self.says(DISCOVERY, OK, "", &document.to_string());
    }

    /// Other keys from now on.
    pub(crate) fn rotate(&self, keys: &str) {
        self.says(KEYS, OK, "Cache-Control: public, max-age=600\r\n", keys);
    }

    /// From now on it answers so.
    pub(crate) fn says(&self, path: &str, status: &str, headers: &str, body: &str) {
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let mut told = self.told.lock().expect("told");
        told.answers
            .insert(path.to_owned(), (head, body.to_owned()));
    }

    /// How often a path was asked for.
    pub(crate) fn hits(&self, path: &str) -> usize {
        let told = self.told.lock().expect("told");
        told.hits.get(path).copied().unwrap_or_default()
    }
}

fn answer(mut stream: TcpStream, told: &Mutex<Told>) {
    let mut request = Vec::new();
    let mut bytes = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut bytes) {
            Ok(n) if n > 0 => request.extend_from_slice(&bytes[..n]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let found = {
        let mut told = told.lock().expect("told");
        *told.hits.entry(path.clone()).or_default() += 1;
        told.answers.get(&path).cloned()
    };
    let (head, body) = found.unwrap_or_else(|| {
        (
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
            String::new(),
        )
    });
    // Whoever has heard enough goes away.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body.as_bytes());
}
