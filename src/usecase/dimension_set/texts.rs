//! Dimension sets in words, as documents keep them.

use std::collections::{BTreeMap, HashMap};

use entity::ids::{DimensionId, DimensionSetId, DimensionValueId};
use entity::{dimension, dimension_value};

use crate::failure::Failure;
use crate::tenancy::Scope;

use super::read::{Pair, entries};

/// Some sets with the codes that their ids stand for.
pub struct DimensionTexts {
    sets: HashMap<DimensionSetId, Vec<Pair>>,
    dimensions: HashMap<DimensionId, String>,
    values: HashMap<DimensionValueId, String>,
}

impl DimensionTexts {
    /// Loads what some sets hold, in three statements at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(scope: &impl Scope, sets: &[DimensionSetId]) -> Result<Self, Failure> {
        let sets = entries(scope, sets).await?;
        let pairs = || sets.values().flatten();
        let dimensions = scope.find::<dimension::Entity>();
        let dimensions = dimensions
            .by_ids(pairs().map(|(dimension, _)| *dimension))
            .await?;
        let values = scope.find::<dimension_value::Entity>();
        let values = values.by_ids(pairs().map(|(_, value)| *value)).await?;
        Ok(Self {
            dimensions: dimensions
                .into_iter()
                .map(|row| (row.id, row.code))
                .collect(),
            values: values.into_iter().map(|row| (row.id, row.code)).collect(),
            sets,
        })
    }

    /// A set's codes: dimension to value.
    #[must_use]
    pub fn of(&self, set: Option<DimensionSetId>) -> BTreeMap<String, String> {
        let pairs = set
            .and_then(|set| self.sets.get(&set))
            .into_iter()
            .flatten();
        let code = |(dimension, value): &Pair| {
            Some((
                self.dimensions.get(dimension)?.clone(),
                self.values.get(value)?.clone(),
            ))
        };
        pairs.filter_map(code).collect()
    }
}
