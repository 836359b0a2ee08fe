//! What clients see of a dimension value.

use async_graphql::{ID, Object, Result};
use entity::dimension_value;

use crate::graphql::dimension::object::Dimension;
use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::view::View;

/// A value of a financial dimension.
#[derive(Clone)]
pub struct DimensionValue {
    row: dimension_value::Model,
    view: View,
}

impl DimensionValue {
    /// A dimension value's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: dimension_value::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A value of a financial dimension.
#[Object]
impl DimensionValue {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The dimension.
    async fn dimension(&self) -> Result<Dimension> {
        let row = self.view.must_load(self.row.dimension_id).await?;
        Ok(Dimension::new((*row).clone(), self.view.clone()))
    }

    /// Its code, unique in the dimension.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Whether new documents may no longer use it.
    async fn blocked(&self) -> bool {
        self.row.blocked
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of dimension values.
    DimensionValueConnection, DimensionValueEdge, DimensionValue, entity::dimension_value::Entity
}
