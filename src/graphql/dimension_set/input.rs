//! How clients give dimension values.

use async_graphql::{ID, InputObject};

use crate::graphql::id::local;
use crate::usecase::dimension_set::read::Pair;

/// A financial dimension with the value chosen for it.
#[derive(InputObject, Clone, Debug)]
pub struct DimensionValueInput {
    /// The dimension; at most once in a list.
    dimension_id: ID,
    /// One of its values.
    dimension_value_id: ID,
}

impl From<DimensionValueInput> for Pair {
    fn from(input: DimensionValueInput) -> Self {
        (local(&input.dimension_id), local(&input.dimension_value_id))
    }
}

/// The pairs of a list.
#[must_use]
pub fn pairs(inputs: Vec<DimensionValueInput>) -> Vec<Pair> {
    inputs.into_iter().map(Into::into).collect()
}
