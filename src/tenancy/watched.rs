//! What is seen of the database from outside: its statements, its transactions, its pools.

use std::sync::Arc;
use std::time::Instant;

use sea_orm::{DatabaseConnection, DbBackend, DbErr};

use crate::observe::{METRICS, statement};

use super::db::{Db, Observer};

/// How a pool stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What it is for: `read` or `write`.
    pub name: &'static str,
    /// How many connections it has.
    pub open: usize,
    /// How many of them nobody uses.
    pub idle: usize,
    /// How many it may have.
    pub most: usize,
}

/// How a database is called in traces.
fn system(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "postgresql",
        _ => "sqlite",
    }
}

/// Looks at every statement that goes through pools, and tells it to whoever wants to know.
pub(super) fn watch(pools: [&mut DatabaseConnection; 2], observer: Option<&Observer>) {
    for pool in pools {
        let system = system(pool.get_database_backend());
        let observer = observer.map(Arc::clone);
        pool.set_metric_callback(move |info| {
            let sql = &info.statement.sql;
            if let Some(observer) = &observer {
                observer(sql);
            }
            statement(system, sql, info.elapsed, info.failed);
        });
    }
}

/// Looks at how a transaction begins: first a connection is waited for.
pub(super) async fn begun<T>(
    pool: &'static str,
    backend: DbBackend,
    beginning: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    let waiting = METRICS.begin_waits(pool);
    let since = Instant::now();
    let begun = beginning.await;
    drop(waiting);
    let took = since.elapsed();
    METRICS.begun(pool, took);
    statement(system(backend), "BEGIN", took, begun.is_err());
    begun
}

/// Looks at a statement that goes past what [`watch`] sees.
pub(super) async fn unprepared<T>(
    backend: DbBackend,
    sql: &str,
    running: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    let since = Instant::now();
    let done = running.await;
    statement(system(backend), sql, since.elapsed(), done.is_err());
    done
}

impl Db {
    /// How the pools stand.
    #[must_use]
    pub fn pools(&self) -> [Pool; 2] {
        let inner = [("read", self.reader()), ("write", self.writer())];
        inner.map(|(name, pool)| {
            let (open, idle, most) = match self.backend() {
                DbBackend::Postgres => {
                    let pool = pool.get_postgres_connection_pool();
                    (
                        pool.size(),
                        pool.num_idle(),
                        pool.options().get_max_connections(),
                    )
                }
                _ => {
                    let pool = pool.get_sqlite_connection_pool();
                    (
                        pool.size(),
                        pool.num_idle(),
                        pool.options().get_max_connections(),
                    )
                }
            };
            let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
            Pool {
                name,
                open: number(open),
                idle,
                most: number(most),
            }
        })
    }
}
