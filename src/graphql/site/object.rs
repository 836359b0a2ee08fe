//! What clients see of a site.

use async_graphql::{ID, Object};
use entity::site;

use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::view::View;

/// A place that the legal entity works at.
#[derive(Clone)]
pub struct Site {
    row: site::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl Site {
    /// A site's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: site::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A place that the legal entity works at.
#[Object]
impl Site {
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

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of sites.
    SiteConnection, SiteEdge, Site, entity::site::Entity
}
