//! What clients see of matching policies and tolerances.

use async_graphql::{ID, Object, Result};
use entity::matching_tolerance;

use crate::graphql::agreement::object::Agreement;
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::MatchingPolicy;
use crate::graphql::page::connection;
use crate::graphql::scalar::Decimal;
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;

/// How invoices of a vendor, of an item, of both or of an agreement are matched, other than the
/// legal entity's (MAT-1, AGR-16).
#[derive(Clone)]
pub struct MatchingTolerance {
    row: matching_tolerance::Model,
    view: View,
}

impl MatchingTolerance {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: matching_tolerance::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// How invoices of a vendor, of an item, of both or of an agreement are matched, other than the
/// legal entity's (MAT-1, AGR-16).
#[Object]
impl MatchingTolerance {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The vendor that it is for; none for any.
    async fn vendor(&self) -> Result<Option<Vendor>> {
        Ok(self.view.may_show(self.row.vendor_id, Vendor::new).await?)
    }

    /// The item that it is for; none for any.
    async fn item(&self) -> Result<Option<Item>> {
        Ok(self.view.may_show(self.row.item_id, Item::new).await?)
    }

    /// The agreement that it is for; none for any.
    async fn agreement(&self) -> Result<Option<Agreement>> {
        Ok(self
            .view
            .may_show(self.row.agreement_id, Agreement::new)
            .await?)
    }

    /// The policy; none for the legal entity's.
    async fn matching_policy(&self) -> Option<MatchingPolicy> {
        self.row.matching_policy.map(Into::into)
    }

    /// How much dearer a unit may be than ordered, in percent. Of unit and line, what is not set
    /// is not compared; where neither is, nothing may differ.
    async fn price_tolerance_percent(&self) -> Option<Decimal> {
        self.row.price_tolerance_percent.map(Decimal::of)
    }

    /// How much dearer a unit may be than ordered, in the accounting currency.
    async fn price_tolerance_amount(&self) -> Option<Decimal> {
        self.row.price_tolerance_amount.map(Decimal::of)
    }

    /// How much dearer a line may be than ordered, in percent.
    async fn total_tolerance_percent(&self) -> Option<Decimal> {
        self.row.total_tolerance_percent.map(Decimal::of)
    }

    /// How much dearer a line may be than ordered, in the accounting currency.
    async fn total_tolerance_amount(&self) -> Option<Decimal> {
        self.row.total_tolerance_amount.map(Decimal::of)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of matching policies and tolerances.
    MatchingToleranceConnection, MatchingToleranceEdge, MatchingTolerance,
    entity::matching_tolerance::Entity
}
