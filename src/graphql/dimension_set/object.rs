//! What clients see of a set of dimension values.

use async_graphql::{Object, Result};
use entity::ids::DimensionSetId;

use crate::failure::Shared;
use crate::graphql::dimension::object::Dimension;
use crate::graphql::dimension_value::object::DimensionValue;
use crate::graphql::view::View;
use crate::usecase::dimension_set::read::Pair;

/// A financial dimension with the value that a row carries.
pub struct DimensionSetValue {
    pair: Pair,
    view: View,
}

/// The values of a set, for the object that carries it.
///
/// # Errors
/// When the database fails.
pub async fn values(
    view: &View,
    set: Option<DimensionSetId>,
) -> Result<Vec<DimensionSetValue>, Shared> {
    let Some(set) = set else {
        return Ok(Vec::new());
    };
    let pairs = view.load(set).await?.unwrap_or_default();
    let object = |pair: &Pair| DimensionSetValue {
        pair: *pair,
        view: view.clone(),
    };
    Ok(pairs.iter().map(object).collect())
}

/// A financial dimension with the value that a row carries.
#[Object]
impl DimensionSetValue {
    /// The dimension.
    async fn dimension(&self) -> Result<Dimension> {
        let row = self.view.must_load(self.pair.0).await?;
        Ok(Dimension::new((*row).clone(), self.view.clone()))
    }

    /// Its value.
    async fn value(&self) -> Result<DimensionValue> {
        let row = self.view.must_load(self.pair.1).await?;
        Ok(DimensionValue::new((*row).clone(), self.view.clone()))
    }
}
