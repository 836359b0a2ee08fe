//! What clients see of a voucher.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{ID, Object, Result};
use entity::{gl_entry, item_entry, tax_entry, value_entry, vendor_entry, voucher};

use crate::graphql::gl_entry::object::GlEntry;
use crate::graphql::id::global;
use crate::graphql::item_entry::object::ItemEntry;
use crate::graphql::kinds::VoucherSource;
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::tax_entry::object::TaxEntry;
use crate::graphql::value_entry::object::ValueEntry;
use crate::graphql::vendor_entry::object::VendorEntry;
use crate::graphql::view::View;
use crate::usecase::gl_entry::read::Field as OfGlEntry;
use crate::usecase::tax_entry::read::Field as OfTaxEntry;
use crate::usecase::value_entry::read::Field as OfValueEntry;
use crate::usecase::voucher::read::OfVendorEntry;

use super::document::{self, PostedDocument};

/// One posting to the general ledger, balanced in every currency. Vouchers are written once and
/// never changed.
#[derive(Clone)]
pub struct Voucher {
    row: voucher::Model,
    view: View,
}

impl Voucher {
    /// A voucher's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: voucher::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn values(&self) -> Result<Vec<value_entry::Model>> {
        let by = OfValueEntry::VoucherId;
        Ok(all_of::<value_entry::Entity>(&self.view, by, self.row.id).await?)
    }
}

/// One posting to the general ledger, balanced in every currency. Vouchers are written once and
/// never changed.
#[Object]
impl Voucher {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// What was posted.
    async fn source(&self) -> VoucherSource {
        self.row.source.into()
    }

    /// The number of the posted document.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// The posted document; none where the voucher is all that there is of it, as with adjustments
    /// of stock.
    async fn document(&self) -> Result<Option<PostedDocument>> {
        document::of(&self.view, &self.row).await
    }

    /// What it is, in words.
    async fn text(&self) -> &str {
        &self.row.text
    }

    /// When it was written.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.row.recorded_at)
    }

    /// Who wrote it.
    async fn recorded_by(&self) -> &str {
        &self.row.recorded_by
    }

    /// Its entries, debits and credits, in the order of their numbers.
    async fn entries(&self) -> Result<Vec<GlEntry>> {
        let by = OfGlEntry::VoucherId;
        let rows = all_of::<gl_entry::Entity>(&self.view, by, self.row.id).await?;
        let object = |row| GlEntry::new(row, self.view.clone());
        Ok(rows.into_iter().map(object).collect())
    }

    /// The changes of the cost of stock that it posts.
    async fn value_entries(&self) -> Result<Vec<ValueEntry>> {
        let object = |row| ValueEntry::new(row, self.view.clone());
        Ok(self.values().await?.into_iter().map(object).collect())
    }

    /// The movements of stock whose cost it posts.
    async fn item_entries(&self) -> Result<Vec<ItemEntry>> {
        let mut told = BTreeSet::new();
        let values = self.values().await?;
        let ids = values.iter().map(|value| value.item_entry_id);
        let rows = ids
            .filter(|id| told.insert(*id))
            .map(|id| self.view.must_load(id));
        let rows = futures_util::future::try_join_all(rows).await?;
        let object =
            |row: &Arc<item_entry::Model>| ItemEntry::new((**row).clone(), self.view.clone());
        Ok(rows.iter().map(object).collect())
    }

    /// What it brought to stand between us and vendors.
    async fn vendor_entries(&self) -> Result<Vec<VendorEntry>> {
        let by = OfVendorEntry::VoucherId;
        let rows = all_of::<vendor_entry::Entity>(&self.view, by, self.row.id).await?;
        let object = |row| VendorEntry::new(row, self.view.clone());
        Ok(rows.into_iter().map(object).collect())
    }

    /// The tax that it posts.
    async fn tax_entries(&self) -> Result<Vec<TaxEntry>> {
        let by = OfTaxEntry::VoucherId;
        let rows = all_of::<tax_entry::Entity>(&self.view, by, self.row.id).await?;
        let object = |row| TaxEntry::new(row, self.view.clone());
        Ok(rows.into_iter().map(object).collect())
    }
}

connection! {
    /// A page of vouchers.
    VoucherConnection, VoucherEdge, Voucher, entity::voucher::Entity
}
