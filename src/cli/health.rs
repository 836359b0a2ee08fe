//! `avtal health`: asks a server of this machine whether it is ready, for a container's check.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Settings, Trouble, say};

/// The server itself waits two seconds for its database.
const PATIENCE: Duration = Duration::from_secs(5);

/// An answer is a few lines; more is no answer of ours.
const BYTES_MAX: u64 = 16 * 1024;

/// What `health` is told.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    settings: Settings,
}

/// Asks the server at the address in the settings.
///
/// # Errors
/// When it does not answer, or says that it is not ready.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    let address = reachable(config.listen);
    let answer = match timeout(PATIENCE, ask(address)).await {
        Ok(answer) => answer,
        Err(_elapsed) => Err(io::ErrorKind::TimedOut.into()),
    };
    match answer {
        Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => {
            say("ready");
            Ok(ExitCode::SUCCESS)
        }
        Ok(answer) => {
            let told = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            Err(unready(address, told.trim().to_owned()))
        }
        Err(error) => Err(unready(address, error.to_string())),
    }
}

fn unready(address: SocketAddr, why: String) -> Trouble {
    Trouble {
        what: format!("the server at {address} is not ready"),
        why,
        mend: "see its log; avtal doctor tells how its database stands".to_owned(),
        code: super::trouble::UNAVAILABLE,
    }
}

/// Where a server that listens everywhere is found from this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

async fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request =
        format!("GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(BYTES_MAX).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
