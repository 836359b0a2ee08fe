//! Whoever comes when the server has stopped taking connections (U-17): they are told to come back,
//! and not cut off as if their request had been lost.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::answer::Refusal;

/// How long one of them has to send its request and to take its answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long nobody is taken in after somebody could not be.
const BREATH: Duration = Duration::from_millis(10);

/// How many are told at one time; who comes beyond is cut off.
const TOLD_MAX: usize = 1_000;

/// Answers those who wait to be taken in, and who come until all is finished, and closes the door
/// behind them: who comes after that is refused by the system.
pub(super) async fn turn_away(
    door: std::net::TcpListener,
    finished: impl Future<Output = ()>,
) -> io::Result<()> {
    // It is so already for the server's own threads, which share it.
    door.set_nonblocking(true)?;
    let door = TcpListener::from_std(door)?;
    let mut told = JoinSet::new();
    tokio::pin!(finished);
    loop {
        tokio::select! {
            came = door.accept() => match came {
                Ok((stream, _address)) => answer(&mut told, stream),
                // None can be taken in for now, as where there are too many.
                Err(_) => tokio::time::sleep(BREATH).await,
            },
            () = &mut finished => break,
        }
    }
    // They are there already: the first time that there is none is the last.
    let door = door.into_std()?;
    for _ in 0..TOLD_MAX {
        let Ok((stream, _address)) = door.accept() else {
            break;
        };
        stream.set_nonblocking(true)?;
        answer(&mut told, TcpStream::from_std(stream)?);
    }
    drop(door);
    told.join_all().await;
    Ok(())
}

fn answer(told: &mut JoinSet<()>, stream: TcpStream) {
    while told.try_join_next().is_some() {}
    if told.len() < TOLD_MAX {
        told.spawn(async {
            // Whoever does not listen is not there.
            let _ = timeout(PATIENCE, tell(stream)).await;
        });
    }
}

/// Tells one of them, whatever it asks.
async fn tell(mut stream: TcpStream) -> io::Result<()> {
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
