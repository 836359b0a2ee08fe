//! What clients see of a vendor.

use async_graphql::{ID, Object};
use entity::vendor;

use crate::graphql::id::global;
use crate::graphql::kinds::VendorBlocked;
use crate::graphql::page::connection;
use crate::graphql::scalar::CurrencyCode;
use crate::graphql::view::View;

/// Somebody we buy from.
#[derive(Clone)]
pub struct Vendor {
    row: vendor::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl Vendor {
    /// A vendor's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: vendor::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Somebody we buy from.
#[Object]
impl Vendor {
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

    /// The currency it is bought from in.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Code of the payment terms its orders start with.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// Code of the delivery terms its orders start with.
    async fn delivery_terms(&self) -> Option<&str> {
        self.row.delivery_terms.as_deref()
    }

    /// Code of the delivery mode its orders start with.
    async fn delivery_mode(&self) -> Option<&str> {
        self.row.delivery_mode.as_deref()
    }

    /// How far it is blocked.
    async fn blocked(&self) -> VendorBlocked {
        self.row.blocked.into()
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of vendors.
    VendorConnection, VendorEdge, Vendor, entity::vendor::Entity
}
