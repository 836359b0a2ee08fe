//! What clients see of a warehouse.

use async_graphql::{ID, Object, Result};
use entity::warehouse;

use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::site::object::Site;
use crate::graphql::view::View;

/// A warehouse at a site.
#[derive(Clone)]
pub struct Warehouse {
    row: warehouse::Model,
    view: View,
}

impl Warehouse {
    /// A warehouse's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: warehouse::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A warehouse at a site.
#[Object]
impl Warehouse {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its code, unique in the legal entity.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The site it stands at.
    async fn site(&self) -> Result<Site> {
        let row = self.view.must_load(self.row.site_id).await?;
        Ok(Site::new((*row).clone(), self.view.clone()))
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of warehouses.
    WarehouseConnection, WarehouseEdge, Warehouse, entity::warehouse::Entity
}
