//! Fetching the keys of other issuers: the requests that a token brings about, which go only to
//! where the settings say.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::CACHE_CONTROL;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde::Deserialize;

use super::jwks::{self, Key};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long an answer may be.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// How long keys are good for where nobody says, and the bounds of what others may say.
const AGE: TimeDelta = TimeDelta::minutes(10);
const AGE_MIN: TimeDelta = TimeDelta::minutes(1);
const AGE_MAX: TimeDelta = TimeDelta::hours(24);

/// Why keys cannot be fetched, for the log and for the operator.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// An address that is not asked.
    #[error("{0} is not asked: {1}")]
    Address(String, &'static str),
    /// It does not answer as it should.
    #[error("{0} does not answer: {1}")]
    Away(String, String),
    /// Its answer is of no use.
    #[error("the answer of {0} is of no use: {1}")]
    Answer(String, String),
}

/// Where an issuer publishes its keys.
#[derive(Clone)]
pub struct Remote {
    place: Place,
    /// Whether it may live in a private network.
    private: bool,
    client: Client,
}

/// Where an issuer says its keys are.
#[derive(Clone, Debug)]
pub enum Place {
    /// At this address.
    Jwks(String),
    /// Where its discovery document says.
    Discovery {
        /// The issuer, under whose address the document is.
        issuer: String,
    },
}

/// What of a discovery document matters here.
#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    jwks_uri: String,
}

impl Remote {
    /// A place to fetch keys from. Nothing is asked yet.
    ///
    /// # Errors
    /// When the address is none that is asked, or the system has no certificates to trust.
    pub fn new(place: Place, private: bool) -> Result<Self, FetchError> {
        let text = match &place {
            Place::Jwks(url) => url,
            Place::Discovery { issuer } => issuer,
        };
        // What an operator writes down as a number is meant.
        address(text, true)?;
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .no_proxy()
            // Several runtimes share the client, and a connection lives on one of them.
            .pool_max_idle_per_host(0)
            .user_agent(concat!("avtal/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(Resolver { private }))
            .build()
            .map_err(|error| FetchError::Away(text.clone(), reason(&error)))?;
        Ok(Self {
            place,
            private,
            client,
        })
    }

    /// The keys, and how long they are good for.
    ///
    /// # Errors
    /// When they cannot be had.
    pub async fn keys(&self) -> Result<(Vec<Key>, TimeDelta), FetchError> {
        let url = match &self.place {
            Place::Jwks(url) => address(url, true)?,
            Place::Discovery { issuer } => self.discover(issuer).await?,
        };
        let (body, age) = self.get(&url).await?;
        let keys = jwks::keys(&body)
            .map_err(|error| FetchError::Answer(url.to_string(), error.to_string()))?;
        Ok((keys, age))
    }

    async fn discover(&self, issuer: &str) -> Result<Url, FetchError> {
        let base = issuer.trim_end_matches('/');
        let url = address(&format!("{base}/.well-known/openid-configuration"), true)?;
        let (body, _age) = self.get(&url).await?;
        let wrong = |why: String| FetchError::Answer(url.to_string(), why);
        let found: Discovered =
            serde_json::from_slice(&body).map_err(|error| wrong(error.to_string()))?;
        if found.issuer != issuer {
            return Err(wrong("it names another issuer".to_owned()));
        }
        let keys = address(&found.jwks_uri, true)?;
        let is_same_host = keys.host_str() == url.host_str();
        address(&found.jwks_uri, self.private || is_same_host)
    }

    async fn get(&self, url: &Url) -> Result<(Vec<u8>, TimeDelta), FetchError> {
        let away = |error: reqwest::Error| FetchError::Away(url.to_string(), reason(&error));
        let mut answer = self.client.get(url.clone()).send().await.map_err(away)?;
        if answer.status() != reqwest::StatusCode::OK {
            let why = format!("it says {}", answer.status());
            return Err(FetchError::Away(url.to_string(), why));
        }
        let age = age(&answer);
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                let why = format!("it is longer than {ANSWER_BYTES_MAX} bytes");
                return Err(FetchError::Answer(url.to_string(), why));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((body, age))
    }
}

/// What went wrong, to its bottom, without the address that stands before it.
pub(crate) fn reason(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

/// How long an answer is good for, by its own words and within bounds.
fn age(answer: &Response) -> TimeDelta {
    let lines = answer.headers().get_all(CACHE_CONTROL).iter();
    let words: Vec<String> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|word| word.trim().to_ascii_lowercase())
        .collect();
    if words
        .iter()
        .any(|word| word == "no-store" || word == "no-cache")
    {
        return AGE_MIN;
    }
    let seconds = words.iter().find_map(|word| word.strip_prefix("max-age="));
    let seconds = seconds.and_then(|seconds| seconds.trim_matches('"').parse().ok());
    let said = seconds.and_then(TimeDelta::try_seconds);
    said.map_or(AGE, |said| said.clamp(AGE_MIN, AGE_MAX))
}

/// An address that may be asked: encrypted, or on this machine; never by a number of a private
/// network, unless that is meant.
fn address(text: &str, private: bool) -> Result<Url, FetchError> {
    let refused = |why| FetchError::Address(text.to_owned(), why);
    let url = Url::parse(text).map_err(|_reason| refused("it is no address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it names a user"));
    }
    let host = url.host_str().unwrap_or_default();
    let number: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_here = host == "localhost" || number.is_some_and(|number| number.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if is_here => {}
        _ => return Err(refused("only https is, and http on this machine")),
    }
    if !private && (host == "localhost" || number.is_some_and(is_private)) {
        return Err(refused("it leads into a private network"));
    }
    Ok(url)
}

/// Finds numbers of names, and leaves out those of private networks unless that is meant: a name
/// that somebody else controls may lead anywhere.
struct Resolver {
    private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private || name.as_str() == "localhost";
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found
                .filter(|found| private || !is_private(found.ip()))
                .collect();
            if found.is_empty() {
                return Err("the name leads nowhere, or into a private network".into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

/// Whether an address is of no public network.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        // This network and the reserved ones; shared by carriers; protocols; measurements.
        || matches!(a, 0 | 240..=255)
        || matches!((a, b, c), (100, 64..=127, _) | (192, 0, 0) | (198, 18 | 19, _))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        // Unique local, link local, site local, documentation; translations of IPv4.
        || matches!(
            (a, b),
            (0xfc00..=0xfdff | 0xfe80..=0xfeff | 0x2002, _) | (0x64, 0xff9b) | (0x2001, 0 | 0xdb8)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_are_asked_and_this_machine() {
        for (text, private, good) in [
            ("https://sso.example.com/jwks", false, true),
            ("http://sso.example.com/jwks", true, false),
            ("http://127.0.0.1:8081/jwks", true, true),
            ("http://localhost:8081/jwks", true, true),
            ("http://127.0.0.1:8081/jwks", false, false),
            ("https://localhost/jwks", false, false),
            ("https://10.0.0.8/jwks", false, false),
            ("https://10.0.0.8/jwks", true, true),
            ("https://[::1]/jwks", false, false),
            ("https://[::ffff:10.0.0.8]/jwks", false, false),
            ("https://0x7f000001/jwks", false, false),
            ("https://2130706433/jwks", false, false),
            ("https://user:word@sso.example.com/jwks", false, false),
            ("file:///etc/passwd", true, false),
            ("jwks", true, false),
        ] {
            assert_eq!(address(text, private).is_ok(), good, "{text} {private}");
        }
    }

    #[test]
    fn private_networks_are_known() {
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:192.168.1.1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
            "64:ff9b::a00:1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in ["8.8.8.8", "100.128.0.1", "172.32.0.1", "2606:4700::1111"] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }
}
