//! One database a test: a copy of a template that was migrated once.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use avtal::tenancy;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::cluster::{Cluster, cluster, count_sqlite_only};

/// A database of one test, gone with it.
pub(crate) struct TestDb {
    url: String,
    kind: Kind,
}

enum Kind {
    Sqlite { _folder: TempDir },
    Postgres { admin_url: String, name: String },
}

impl TestDb {
    /// A migrated SQLite file.
    pub(crate) async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(sqlite_template).await;
        let db = Self::empty_sqlite();
        std::fs::write(db.path(), template).expect("the copy of a template is written");
        db
    }

    /// The same database with room for a great many rows: memory may be scarce where disks are not.
    pub(crate) async fn roomy(self) -> Self {
        if self.is_postgres() {
            return self;
        }
        let folder = tempfile::tempdir().expect("a folder for temporary files can be made");
        let db = Self::sqlite_in(folder);
        std::fs::copy(self.path(), db.path()).expect("a database is copied");
        let admin = db.admin().await;
        run(&admin, "PRAGMA journal_mode = OFF").await;
        close(admin).await;
        db
    }

    /// A path where no SQLite file is yet.
    fn empty_sqlite() -> Self {
        Self::sqlite_in(folder())
    }

    fn sqlite_in(folder: TempDir) -> Self {
        let url = format!("sqlite://{}", folder.path().join("avtal.db").display());
        let kind = Kind::Sqlite { _folder: folder };
        Self { url, kind }
    }

    /// A migrated PostgreSQL database; none without a PostgreSQL, and then the test is counted.
    pub(crate) async fn postgres() -> Option<Self> {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let admin_url = admin_url()?;
        let template = TEMPLATE.get_or_init(|| postgres_template(admin_url)).await;
        Some(Self::create(admin_url, &format!("TEMPLATE {template}")).await)
    }

    async fn create(admin_url: &str, how: &str) -> Self {
        static CREATED: AtomicUsize = AtomicUsize::new(0);
        let nth = CREATED.fetch_add(1, Ordering::Relaxed);
        let name = format!("avtal_test_{}_{nth}", std::process::id());
        let admin = connect(admin_url).await;
        run(&admin, &format!("CREATE DATABASE {name} {how}")).await;
        close(admin).await;
        Self {
            url: with_database(admin_url, &name),
            kind: Kind::Postgres {
                admin_url: admin_url.to_owned(),
                name,
            },
        }
    }

    /// A database of the cluster that somebody else made; it is gone with this.
    ///
    /// # Panics
    /// Without a PostgreSQL.
    pub(crate) fn adopted(name: &str) -> Self {
        let admin_url = admin_url().expect("a PostgreSQL");
        Self {
            url: with_database(admin_url, name),
            kind: Kind::Postgres {
                admin_url: admin_url.to_owned(),
                name: name.to_owned(),
            },
        }
    }

    /// What PostgreSQL calls it.
    ///
    /// # Panics
    /// When it is no PostgreSQL.
    pub(crate) fn name(&self) -> &str {
        match &self.kind {
            Kind::Postgres { name, .. } => name,
            Kind::Sqlite { .. } => panic!("a file has no name in a cluster"),
        }
    }

    /// Where the application reaches it. On PostgreSQL the user is a superuser, so that the
    /// application has to give that up in every transaction.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is a PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.kind, Kind::Postgres { .. })
    }

    /// One raw connection that row-level security does not bind. It is the tests' own: the
    /// application never sees it.
    pub(crate) async fn admin(&self) -> DatabaseConnection {
        connect(&self.url).await
    }

    fn path(&self) -> &Path {
        Path::new(self.url.trim_start_matches("sqlite://"))
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Kind::Postgres { admin_url, name } = &self.kind else {
            return;
        };
        let admin_url = admin_url.clone();
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // A thread of its own: this one may be inside a runtime, and cannot wait for another there.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async {
                    let admin = connect(&admin_url).await;
                    run(&admin, &drop).await;
                    close(admin).await;
                });
            }
        });
        // A database left behind harms nobody, and a second panic would hide the first.
        dropping.join().ok();
    }
}

/// Runs statements that answer nothing.
///
/// # Panics
/// When the database refuses.
pub(crate) async fn run(db: &impl ConnectionTrait, sql: &str) {
    if let Err(error) = db.execute_unprepared(sql).await {
        panic!("{error}\n{sql}");
    }
}

/// Runs statements that the database is to refuse, and returns what it says.
///
/// # Panics
/// When the database does not refuse.
pub(crate) async fn refusal(db: &impl ConnectionTrait, sql: &str) -> String {
    match db.execute_unprepared(sql).await {
        Ok(_) => panic!("not refused: {sql}"),
        Err(error) => error.to_string(),
    }
}

/// The first column of each row, which must be text.
///
/// # Panics
/// When the database refuses.
pub(crate) async fn texts(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await;
    rows.and_then(|rows| {
        rows.iter()
            .map(|row| row.try_get_by_index::<String>(0))
            .collect::<Result<Vec<_>, DbErr>>()
    })
    .unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

/// The one number that a select answers.
///
/// # Panics
/// When it answers something else.
pub(crate) async fn number(db: &impl ConnectionTrait, sql: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await;
    row.and_then(|row| row.expect("a row").try_get_by_index::<i64>(0))
        .unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests look at the database from outside the application"
)]
pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options)
        .await
        .unwrap_or_else(|error| panic!("{url}: {error}"))
}

async fn close(db: DatabaseConnection) {
    db.close().await.expect("a connection is closed");
}

/// In memory where the system has such a place: nothing has to survive.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let builder = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix("avtal-test-db.");
        builder
    };
    builder()
        .tempdir_in(memory)
        .or_else(|_| builder().tempdir())
        .expect("a folder for temporary files can be made")
}

/// The bytes of a migrated SQLite file.
async fn sqlite_template() -> Vec<u8> {
    let db = TestDb::empty_sqlite();
    tenancy::migrate(db.url()).await.expect("SQLite migrates");
    let admin = db.admin().await;
    // What is in the write-ahead log only would be missing in a copy.
    run(&admin, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    close(admin).await;
    std::fs::read(db.path()).expect("the template is read")
}

/// A migrated database to clone from. It is named after the migrations' text: several processes on
/// one server share it, and an edited migration makes a new one.
async fn postgres_template(admin_url: &str) -> String {
    let name = format!("avtal_template_{:016x}", fingerprint("migration/src"));
    let admin = connect(admin_url).await;
    run(&admin, "SELECT pg_advisory_lock(4159012)").await;
    let sql = format!("SELECT datname::text FROM pg_database WHERE datname = '{name}'");
    if texts(&admin, &sql).await.is_empty() {
        let half = format!("{name}_half");
        run(&admin, &format!("DROP DATABASE IF EXISTS {half}")).await;
        run(
            &admin,
            &format!("CREATE DATABASE {half} TEMPLATE template0"),
        )
        .await;
        tenancy::migrate(&with_database(admin_url, &half))
            .await
            .expect("PostgreSQL migrates");
        // The migration's connection may still be on its way out; a template must have none.
        let leave = format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{half}'"
        );
        run(&admin, &leave).await;
        run(&admin, &format!("ALTER DATABASE {half} RENAME TO {name}")).await;
    }
    run(&admin, "SELECT pg_advisory_unlock(4159012)").await;
    close(admin).await;
    name
}

fn admin_url() -> Option<&'static str> {
    match cluster() {
        Cluster::Ready { admin_url } => Some(admin_url),
        Cluster::Absent { .. } => {
            count_sqlite_only();
            None
        }
    }
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let server = address
        .rsplit_once('/')
        .map_or(address, |(server, _)| server);
    if options.is_empty() {
        format!("{server}/{name}")
    } else {
        format!("{server}/{name}?{options}")
    }
}

/// A number that changes with any file of a folder.
fn fingerprint(folder: &str) -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = folder
        .read_dir()
        .expect("the folder is there")
        .map(|entry| entry.expect("the folder is read").path())
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files.iter().filter(|file| file.is_file()) {
        std::fs::read(file)
            .expect("the file is read")
            .hash(&mut hasher);
    }
    hasher.finish()
}
