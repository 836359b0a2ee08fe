//! Changes told from process to process, where several share one PostgreSQL.
//!
//! They are sent after the commit, in a statement of their own: a transaction that notifies takes a
//! lock at its commit that the whole database has one of, and business transactions would wait for
//! each other there. So a process that is killed between its commit and its notice leaves others
//! without that notice; one that loses its connection is told to read everything anew.
//!
//! A notice says which things changed, and nothing of them. One line: the version of the form, the
//! process that sends it, the legal entity, and a letter and a key for each thing, or `*` for any.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use entity::ids::LegalEntityId;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, Value};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use uuid::Uuid;

use super::db::{Db, Inner};
use super::feed::{Feed, News};
use super::pulse::{Standing, becomes};
use super::subject::{Subject, SubjectKind};

const CHANNEL: &str = "avtal_changes";
const VERSION: &str = "1";

/// Things in one notice; PostgreSQL takes just under 8,000 bytes, and each has 33.
const SUBJECTS_OF_A_NOTICE: usize = 200;

/// Notices in one statement.
const NOTICES_OF_A_STATEMENT: usize = 100;

/// Things of one legal entity that wait to be told; beyond that anything may have changed.
const WAITING_MAX: usize = 10_000;

const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// How often a listening connection is asked whether it is there, and how long it may take.
const BEAT: Duration = Duration::from_secs(30);
const BEAT_MAX: Duration = Duration::from_secs(5);

/// What other processes are to be told.
#[derive(Default)]
pub(super) struct Outbox {
    waiting: Mutex<BTreeMap<LegalEntityId, News>>,
    wake: Notify,
}

impl Outbox {
    fn waiting(&self) -> MutexGuard<'_, BTreeMap<LegalEntityId, News>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add(&self, legal_entity: LegalEntityId, news: &News) {
        let mut waiting = self.waiting();
        let nothing = || News::Changed(BTreeSet::new());
        let so_far = waiting.entry(legal_entity).or_insert_with(nothing);
        let all = std::mem::replace(so_far, News::Anything).and(news);
        *so_far = match all {
            News::Changed(subjects) if subjects.len() > WAITING_MAX => News::Anything,
            all => all,
        };
        drop(waiting);
        self.wake.notify_one();
    }

    fn take(&self) -> BTreeMap<LegalEntityId, News> {
        std::mem::take(&mut *self.waiting())
    }
}

/// The lines that tell of changes.
fn lines(process: Uuid, legal_entity: LegalEntityId, news: &News) -> Vec<String> {
    let head = format!("{VERSION} {} {}", process.simple(), legal_entity.0.simple());
    let News::Changed(subjects) = news else {
        return vec![format!("{head} *")];
    };
    let subjects: Vec<&Subject> = subjects.iter().collect();
    let line = |some: &[&Subject]| {
        let mut line = format!("{head} ");
        for subject in some {
            // Text grows.
            let _ = write!(line, "{}{}", subject.kind.letter(), subject.id.simple());
        }
        line
    };
    subjects.chunks(SUBJECTS_OF_A_NOTICE).map(line).collect()
}

/// What a line of another process tells; nothing where it is one's own or of a form that is not
/// known, as while a newer program takes over.
fn read(line: &str, own: Uuid) -> Option<(LegalEntityId, News)> {
    let mut parts = line.split(' ');
    if parts.next()? != VERSION || parts.next()?.parse::<Uuid>().ok()? == own {
        return None;
    }
    let legal_entity = LegalEntityId(parts.next()?.parse().ok()?);
    let mut rest = parts.next()?;
    if rest == "*" {
        return Some((legal_entity, News::Anything));
    }
    let mut subjects = BTreeSet::new();
    while let Some(letter) = rest.chars().next() {
        let id = rest.get(1..33)?.parse().ok()?;
        rest = rest.get(33..)?;
        let kind = SubjectKind::ALL
            .into_iter()
            .find(|kind| kind.letter() == letter);
        subjects.extend(kind.map(|kind| Subject { kind, id }));
    }
    Some((legal_entity, News::Changed(subjects)))
}

impl Db {
    /// Tells other processes, and listens to them; on PostgreSQL only.
    pub(super) fn exchange_notices(&self) {
        if self.backend() != DbBackend::Postgres {
            return;
        }
        let feed = self.feed();
        let outbox = Arc::new(Outbox::default());
        let process = self.clock().id();
        let _ = feed.outbox.set(Arc::clone(&outbox));
        tokio::spawn(send(self.downgrade(), outbox, process));
        tokio::spawn(listen(self.downgrade(), Arc::clone(feed), process));
    }
}

/// Sends what is to be told, as long as the database is open.
async fn send(db: Weak<Inner>, outbox: Arc<Outbox>, process: Uuid) {
    let mut pause = PAUSE_MIN;
    loop {
        // Now and then it is asked whether anybody is left.
        let _ = timeout(BEAT, outbox.wake.notified()).await;
        let Some(inner) = db.upgrade() else {
            return;
        };
        let waiting = outbox.take();
        let lines: Vec<String> = waiting
            .iter()
            .flat_map(|(legal_entity, news)| lines(process, *legal_entity, news))
            .collect();
        // Over a line that is cut it would wait for many minutes.
        let told = match timeout(BEAT_MAX, notify(&inner.writer(), &lines)).await {
            Ok(told) => told.map_err(|error| error.to_string()),
            Err(elapsed) => Err(elapsed.to_string()),
        };
        match told {
            Ok(()) => pause = PAUSE_MIN,
            Err(error) => {
                tracing::warn!(error, "other processes could not be told of changes yet");
                drop(inner);
                for (legal_entity, news) in waiting {
                    outbox.add(legal_entity, &news);
                }
                sleep(pause).await;
                pause = pause.saturating_mul(2).min(PAUSE_MAX);
            }
        }
    }
}

async fn notify(write: &DatabaseConnection, lines: &[String]) -> Result<(), DbErr> {
    for some in lines.chunks(NOTICES_OF_A_STATEMENT) {
        let places: Vec<String> = (1..=some.len()).map(|n| format!("(${n}::text)")).collect();
        let sql = format!(
            "SELECT pg_notify('{CHANNEL}', line) FROM (VALUES {}) AS lines (line)",
            places.join(", ")
        );
        let values: Vec<Value> = some.iter().map(|line| line.as_str().into()).collect();
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        write.query_all_raw(statement).await?;
    }
    Ok(())
}

/// Listens to other processes on a connection of its own, as long as the database is open. After
/// every time that it could not, anything may have changed.
async fn listen(db: Weak<Inner>, feed: Arc<Feed>, process: Uuid) {
    let mut pause = PAUSE_MIN;
    loop {
        let known = |inner: Arc<Inner>| (inner.options.clone(), inner.standing.subscribe());
        let Some((options, mut standing)) = db.upgrade().map(known) else {
            return;
        };
        if !becomes(&mut standing, Standing::Here).await {
            return;
        }
        match timeout(options.waits.connection, connect(&options.url)).await {
            Ok(Ok(listener)) => {
                pause = PAUSE_MIN;
                feed.tell_all();
                feed.is_listening.send_replace(true);
                if hear(standing, listener, &feed, process).await.is_none() {
                    return;
                }
                feed.is_listening.send_replace(false);
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "changes of other processes cannot be heard");
            }
            Err(_elapsed) => tracing::warn!("changes of other processes cannot be heard"),
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(PAUSE_MAX);
    }
}

async fn connect(url: &str) -> Result<PgListener, sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Hears until the connection is gone, or the database is; none when nobody is left to tell.
async fn hear(
    mut standing: watch::Receiver<Standing>,
    mut listener: PgListener,
    feed: &Feed,
    process: Uuid,
) -> Option<()> {
    use sea_orm::sqlx::Executor;
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let line = tokio::select! {
            got = listener.try_recv() => match got {
                Ok(Some(notice)) => notice,
                Ok(None) => return Some(()),
                Err(error) => {
                    tracing::warn!(%error, "changes of other processes are heard no more");
                    return Some(());
                }
            },
            is_known = becomes(&mut standing, Standing::Away) => return is_known.then_some(()),
            _ = beat.tick() => {
                // A connection that nothing comes over may be one that is gone.
                let answered = timeout(BEAT_MAX, listener.execute("SELECT 1")).await;
                if !matches!(answered, Ok(Ok(_))) {
                    return Some(());
                }
                continue;
            }
        };
        if let Some((legal_entity, news)) = read(line.payload(), process) {
            feed.tell(legal_entity, news);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn what_is_told_is_what_is_heard_and_not_by_oneself() {
        let clock = Clock::system();
        let (own, other) = (clock.id(), clock.id());
        let legal_entity = LegalEntityId(clock.id());
        let subjects: BTreeSet<Subject> = (0..450)
            .zip(SubjectKind::ALL.into_iter().cycle())
            .map(|(_, kind)| Subject {
                kind,
                id: clock.id(),
            })
            .collect();
        let news = News::Changed(subjects.clone());
        let told = lines(own, legal_entity, &news);
        assert_eq!(told.len(), 3);
        assert!(
            told.iter()
                .all(|line| line.len() < 8_000 && read(line, own).is_none())
        );
        let heard = told.iter().map(|line| read(line, other).unwrap());
        let heard = heard.fold(News::Changed(BTreeSet::new()), |all, (of, news)| {
            assert_eq!(of, legal_entity);
            all.and(&news)
        });
        assert_eq!(heard, news);
        let any = lines(own, legal_entity, &News::Anything);
        assert_eq!(read(&any[0], other), Some((legal_entity, News::Anything)));
    }

    #[test]
    fn a_line_of_a_form_that_is_not_known_tells_nothing() {
        let clock = Clock::system();
        let (process, entity) = (clock.id().simple(), clock.id().simple());
        for line in [
            String::new(),
            "1".to_owned(),
            format!("2 {process} {entity} *"),
            format!("1 {process} {entity}"),
            format!("1 {process} {entity} a123"),
            format!("1 {process} nobody *"),
        ] {
            assert_eq!(read(&line, clock.id()), None, "{line}");
        }
    }

    #[test]
    fn what_waits_is_bounded() {
        let (outbox, clock) = (Outbox::default(), Clock::system());
        let legal_entity = LegalEntityId(clock.id());
        let kind = SubjectKind::Agreement;
        for _ in 0..=WAITING_MAX {
            let id = clock.id();
            let news = News::Changed(BTreeSet::from([Subject { kind, id }]));
            outbox.add(legal_entity, &news);
        }
        assert_eq!(
            outbox.take(),
            BTreeMap::from([(legal_entity, News::Anything)])
        );
    }
}
