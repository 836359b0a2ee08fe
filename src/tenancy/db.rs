//! The database: its pools, its transactions, its migrations.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use entity::codes::{CurrencyCode, UnitCode};
use entity::ids::LegalEntityId;
use entity::{currency, unit};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, EntityTrait, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use tokio::sync::OnceCell;

use crate::auth::Grant;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::observe::METRICS;

use super::act::Act;
use super::audit::Head;
use super::changes::Change;
use super::checkup::must_set_role;
use super::feed::Feed;
use super::read::TenantRead;
use super::tx::TenantTx;
use super::watched;

/// How often an act is tried again after the database chose it to give way to another.
const TRIES: usize = 4;

/// How the database is reached.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Where read-only work goes, if not to the same database.
    pub read_url: Option<String>,
    /// The most connections of each pool.
    pub connections_max: u32,
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

/// The database. Cloning it shares the pools.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    read: DatabaseConnection,
    pub(super) write: DatabaseConnection,
    backend: DbBackend,
    set_role: bool,
    clock: Clock,
    observer: Option<Observer>,
    reference: OnceCell<Reference>,
    listener: OnceLock<Listener>,
    pub(super) url: String,
    feed: Arc<Feed>,
    heads: Mutex<BTreeMap<LegalEntityId, Head>>,
}

/// What all legal entities share: currencies and units, by code.
pub struct Reference {
    /// Currencies.
    pub currencies: BTreeMap<CurrencyCode, currency::Model>,
    /// Units of measure.
    pub units: BTreeMap<UnitCode, unit::Model>,
}

/// Is told every statement that goes to the database, as it goes.
pub type Observer = Arc<dyn Fn(&str) + Send + Sync>;

/// Is told what each transaction has written, after its commit.
pub type Listener = Arc<dyn Fn(&Grant, &[Change]) + Send + Sync>;

impl Db {
    /// Opens the pools. The schema must be the one this program works with: see [`migrate`].
    ///
    /// # Errors
    /// When the database cannot be reached, has another schema, or would not enforce row-level
    /// security for us.
    pub async fn connect(
        options: &Options,
        clock: Clock,
        observer: Option<Observer>,
    ) -> Result<Self, ConnectError> {
        let mut write = open(&options.url, writers(options), false).await?;
        let read_url = options.read_url.as_ref().unwrap_or(&options.url);
        let mut read = open(read_url, options.connections_max, true).await?;
        watched::watch([&mut write, &mut read], observer.as_ref());
        let backend = write.get_database_backend();
        check_schema(&write).await?;
        let set_role = backend == DbBackend::Postgres && must_set_role(&write).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                read,
                write,
                backend,
                set_role,
                clock,
                observer,
                reference: OnceCell::new(),
                listener: OnceLock::new(),
                url: options.url.clone(),
                feed: Arc::default(),
                heads: Mutex::default(),
            }),
        })
    }

    /// The clock and the source of ids.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Whether every transaction has to give up the rights of its database user, which owns tables
    /// or is a superuser.
    #[must_use]
    pub fn gives_up_rights(&self) -> bool {
        self.inner.set_role
    }

    /// Who is to hear what each transaction has written, once it is committed. Whoever is named
    /// first stays; it must not wait for anything.
    pub fn on_commit(&self, listener: Listener) {
        let _ = self.inner.listener.set(listener);
    }

    /// The channels of this process.
    pub(super) fn feed(&self) -> &Arc<Feed> {
        &self.inner.feed
    }

    pub(super) fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.inner)
    }

    /// Reads under a grant. Nothing is sent before the first select; all selects of one read see
    /// the same moment.
    #[must_use]
    pub fn read(&self, grant: &Grant) -> TenantRead {
        TenantRead::new(self.clone(), grant.clone())
    }

    /// Runs an act under a grant, in one transaction: all of it happens, or nothing.
    ///
    /// # Errors
    /// What the act says, or what the database says. Where the database chose this transaction to
    /// give way to another, the act is run again from its beginning.
    pub async fn write<A: Act>(&self, grant: &Grant, act: &A) -> Result<A::Out, Failure> {
        let mut tries = 1;
        loop {
            let tx = self.begin_write(grant).await?;
            // On the heap, since whatever waits for it would carry it on the stack.
            let outcome = match Box::pin(act.run(&tx)).await {
                Ok(out) => tx.commit().await.map(|(changes, head)| {
                    if let Some(head) = head {
                        self.committed(grant, &changes, head);
                    }
                    out
                }),
                Err(failure) => {
                    tx.roll_back().await;
                    Err(failure)
                }
            };
            match outcome {
                Err(failure) if failure.is_transient() && tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// Remembers where a trail ends, and tells whoever listens.
    fn committed(&self, grant: &Grant, changes: &[Change], head: Head) {
        METRICS.audit_entry();
        let mut heads = self.heads();
        let last = heads.entry(grant.legal_entity()).or_insert(head.clone());
        if last.sequence < head.sequence {
            *last = head;
        }
        drop(heads);
        if let Some(listener) = self.inner.listener.get() {
            listener(grant, changes);
        }
    }

    fn heads(&self) -> MutexGuard<'_, BTreeMap<LegalEntityId, Head>> {
        let heads = self.inner.heads.lock();
        heads.unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the audit trails end that were written to since this was last asked.
    #[must_use]
    pub fn take_heads(&self) -> BTreeMap<LegalEntityId, Head> {
        std::mem::take(&mut *self.heads())
    }

    /// Runs an act without keeping what it did. The transaction stays open within the returned
    /// read, which sees what the act wrote, and is undone when that is dropped.
    ///
    /// # Errors
    /// What the act says, or what the database says.
    pub async fn preview<A: Act>(
        &self,
        grant: &Grant,
        act: &A,
    ) -> Result<(A::Out, TenantRead), Failure> {
        let tx = self.begin_write(grant).await?;
        match Box::pin(act.run(&tx)).await {
            Ok(out) => Ok((out, tx.into_read())),
            Err(failure) => {
                tx.roll_back().await;
                Err(failure)
            }
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.inner.read.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    pub(super) async fn reference(&self, tx: &DatabaseTransaction) -> Result<&Reference, Failure> {
        let load = || async {
            let currencies = currency::Entity::find().all(tx).await?;
            let units = unit::Entity::find().all(tx).await?;
            Ok(Reference {
                currencies: currencies.into_iter().map(|row| (row.code, row)).collect(),
                units: units
                    .into_iter()
                    .map(|row| (row.code.clone(), row))
                    .collect(),
            })
        };
        self.inner.reference.get_or_try_init(load).await
    }

    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.inner.read
    }

    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.inner.write
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.inner.backend
    }

    /// The reading pool without a legal entity; only `operator` may ask for it.
    pub(super) fn across(&self) -> &DatabaseConnection {
        &self.inner.read
    }

    async fn begin_write(&self, grant: &Grant) -> Result<TenantTx, Failure> {
        let options = TransactionOptions {
            // A deferred transaction that turns into a writing one fails at once under contention.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.observe("BEGIN");
        let begun = self.inner.write.begin_with_options(options);
        let tx = watched::begun("write", self.backend(), begun).await?;
        self.name_tenant(&tx, grant, "").await?;
        Ok(TenantTx::new(self.clone(), tx, grant.clone()))
    }

    pub(super) async fn begin_read(&self, grant: &Grant) -> Result<DatabaseTransaction, DbErr> {
        self.observe("BEGIN");
        let begun = self.inner.read.begin();
        let tx = watched::begun("read", self.backend(), begun).await?;
        let mode = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; ";
        self.name_tenant(&tx, grant, mode).await?;
        Ok(tx)
    }

    /// Names the legal entity to row-level security. It is a literal, because a distributed
    /// PostgreSQL passes on `SET LOCAL` and not `set_config`, and it is a UUID, so that nothing
    /// from outside stands in the statement.
    async fn name_tenant(
        &self,
        tx: &DatabaseTransaction,
        grant: &Grant,
        mode: &str,
    ) -> Result<(), DbErr> {
        if self.inner.backend != DbBackend::Postgres {
            return Ok(());
        }
        let role = if self.inner.set_role {
            format!("SET LOCAL ROLE {}; ", migration::schema::APP_ROLE)
        } else {
            String::new()
        };
        // Conditions of reach look costly and are not; compiling them takes longer than any answer.
        let jit = match grant.limits().narrow_rows() {
            true => "SET LOCAL jit = off; ",
            false => "",
        };
        let statement = format!(
            "{mode}{role}{jit}SET LOCAL app.legal_entity = '{}'; SET LOCAL lock_timeout = '10s'; \
             SET LOCAL statement_timeout = '15s'; \
             SET LOCAL idle_in_transaction_session_timeout = '30s'",
            grant.legal_entity()
        );
        self.observe(&statement);
        let done = tx.execute_unprepared(&statement);
        watched::unprepared(self.backend(), &statement, done).await?;
        Ok(())
    }

    pub(super) fn observe(&self, statement: &str) {
        if let Some(observer) = &self.inner.observer {
            observer(statement);
        }
    }
}

/// Brings the database's schema up to this program's, making an SQLite file where there is none.
/// Several servers may try at once; one does it.
///
/// # Errors
/// When the database cannot be reached or refuses, or was made by a newer program.
pub async fn migrate(url: &str) -> Result<(), ConnectError> {
    let db = open(url, 1, false).await?;
    with_migration_lock(&db, async || Migrator::up(&db, None).await).await
}

/// Takes the last `steps` migrations back, or all of them.
///
/// # Errors
/// When the database cannot be reached or refuses.
pub async fn migrate_down(url: &str, steps: Option<u32>) -> Result<(), ConnectError> {
    let db = open(url, 1, false).await?;
    with_migration_lock(&db, async || Migrator::down(&db, steps).await).await
}

/// SQLite's writers wait for each other anyway; on PostgreSQL an advisory lock makes them. The pool
/// has one connection, so that the lock and its release meet the same session.
async fn with_migration_lock(
    db: &DatabaseConnection,
    work: impl AsyncFnOnce() -> Result<(), DbErr>,
) -> Result<(), ConnectError> {
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

fn schema_error(error: DbErr) -> ConnectError {
    ConnectError::Schema(format!("not to be migrated: {error}"))
}

fn writers(options: &Options) -> u32 {
    // SQLite has one writer; more connections would only wait for each other in its busy handler.
    if options.url.starts_with("sqlite:") {
        1
    } else {
        options.connections_max
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one lawful opener of connections"
)]
pub(super) async fn open(
    url: &str,
    connections: u32,
    readers: bool,
) -> Result<DatabaseConnection, ConnectError> {
    let sqlite = url.starts_with("sqlite:");
    if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
        return Err(ConnectError::Scheme);
    }
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(0)
        .acquire_timeout(Duration::from_secs(10))
        .connect_timeout(Duration::from_secs(10))
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .sqlx_logging(false);
    if sqlite {
        // A copy that is only looked at stays as it is, byte for byte.
        let is_copy = url
            .split_once('?')
            .is_some_and(|(_, how)| how.contains("mode=ro"));
        if !is_copy {
            make_parent(url);
        }
        options.map_sqlx_sqlite_opts(move |opts| {
            let opts = match is_copy {
                true => opts,
                false => opts
                    .create_if_missing(!readers)
                    .pragma("journal_mode", "WAL"),
            };
            opts.foreign_keys(true)
                // Shorter than the wait for a connection, so that it is told why there is none.
                .busy_timeout(Duration::from_secs(8))
                // NORMAL may lose an acknowledged commit when the power goes.
                .pragma("synchronous", "FULL")
        });
    }
    Database::connect(options)
        .await
        .map_err(ConnectError::Connect)
}

/// The path of the file behind an SQLite URL; none for other databases, and in memory.
#[must_use]
pub fn sqlite_path(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && path != ":memory:").then(|| Path::new(path))
}

fn make_parent(url: &str) {
    if let Some(parent) = sqlite_path(url).and_then(Path::parent) {
        // Where this fails, opening the file fails too, and says why.
        let _ = std::fs::create_dir_all(parent);
    }
}

pub(super) async fn check_schema(db: &DatabaseConnection) -> Result<(), ConnectError> {
    let applied = Migrator::get_applied_migrations_read_only(db)
        .await
        .map_err(|error| ConnectError::Schema(format!("unreadable: {error}")))?;
    let pending = Migrator::get_pending_migrations_read_only(db)
        .await
        .map_err(|error| ConnectError::Schema(format!("newer than this program: {error}")))?;
    if applied.is_empty() {
        return Err(ConnectError::Schema("empty".to_owned()));
    }
    if !pending.is_empty() {
        return Err(ConnectError::Schema(format!(
            "{} steps behind",
            pending.len()
        )));
    }
    Ok(())
}
