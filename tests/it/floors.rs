//! The lock file against the advisories we know of.
//!
//! The database of RustSec is fetched from the network and misses some of these, so the lowest
//! versions that are sound stand here; the advisories are named beside them.

/// A crate and the lowest version of it that may be locked.
struct Floor {
    name: &'static str,
    lowest: &'static str,
    /// Whether the product rests on it, so that its absence means this table is out of date.
    required: bool,
    because: &'static str,
}

const fn required(name: &'static str, lowest: &'static str, because: &'static str) -> Floor {
    Floor {
        name,
        lowest,
        required: true,
        because,
    }
}

const fn if_present(name: &'static str, lowest: &'static str, because: &'static str) -> Floor {
    Floor {
        name,
        lowest,
        required: false,
        because,
    }
}

const SQLX: &str = "RUSTSEC-2024-0363: protocol overflow past 4 GiB";

const FLOORS: &[Floor] = &[
    required(
        "async-graphql",
        "7.0.10",
        "CVE-2024-47614: directives; RUSTSEC-2022-0037: depth",
    ),
    required(
        "jsonwebtoken",
        "10.3.0",
        "CVE-2026-25537: exp and nbf of a wrong type skipped",
    ),
    if_present("sqlx", "0.8.1", SQLX),
    required("sqlx-core", "0.8.1", SQLX),
    required("sqlx-postgres", "0.8.1", SQLX),
    required("sqlx-sqlite", "0.8.1", SQLX),
    required(
        "libsqlite3-sys",
        "0.37.0",
        "bundles SQLite 3.51.3: a WAL reset could lose pages",
    ),
    required("actix-web", "4.0.0", "stands on actix-http 3"),
    required(
        "actix-http",
        "3.0.0",
        "RUSTSEC-2021-0081: request smuggling; RUSTSEC-2020-0048",
    ),
    required(
        "tracing-subscriber",
        "0.3.20",
        "RUSTSEC-2025-0055: ANSI sequences in logs",
    ),
    required("bytes", "1.11.1", "RUSTSEC-2026-0007"),
    if_present(
        "h2",
        "0.4.16",
        "RUSTSEC-2026-0258: empty DATA frames; RUSTSEC-2024-0332",
    ),
    if_present(
        "quick-xml",
        "0.41.0",
        "RUSTSEC-2026-0194, RUSTSEC-2026-0195: quadratic time",
    ),
    if_present("lopdf", "0.42.0", "RUSTSEC-2026-0187: nested arrays abort"),
    if_present("time", "0.3.47", "RUSTSEC-2026-0009"),
    if_present("rustls-webpki", "0.103.13", "RUSTSEC-2026-0104"),
    if_present("tungstenite", "0.20.1", "RUSTSEC-2023-0065"),
    if_present("zip", "2.3.0", "RUSTSEC-2025-0168"),
];

/// Crates with an advisory that no version mends.
const UNSOUND: &[(&str, &str)] = &[("rsa", "RUSTSEC-2023-0071: the Marvin attack")];

#[test]
fn no_locked_crate_is_below_the_floor_its_advisories_set() {
    let locked = locked();
    let below: Vec<String> = FLOORS
        .iter()
        .flat_map(|floor| {
            let too_low = |version: &&str| order(version) < order(floor.lowest);
            versions(&locked, floor.name)
                .filter(too_low)
                .map(|version| {
                    format!(
                        "{} {version} < {}: {}",
                        floor.name, floor.lowest, floor.because
                    )
                })
        })
        .collect();
    assert!(below.is_empty(), "below their floor:\n{}", below.join("\n"));
}

#[test]
fn every_crate_the_product_rests_on_is_locked() {
    let locked = locked();
    let absent: Vec<&str> = FLOORS
        .iter()
        .filter(|floor| floor.required && versions(&locked, floor.name).next().is_none())
        .map(|floor| floor.name)
        .collect();
    assert!(
        absent.is_empty(),
        "not in Cargo.lock, so their floors check nothing: {absent:?}"
    );
}

#[test]
fn no_crate_with_an_advisory_that_nobody_mends_is_locked() {
    let locked = locked();
    for (name, because) in UNSOUND {
        assert_eq!(versions(&locked, name).next(), None, "{name}: {because}");
    }
}

#[test]
fn versions_compare_as_numbers_and_a_pre_release_comes_first() {
    let ascending = [
        "0.3.9",
        "0.3.20",
        "0.10.0",
        "1.0.0-rc.5",
        "1.0.0",
        "1.0.1+spec-9",
        "1.2.0",
        "1.10.0",
    ];
    for pair in ascending.windows(2) {
        let &[low, high] = pair else {
            unreachable!("windows of two")
        };
        assert!(order(low) < order(high), "{low} < {high}");
    }
    assert_eq!(order("1.13.1+spec-1.1.0"), order("1.13.1"));
}

/// Names and versions of all locked packages.
fn locked() -> Vec<(&'static str, &'static str)> {
    let lock = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"));
    let value = |line: &'static str, key: &str| {
        line.strip_prefix(key)?
            .strip_prefix(" = \"")?
            .strip_suffix('"')
    };
    // `name` and `version` are the first two lines of a package.
    lock.split("[[package]]\n")
        .skip(1)
        .map(|package| {
            let mut lines = package.lines();
            let name = lines.next().and_then(|line| value(line, "name"));
            let version = lines.next().and_then(|line| value(line, "version"));
            name.zip(version)
                .unwrap_or_else(|| panic!("not as Cargo.lock is known:\n{package}"))
        })
        .collect()
}

/// All locked versions of a crate: there may be several.
fn versions<'a>(
    locked: &'a [(&'static str, &'static str)],
    name: &'a str,
) -> impl Iterator<Item = &'static str> + 'a {
    locked
        .iter()
        .filter(move |(locked, _)| *locked == name)
        .map(|(_, version)| *version)
}

/// What orders versions: the three numbers, then a release after its pre-releases. Pre-releases
/// among themselves are equal, and so is build metadata; no floor needs more.
fn order(version: &str) -> (Vec<u64>, bool) {
    let version = version
        .split_once('+')
        .map_or(version, |(version, _build)| version);
    let (numbers, is_release) = version
        .split_once('-')
        .map_or((version, true), |(numbers, _pre)| (numbers, false));
    let numbers: Vec<u64> = numbers
        .split('.')
        .map(|number| {
            number
                .parse()
                .unwrap_or_else(|_| panic!("not a version: {version}"))
        })
        .collect();
    assert_eq!(numbers.len(), 3, "not a version: {version}");
    (numbers, is_release)
}
