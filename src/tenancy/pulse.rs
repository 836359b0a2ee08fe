//! How the database stands: it is asked over a line of its own, and what it says holds for all.
//!
//! While it is known to be away nobody waits for it, each for a connection of its own; and whoever
//! waited when it was found to be away is told so. A line that is cut says nothing for many
//! minutes, so connections of the time before are not used again: some of them may be dead, and
//! nothing but waiting could tell which.
//!
//! Now and then its schema is looked at too: it may be migrated, further or back, beneath a server.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr};
use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::clock::Pace;
use crate::failure::Failure;
use crate::observe::OUTAGES;

use super::db::{Db, Inner};
use super::open::{ConnectError, Options, check_schema, line};

/// How the database stands, as far as is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It was not opened yet.
    Opening,
    /// It was not opened: its schema is not this program's.
    OtherSchema,
    /// It answers.
    Here,
    /// It does not.
    Away,
}

impl Standing {
    /// Whether it was opened, whatever became of it since.
    #[must_use]
    pub const fn is_opened(self) -> bool {
        matches!(self, Self::Here | Self::Away)
    }
}

/// Asks for the schema's table, which is in memory after the first time: on SQLite nothing less
/// looks at the file at all.
const QUESTION: &str = "SELECT 1 FROM seaql_migrations LIMIT 1";

impl Db {
    /// How the database stands, as far as is known.
    #[must_use]
    pub fn standing(&self) -> Standing {
        *self.inner().standing.borrow()
    }

    /// Whether its schema became another one than this program's since it was opened, as far as is
    /// known: what is asked meanwhile is answered as far as the tables let it.
    #[must_use]
    pub fn has_another_schema(&self) -> bool {
        self.inner().has_changed.load(Ordering::Relaxed)
    }

    /// Asks from now on, again and again, whether the database is there. Doing so again does
    /// nothing.
    pub fn keep_watch(&self) {
        let mut watching = self.inner().watching();
        if watching.is_none() {
            let (inner, options) = (self.downgrade(), self.inner().options.clone());
            let ended = Arc::clone(&self.inner().ended);
            *watching = Some(tokio::spawn(keep_asking(inner, options, ended)));
        }
    }

    /// Waits until the database is found to be away.
    pub async fn lost(&self) {
        let mut standing = self.inner().standing.subscribe();
        // It cannot end without: the sender is ours.
        becomes(&mut standing, Standing::Away).await;
    }

    /// Does some work, but waits for it no longer than until the database is found to be away.
    ///
    /// # Errors
    /// When it is.
    pub async fn unless_lost<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            () = self.lost() => Err(away("the database was found to be away").into()),
        }
    }

    /// Refuses to wait for a database of which it is known that it would be in vain.
    pub(super) fn must_be_here(&self) -> Result<(), DbErr> {
        match self.standing() {
            Standing::Here => Ok(()),
            Standing::Opening => Err(away("the database is not open yet")),
            Standing::OtherSchema => Err(away("the database's schema is not this program's")),
            Standing::Away => Err(away("the database is known to be away")),
        }
    }
}

pub(super) fn away(why: &str) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(why.to_owned()))
}

/// Waits until the database stands so; not so, when nobody is left to know.
pub(super) async fn becomes(standing: &mut watch::Receiver<Standing>, wanted: Standing) -> bool {
    standing.wait_for(|now| *now == wanted).await.is_ok()
}

/// Asks as long as the database is in use.
async fn keep_asking(db: Weak<Inner>, options: Options, ended: Arc<Notify>) {
    let patience = options.waits.pulse;
    let mut beat = interval(patience);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut own: Option<DatabaseConnection> = None;
    let mut why_not = String::new();
    let mut looks = Pace::new(options.waits.schema, Instant::now());
    loop {
        tokio::select! {
            _ = beat.tick() => {}
            () = ended.notified() => {
                if let Some(own) = own {
                    let _ = own.close().await;
                }
                return;
            }
        }
        match db.upgrade() {
            None => return,
            // Whoever opens it asks by that.
            Some(inner) if !inner.standing.borrow().is_opened() => continue,
            Some(_) => {}
        }
        let had_one = own.is_some();
        own = match own {
            Some(line) => answers(&line, patience).await.then_some(line),
            None => None,
        };
        let is_old = own.is_some();
        if own.is_none() {
            match reached(&options, patience).await {
                Ok(new) => own = Some(new),
                Err(reason) if reason != why_not => {
                    tracing::warn!(reason, "the database cannot be reached");
                    why_not = reason;
                }
                Err(_as_before) => {}
            }
        }
        let Some(inner) = db.upgrade() else { return };
        match &own {
            Some(line) => {
                why_not.clear();
                OUTAGES.answers(Instant::now());
                if looks.is_due(Instant::now()) {
                    look(&inner, line, patience).await;
                }
            }
            None => OUTAGES.goes_on(&why_not, Instant::now()),
        }
        found(&inner, own.is_some(), had_one && !is_old).await;
    }
}

/// Whether the database says something over a line.
async fn answers(line: &DatabaseConnection, patience: Duration) -> bool {
    let said = timeout(patience, line.execute_unprepared(QUESTION)).await;
    matches!(said, Ok(Ok(_)))
}

/// A new line over which the database says something; or why there is none.
async fn reached(options: &Options, patience: Duration) -> Result<DatabaseConnection, String> {
    let reached = async {
        let new = line(&options.url, patience).await;
        let new = new.map_err(|error| error.to_string())?;
        let said = new.execute_unprepared(QUESTION).await;
        said.map_err(|error| error.to_string()).map(|_said| new)
    };
    let in_time = timeout(patience, reached).await;
    in_time.unwrap_or_else(|_elapsed| Err("it does not answer in time".to_owned()))
}

/// Looks at the schema, and notes whether it is this program's. Where it cannot be read now, it
/// counts as it was.
async fn look(inner: &Inner, line: &DatabaseConnection, patience: Duration) {
    let has_changed = match timeout(patience, check_schema(line)).await {
        Ok(Ok(())) => None,
        Ok(Err(ConnectError::Schema(what))) => Some(what),
        Ok(Err(_)) | Err(_) => return,
    };
    let had_changed = inner
        .has_changed
        .swap(has_changed.is_some(), Ordering::Relaxed);
    match has_changed {
        Some(what) if !had_changed => {
            tracing::error!(schema = what, "the database has another schema by now");
        }
        None if had_changed => tracing::info!("the database has this program's schema again"),
        _ => {}
    }
}

/// Notes how the database was found. Where the line broke, so may others have.
async fn found(inner: &Inner, is_here: bool, broke: bool) {
    let was_here = *inner.standing.borrow() == Standing::Here;
    // What was in use when it went is not to be waited for either.
    if (broke || was_here && !is_here)
        && inner.options.backend() == sea_orm::DbBackend::Postgres
        && let Err(error) = inner.renew_pools().await
    {
        tracing::error!(%error, "no new connections can be made");
    }
    let now = match is_here {
        true => Standing::Here,
        false => Standing::Away,
    };
    inner.standing.send_if_modified(|standing| {
        let is_news = *standing != now;
        *standing = now;
        is_news
    });
}
