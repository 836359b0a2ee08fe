//! What dimension sets hold, and how they lie over each other.

use std::collections::{BTreeMap, HashMap};

use entity::dimension_set_entry::{Column, Entity};
use entity::ids::{DimensionId, DimensionSetId, DimensionValueId};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::Scope;

#[cfg(test)]
mod tests;

/// A dimension with its value.
pub type Pair = (DimensionId, DimensionValueId);

/// The values of dimension sets, each in the order of its dimensions' ids; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn entries(
    scope: &impl Scope,
    sets: &[DimensionSetId],
) -> Result<HashMap<DimensionSetId, Vec<Pair>>, Failure> {
    let mut all: HashMap<DimensionSetId, Vec<Pair>> = HashMap::new();
    if sets.is_empty() {
        return Ok(all);
    }
    let rows = scope
        .find::<Entity>()
        .filter(Column::DimensionSetId.is_in(sets.iter().copied()))
        .order_by(Column::DimensionId)
        .all()
        .await?;
    for row in rows {
        let pair = (row.dimension_id, row.dimension_value_id);
        all.entry(row.dimension_set_id).or_default().push(pair);
    }
    Ok(all)
}

/// Two sets as one: where both have a value of a dimension, the upper one's holds.
#[must_use]
pub fn merge(lower: &[Pair], upper: &[Pair]) -> Vec<Pair> {
    let both: BTreeMap<_, _> = lower.iter().chain(upper).copied().collect();
    both.into_iter().collect()
}
