//! HTTP as it is on the wire: requests over connections of their own, and sockets, without a client
//! that mends, waits or tries again.

use std::fmt::Display;
use std::io::{Read, Write};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

/// How long anything may take to happen.
const DEADLINE: Duration = Duration::from_secs(60);

/// The line of a head by which the other end closes the connection after its answer.
const CLOSE: &str = "Connection: close";

/// What came back.
pub(crate) struct Exchanged {
    /// Its status.
    pub(crate) status: u16,
    /// Its head, in small letters.
    pub(crate) head: String,
    /// Its body, as it came.
    pub(crate) body: String,
}

impl Exchanged {
    /// The answer that some bytes are; none where they are none.
    fn of(answer: Vec<u8>) -> Option<Self> {
        let answer = String::from_utf8(answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some(Self {
            status: status(head)?,
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        })
    }

    /// The object that its body is, also where that came as a chunk.
    pub(crate) fn json(&self) -> Option<Value> {
        let (from, to) = (self.body.find('{')?, self.body.rfind('}')?);
        serde_json::from_str(self.body.get(from..=to)?).ok()
    }
}

/// The status that an answer begins with.
pub(crate) fn status(head: &str) -> Option<u16> {
    head.split(' ').nth(1)?.parse().ok()
}

/// A request: a method and a path, lines of the head, a body. The connection stays.
pub(crate) fn request(address: impl Display, what: &str, head: &[&str], body: &str) -> String {
    let lines: String = head.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    format!("{what} HTTP/1.1\r\nHost: {address}\r\n{lines}Content-Length: {length}\r\n\r\n{body}")
}

/// Asks over a connection of its own.
pub(crate) fn exchange(address: &str, what: &str, head: &[&str], body: &str) -> Exchanged {
    let request = request(address, what, &[head, &[CLOSE]].concat(), body);
    let mut stream = std::net::TcpStream::connect(address).expect("somebody listens");
    stream
        .set_read_timeout(Some(DEADLINE))
        .expect("a time limit");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers in time");
    Exchanged::of(answer).expect("an answer")
}

/// Asks over a connection of its own, while others go on; nothing where nobody listens, or the
/// connection breaks off.
pub(crate) async fn asked(
    address: impl Display,
    what: &str,
    head: &[&str],
    body: &str,
) -> Option<Exchanged> {
    let address = address.to_string();
    let request = request(&address, what, &[head, &[CLOSE]].concat(), body);
    let mut stream = TcpStream::connect(&address).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    let read = timeout(DEADLINE, stream.read_to_end(&mut answer)).await;
    read.expect("it answers in time").ok()?;
    Exchanged::of(answer)
}

/// A connection to somebody who is there.
pub(crate) async fn connected(address: impl Display) -> TcpStream {
    let stream = TcpStream::connect(address.to_string()).await;
    stream.expect("somebody listens")
}

/// A connection over which something was said.
pub(crate) async fn begun(address: impl Display, said: &str) -> TcpStream {
    let mut stream = connected(address).await;
    let sent = stream.write_all(said.as_bytes()).await;
    sent.expect("it is sent");
    stream
}

/// Reads from a connection until the other end has closed it; what it said.
pub(crate) async fn said(mut stream: impl AsyncRead + Unpin) -> String {
    let mut all = Vec::new();
    let read = timeout(DEADLINE, stream.read_to_end(&mut all)).await;
    // One that is reset is closed as well.
    drop(read.expect("it is closed"));
    String::from_utf8_lossy(&all).into_owned()
}

/// What is said until the end to what is sent over a connection of its own.
pub(crate) async fn said_to(address: impl Display, sent: &str) -> String {
    let mut stream = connected(address).await;
    // One that is ended meanwhile takes no more.
    drop(stream.write_all(sent.as_bytes()).await);
    said(stream).await
}

/// A socket for operations, with these headers more; else the status that it is refused with.
pub(crate) async fn socket(
    address: impl Display,
    more: &[(&'static str, &str)],
) -> Result<WebSocketStream<TcpStream>, u16> {
    let url = format!("ws://{address}/graphql");
    socket_over(connected(address).await, &url, more).await
}

/// A socket over a connection that is there.
pub(crate) async fn socket_over<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    url: &str,
    more: &[(&'static str, &str)],
) -> Result<WebSocketStream<S>, u16> {
    let mut request = url.into_client_request().expect("a request");
    let headers = request.headers_mut();
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    headers.insert("Sec-WebSocket-Protocol", protocol);
    for (name, value) in more {
        headers.insert(*name, value.parse().expect("a header"));
    }
    let opened = timeout(DEADLINE, tokio_tungstenite::client_async(request, stream));
    match opened.await.expect("it answers in time") {
        Ok((socket, response)) => {
            let spoken = response.headers().get("Sec-WebSocket-Protocol");
            assert_eq!(spoken.expect("a protocol"), "graphql-transport-ws");
            Ok(socket)
        }
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        // The client itself demands the protocol that it asked for.
        Err(error) => panic!("{error}"),
    }
}
