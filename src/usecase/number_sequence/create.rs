//! Setting a number sequence up.

use entity::kinds::NumberSequenceScope;
use entity::number_sequence::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;

use super::rules;

/// The sequence that is wanted.
pub struct Create {
    /// What it numbers; one sequence for each.
    pub scope: NumberSequenceScope,
    /// The text before the digits.
    pub prefix: Option<String>,
    /// How many digits, filled with zeros.
    pub digits: Option<i32>,
    /// The next number.
    pub next: Option<i64>,
    /// The last number there is.
    pub maximum: Option<i64>,
    /// Whether the sequence may have no gaps.
    pub continuous: Option<bool>,
    /// Whether people type the number themselves.
    pub manual: Option<bool>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let digits = self.digits.unwrap_or(6);
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            scope: self.scope,
            prefix: self.prefix.clone().unwrap_or_default(),
            digits,
            next: self.next.unwrap_or(1),
            maximum: self.maximum.unwrap_or_else(|| rules::largest(digits)),
            continuous: self.continuous.unwrap_or(false),
            manual: self.manual.unwrap_or(false),
            row_version: 1,
        };
        let mut check = Check::new();
        rules::form(&mut check, &row);
        check.done()?;
        let scope = crate::usecase::filter::stored(self.scope);
        tx.insert(row)
            .await
            .map_err(|failure| failure.or_already_used("scope", &scope))
    }
}
