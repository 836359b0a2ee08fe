//! What clients see of a dimension.

use async_graphql::{ID, Object, Result};
use entity::dimension;

use crate::graphql::dimension_value::object::DimensionValueConnection;
use crate::graphql::id::global;
use crate::graphql::page::{Paging, connection};
use crate::graphql::view::View;
use crate::usecase::dimension_value::read::{self, Field};
use crate::usecase::filter::{Filter, Scalar, Test};

/// A financial dimension, such as cost centre or project.
#[derive(Clone)]
pub struct Dimension {
    row: dimension::Model,
    view: View,
}

impl Dimension {
    /// A dimension's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: dimension::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A financial dimension, such as cost centre or project.
#[Object]
impl Dimension {
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

    /// Its values, by code.
    async fn values(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<DimensionValueConnection> {
        let order = read::order([]);
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let own = Test::Equals(Scalar::Id(self.row.id.into()));
        let filter = Filter::Field(Field::DimensionId, own);
        let page = read::page(self.view.read(), &filter, &order, &ask).await?;
        Ok(DimensionValueConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }
}

connection! {
    /// A page of dimensions.
    DimensionConnection, DimensionEdge, Dimension, entity::dimension::Entity
}
