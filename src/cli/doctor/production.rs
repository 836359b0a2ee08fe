//! `avtal doctor --production`: what an installation that is meant has, and this one may not.

use crate::config::{Config, Introspection, KEYS, Origin, SigningKey, Values, is_secret};
use crate::tenancy::Db;

use super::say;

/// Prints the list; what is left to do is marked, and decides nothing.
pub(super) fn print(values: &Values, config: &Config, db: &Db) {
    say("\nBefore going live:");
    for (is_done, what, why) in points(values, config, db) {
        let mark = if is_done { "done" } else { "TO DO" };
        say(format!("{mark:<6}{what}"));
        if !is_done {
            say(format!("      {why}"));
        }
    }
    say("\nNot seen from here: that backups are made and were restored once (avtal backup),");
    say("that tokens live shortly, that somebody reads the log, who may log in to this machine.");
}

fn points(values: &Values, config: &Config, db: &Db) -> Vec<(bool, &'static str, &'static str)> {
    let on_command_line = |key: &&crate::config::Key| {
        let told = values.get(key.name);
        told.is_some_and(|(value, origin)| origin == Origin::Flag && is_secret(key, value))
    };
    let mut points = vec![
        (
            db.is_postgres(),
            "the database is a PostgreSQL",
            "SQLite serves one machine; with it, make a copy every day: avtal backup create",
        ),
        (
            !matches!(config.key, Some(SigningKey::Shared(_))),
            "tokens are checked with public keys",
            "who has a shared secret can make tokens: avtal keys, or --jwt-public-key-file",
        ),
        (
            !KEYS.iter().any(|key| on_command_line(&key)),
            "no secret is on the command line",
            "everybody on the machine sees it there: name a file, as in AVTAL_DATABASE_URL_FILE",
        ),
        (
            config.behind_proxy || config.tls.is_some(),
            "TLS is spoken, by the server or by a proxy in front",
            "tokens travel in the open without: --tls-certificate, --tls-key; or --behind-proxy",
        ),
        (
            config.introspection != Introspection::On,
            "the schema is not told to everybody",
            "--introspection authenticated",
        ),
        (
            config.metrics_listen.is_some() && !config.metrics,
            "somebody may read the numbers, and not everybody",
            "--metrics-listen 127.0.0.1:9464, where Prometheus comes by and clients do not",
        ),
        (
            !config.graphiql,
            "GraphiQL is off",
            "--graphiql off, where it is not wanted",
        ),
        (
            config.audit_head_file.is_some(),
            "the ends of the audit trails are kept outside of the database",
            "--audit-head-file FILE, where nobody who reaches the database writes",
        ),
    ];
    if db.is_postgres() {
        points.push((
            !db.gives_up_rights(),
            "the server's database user owns nothing",
            "GRANT avtal_app TO a user of the server's own, and keep the owner for migrations",
        ));
    }
    points
}
