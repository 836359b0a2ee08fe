//! What stands on accounts, as of a day: the sums of all entries until then.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::gl_entry::{Column, Entity};
use entity::ids::GlAccountId;
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};

/// Which days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first day; from the very first where there is none.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub as_of: NaiveDate,
}

/// The sums of accounts in the accounting currency, debit above zero; of all accounts where none
/// are named. Accounts without entries are left out.
///
/// # Errors
/// When the database fails, or a sum does not fit.
pub async fn of(
    scope: &impl Scope,
    accounts: Option<&[GlAccountId]>,
    span: Span,
) -> Result<HashMap<GlAccountId, Amount>, Failure> {
    let mut select = scope
        .find::<Entity>()
        .filter(Column::PostingDate.lte(span.as_of));
    if let Some(from) = span.from {
        select = select.filter(Column::PostingDate.gte(from));
    }
    if let Some(accounts) = accounts {
        select = select.filter(Column::GlAccountId.is_in(accounts.iter().copied()));
    }
    let sums = select
        .sums_by(Column::GlAccountId, &[Column::AccountingAmount])
        .await?;
    let one = |Sums { key, sums }: Sums| {
        let steps = sums.first().copied().unwrap_or_default();
        (key.into(), Amount::from_steps(steps))
    };
    Ok(sums.into_iter().map(one).collect())
}
