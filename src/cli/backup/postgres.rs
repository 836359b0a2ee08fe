//! The lines that copy a PostgreSQL and put the copy back. A test runs them.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::folder::beside;
use crate::cli::{Trouble, quoted, say};

/// What of a URL's query PostgreSQL's own programs understand, and is no secret.
const UNDERSTOOD: &[&str] = &["host", "port", "sslmode", "sslrootcert"];

/// A URL's server with its user but without the password, and its database.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    server: String,
    database: String,
    query: String,
}

impl Address {
    fn of(url: &str) -> Option<Self> {
        let (_, rest) = url.split_once("://")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, rest)) => (user.split(':').next().unwrap_or_default(), rest),
            None => ("", rest),
        };
        let (host, database) = rest.split_once('/').unwrap_or((rest, ""));
        let at = if user.is_empty() { "" } else { "@" };
        let known = query.split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            UNDERSTOOD.contains(&name)
        });
        let known: Vec<&str> = known.collect();
        Some(Self {
            server: format!("postgres://{user}{at}{host}"),
            database: database.to_owned(),
            query: match known.is_empty() {
                true => String::new(),
                false => format!("?{}", known.join("&")),
            },
        })
    }

    fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.server, self.query)
    }
}

/// Prints the lines for a database.
pub(super) fn tell(url: &str, folder: &Path) -> Result<ExitCode, Trouble> {
    let address = Address::of(url).ok_or_else(|| {
        Trouble::settings(
            "the database URL is not usable",
            "it names no server",
            "write postgres://user@host/database",
        )
    })?;
    say(lines(&address, &beside(folder, ".dump")));
    Ok(ExitCode::SUCCESS)
}

fn lines(address: &Address, dump: &Path) -> String {
    let dump = quoted(&dump.display().to_string());
    let from = quoted(&address.url(&address.database));
    let maintenance = quoted(&address.url("postgres"));
    let restored = format!("{}_restored", address.database);
    let to = quoted(&address.url(&restored));
    let role = migration::schema::APP_ROLE;
    format!(
        "# PostgreSQL is copied by its own programs. A password comes from ~/.pgpass or PGPASSWORD.
# The copying user has to see every row: a superuser, or one with BYPASSRLS and pg_read_all_data.

# 1. Copy, while the server runs
pg_dump --format=custom --file={dump} {from}

# 2. Put back, into a new database, as the user that is to own the tables
psql {maintenance} --set=ON_ERROR_STOP=1 --command='DO $do$ BEGIN CREATE ROLE {role} NOLOGIN; \
         EXCEPTION WHEN duplicate_object THEN NULL; END $do$'
createdb --maintenance-db={maintenance} {}
pg_restore --exit-on-error --single-transaction --no-owner --dbname={to} {dump}

# 3. Prove it
avtal backup verify --database-url {to}",
        quoted(&restored)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_says_a_password() {
        let url = "postgres://owner:p@ss:word@db:5433/avtal?sslmode=require&password=x&a=b";
        let address = Address::of(url).unwrap();
        assert_eq!(
            address.url("avtal"),
            "postgres://owner@db:5433/avtal?sslmode=require"
        );
        let text = lines(&address, Path::new("/backup/it's.dump"));
        assert!(
            !text.contains("p@ss") && !text.contains("password="),
            "{text}"
        );
        assert!(text.contains(r"--file='/backup/it'\''s.dump'"), "{text}");
    }
}
