//! Reading under a grant.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::ids::LegalEntityId;
use sea_orm::{DatabaseTransaction, DbBackend, DbErr};
use tokio::sync::{OnceCell, OwnedSemaphorePermit};

use crate::auth::{Grant, Limits};

use super::db::Db;

/// A read-only look at one legal entity's rows. Clones share one transaction, which begins with the
/// first select and is undone, without waiting, when the last clone is dropped.
#[derive(Clone)]
pub struct TenantRead {
    pub(super) handle: Handle,
}

/// What a select needs: the transaction, and for whom it works.
#[derive(Clone)]
pub struct Handle {
    db: Db,
    grant: Arc<Grant>,
    /// Whether selects keep to what the grant's limits let be seen.
    narrowed: bool,
    open: Arc<OnceCell<Open>>,
}

/// An open transaction, with the leave to have one where that takes one.
pub(super) struct Open {
    pub(super) tx: DatabaseTransaction,
    pub(super) _leave: Option<OwnedSemaphorePermit>,
    /// Which legal entity row-level security was told of last; none where that is not known.
    named: Mutex<Option<LegalEntityId>>,
}

impl Open {
    /// A transaction in which a legal entity was named.
    pub(super) fn new(
        tx: DatabaseTransaction,
        leave: Option<OwnedSemaphorePermit>,
        named: LegalEntityId,
    ) -> Self {
        Self {
            tx,
            _leave: leave,
            named: Mutex::new(Some(named)),
        }
    }

    fn named(&self) -> MutexGuard<'_, Option<LegalEntityId>> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TenantRead {
    pub(super) fn new(db: Db, grant: Grant) -> Self {
        Self {
            handle: Handle {
                db,
                grant: Arc::new(grant),
                narrowed: true,
                open: Arc::new(OnceCell::new()),
            },
        }
    }

    /// The grant that the read stands on.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.handle.grant
    }

    /// The same read, in a transaction of its own.
    pub(super) fn anew(&self) -> Self {
        Self::new(self.handle.db.clone(), self.grant().clone())
    }

    /// The same transaction, for another grant and without its limits.
    pub(super) fn aside(&self, grant: Grant) -> Self {
        Self {
            handle: self.handle.aside(Arc::new(grant)),
        }
    }
}

impl Handle {
    pub(super) fn begun(db: Db, open: Open, grant: Arc<Grant>) -> Self {
        let open = Arc::new(OnceCell::new_with(Some(open)));
        Self {
            db,
            grant,
            narrowed: false,
            open,
        }
    }

    /// The transaction, in which row-level security keeps to our legal entity. One that two legal
    /// entities share is used by one of them at a time.
    pub(super) async fn connection(&self) -> Result<&DatabaseTransaction, DbErr> {
        let begin = || self.db.begin_read(&self.grant);
        let open = self.open.get_or_try_init(begin).await?;
        let own = self.legal_entity();
        let elsewhere = *open.named() != Some(own);
        if elsewhere {
            self.db.name_again(&open.tx, own).await?;
            *open.named() = Some(own);
        }
        Ok(&open.tx)
    }

    /// Forgets which legal entity was named: what was undone may have named another.
    pub(super) fn is_anywhere(&self) {
        if let Some(open) = self.open.get() {
            *open.named() = None;
        }
    }

    /// The same transaction, for another grant.
    pub(super) fn aside(&self, grant: Arc<Grant>) -> Self {
        Self {
            db: self.db.clone(),
            grant,
            narrowed: false,
            open: Arc::clone(&self.open),
        }
    }

    pub(super) fn legal_entity(&self) -> LegalEntityId {
        self.grant.legal_entity()
    }

    pub(super) fn grant(&self) -> &Grant {
        &self.grant
    }

    /// The same, keeping to what the grant's limits let be seen.
    pub(super) fn narrowed(self) -> Self {
        Self {
            narrowed: true,
            ..self
        }
    }

    /// The limits that selects keep to, if there are any.
    pub(super) fn limits(&self) -> Option<&Limits> {
        let limits = self.grant.limits();
        (self.narrowed && limits.narrow_rows()).then_some(limits)
    }

    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.db.backend()
    }

    /// The transaction itself, if nobody else holds on to it.
    pub(super) fn into_transaction(self) -> Option<Open> {
        Arc::into_inner(self.open).and_then(OnceCell::into_inner)
    }
}

impl TenantRead {
    /// The instant that the read is asked at.
    #[must_use]
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.handle.db.clock().now()
    }
}
