//! `avtal health`: asks a server of this machine whether it is ready, for a container's check.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use reqwest::{Client, StatusCode};

use crate::auth::fetch::reason;
use crate::config::Config;

use super::{Settings, Trouble, say};

/// The server itself waits two seconds for its database.
const PATIENCE: Duration = Duration::from_secs(5);

/// An answer is a few lines; more is no answer of ours, and is not shown.
const SHOWN_CHARS_MAX: usize = 1_000;

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
    match ask(&config, address).await {
        Ok((StatusCode::OK, _)) => {
            say("ready");
            Ok(ExitCode::SUCCESS)
        }
        Ok((_, told)) => {
            let told = told.trim().chars().take(SHOWN_CHARS_MAX).collect();
            Err(unready(address, told))
        }
        Err(error) => Err(unready(address, reason(&error))),
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

/// What the server says. Its certificate names the host that others know it by, which is not asked
/// here; nothing secret is sent, and nobody but this machine can stand in between.
async fn ask(config: &Config, address: SocketAddr) -> reqwest::Result<(StatusCode, String)> {
    let client = Client::builder()
        .no_proxy()
        .timeout(PATIENCE)
        .tls_danger_accept_invalid_certs(true)
        .build()?;
    let url = format!("{}://{address}/health/ready", config.scheme());
    let answer = client.get(url).send().await?;
    Ok((answer.status(), answer.text().await?))
}
