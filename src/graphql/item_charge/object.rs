//! What clients see of item charges.

use async_graphql::{ID, Object, Result};
use entity::item_charge;

use crate::graphql::id::global;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::view::View;

/// A cost that is added to received items: freight, insurance and the like (PST-3).
#[derive(Clone)]
pub struct ItemCharge {
    row: item_charge::Model,
    view: View,
}

impl ItemCharge {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: item_charge::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A cost that is added to received items: freight, insurance and the like (PST-3).
#[Object]
impl ItemCharge {
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

    /// Its general product posting group; the setup's if none.
    async fn product_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Its tax product group; the setup's if none.
    async fn tax_product_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.tax_product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
