//! How the database is reached and opened, and how its schema is brought up to date.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr,
};
use sea_orm_migration::{Migration, MigrationStatus};
use tokio::time::timeout;

use crate::auth::own::private;
use crate::config::{Limits, millis};
use crate::failure::{is_away, is_out_of_reach, turns_us_away};

use super::db::Observer;
use super::watched;

/// How long an idle connection is believed to be there without being asked.
const BELIEVED: Duration = Duration::from_secs(30);

/// How long connections that are let go may take to end their work.
const FAREWELL: Duration = Duration::from_secs(30);

/// How often the schema of a database in use is looked at.
const LOOKED_AT: Duration = Duration::from_secs(30);

/// How the database is reached.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Where read-only work goes, if not to the same database.
    pub read_url: Option<String>,
    /// The most connections of each of the two pools, for reading and for writing. SQLite has one
    /// that writes.
    pub connections_max: u32,
    /// How long it is waited for.
    pub waits: Waits,
}

impl Options {
    /// A database at an address, with the usual pools and waits.
    #[must_use]
    pub fn of(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            read_url: None,
            connections_max: 16,
            waits: Waits::default(),
        }
    }

    pub(super) fn backend(&self) -> DbBackend {
        match is_sqlite(&self.url) {
            true => DbBackend::Sqlite,
            false => DbBackend::Postgres,
        }
    }
}

/// How long the database is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// For a connection, until it is made or free.
    pub connection: Duration,
    /// For a statement; on PostgreSQL, which stops it itself.
    pub statement: Duration,
    /// For a lock.
    pub lock: Duration,
    /// For the next statement of a transaction; on PostgreSQL, which ends it itself.
    pub idle_transaction: Duration,
    /// For the database to say that it is there; it is asked as often.
    pub pulse: Duration,
    /// Between two looks at its schema.
    pub schema: Duration,
}

impl Waits {
    /// Of a command: nobody waits behind it.
    pub(super) fn of_a_command() -> Self {
        Self {
            connection: Duration::from_secs(10),
            lock: Duration::from_secs(8),
            ..Self::default()
        }
    }
}

impl From<&Limits> for Waits {
    fn from(limits: &Limits) -> Self {
        Self {
            connection: millis(limits.connection_wait_ms),
            statement: millis(limits.statement_ms),
            lock: millis(limits.lock_ms),
            idle_transaction: millis(limits.idle_transaction_ms),
            pulse: millis(limits.pulse_ms),
            schema: LOOKED_AT,
        }
    }
}

impl Default for Waits {
    fn default() -> Self {
        Self::from(&Limits::default())
    }
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is of no kind that we know.
    #[error("the database URL begins neither with sqlite: nor with postgres:")]
    Scheme,
    /// It does not answer, or refuses us.
    #[error("the database cannot be opened: {0}")]
    Connect(#[source] DbErr),
    /// Its schema is not what this program works with.
    #[error("the database's schema is {0}")]
    Schema(String),
    /// There is a schema, and this user may not look at it.
    #[error(
        "the database user may not read the tables: it is no member of {role}",
        role = migration::schema::APP_ROLE
    )]
    Hidden,
    /// Row-level security would not hold for this user.
    #[error(
        "the database user owns the tables or bypasses row-level security and may not become \
         {role}: {reason}",
        role = migration::schema::APP_ROLE
    )]
    Role {
        /// What the database said.
        reason: String,
    },
}

impl ConnectError {
    /// Whether it cannot be reached now and may be later, with nothing wrong on our side.
    #[must_use]
    pub fn is_away(&self) -> bool {
        matches!(self, Self::Connect(error) if is_away(error))
    }

    /// Whether it answers and does not take us in with what the URL says.
    #[must_use]
    pub fn turns_us_away(&self) -> bool {
        matches!(self, Self::Connect(error) if turns_us_away(error))
    }
}

/// The connections of a database. Cloning them shares them.
#[derive(Clone)]
pub(super) struct Pools {
    pub(super) read: DatabaseConnection,
    pub(super) write: DatabaseConnection,
}

impl Pools {
    /// Names the pools. On PostgreSQL nothing is sent before the first of them is used; an SQLite
    /// file is opened, and made where there is none.
    pub(super) async fn named(
        options: &Options,
        observer: Option<&Observer>,
    ) -> Result<Self, ConnectError> {
        let waits = &options.waits;
        let (n_readers, n_writers) = match options.backend() {
            // SQLite has one writer; more would only wait for each other in its busy handler.
            DbBackend::Sqlite => (options.connections_max, 1),
            _ => (options.connections_max, options.connections_max),
        };
        let mut write = named(&options.url, n_writers, false, waits).await?;
        let read_url = options.read_url.as_ref().unwrap_or(&options.url);
        let mut read = named(read_url, n_readers, true, waits).await?;
        watched::watch([&mut write, &mut read], observer);
        Ok(Self { read, write })
    }

    /// Closes the connections: whoever waits for one is told that there is none, and those that are
    /// in use end with their work.
    pub(super) async fn close(self) {
        // One over a line that is cut may never be given back.
        let _ = timeout(FAREWELL, self.read.close()).await;
        if self.write.get_database_backend() == DbBackend::Sqlite {
            // Takes the log of changes into the file, as the last connection does by itself only
            // if it may write.
            let into = self
                .write
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)");
            let _ = into.await;
        }
        let _ = timeout(FAREWELL, self.write.close()).await;
    }
}

/// Whether a PostgreSQL can be reached and takes us in, and its replica does not turn us away. A
/// pool would try until its time is up, and would not say what was wrong.
pub(super) async fn reach(options: &Options) -> Result<(), ConnectError> {
    if options.backend() != DbBackend::Postgres {
        return Ok(());
    }
    let patience = options.waits.connection;
    let own = greet(&options.url, patience);
    let Some(read_url) = &options.read_url else {
        return own.await;
    };
    let (own, read) = tokio::join!(own, greet(read_url, patience));
    own?;
    match read {
        Err(error) if error.turns_us_away() => Err(error),
        // A replica may come later.
        _ => Ok(()),
    }
}

/// Connects to a PostgreSQL, and goes.
async fn greet(url: &str, patience: Duration) -> Result<(), ConnectError> {
    let connect =
        |error| ConnectError::Connect(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))));
    let own = PgConnectOptions::from_str(url).map_err(connect)?;
    let reached = timeout(patience, PgConnection::connect_with(&own)).await;
    let reached = reached.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    // It answered; how it takes its leave is nobody's trouble.
    drop(reached.map_err(connect)?.close_hard().await);
    Ok(())
}

/// Brings the database's schema up to this program's, making an SQLite file where there is none.
/// Several servers may try at once; one does it.
///
/// # Errors
/// When the database cannot be reached or refuses, or was made by a newer program.
pub async fn migrate(url: &str) -> Result<(), ConnectError> {
    let db = open(url, false).await?;
    with_migration_lock(&db, async || Migrator::up(&db, None).await).await
}

/// Takes the last `steps` migrations back, or all of them.
///
/// # Errors
/// When the database cannot be reached or refuses.
pub async fn migrate_down(url: &str, steps: Option<u32>) -> Result<(), ConnectError> {
    let db = open(url, false).await?;
    with_migration_lock(&db, async || Migrator::down(&db, steps).await).await
}

/// SQLite's writers wait for each other anyway; on PostgreSQL an advisory lock makes them. The pool
/// has one connection, so that the lock and its release meet the same session.
async fn with_migration_lock(
    db: &DatabaseConnection,
    work: impl AsyncFnOnce() -> Result<(), DbErr>,
) -> Result<(), ConnectError> {
    let schema_error = |error| schema_error("not to be migrated", error);
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    if postgres {
        db.execute_unprepared("SELECT pg_advisory_lock(4159011)")
            .await
            .map_err(schema_error)?;
    }
    let done = work().await.map_err(schema_error);
    if postgres {
        db.execute_unprepared("SELECT pg_advisory_unlock(4159011)")
            .await
            .map_err(schema_error)?;
    }
    done
}

/// What a schema is, or that the database did not take us in or went away while it was looked at.
pub(super) fn schema_error(what: &str, error: DbErr) -> ConnectError {
    match is_out_of_reach(&error) {
        true => ConnectError::Connect(error),
        false => ConnectError::Schema(format!("{what}: {error}")),
    }
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// One connection, for a command.
pub(super) async fn open(url: &str, reads: bool) -> Result<DatabaseConnection, ConnectError> {
    opened(url, 1, reads, &Waits::of_a_command(), false).await
}

/// One connection that says whether the database is there.
pub(super) async fn line(
    url: &str,
    patience: Duration,
) -> Result<DatabaseConnection, ConnectError> {
    let waits = Waits {
        connection: patience,
        lock: patience,
        ..Waits::default()
    };
    opened(url, 1, true, &waits, false).await
}

async fn named(
    url: &str,
    connections: u32,
    reads: bool,
    waits: &Waits,
) -> Result<DatabaseConnection, ConnectError> {
    opened(url, connections, reads, waits, !is_sqlite(url)).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one lawful opener of connections"
)]
async fn opened(
    url: &str,
    connections: u32,
    reads: bool,
    waits: &Waits,
    lazily: bool,
) -> Result<DatabaseConnection, ConnectError> {
    let sqlite = is_sqlite(url);
    if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
        return Err(ConnectError::Scheme);
    }
    let Waits {
        connection, lock, ..
    } = *waits;
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(0)
        .connect_lazy(lazily)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .acquire_timeout(match sqlite {
            // Its one writing connection is also the lock that writers wait for.
            true => connection.saturating_add(lock),
            false => connection,
        });
    if sqlite {
        // A copy that is only looked at stays as it is, byte for byte.
        let is_copy = url
            .split_once('?')
            .is_some_and(|(_, how)| how.contains("mode=ro"));
        if !is_copy && !reads {
            make(url);
        }
        options.map_sqlx_sqlite_opts(move |opts| {
            let opts = match is_copy {
                true => opts,
                false => opts.create_if_missing(!reads).pragma("journal_mode", "WAL"),
            };
            opts.foreign_keys(true)
                // Shorter than the wait for a connection, so that it is told why there is none.
                .busy_timeout(lock)
                // NORMAL may lose an acknowledged commit when the power goes.
                .pragma("synchronous", "FULL")
        });
    } else {
        // One over a line that is cut must not take all the time that there is for a connection.
        let patience = connection / 4;
        options.map_sqlx_postgres_before_acquire(move |connection, meta| {
            Box::pin(async move {
                if meta.idle_for < BELIEVED {
                    return Ok(true);
                }
                let asked = timeout(patience, connection.ping()).await;
                asked
                    .unwrap_or(Err(sqlx::Error::PoolTimedOut))
                    .map(|()| true)
            })
        });
    }
    Database::connect(options)
        .await
        .map_err(ConnectError::Connect)
}

/// The path of the file behind an SQLite URL; none for other databases, and in memory.
#[must_use]
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    let (file, how) = url.split_once('?').unwrap_or((url, ""));
    let is_in_memory = file.ends_with(":memory:") || how.contains("mode=memory");
    if !is_sqlite(url) || is_in_memory {
        return None;
    }
    // As whoever opens it reads it, percent signs and all.
    let options = SqliteConnectOptions::from_str(file).ok()?;
    let path = options.get_filename().to_path_buf();
    (!path.as_os_str().is_empty()).then_some(path)
}

/// Makes an SQLite file where there is none, which its owner alone can read; SQLite fills it, and
/// gives the files beside it the same rights.
fn make(url: &str) {
    let Some(path) = sqlite_path(url) else {
        return;
    };
    // Where this fails, opening the file fails too, and says why.
    if let Some(parent) = path.parent() {
        let _ = std::fs::create_dir_all(parent);
    }
    let _ = private(&path);
}

/// Refuses any other schema than this program's.
pub(super) async fn check_schema(db: &DatabaseConnection) -> Result<(), ConnectError> {
    let steps = Migrator::get_migration_with_status_read_only(db).await;
    let steps = steps.map_err(|error| match error {
        // It is found by comparing, and not said by the database: a step is done that is not known.
        DbErr::Custom(_) => schema_error("newer than this program", error),
        // A line that breaks off says nothing of the schema.
        error if is_away(&error) => ConnectError::Connect(error),
        error => schema_error("unreadable", error),
    })?;
    let is_pending = |step: &&Migration| step.status() == MigrationStatus::Pending;
    let n_pending = steps.iter().filter(is_pending).count();
    if n_pending == steps.len() {
        return Err(match is_hidden(db).await? {
            true => ConnectError::Hidden,
            false => ConnectError::Schema("empty".to_owned()),
        });
    }
    if n_pending > 0 {
        return Err(ConnectError::Schema(format!("{n_pending} steps behind")));
    }
    Ok(())
}

/// Whether there is a schema that our database user may not look at.
async fn is_hidden(db: &DatabaseConnection) -> Result<bool, ConnectError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(false);
    }
    let question = "SELECT COALESCE(NOT has_table_privilege(to_regclass('seaql_migrations'), \
                    'SELECT'), false) AS hidden";
    let question = sea_orm::Statement::from_string(DbBackend::Postgres, question);
    let row = db.query_one_raw(question).await;
    let row = row.map_err(ConnectError::Connect)?;
    Ok(row.is_some_and(|row| row.try_get("", "hidden").unwrap_or(false)))
}

/// Whether our database user is one that row-level security does not bind, so that every
/// transaction must become the application's role.
pub(super) async fn must_set_role(db: &DatabaseConnection) -> Result<bool, ConnectError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(false);
    }
    let role = migration::schema::APP_ROLE;
    let question = "SELECT (r.rolsuper OR r.rolbypassrls OR EXISTS (SELECT FROM pg_tables t \
           WHERE t.schemaname = 'public' AND t.tableowner = r.rolname)) AS unbound \
         FROM pg_roles r WHERE r.rolname = current_user";
    let row = db
        .query_one_raw(sea_orm::Statement::from_string(
            DbBackend::Postgres,
            question,
        ))
        .await
        .map_err(ConnectError::Connect)?;
    let unbound = row
        .and_then(|row| row.try_get::<bool>("", "unbound").ok())
        .unwrap_or(true);
    if unbound {
        db.execute_unprepared(&format!("BEGIN; SET LOCAL ROLE {role}; ROLLBACK"))
            .await
            .map_err(|error| match is_away(&error) {
                true => ConnectError::Connect(error),
                false => ConnectError::Role {
                    reason: error.to_string(),
                },
            })?;
    }
    Ok(unbound)
}
