//! The database: its pools and its transactions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, Weak};
use std::time::Duration;

use entity::codes::{CurrencyCode, UnitCode};
use entity::ids::LegalEntityId;
use entity::{currency, unit};
use sea_orm::error::ConnAcquireErr;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use tokio::sync::{Notify, OnceCell, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::timeout;

use crate::auth::Grant;
use crate::clock::Clock;
use crate::failure::{Failure, is_transient};
use crate::observe::{self, METRICS};

use super::act::Act;
use super::audit::Head;
use super::changes::Change;
use super::feed::Feed;
use super::open::{ConnectError, Options, Pools, check_schema, must_set_role, reach};
use super::pulse::{Standing, away};
use super::read::{Open, TenantRead};
use super::seal::Seal;
use super::tx::TenantTx;
use super::watched;

/// How often an act is tried again after the database chose it to give way to another.
const TRIES: usize = 4;

/// How many of the writing connections only postings may take: whatever else is written may wait
/// for locks on all the others.
const RESERVE: usize = 2;

/// How long connections have to be given back when the program ends.
const GOOD_BYE: Duration = Duration::from_secs(3);

/// The database. Cloning it shares the pools.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    pools: RwLock<Pools>,
    pub(super) options: Options,
    backend: DbBackend,
    /// Whether transactions become the application's role; known once the database is open.
    set_role: OnceLock<bool>,
    /// What seals cursors; read as the database is opened.
    seal: OnceLock<Seal>,
    /// Leaves to write, for all that is no posting; SQLite has one writer and needs none.
    others: Option<Arc<Semaphore>>,
    pub(super) standing: watch::Sender<Standing>,
    /// Whether its schema became another one than this program's since it was opened.
    pub(super) has_changed: AtomicBool,
    watching: Mutex<Option<JoinHandle<()>>>,
    /// Ends who watches it.
    pub(super) ended: Arc<Notify>,
    clock: Clock,
    observer: Option<Observer>,
    reference: OnceCell<Reference>,
    listener: OnceLock<Listener>,
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

impl Inner {
    fn pools(&self) -> Pools {
        let pools = self.pools.read();
        pools.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Who watches it, if anybody does.
    pub(super) fn watching(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.watching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has new connections made from now on, and lets those go that there are.
    pub(super) async fn renew_pools(&self) -> Result<(), ConnectError> {
        let new = Pools::named(&self.options, self.observer.as_ref()).await?;
        let old = std::mem::replace(
            &mut *self.pools.write().unwrap_or_else(PoisonError::into_inner),
            new,
        );
        tokio::spawn(old.close());
        Ok(())
    }

    pub(super) fn writer(&self) -> DatabaseConnection {
        self.pools().write
    }
}

impl Db {
    /// Names the database. On PostgreSQL nothing is sent to it, and until it was
    /// [opened](Self::open) whatever asks for it is told that it is away.
    ///
    /// # Errors
    /// When the URL is of no kind that we know, or an SQLite file cannot be opened.
    pub async fn named(
        options: &Options,
        clock: Clock,
        observer: Option<Observer>,
    ) -> Result<Self, ConnectError> {
        let backend = options.backend();
        let pools = Pools::named(options, observer.as_ref()).await?;
        let n_others = usize::try_from(options.connections_max).unwrap_or(usize::MAX);
        let n_others = n_others.saturating_sub(RESERVE).max(1);
        let others = (backend == DbBackend::Postgres).then(|| Arc::new(Semaphore::new(n_others)));
        Ok(Self {
            inner: Arc::new(Inner {
                pools: RwLock::new(pools),
                options: options.clone(),
                backend,
                set_role: OnceLock::new(),
                seal: OnceLock::new(),
                others,
                standing: watch::Sender::new(Standing::Opening),
                has_changed: AtomicBool::new(false),
                watching: Mutex::default(),
                ended: Arc::default(),
                clock,
                observer,
                reference: OnceCell::new(),
                listener: OnceLock::new(),
                feed: Arc::default(),
                heads: Mutex::default(),
            }),
        })
    }

    /// Whether it can be reached at all, and takes us in.
    ///
    /// # Errors
    /// When it cannot, or does not.
    pub async fn reach(&self) -> Result<(), ConnectError> {
        reach(&self.inner.options).await
    }

    /// Opens it. The schema must be the one this program works with: see [`super::migrate`].
    ///
    /// # Errors
    /// When the database cannot be reached, has another schema, or would not enforce row-level
    /// security for us. It may be tried again.
    pub async fn open(&self) -> Result<(), ConnectError> {
        let write = self.inner.writer();
        let checked = async {
            check_schema(&write).await?;
            Seal::of(&write).await
        };
        let checked = checked.await;
        if matches!(checked, Err(ConnectError::Schema(_))) {
            self.inner.standing.send_replace(Standing::OtherSchema);
        }
        let seal = checked?;
        let set_role = must_set_role(&write).await?;
        // The first to open it has found the same.
        let _ = self.inner.set_role.set(set_role);
        let _ = self.inner.seal.set(seal);
        self.inner.standing.send_replace(Standing::Here);
        Ok(())
    }

    /// Names and opens a database.
    ///
    /// # Errors
    /// As [`Self::named`] and [`Self::open`].
    pub async fn connect(
        options: &Options,
        clock: Clock,
        observer: Option<Observer>,
    ) -> Result<Self, ConnectError> {
        let db = Self::named(options, clock, observer).await?;
        db.open().await?;
        Ok(db)
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
        self.inner.set_role.get().copied().unwrap_or_default()
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

    pub(super) fn inner(&self) -> &Inner {
        &self.inner
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
        let mut met = BTreeSet::new();
        loop {
            let posts = grant.permission().posts();
            let tx = self.begin_write(grant, posts, &met).await?;
            // On the heap, since whatever waits for it would carry it on the stack.
            let outcome = match Box::pin(act.run(&tx)).await {
                Ok(out) => self.commit(tx).await.map(|()| out),
                Err(failure) => {
                    tx.roll_back().await;
                    Err(failure)
                }
            };
            match outcome {
                Err(Failure::NotMet(partner)) if met.insert(partner) => {}
                Err(failure) if failure.is_transient() && tries < TRIES => tries += 1,
                Err(Failure::Storage(error)) if is_transient(&error) => {
                    return Err(Failure::Unavailable(error));
                }
                other => return other,
            }
        }
    }

    /// Commits, and has it told. What has begun goes on where nobody waits for it any more: the
    /// database may have kept it, and then those who listen hear of it.
    async fn commit(&self, tx: TenantTx) -> Result<(), Failure> {
        let finished = tx.finish().await?;
        let db = self.clone();
        let committing = observe::spawn(async move {
            for written in db.unless_lost(finished.commit()).await?? {
                db.committed(&written.grant, &written.changes, written.head);
            }
            Ok(())
        });
        match committing.await.map_err(JoinError::try_into_panic) {
            Ok(committed) => committed,
            Err(Ok(panic)) => std::panic::resume_unwind(panic),
            Err(Err(_cancelled)) => Err(Failure::Broken("the program ended".to_owned())),
        }
    }

    /// Remembers where a trail ends, and tells whoever listens.
    fn committed(&self, grant: &Grant, changes: &[Change], head: Head) {
        METRICS.audit_entry();
        self.put_back([(grant.legal_entity(), head)].into());
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

    /// Remembers where audit trails end, unless they are known to go on from there.
    pub fn put_back(&self, ends: BTreeMap<LegalEntityId, Head>) {
        let mut heads = self.heads();
        for (legal_entity, end) in ends {
            let last = heads.entry(legal_entity).or_insert_with(|| end.clone());
            if last.sequence < end.sequence {
                *last = end;
            }
        }
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
        let mut met = BTreeSet::new();
        loop {
            let tx = self.begin_write(grant, false, &met).await?;
            match Box::pin(act.run(&tx)).await {
                Ok(out) => return Ok((out, tx.into_read())),
                Err(failure) => {
                    tx.roll_back().await;
                    match failure {
                        Failure::NotMet(partner) if met.insert(partner) => {}
                        failure => return Err(failure),
                    }
                }
            }
        }
    }

    /// Closes all connections, before the program ends: an SQLite file is whole by itself then.
    pub async fn close(&self) {
        self.inner.ended.notify_one();
        let watching = self.inner.watching().take();
        let closed = async {
            if let Some(watching) = watching {
                let _ = watching.await;
            }
            self.inner.pools().close().await;
        };
        // Statements that still run are not waited for any longer.
        let _ = timeout(GOOD_BYE, closed).await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.reader().execute_unprepared("SELECT 1").await?;
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

    /// What seals cursors.
    pub(super) fn seal(&self) -> Result<&Seal, DbErr> {
        let seal = self.inner.seal.get();
        seal.ok_or_else(|| away("the database is not open yet"))
    }

    pub(super) fn reader(&self) -> DatabaseConnection {
        self.inner.pools().read
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.inner.backend
    }

    /// The reading pool without a legal entity; only `operator` may ask for it.
    pub(super) fn across(&self) -> DatabaseConnection {
        self.reader()
    }

    async fn begin_write(
        &self,
        grant: &Grant,
        posts: bool,
        met: &BTreeSet<LegalEntityId>,
    ) -> Result<TenantTx, Failure> {
        self.must_be_here()?;
        let leave = match posts {
            true => None,
            false => self.leave().await?,
        };
        let options = TransactionOptions {
            // A deferred transaction that turns into a writing one fails at once under contention.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.observe("BEGIN");
        let writer = self.inner.writer();
        let begun = writer.begin_with_options(options);
        let begun = watched::begun("write", self.backend(), begun).await;
        // SQLite has waited already for whoever writes: a busy database is one that is not there.
        let tx = begun.map_err(|error| match is_transient(&error) {
            true => Failure::Unavailable(error),
            false => error.into(),
        })?;
        self.name_tenant(&tx, grant, "").await?;
        let open = Open::new(tx, leave, grant.legal_entity());
        let tx = TenantTx::new(self.clone(), open, grant.clone());
        tx.hold_each(met).await?;
        Ok(tx)
    }

    /// Waits for leave to write what is no posting, as long as for a connection.
    async fn leave(&self) -> Result<Option<OwnedSemaphorePermit>, DbErr> {
        let Some(others) = &self.inner.others else {
            return Ok(None);
        };
        let wait = self.inner.options.waits.connection;
        let leave = timeout(wait, Arc::clone(others).acquire_owned()).await;
        match leave {
            Ok(Ok(leave)) => Ok(Some(leave)),
            _ => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }

    pub(super) async fn begin_read(&self, grant: &Grant) -> Result<Open, DbErr> {
        self.must_be_here()?;
        self.observe("BEGIN");
        let reader = self.reader();
        let tx = watched::begun("read", self.backend(), reader.begin()).await?;
        let mode = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; ";
        self.name_tenant(&tx, grant, mode).await?;
        Ok(Open::new(tx, None, grant.legal_entity()))
    }

    pub(super) fn observe(&self, statement: &str) {
        if let Some(observer) = &self.inner.observer {
            observer(statement);
        }
    }
}
