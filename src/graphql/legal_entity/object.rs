//! What clients see of a legal entity.

use async_graphql::{ID, Object};
use entity::legal_entity;

use crate::graphql::id::global;
use crate::graphql::kinds::{AgreementTieBreak, ReleaseAmountViolation};
use crate::graphql::scalar::CurrencyCode;
use crate::graphql::view::View;
use crate::usecase::legal_entity::itself::Itself;

/// A legal entity, with what it decides for itself.
#[derive(Clone)]
pub struct LegalEntity {
    row: legal_entity::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl LegalEntity {
    /// The legal entity's row, and the view that it was read from.
    #[must_use]
    pub fn new(Itself(row): Itself, view: View) -> Self {
        Self { row, view }
    }
}

/// A legal entity, with what it decides for itself.
#[Object]
impl LegalEntity {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its code, unique in the installation.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The currency that its books are kept in.
    async fn accounting_currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.accounting_currency)
    }

    /// What an order line outside the release amounts of its commitment gets.
    async fn release_amount_violation(&self) -> ReleaseAmountViolation {
        self.row.release_amount_violation.into()
    }

    /// Which agreement wins when several fit an indirect order.
    async fn agreement_tie_break(&self) -> AgreementTieBreak {
        self.row.agreement_tie_break.into()
    }

    /// Whether indirect orders look for an agreement when the caller does not say.
    async fn agreement_auto_search(&self) -> bool {
        self.row.agreement_auto_search
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
