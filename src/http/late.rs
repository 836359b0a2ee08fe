//! Whoever comes when the server has stopped taking connections (U-17): they are told to come back,
//! and not cut off as if their request had been lost.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::answer::Refusal;

/// How long one of them has to send its request and to take its answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it takes at most until the server's own threads have let go of the listener.
const LETTING_GO: Duration = Duration::from_millis(50);

/// Answers those who wait to be taken in, and closes the door behind them: who comes after that is
/// refused by the system.
pub(super) async fn turn_away(door: TcpListener) {
    tokio::time::sleep(LETTING_GO).await;
    // It was so already for the server's own threads.
    if door.set_nonblocking(true).is_err() {
        return;
    }
    let mut told = JoinSet::new();
    // They are there already: without waiting, the first time that there is none is the last.
    while let Ok((stream, _address)) = door.accept() {
        told.spawn(async move {
            // Whoever does not listen is not there.
            let _ = timeout(PATIENCE, tell(stream)).await;
        });
    }
    drop(door);
    told.join_all().await;
}

/// Tells one of them, whatever it asks.
async fn tell(stream: std::net::TcpStream) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    let mut stream = TcpStream::from_std(stream)?;
    let body = Refusal::stopping().body();
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nRetry-After: 1\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await?;
    // What is closed while something unread has come is cut, and the answer with it.
    let mut rest = [0; 4096];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}
