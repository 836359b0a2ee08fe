//! What clients see of an item unit.

use async_graphql::{ID, Object, Result};
use entity::item_unit;

use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// A unit that an item may be bought in, besides its base unit.
#[derive(Clone)]
pub struct ItemUnit {
    row: item_unit::Model,
    view: View,
}

impl ItemUnit {
    /// An item unit's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: item_unit::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A unit that an item may be bought in, besides its base unit.
#[Object]
impl ItemUnit {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The item.
    async fn item(&self) -> Result<Item> {
        let row = self.view.must_load(self.row.item_id).await?;
        Ok(Item::new((*row).clone(), self.view.clone()))
    }

    /// Code of the unit.
    async fn unit(&self) -> &str {
        &self.row.unit.0
    }

    /// How many base units one such unit is.
    async fn factor(&self) -> Decimal {
        Decimal::of(self.row.factor)
    }
}
