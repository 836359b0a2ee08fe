//! What clients see of a customer.

use async_graphql::{ID, Object, Result};
use entity::customer;
use entity::ids::PostingGroupId;

use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::scalar::CurrencyCode;
use crate::graphql::view::View;

/// Somebody we sell to.
#[derive(Clone)]
pub struct Customer {
    row: customer::Model,
    view: View,
}

impl Customer {
    /// A customer's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: customer::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn group(&self, id: Option<PostingGroupId>) -> Result<Option<PostingGroup>> {
        let row = self.view.may_load(id).await?;
        Ok(row.map(|row| PostingGroup::new((*row).clone(), self.view.clone())))
    }
}

/// Somebody we sell to.
#[Object]
impl Customer {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The currency it is sold to in.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Code of the payment terms its orders start with.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// Where it is delivered to.
    async fn address(&self) -> Option<&str> {
        self.row.address.as_deref()
    }

    /// Its customer posting group; the setup's if none.
    async fn customer_posting_group(&self) -> Result<Option<PostingGroup>> {
        self.group(self.row.customer_posting_group_id).await
    }

    /// Its general business posting group; the setup's if none.
    async fn business_posting_group(&self) -> Result<Option<PostingGroup>> {
        self.group(self.row.business_posting_group_id).await
    }

    /// Its tax business group; the setup's if none.
    async fn tax_business_posting_group(&self) -> Result<Option<PostingGroup>> {
        self.group(self.row.tax_business_posting_group_id).await
    }

    /// Whether nothing new may be sold to it.
    async fn blocked(&self) -> bool {
        self.row.blocked
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of customers.
    CustomerConnection, CustomerEdge, Customer, entity::customer::Entity
}
