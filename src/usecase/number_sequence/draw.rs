//! Drawing the next number, in the act's own transaction: an act that fails leaves no gap.

use entity::kinds::NumberSequenceScope;
use entity::number_sequence::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

/// The number for a new row: the sequence's next, or the one that was typed where the sequence is
/// manual. The sequence's row is contended: draw late.
///
/// # Errors
/// When there is no sequence, none is left, or a number was typed (or not) against the sequence's
/// setting; or when the database fails.
pub async fn run(
    tx: &TenantTx,
    scope: NumberSequenceScope,
    typed: Option<&str>,
) -> Result<String, Failure> {
    let refuse = |violation| Failure::refused("number", violation);
    if let Some(typed) = typed {
        let sequence = tx
            .find::<Entity>()
            .filter(Column::Scope.eq(scope))
            .one()
            .await?;
        let sequence = sequence.ok_or_else(|| refuse(Violation::SequenceMissing))?;
        if !sequence.manual {
            let reason = "the number comes from the sequence; type none".to_owned();
            return Err(refuse(Violation::NumberAssignment { reason }));
        }
        return given(typed);
    }
    let drawn = tx.draw_number(scope).await?;
    let Some(sequence) = drawn else {
        return Err(why_none(tx, scope).await?);
    };
    Ok(formatted(&sequence))
}

/// A number that is given, whatever the sequence says: by a person, or by a trading partner.
///
/// # Errors
/// When it is no number.
pub fn given(number: &str) -> Result<String, Failure> {
    let unsound = number.trim() != number || number.chars().any(char::is_control);
    if number.is_empty() || number.chars().count() > 40 || unsound {
        let reason = "a number has 1 to 40 characters, and no spaces around them".to_owned();
        return Err(Failure::refused("number", Violation::Malformed { reason }));
    }
    Ok(number.to_owned())
}

/// The draw found no row to draw from: because there is none, it is manual, or it is used up.
async fn why_none(tx: &TenantTx, scope: NumberSequenceScope) -> Result<Failure, Failure> {
    let sequence = tx
        .find::<Entity>()
        .filter(Column::Scope.eq(scope))
        .one()
        .await?;
    let violation = match sequence {
        None => Violation::SequenceMissing,
        Some(sequence) if sequence.manual => {
            let reason = "numbers are typed here; type one".to_owned();
            Violation::NumberAssignment { reason }
        }
        Some(_) => Violation::SequenceExhausted,
    };
    Ok(Failure::refused("number", violation))
}

/// The number that was just drawn from a sequence: prefix and digits.
fn formatted(sequence: &Model) -> String {
    let width = usize::try_from(sequence.digits).unwrap_or_default();
    format!("{}{:0width$}", sequence.prefix, sequence.next - 1)
}
