//! What a subscription is made of: changes are told, and what changed is read anew, each time in a
//! fresh view and under what the subscriber may do then.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, Error, Result};
use futures_util::{Stream, stream};
use uuid::Uuid;

use crate::auth::Permission;
use crate::tenancy::{Hearing, News, Subject, SubjectKind};

use super::answer_size::Meter;
use super::context::{Ask, Session};
use super::error::{changes_missed, not_found};
use super::view::View;

/// Which changes a subscription waits for, and how what changed is read.
pub trait Watch: Send + Sync + 'static {
    /// What is told.
    type Event: Send;

    /// The kinds of things that it waits for.
    fn kinds(&self) -> BTreeSet<SubjectKind>;

    /// The one thing that it waits for, if it is one.
    fn only(&self) -> Option<Uuid>;

    /// Whether everything that it names is there.
    ///
    /// # Errors
    /// When the database fails.
    fn is_there(&self, view: &View) -> impl Future<Output = Result<bool>> + Send;

    /// What is told of a thing that changed; nothing where it is not one of those waited for.
    ///
    /// # Errors
    /// When the database fails.
    fn read(
        &self,
        view: View,
        subject: Subject,
    ) -> impl Future<Output = Result<Option<Self::Event>>> + Send;
}

/// The events of a subscription.
///
/// # Errors
/// When the caller may not read, or something that it names is not there.
pub async fn watch<W: Watch>(
    ctx: &Context<'_>,
    watch: W,
) -> Result<impl Stream<Item = Result<W::Event>> + use<W>> {
    let session = Arc::clone(ctx.session());
    let grant = session.grant(Permission::Read)?;
    // Before it looks whether all is there, so that nothing is missed in between.
    let hearing = session.db.hear(&grant).await;
    let watching = Watching {
        meter: ctx.data_opt::<Arc<Meter>>().cloned(),
        session,
        hearing: Some(hearing),
        changed: BTreeSet::new(),
        watch,
    };
    let view = watching.view()?;
    if !watching.watch.is_there(&view).await? {
        return Err(not_found());
    }
    Ok(stream::unfold(watching, Watching::next))
}

struct Watching<W> {
    session: Arc<Session>,
    meter: Option<Arc<Meter>>,
    hearing: Option<Hearing>,
    /// What changed and was not told yet.
    changed: BTreeSet<Subject>,
    watch: W,
}

impl<W: Watch> Watching<W> {
    /// A view of this moment, under what the caller may do at this moment.
    fn view(&self) -> Result<View> {
        let grant = self.session.grant(Permission::Read)?;
        let read = self.session.db.read(&grant);
        Ok(View::new(read, Arc::downgrade(&self.session)))
    }

    async fn next(mut self) -> Option<(Result<W::Event>, Self)> {
        loop {
            while let Some(subject) = self.changed.pop_first() {
                if let Some(meter) = &self.meter {
                    meter.start();
                }
                let event = match self.view() {
                    Ok(view) => self.watch.read(view, subject).await,
                    Err(error) => Err(error),
                };
                if let Some(event) = event.transpose() {
                    return Some((event, self));
                }
                if let Some(meter) = &self.meter {
                    meter.read_in_vain();
                }
            }
            if let Some(meter) = &self.meter {
                meter.stop();
            }
            let news = self.hearing.as_mut()?.next().await?;
            if let Err(missed) = self.take(news) {
                self.hearing = None;
                return Some((Err(missed), self));
            }
        }
    }

    fn take(&mut self, news: News) -> Result<(), Error> {
        let kinds = self.watch.kinds();
        match (news, self.watch.only()) {
            (News::Changed(subjects), only) => {
                let wanted = |subject: &Subject| {
                    kinds.contains(&subject.kind) && only.is_none_or(|only| only == subject.id)
                };
                self.changed.extend(subjects.into_iter().filter(wanted));
                Ok(())
            }
            // One thing may have changed as well as any: it is told as it is.
            (News::Anything, Some(id)) => {
                let subjects = kinds.into_iter().map(|kind| Subject { kind, id });
                self.changed.extend(subjects);
                Ok(())
            }
            (News::Anything, None) => Err(changes_missed()),
        }
    }
}
