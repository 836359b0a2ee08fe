//! What clients see of an entry of the vendor ledger.

use std::collections::BTreeSet;

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::ids::VendorApplicationId;
use entity::{vendor_detail_entry, vendor_entry};

use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::id::global;
use crate::graphql::kinds::{VendorDetailType, VendorDocumentType};
use crate::graphql::page::connection;
use crate::graphql::scalar::{CurrencyCode, Date, Money};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;

use super::application::VendorApplication;
use super::loaders::DetailsOf;

/// A document that stands between us and a vendor; amounts below zero are what we owe.
#[derive(Clone)]
pub struct VendorEntry {
    row: vendor_entry::Model,
    view: View,
}

impl VendorEntry {
    /// An entry's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: vendor_entry::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn accounting(&self, amount: entity::exact::Amount) -> Result<Money> {
        let entity = self.view.legal_entity().await?;
        Ok(Money::of(amount, entity.accounting_currency))
    }

    fn own(&self, amount: entity::exact::Amount) -> Money {
        Money::of(amount, self.row.currency)
    }
}

/// A document that stands between us and a vendor; amounts below zero are what we owe.
#[Object]
impl VendorEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The vendor.
    async fn vendor(&self) -> Result<Vendor> {
        let row = self.view.must_load(self.row.vendor_id).await?;
        Ok(Vendor::new((*row).clone(), self.view.clone()))
    }

    /// What kind of document it is.
    async fn document_type(&self) -> VendorDocumentType {
        self.row.document_type.into()
    }

    /// The posted document's number.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// The vendor's own number of it.
    async fn external_number(&self) -> Option<&str> {
        self.row.external_number.as_deref()
    }

    /// The voucher that it came with.
    async fn voucher(&self) -> Result<Voucher> {
        let row = self.view.must_load(self.row.voucher_id).await?;
        Ok(Voucher::new((*row).clone(), self.view.clone()))
    }

    /// The number of the voucher that it came with.
    async fn voucher_number(&self) -> Result<String> {
        let voucher = self.view.must_load(self.row.voucher_id).await?;
        Ok(voucher.number.clone())
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The date on the document.
    async fn document_date(&self) -> Date {
        Date(self.row.document_date)
    }

    /// When it is to be paid.
    async fn due_date(&self) -> Date {
        Date(self.row.due_date)
    }

    /// The last day of its discount.
    async fn discount_date(&self) -> Option<Date> {
        self.row.discount_date.map(Date)
    }

    /// The last day on which its discount may still be accepted.
    async fn discount_tolerance_date(&self) -> Option<Date> {
        self.row.discount_tolerance_date.map(Date)
    }

    /// The currency of its amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// What it was for.
    async fn amount(&self) -> Money {
        self.own(self.row.amount)
    }

    /// The same in the accounting currency, at the rate of its day.
    async fn accounting_amount(&self) -> Result<Money> {
        self.accounting(self.row.accounting_amount).await
    }

    /// What of it is not settled.
    async fn remaining_amount(&self) -> Money {
        self.own(self.row.remaining_amount)
    }

    /// The same in the accounting currency.
    async fn remaining_accounting_amount(&self) -> Result<Money> {
        self.accounting(self.row.remaining_accounting_amount).await
    }

    /// The discount that it came with, above zero.
    async fn discount_amount(&self) -> Money {
        self.own(self.row.discount_amount)
    }

    /// What of the discount can still be taken.
    async fn remaining_discount_amount(&self) -> Money {
        self.own(self.row.remaining_discount_amount)
    }

    /// Which difference a payment may leave at the most.
    async fn tolerance_amount(&self) -> Money {
        self.own(self.row.tolerance_amount)
    }

    /// Whether something of it is not settled.
    async fn open(&self) -> bool {
        self.row.open
    }

    /// Why it is held back from suggested payments.
    async fn on_hold(&self) -> Option<&str> {
        self.row.on_hold.as_deref()
    }

    /// What it is, in words.
    async fn text(&self) -> &str {
        &self.row.text
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// What changed its remaining amount, from its beginning on.
    async fn details(&self) -> Result<Vec<VendorDetailEntry>> {
        let rows = self.view.load(DetailsOf(self.row.id)).await?;
        details(&self.view, rows.unwrap_or_default().iter()).await
    }

    /// The applications that it took part in, those that were undone included, oldest first.
    async fn applications(&self) -> Result<Vec<VendorApplication>> {
        let rows = self.view.load(DetailsOf(self.row.id)).await?;
        let rows = rows.unwrap_or_default();
        let ids: BTreeSet<VendorApplicationId> = rows
            .iter()
            .filter_map(|row| row.vendor_application_id)
            .collect();
        let load = ids.into_iter().map(|id| self.view.must_load(id));
        let rows = futures_util::future::try_join_all(load).await?;
        let one = |row: &std::sync::Arc<entity::vendor_application::Model>| {
            VendorApplication::new((**row).clone(), self.view.clone())
        };
        Ok(rows.iter().map(one).collect())
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of entries of the vendor ledger.
    VendorEntryConnection, VendorEntryEdge, VendorEntry, entity::vendor_entry::Entity
}

/// One change of an entry's remaining amount.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct VendorDetailEntry {
    /// Why it changed.
    entry_type: VendorDetailType,
    /// The day it is posted for.
    posting_date: Date,
    /// What is added to the remaining amount.
    amount: Money,
    /// The same in the accounting currency.
    accounting_amount: Money,
    #[graphql(skip)]
    row: vendor_detail_entry::Model,
    #[graphql(skip)]
    view: View,
}

/// One change of an entry's remaining amount.
#[async_graphql::ComplexObject]
impl VendorDetailEntry {
    /// The entry.
    async fn vendor_entry(&self) -> Result<VendorEntry> {
        let row = self.view.must_load(self.row.vendor_entry_id).await?;
        Ok(VendorEntry::new((*row).clone(), self.view.clone()))
    }

    /// The application that changed it; none for its beginning.
    async fn application(&self) -> Result<Option<VendorApplication>> {
        let row = self.view.may_load(self.row.vendor_application_id).await?;
        Ok(row.map(|row| VendorApplication::new((*row).clone(), self.view.clone())))
    }

    /// The voucher that it is in; none where the general ledger does not change.
    async fn voucher(&self) -> Result<Option<Voucher>> {
        let row = self.view.may_load(self.row.voucher_id).await?;
        Ok(row.map(|row| Voucher::new((*row).clone(), self.view.clone())))
    }

    /// The number of the voucher that it is in; none where the general ledger does not change.
    async fn voucher_number(&self) -> Result<Option<String>> {
        let row = self.view.may_load(self.row.voucher_id).await?;
        Ok(row.map(|row| row.number.clone()))
    }
}

/// Details as clients see them.
pub(super) async fn details(
    view: &View,
    rows: impl Iterator<Item = &vendor_detail_entry::Model>,
) -> Result<Vec<VendorDetailEntry>> {
    let accounting = view.legal_entity().await?.accounting_currency;
    let one = |row: &vendor_detail_entry::Model| VendorDetailEntry {
        entry_type: row.entry_type.into(),
        posting_date: Date(row.posting_date),
        amount: Money::of(row.amount, row.currency),
        accounting_amount: Money::of(row.accounting_amount, accounting),
        row: row.clone(),
        view: view.clone(),
    };
    Ok(rows.map(one).collect())
}
