//! What clients see of posted invoices and credit memos.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::{purchase_invoice, purchase_invoice_line};

use crate::auth::Permission;
use crate::graphql::agreement::object::Agreement;
use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::id::global;
use crate::graphql::kinds::{PurchaseCancellation, PurchaseCancellationStock, PurchaseInvoiceType};
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::posted::acts::InvoiceActs;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime, Decimal};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::vendor_entry::object::VendorEntry;
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;
use crate::usecase::purchase_invoice::read::{Field, LineField};
use crate::usecase::purchase_invoice::standing::Acts;

use super::line::PurchaseInvoiceLine;

/// A posted invoice or credit memo; a credit memo's amounts are below zero.
#[derive(Clone)]
pub struct PurchaseInvoice {
    row: purchase_invoice::Model,
    view: View,
}

impl PurchaseInvoice {
    /// An invoice's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_invoice::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What the caller may do with a posted document as it stands. Whether the books let it, as where
/// goods are not in stock any more or a period is closed, is told by doing it as a preview.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct PurchaseInvoiceActions {
    /// Whether it may be cancelled.
    cancel: bool,
    /// Whether it may be cancelled and opened again to be edited.
    correct: bool,
    /// Whether a credit memo may be drafted of what was not given back.
    credit: bool,
    /// Whether what is left of its goods may be put on a return order.
    send_back: bool,
}

/// A posted invoice or credit memo; a credit memo's amounts are below zero.
#[Object]
impl PurchaseInvoice {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Whether it is an invoice or a credit memo.
    async fn document_type(&self) -> PurchaseInvoiceType {
        self.row.document_type.into()
    }

    /// Who sells.
    async fn vendor(&self) -> Result<Vendor> {
        let row = self.view.must_load(self.row.vendor_id).await?;
        Ok(Vendor::new((*row).clone(), self.view.clone()))
    }

    /// The order that it was made from; none where there were none or several.
    async fn purchase_order(&self) -> Result<Option<PurchaseOrder>> {
        let row = self.view.may_load(self.row.purchase_order_id).await?;
        Ok(row.map(|row| PurchaseOrder::new((*row).clone(), self.view.clone())))
    }

    /// The agreement that its lines without an order count towards.
    async fn agreement(&self) -> Result<Option<Agreement>> {
        let row = self.view.may_load(self.row.agreement_id).await?;
        Ok(row.map(|row| Agreement::new((*row).clone(), self.view.clone())))
    }

    /// The vendor's own number of it.
    async fn vendor_invoice_number(&self) -> Option<&str> {
        self.row.vendor_invoice_number.as_deref()
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The date on the document, that terms count from.
    async fn document_date(&self) -> Date {
        Date(self.row.document_date)
    }

    /// When it is to be paid.
    async fn due_date(&self) -> Date {
        Date(self.row.due_date)
    }

    /// The last day of the payment discount; none without one.
    async fn discount_date(&self) -> Option<Date> {
        self.row.discount_date.map(Date)
    }

    /// Code of the payment terms.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// The currency of all its amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Accounting currency for one unit of the currency, as it was posted.
    async fn exchange_rate(&self) -> Decimal {
        Decimal::of(self.row.exchange_rate)
    }

    /// The invoice discount, which the lines share.
    async fn invoice_discount_amount(&self) -> Decimal {
        Decimal::of(self.row.invoice_discount_amount)
    }

    /// Without tax.
    async fn net_amount(&self) -> Decimal {
        Decimal::of(self.row.net_amount)
    }

    /// The tax.
    async fn tax_amount(&self) -> Decimal {
        Decimal::of(self.row.tax_amount)
    }

    /// With tax: what is owed.
    async fn total_amount(&self) -> Decimal {
        Decimal::of(self.row.total_amount)
    }

    /// The voucher that it was posted by.
    async fn voucher(&self) -> Result<Voucher> {
        let row = self.view.must_load(self.row.voucher_id).await?;
        Ok(Voucher::new((*row).clone(), self.view.clone()))
    }

    /// Where it stands between us and the vendor: what is settled, what is open.
    async fn vendor_entry(&self) -> Result<VendorEntry> {
        let row = self.view.must_load(self.row.vendor_entry_id).await?;
        Ok(VendorEntry::new((*row).clone(), self.view.clone()))
    }

    /// The posted document that it cancels.
    async fn cancels(&self) -> Result<Option<PurchaseInvoice>> {
        let row = self
            .view
            .may_load(self.row.cancels_purchase_invoice_id)
            .await?;
        Ok(row.map(|row| PurchaseInvoice::new((*row).clone(), self.view.clone())))
    }

    /// The posted document that cancels it.
    async fn cancelled_by(&self) -> Result<Option<PurchaseInvoice>> {
        let by = Field::CancelsPurchaseInvoiceId;
        let rows = all_of::<purchase_invoice::Entity>(&self.view, by, self.row.id).await?;
        let mut rows = rows.into_iter();
        Ok(rows
            .next()
            .map(|row| PurchaseInvoice::new(row, self.view.clone())))
    }

    /// Whether it only cancels, or made room for a correction; none where it cancels nothing.
    async fn cancellation(&self) -> Option<PurchaseCancellation> {
        self.row.cancellation.map(Into::into)
    }

    /// What became of the goods of what it cancels.
    async fn stock(&self) -> Option<PurchaseCancellationStock> {
        self.row.stock.map(Into::into)
    }

    /// Why it cancels, in words.
    async fn reason(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }

    /// What the caller may do with it as it stands.
    async fn viewer_can(&self) -> Result<PurchaseInvoiceActions> {
        let may = |permission| self.view.may(permission);
        let acts = self.view.load(InvoiceActs(self.row.id)).await?;
        let can = |act: fn(&Acts) -> bool| acts.as_ref().is_some_and(act);
        let posts = may(Permission::PurchaseInvoicePost);
        Ok(PurchaseInvoiceActions {
            cancel: can(|acts| acts.cancel) && posts,
            correct: can(|acts| acts.correct) && posts,
            credit: can(|acts| acts.credit) && may(Permission::PurchaseInvoiceWrite),
            send_back: can(|acts| acts.send_back) && may(Permission::PurchaseOrderWrite),
        })
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// When it was posted.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.row.recorded_at)
    }

    /// Who posted it.
    async fn recorded_by(&self) -> &str {
        &self.row.recorded_by
    }

    /// Its lines, by number.
    async fn lines(&self) -> Result<Vec<PurchaseInvoiceLine>> {
        let by = LineField::PurchaseInvoiceId;
        let rows = all_of::<purchase_invoice_line::Entity>(&self.view, by, self.row.id).await?;
        let line = |row| PurchaseInvoiceLine::new(row, self.view.clone());
        Ok(rows.into_iter().map(line).collect())
    }
}

connection! {
    /// A page of posted invoices and credit memos.
    PurchaseInvoiceConnection, PurchaseInvoiceEdge, PurchaseInvoice,
    entity::purchase_invoice::Entity
}
