//! Linked order lines that get further: each as it stood and as it stands, and the agreement held
//! that they draw on (AGR-12).

use entity::ids::{AgreementId, AgreementLineId};
use entity::kinds::CommitmentEntryType;

use crate::domain::commitment::Commitment;
use crate::domain::fulfillment::{OrderedState, moved};
use crate::domain::money::Currency;
use crate::failure::Failure;
use crate::tenancy::TenantTx;

use super::facts::{self, Hold};
use super::post::{self, Movement, Mover};

/// The commitments of an agreement that is held, so that nobody changes it meanwhile.
pub struct Held {
    /// The agreement.
    pub agreement: AgreementId,
    /// Its currency.
    pub currency: Currency,
    /// Its commitments.
    pub commitments: Vec<Commitment>,
}

/// A linked order line that gets further.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    /// The commitment.
    pub commitment: AgreementLineId,
    /// The line.
    pub by: Mover,
    /// Its place in the input, for refusals.
    pub element: Option<usize>,
    /// How it stood.
    pub before: OrderedState,
    /// How it stands.
    pub after: OrderedState,
}

impl Held {
    /// Holds an agreement.
    ///
    /// # Errors
    /// When it is gone, or when the database fails.
    pub async fn of(tx: &TenantTx, agreement: AgreementId) -> Result<Self, Failure> {
        let header = facts::header(tx, "agreementId", agreement, Hold::Shared).await?;
        let rows = facts::lines(tx, agreement).await?;
        let commitments = rows.iter().map(facts::commitment);
        Ok(Self {
            agreement,
            currency: header.currency,
            commitments: commitments.collect::<Result<_, _>>()?,
        })
    }

    /// Holds the agreement of an order, where it has one.
    ///
    /// # Errors
    /// When it is gone, or when the database fails.
    pub async fn may_be(
        tx: &TenantTx,
        agreement: Option<AgreementId>,
    ) -> Result<Option<Self>, Failure> {
        match agreement {
            Some(agreement) => Self::of(tx, agreement).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether a commitment counts quantities.
    #[must_use]
    pub fn counts_quantity(&self, commitment: AgreementLineId) -> bool {
        let own = self.commitments.iter().find(|own| own.id == commitment);
        own.is_some_and(|own| own.promise.counts_quantity())
    }

    /// Moves the commitments by what the lines have got further.
    ///
    /// # Errors
    /// When a maximum is exceeded meanwhile or a number fits no column; or when the database fails.
    pub async fn run(
        &self,
        tx: &TenantTx,
        lines: impl IntoIterator<Item = Moved>,
        (entry_type, reason): (CommitmentEntryType, &'static str),
    ) -> Result<(), Failure> {
        let mut movements = Vec::new();
        for line in lines {
            let counts = self.counts_quantity(line.commitment);
            let delta = moved(&line.before, &line.after, counts, self.currency)
                .map_err(|violation| Failure::refused("quantity", violation))?;
            if !delta.is_zero() {
                movements.push(Movement {
                    agreement: self.agreement,
                    commitment: line.commitment,
                    by: line.by,
                    element: line.element,
                    entry_type,
                    delta,
                    reason,
                });
            }
        }
        post::run(tx, &self.commitments, self.currency, &movements).await
    }
}
