//! Storing a set of dimension values, unless it is there already.

use std::collections::{BTreeSet, HashMap};

use entity::ids::{DimensionSetId, DimensionValueId};
use entity::{dimension_set, dimension_set_entry, dimension_value};
use uuid::Uuid;

use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::content_id;

use super::read::{Pair, entries, merge};

/// Stores the values that somebody typed; none for no values. `field` is the input's list.
///
/// # Errors
/// Refusals of elements of the list: a dimension named twice, a value that is not of the dimension
/// or is blocked; or when the database fails.
pub async fn run(
    tx: &TenantTx,
    field: &str,
    values: &[Pair],
) -> Result<Option<DimensionSetId>, Failure> {
    let refusals = check(tx, field, values).await?;
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    write(tx, values).await
}

/// What stands against values that somebody typed, for acts that collect.
///
/// # Errors
/// When the database fails.
pub async fn check(tx: &TenantTx, field: &str, values: &[Pair]) -> Result<Vec<Refusal>, Failure> {
    let ids = values.iter().map(|(_, value)| *value);
    let rows = tx.find::<dimension_value::Entity>().by_ids(ids).await?;
    let rows: HashMap<DimensionValueId, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut seen = BTreeSet::new();
    let mut refusals = Vec::new();
    for (place, (dimension, value)) in values.iter().enumerate() {
        let mut refuse = |name, violation| {
            refusals.push(Refusal::of(name, violation).within(field, place));
        };
        if !seen.insert(*dimension) {
            refuse("dimensionId", Violation::Duplicate);
        }
        match rows.get(value) {
            Some(row) if row.dimension_id == *dimension && row.blocked => {
                refuse("dimensionValueId", Violation::DimensionValueBlocked);
            }
            Some(row) if row.dimension_id == *dimension => {}
            _ => refuse("dimensionValueId", Violation::NotFound),
        }
    }
    Ok(refusals)
}

/// Stores sets that are there already, laid over each other, the lowest first: where several have a
/// value of a dimension, the uppermost one's holds. What was once taken in is not checked again.
///
/// # Errors
/// When the database fails.
pub async fn layered(
    tx: &TenantTx,
    layers: &[Option<DimensionSetId>],
) -> Result<Option<DimensionSetId>, Failure> {
    let sets: BTreeSet<DimensionSetId> = layers.iter().copied().flatten().collect();
    let sets: Vec<DimensionSetId> = sets.into_iter().collect();
    if let [] | [_] = sets.as_slice() {
        return Ok(sets.first().copied());
    }
    let entries = entries(tx, &sets).await?;
    let merged = layers
        .iter()
        .flatten()
        .filter_map(|set| entries.get(set))
        .fold(Vec::new(), |lower, upper| merge(&lower, upper));
    write(tx, &merged).await
}

/// Stores a set whose values are known to be good. Its id, and those of its entries, are made from
/// what it holds, so that whoever stores it first does so for all.
async fn write(tx: &TenantTx, values: &[Pair]) -> Result<Option<DimensionSetId>, Failure> {
    let pairs: BTreeSet<Pair> = values.iter().copied().collect();
    if pairs.is_empty() {
        return Ok(None);
    }
    let keys: Vec<Uuid> = pairs
        .iter()
        .flat_map(|(dimension, value)| [dimension.0, value.0])
        .collect();
    let parts: Vec<&[u8]> = keys.iter().map(|key| key.as_bytes().as_slice()).collect();
    let id = DimensionSetId::from(content_id::of(&parts));
    let legal_entity_id = tx.grant().legal_entity();
    let set = dimension_set::Model {
        legal_entity_id,
        id,
        value_count: i32::try_from(pairs.len()).unwrap_or(i32::MAX),
    };
    let entry = |(dimension_id, dimension_value_id): Pair| dimension_set_entry::Model {
        legal_entity_id,
        id: content_id::of(&[id.0.as_bytes(), dimension_id.0.as_bytes()]).into(),
        dimension_set_id: id,
        dimension_id,
        dimension_value_id,
    };
    tx.insert_missing(vec![set]).await?;
    tx.insert_missing(pairs.into_iter().map(entry).collect())
        .await?;
    Ok(Some(id))
}
