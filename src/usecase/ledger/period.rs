//! Whether a day may be posted to (PST-2).

use chrono::NaiveDate;
use entity::posting_period::{Column, Entity};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;

/// Refuses the input's `field` where no open period holds the day. The period is held, so that
/// nobody closes it while the posting is written. `stock`: whether stock or its value moves.
///
/// # Errors
/// When the database fails.
pub async fn must_be_open(
    tx: &TenantTx,
    field: &str,
    day: NaiveDate,
    stock: bool,
    check: &mut Check,
) -> Result<(), Failure> {
    let period = tx
        .find::<Entity>()
        .filter(Column::FirstDay.lte(day))
        .filter(Column::LastDay.gte(day))
        .lock_shared()
        .one()
        .await?;
    let open = period.is_some_and(|own| !(own.closed || stock && own.inventory_closed));
    if !open {
        check.refuse(field, Violation::PeriodClosed { date: day });
    }
    Ok(())
}
