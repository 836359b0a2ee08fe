//! What clients see of an application: which goods that came are those that left.

use async_graphql::{Object, Result};
use entity::item_application;

use crate::graphql::kinds::ApplicationCostBasis;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::view::View;

use super::object::ItemEntry;

/// A part of what left the stock, and what came of which it is.
pub struct ItemApplication {
    row: item_application::Model,
    view: View,
}

impl ItemApplication {
    /// An application's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: item_application::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A part of what left the stock, and what came of which it is.
#[Object]
impl ItemApplication {
    /// What came.
    async fn inbound(&self) -> Result<ItemEntry> {
        let row = self.view.must_load(self.row.inbound_item_entry_id).await?;
        Ok(ItemEntry::new((*row).clone(), self.view.clone()))
    }

    /// What left.
    async fn outbound(&self) -> Result<ItemEntry> {
        let row = self.view.must_load(self.row.outbound_item_entry_id).await?;
        Ok(ItemEntry::new((*row).clone(), self.view.clone()))
    }

    /// How much, in base units; below zero where an application is undone.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// How the cost of this part is found.
    async fn cost_basis(&self) -> ApplicationCostBasis {
        self.row.cost_basis.into()
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }
}
