//! Changing a number sequence.

use entity::ids::NumberSequenceId;
use entity::number_sequence::{Entity, Model};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;

use super::{read, rules};

/// The changes; what is `None` stays.
pub struct Update {
    /// The number sequence.
    pub id: NumberSequenceId,
    /// The version that the change is based on.
    pub version: i32,
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

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        let continuous = row.continuous || self.continuous == Some(true);
        if let Some(next) = self.next.filter(|next| *next != row.next) {
            if next < row.next {
                let reason = "numbers that were given are not given again".to_owned();
                check.refuse("next", Violation::NotAllowed { reason });
            } else if continuous && read::is_used(tx, row.scope).await? {
                let reason = "a continuous sequence may not skip numbers".to_owned();
                check.refuse("next", Violation::NotAllowed { reason });
            }
            row.next = next;
        }
        if let Some(prefix) = &self.prefix {
            row.prefix.clone_from(prefix);
        }
        row.digits = self.digits.unwrap_or(row.digits);
        row.maximum = self.maximum.unwrap_or(row.maximum);
        row.continuous = self.continuous.unwrap_or(row.continuous);
        row.manual = self.manual.unwrap_or(row.manual);
        rules::form(&mut check, &row);
        check.done()?;
        tx.update(row).await
    }
}
