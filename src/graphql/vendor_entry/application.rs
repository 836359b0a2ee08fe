//! What clients see of an application of entries to each other.

use async_graphql::{ID, Object, Result};
use entity::vendor_application;

use crate::graphql::id::global;
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;

use super::loaders::{DetailsOf, UndoingOf};
use super::object::{VendorDetailEntry, VendorEntry, details};

/// One act of settling entries with each other, or of undoing that.
#[derive(Clone)]
pub struct VendorApplication {
    row: vendor_application::Model,
    view: View,
}

impl VendorApplication {
    /// An application's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: vendor_application::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// One act of settling entries with each other, or of undoing that.
#[Object]
impl VendorApplication {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The vendor.
    async fn vendor(&self) -> Result<Vendor> {
        let row = self.view.must_load(self.row.vendor_id).await?;
        Ok(Vendor::new((*row).clone(), self.view.clone()))
    }

    /// The entry that was applied to the others.
    async fn vendor_entry(&self) -> Result<VendorEntry> {
        let row = self.view.must_load(self.row.vendor_entry_id).await?;
        Ok(VendorEntry::new((*row).clone(), self.view.clone()))
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The voucher of discounts, tolerances and exchange differences; none without them.
    async fn voucher(&self) -> Result<Option<Voucher>> {
        let row = self.view.may_load(self.row.voucher_id).await?;
        Ok(row.map(|row| Voucher::new((*row).clone(), self.view.clone())))
    }

    /// The number of the voucher of discounts, tolerances and exchange differences; none without
    /// them.
    async fn voucher_number(&self) -> Result<Option<String>> {
        let row = self.view.may_load(self.row.voucher_id).await?;
        Ok(row.map(|row| row.number.clone()))
    }

    /// What it changed, entry by entry.
    async fn details(&self) -> Result<Vec<VendorDetailEntry>> {
        let rows = self.view.load(DetailsOf(self.row.id)).await?;
        details(&self.view, rows.unwrap_or_default().iter()).await
    }

    /// The application that it undoes.
    async fn undoes(&self) -> Result<Option<VendorApplication>> {
        let undone = self.row.undoes_vendor_application_id;
        let row = self.view.may_load(undone).await?;
        Ok(row.map(|row| Self::new((*row).clone(), self.view.clone())))
    }

    /// The application that undoes it.
    async fn undone_by(&self) -> Result<Option<VendorApplication>> {
        let row = self.view.load(UndoingOf(self.row.id)).await?;
        Ok(row.map(|row| Self::new((*row).clone(), self.view.clone())))
    }

    /// When it was written.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.row.recorded_at)
    }

    /// Who wrote it.
    async fn recorded_by(&self) -> &str {
        &self.row.recorded_by
    }
}
