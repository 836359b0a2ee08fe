//! Acting in the legal entity that ours trades with, in the same transaction (ICO-1, ICO-6). It is
//! the one way in which a grant for one legal entity writes in another, and it is open only where
//! both have named each other. [`PartnerRead`] is the same for reading.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::ids::{CustomerId, LegalEntityId, VendorId};
use entity::trading_partner;
use sea_orm::{ColumnTrait, DbBackend};

use crate::auth::Grant;
use crate::domain::violation::{Trade, Violation};
use crate::failure::Failure;

use super::act::Act;
use super::changes::{Change, Recorder};
use super::read::TenantRead;
use super::scoped::{Scope, Scoped};
use super::tx::TenantTx;

/// The legal entities that a transaction writes in, and what it wrote in each.
pub(super) struct Sides {
    all: Mutex<Vec<Side>>,
    /// Whose turn the transaction waited for when it began.
    met: Mutex<BTreeSet<LegalEntityId>>,
}

#[derive(Clone)]
struct Side {
    grant: Arc<Grant>,
    recorder: Arc<Recorder>,
}

impl Sides {
    /// One side: the grant's.
    pub(super) fn of(grant: Grant) -> (Self, Arc<Grant>, Arc<Recorder>) {
        let own = Side {
            grant: Arc::new(grant),
            recorder: Arc::default(),
        };
        let (grant, recorder) = (Arc::clone(&own.grant), Arc::clone(&own.recorder));
        let sides = Self {
            all: Mutex::new(vec![own]),
            met: Mutex::default(),
        };
        (sides, grant, recorder)
    }

    /// How much was written on each side so far.
    pub(super) fn so_far(&self) -> Vec<usize> {
        self.lock().iter().map(|side| side.recorder.len()).collect()
    }

    /// Forgets what was written on all sides since then.
    pub(super) fn forget_from(&self, so_far: &[usize]) {
        for (place, side) in self.lock().iter().enumerate() {
            let before = so_far.get(place).copied().unwrap_or_default();
            side.recorder.forget_from(before);
        }
    }

    /// The side of a legal entity, which is made where there is none yet.
    fn at(&self, legal_entity: LegalEntityId, asked_by: &Grant) -> Side {
        let mut sides = self.lock();
        let there = sides
            .iter()
            .find(|side| side.grant.legal_entity() == legal_entity);
        if let Some(side) = there {
            return side.clone();
        }
        let side = Side {
            grant: Arc::new(asked_by.for_partner(legal_entity)),
            recorder: Arc::default(),
        };
        sides.push(side.clone());
        side
    }

    /// A side is written down whole or not at all, so one whose holder panicked is whole.
    fn lock(&self) -> MutexGuard<'_, Vec<Side>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn met(&self) -> MutexGuard<'_, BTreeSet<LegalEntityId>> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Proof that two legal entities trade with each other, and that nobody else changes what they
/// share before the transaction ends.
pub struct Partner {
    ours: trading_partner::Model,
    theirs: trading_partner::Model,
}

impl Partner {
    /// What we say of them.
    #[must_use]
    pub fn ours(&self) -> &trading_partner::Model {
        &self.ours
    }

    /// What they say of us.
    #[must_use]
    pub fn theirs(&self) -> &trading_partner::Model {
        &self.theirs
    }

    /// The customer that we are to them.
    ///
    /// # Errors
    /// A refusal where they do not sell to us.
    pub fn customer(&self) -> Result<CustomerId, Failure> {
        self.theirs.customer_id.ok_or_else(not_mutual)
    }

    /// The vendor that we are to them.
    ///
    /// # Errors
    /// A refusal where they do not buy from us.
    pub fn vendor(&self) -> Result<VendorId, Failure> {
        self.theirs.vendor_id.ok_or_else(not_mutual)
    }

    /// The other legal entity.
    #[must_use]
    pub fn legal_entity(&self) -> LegalEntityId {
        self.ours.partner_legal_entity_id
    }
}

impl TenantTx {
    /// Meets the legal entity that is named as a trading partner. Whose turn it is has to be waited
    /// for before any row is locked, so that chains which begin on both sides at once wait for each
    /// other and never in a circle: an act that finds out on its way is run again from its
    /// beginning.
    ///
    /// # Errors
    /// [`Failure::NotMet`] the first time; a refusal where not both have named each other, or one
    /// of them has stopped the trade; or when the database fails.
    pub async fn meet(&self, partner: LegalEntityId) -> Result<Partner, Failure> {
        let own = self.grant().legal_entity();
        let ours = self.names(partner).await?;
        // Nobody looks at the other's rows before having named it.
        let ours = ours.ok_or_else(not_mutual)?;
        let theirs = self.aside(partner).names(own).await?;
        let theirs = theirs.ok_or_else(not_mutual)?;
        // Nobody makes those wait who did not name them too.
        if !self.sides.met().contains(&partner) {
            return Err(Failure::NotMet(partner));
        }
        Ok(Partner { ours, theirs })
    }

    /// Runs an act in the partner's legal entity, in this transaction.
    ///
    /// # Errors
    /// What the act says, or what the database says.
    pub async fn with<A: Act>(&self, partner: &Partner, act: &A) -> Result<A::Out, Failure> {
        let there = self.aside(partner.legal_entity());
        Box::pin(act.run(&there)).await
    }

    /// What the transaction has written so far in this legal entity.
    pub fn written<T>(&self, look: impl FnOnce(&[Change]) -> T) -> T {
        self.recorder.look(look)
    }

    /// The transaction in each legal entity that it has written in, by their ids. Nobody gets into
    /// another by this: who has written there had proof that both name each other.
    #[must_use]
    pub fn in_each(&self) -> Vec<TenantTx> {
        let mut sides = self.sides.lock().clone();
        sides.retain(|side| side.recorder.len() > 0);
        sides.sort_by_key(|side| side.grant.legal_entity());
        sides.into_iter().map(|side| self.on(side)).collect()
    }

    fn aside(&self, legal_entity: LegalEntityId) -> TenantTx {
        self.on(self.sides.at(legal_entity, self.grant()))
    }

    fn on(&self, side: Side) -> TenantTx {
        TenantTx {
            handle: self.handle.aside(side.grant),
            recorder: side.recorder,
            sides: Arc::clone(&self.sides),
        }
    }

    /// What this legal entity says of another, if it trades with it.
    async fn names(&self, other: LegalEntityId) -> Result<Option<trading_partner::Model>, Failure> {
        let row = naming(self, other).filter(trading_partner::Column::Blocked.eq(false));
        // What both say holds until the act is done.
        row.lock_shared().one().await
    }

    /// Waits until nobody else is between our legal entity or one of these and a partner, in the
    /// order of their ids. On SQLite there is one who writes.
    pub(super) async fn hold_each(&self, met: &BTreeSet<LegalEntityId>) -> Result<(), Failure> {
        if met.is_empty() {
            return Ok(());
        }
        let mut all = met.clone();
        all.insert(self.grant().legal_entity());
        self.sides.met().extend(&all);
        if self.handle.backend() != DbBackend::Postgres {
            return Ok(());
        }
        for legal_entity in all {
            // The random part of the id; two that share it by chance only wait more than they need.
            let (_, key) = legal_entity.0.as_u64_pair();
            let key = i64::from_ne_bytes(key.to_ne_bytes());
            let statement = format!("SELECT pg_advisory_xact_lock({key})");
            self.frame(&statement).await?;
        }
        Ok(())
    }
}

/// A read of our legal entity and of those that trade with it, all at one moment. Its transaction
/// names one of them at a time to row-level security, so it is shared with nobody, and asked for
/// one thing after the other.
pub struct PartnerRead {
    own: TenantRead,
    theirs: Option<TenantRead>,
}

impl TenantRead {
    /// A read under the same grant that looks at trading partners too, at a moment of its own.
    #[must_use]
    pub fn with_partners(&self) -> PartnerRead {
        PartnerRead {
            own: self.anew(),
            theirs: None,
        }
    }
}

impl PartnerRead {
    /// Our legal entity, as far as the grant's limits let it be seen.
    pub fn own(&mut self) -> &TenantRead {
        &self.own
    }

    /// The legal entity that is named as a trading partner; none where not both name each other.
    /// One whose trade has been stopped is read all the same.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&mut self, partner: LegalEntityId) -> Result<Option<&TenantRead>, Failure> {
        let grant = self.own.grant();
        // Limits narrow what is shown, and this is not shown.
        let ours = naming(&self.own.aside(grant.clone()), partner).one();
        // Nobody looks at the other's rows before having named it.
        if ours.await?.is_none() {
            return Ok(None);
        }
        let there = self.own.aside(grant.for_partner(partner));
        let theirs = naming(&there, grant.legal_entity()).one().await?;
        Ok(match theirs {
            Some(_) => Some(self.theirs.insert(there)),
            None => None,
        })
    }
}

/// What a legal entity says of another, whether or not it has stopped the trade.
fn naming(scope: &impl Scope, other: LegalEntityId) -> Scoped<trading_partner::Entity> {
    let own = trading_partner::Column::PartnerLegalEntityId.eq(other);
    scope.find().filter(own)
}

fn not_mutual() -> Failure {
    Failure::refused("", Violation::Trade(Trade::NotMutual))
}
