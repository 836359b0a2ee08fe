//! What clients see of a unit.

use async_graphql::Object;
use entity::unit;

/// A unit of measure.
#[derive(Clone)]
pub struct Unit {
    row: unit::Model,
}

impl Unit {
    /// A unit's row. It belongs to no legal entity, so it carries no view.
    #[must_use]
    pub fn new(row: unit::Model) -> Self {
        Self { row }
    }
}

/// A unit of measure.
#[Object]
impl Unit {
    /// Its code.
    async fn code(&self) -> &str {
        &self.row.code.0
    }

    /// Its English name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// How many decimals its quantities may have.
    async fn decimals(&self) -> i32 {
        self.row.decimals
    }
}
