//! What was drawn on commitments: now from the balances, at any instant from the ledger (AGR-12).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::commitment_entry::{Column, Entity, Model};
use entity::ids::AgreementLineId;
use sea_orm::ColumnTrait;

use crate::domain::commitment::Buckets;
use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope, Sums};
use crate::usecase::sort::OrderBy;

/// The balances of commitments as they stood at an instant: the sum of all movements until then.
///
/// # Errors
/// When the database fails, or a sum does not fit, which the balances' own limits forbid.
pub async fn as_of(
    scope: &impl Scope,
    lines: &[AgreementLineId],
    instant: DateTime<Utc>,
) -> Result<HashMap<AgreementLineId, Buckets>, Failure> {
    let sums = scope
        .find::<Entity>()
        .filter(Column::AgreementLineId.is_in(lines.iter().copied()))
        .filter(Column::RecordedAt.lte(instant))
        .sums_by(Column::AgreementLineId, &MEASURES)
        .await?;
    sums.into_iter()
        .map(|Sums { key, sums }| Ok((key.into(), buckets(&sums)?)))
        .collect()
}

/// The balances of all commitments of the legal entity, by the ledger.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<HashMap<AgreementLineId, Buckets>, Failure> {
    let sums = scope
        .find::<Entity>()
        .sums_by(Column::AgreementLineId, &MEASURES)
        .await?;
    sums.into_iter()
        .map(|Sums { key, sums }| Ok((key.into(), buckets(&sums)?)))
        .collect()
}

const MEASURES: [Column; 6] = [
    Column::ReleasedQuantity,
    Column::ReceivedQuantity,
    Column::InvoicedQuantity,
    Column::ReleasedAmount,
    Column::ReceivedAmount,
    Column::InvoicedAmount,
];

fn buckets(sums: &[i64]) -> Result<Buckets, Failure> {
    let [
        released,
        received,
        invoiced,
        released_amount,
        received_amount,
        invoiced_amount,
    ] = sums
    else {
        return Err(Failure::Broken("six sums were asked for".to_owned()));
    };
    use entity::exact::{Amount, Quantity};
    Ok(Buckets {
        released_quantity: Quantity::from_steps(*released),
        received_quantity: Quantity::from_steps(*received),
        invoiced_quantity: Quantity::from_steps(*invoiced),
        released_amount: Amount::from_steps(*released_amount),
        received_amount: Amount::from_steps(*received_amount),
        invoiced_amount: Amount::from_steps(*invoiced_amount),
    })
}

/// A page of a commitment's movements, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn page(
    scope: &impl Scope,
    line: AgreementLineId,
    order: &OrderBy<Entity>,
    ask: &PageAsk,
) -> Result<Page<Entity>, Failure> {
    let select = scope
        .find::<Entity>()
        .filter(Column::AgreementLineId.eq(line));
    select.page(&order.columns, ask).await
}

/// Movements in the order in which they were recorded.
#[must_use]
pub fn order() -> OrderBy<Entity> {
    OrderBy::new([], ("recorded", Order::Ascending), |_| Column::RecordedAt)
}

/// One movement.
pub type Entry = Model;
