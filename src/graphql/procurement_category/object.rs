//! What clients see of a procurement category.

use async_graphql::{ID, Object, Result};
use entity::procurement_category;

use crate::graphql::id::global;
use crate::graphql::page::{Paging, connection};
use crate::graphql::view::View;
use crate::usecase::filter::{Filter, Scalar, Test};
use crate::usecase::procurement_category::read::{self, Field};

/// A node of the tree of procurement categories.
#[derive(Clone)]
pub struct ProcurementCategory {
    row: procurement_category::Model,
    view: View,
}

impl ProcurementCategory {
    /// A procurement category's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: procurement_category::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A node of the tree of procurement categories.
#[Object]
impl ProcurementCategory {
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

    /// The category right above; none at the top.
    async fn parent(&self) -> Result<Option<ProcurementCategory>> {
        let parent = self.row.parent_id;
        Ok(self.view.may_show(parent, ProcurementCategory::new).await?)
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// The categories above, the topmost first.
    async fn ancestors(&self) -> Result<Vec<ProcurementCategory>> {
        let mut path: Vec<ProcurementCategory> = Vec::new();
        let mut above = self.row.parent_id;
        // Should rows ever form a circle, the way up ends where it would meet one again.
        while let Some(id) = above.filter(|id| path.iter().all(|seen| seen.row.id != *id)) {
            let row = self.view.must_load(id).await?;
            above = row.parent_id;
            path.push(Self::new((*row).clone(), self.view.clone()));
        }
        path.reverse();
        Ok(path)
    }

    /// The categories right below, by code.
    async fn children(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ProcurementCategoryConnection> {
        let order = read::order([]);
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let own = Test::Equals(Scalar::Id(self.row.id.into()));
        let filter = Filter::Field(Field::ParentId, own);
        let page = read::page(self.view.read(), &filter, &order, &ask).await?;
        Ok(ProcurementCategoryConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }
}

connection! {
    /// A page of procurement categories.
    ProcurementCategoryConnection, ProcurementCategoryEdge, ProcurementCategory,
    entity::procurement_category::Entity
}
