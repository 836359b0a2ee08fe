//! A line to the database that can be disturbed: a proxy in a thread of its own, so that it works
//! while a test waits for a program to start.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// What becomes of what is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// It goes through.
    Pass,
    /// Each piece comes so much later.
    Late(Duration),
    /// Nothing goes through, nothing is closed; afterwards all of it comes.
    Stall,
    /// Nothing goes through; lines of this time say nothing more ever, and nobody is told.
    Blackhole,
    /// Nobody listens, and all lines are gone.
    Refuse,
    /// Every line is reset.
    Reset,
    /// The next answer breaks off in its middle.
    Cut,
    /// A byte at a time.
    Slow,
    /// What is sent goes through until a COMMIT; its answer is lost, and so is all else from then.
    LoseCommit,
}

/// A proxy before a PostgreSQL.
pub(crate) struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
}

impl Proxy {
    /// Before the server that a URL names.
    pub(crate) fn before(url: &str, mode: Mode) -> Self {
        let behind = server_of(url).to_owned();
        let mode = watch::Sender::new(mode);
        let own = mode.clone();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(serve(behind, own, tell));
        });
        let address = told.recv().expect("the proxy has a port");
        Self { address, mode }
    }

    /// The database of a URL, reached through this.
    pub(crate) fn url(&self, url: &str) -> String {
        url.replacen(server_of(url), &self.address.to_string(), 1)
    }

    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

/// `host:port` of a URL.
fn server_of(url: &str) -> &str {
    let (_, rest) = url.split_once("://").expect("a URL");
    let server = rest.split(['/', '?']).next().expect("a server");
    server.rsplit_once('@').map_or(server, |(_, server)| server)
}

/// A socket that holds the port, and to which connecting is refused until it listens.
fn held(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("a port that was used");
    socket.bind(address).expect("a port");
    socket
}

async fn serve(behind: String, mode: watch::Sender<Mode>, tell: mpsc::Sender<SocketAddr>) {
    let mut now = mode.subscribe();
    let mut holder = held(([127, 0, 0, 1], 0).into());
    let address = holder.local_addr().expect("an address");
    tell.send(address).expect("the test waits for it");
    loop {
        let is_refusing = |mode: &Mode| *mode == Mode::Refuse;
        let listens = now.wait_for(|mode| !is_refusing(mode)).await;
        drop(listens.expect("the sender is ours"));
        let listener: TcpListener = holder.listen(1_024).expect("it listens");
        loop {
            tokio::select! {
                line = listener.accept() => {
                    let (line, _) = line.expect("a line");
                    tokio::spawn(carry(line, behind.clone(), mode.clone()));
                }
                refusing = now.wait_for(is_refusing) => {
                    drop(refusing.expect("the sender is ours"));
                    break;
                }
            }
        }
        drop(listener);
        holder = held(address);
    }
}

/// Carries one line, until it ends or is ended.
async fn carry(mut line: TcpStream, behind: String, mode: watch::Sender<Mode>) {
    line.set_nodelay(true).expect("an option");
    let mut now = mode.subscribe();
    // A line that comes in a bad time gets nowhere in that time.
    let at_first = *now.borrow_and_update();
    if at_first == Mode::Blackhole {
        silent(&mut line).await;
        return;
    }
    if at_first == Mode::Reset {
        reset(&line);
        return;
    }
    let through = now.wait_for(|mode| *mode != Mode::Stall).await;
    drop(through);
    let Ok(mut far) = TcpStream::connect(&behind).await else {
        return;
    };
    far.set_nodelay(true).expect("an option");
    let ended = {
        let (mut from_near, mut to_near) = line.split();
        let (mut from_far, mut to_far) = far.split();
        tokio::select! {
            biased;
            ended = ended(mode.subscribe()) => Some(ended),
            () = pump(&mut from_near, &mut to_far, false, &mode) => None,
            () = pump(&mut from_far, &mut to_near, true, &mode) => None,
        }
    };
    match ended {
        Some(Mode::Reset) => reset(&line),
        Some(Mode::Blackhole) => {
            // The database hears of it after all that it was sent.
            drop(far.shutdown().await);
            tokio::join!(silent(&mut far), silent(&mut line));
        }
        _ => {}
    }
}

/// Comes when a line cannot go on.
async fn ended(mut now: watch::Receiver<Mode>) -> Mode {
    let ends = [Mode::Refuse, Mode::Reset, Mode::Blackhole];
    let ended = now.wait_for(|mode| ends.contains(mode)).await;
    *ended.expect("a sender is held by whoever asks")
}

/// Keeps a line open on which nothing more is said.
async fn silent(line: &mut TcpStream) {
    let mut lost = [0; 1_024];
    while !matches!(line.read(&mut lost).await, Ok(0) | Err(_)) {}
}

/// Ends a line as one ends whose other side is gone.
fn reset(line: &TcpStream) {
    line.set_zero_linger().expect("an option");
}

/// Carries what comes from one side to the other.
async fn pump(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    is_answer: bool,
    mode: &watch::Sender<Mode>,
) {
    let mut now = mode.subscribe();
    let mut piece = vec![0; 16 * 1_024];
    loop {
        drop(now.wait_for(|mode| *mode != Mode::Stall).await);
        let n = match from.read(&mut piece).await {
            Ok(n) if n > 0 => n,
            _ => return,
        };
        let piece = piece.get(..n).expect("what was read");
        let is_stalled = now.wait_for(|mode| *mode != Mode::Stall);
        let mode_now = *is_stalled.await.expect("the sender is held");
        let sent = match mode_now {
            Mode::Cut if is_answer => {
                drop(to.write_all(piece.get(..n / 2).unwrap_or_default()).await);
                return;
            }
            Mode::Late(by) => {
                sleep(by).await;
                to.write_all(piece).await
            }
            Mode::Slow => slowly(to, piece).await,
            Mode::LoseCommit if !is_answer && says(piece, b"COMMIT") => {
                let sent = to.write_all(piece).await;
                // The other direction is ended before it carries the answer.
                mode.send_replace(Mode::Blackhole);
                drop(sent);
                std::future::pending().await
            }
            _ => to.write_all(piece).await,
        };
        if sent.is_err() {
            return;
        }
    }
}

async fn slowly(to: &mut (impl AsyncWrite + Unpin), piece: &[u8]) -> std::io::Result<()> {
    for byte in piece {
        to.write_all(&[*byte]).await?;
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

fn says(piece: &[u8], word: &[u8]) -> bool {
    piece.windows(word.len()).any(|part| part == word)
}
