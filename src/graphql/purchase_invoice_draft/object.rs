//! What clients see of drafts of invoices and credit memos.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::{purchase_charge_assignment, purchase_invoice_draft, purchase_invoice_draft_line};

use crate::auth::Permission;
use crate::graphql::agreement::object::Agreement;
use crate::graphql::agreement_line::object::AgreementLine;
use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::{PurchaseInvoiceLineType, PurchaseInvoiceType};
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::purchase_invoice::line::PurchaseInvoiceLine;
use crate::graphql::purchase_invoice::object::PurchaseInvoice;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::purchase_order_line::object::PurchaseOrderLine;
use crate::graphql::purchase_receipt::line::PurchaseReceiptLine;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime, Decimal};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;
use crate::usecase::amount_limit;
use crate::usecase::purchase_invoice_draft::preview;
use crate::usecase::purchase_invoice_draft::read::{BearerField, LineField};

use super::amounts::PurchaseInvoiceAmounts;

/// An invoice or a credit memo being written; a credit memo's quantities are below zero.
#[derive(Clone)]
pub struct PurchaseInvoiceDraft {
    row: purchase_invoice_draft::Model,
    view: View,
}

impl PurchaseInvoiceDraft {
    /// A draft's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_invoice_draft::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What the caller may do with a draft. Whether it can be posted is told by posting it as a
/// preview.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct PurchaseInvoiceDraftActions {
    /// Whether it may be changed.
    edit: bool,
    /// Whether what of it does not match may be approved.
    approve: bool,
    /// Whether it may be deleted.
    delete: bool,
}

/// An invoice or a credit memo being written; a credit memo's quantities are below zero.
#[Object]
impl PurchaseInvoiceDraft {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// What the caller may do with it.
    async fn viewer_can(&self) -> Result<PurchaseInvoiceDraftActions> {
        let write = self.view.may(Permission::PurchaseInvoiceWrite);
        let approve = self.view.may(Permission::PurchaseInvoiceApprove);
        let (read, today) = (self.view.read(), self.view.today());
        let within = !approve
            || amount_limit::beyond_draft(read, self.row.id, today)
                .await?
                .is_none();
        Ok(PurchaseInvoiceDraftActions {
            edit: write,
            approve: approve && within,
            delete: write,
        })
    }

    /// Counts its changes, from 1.
    async fn version(&self) -> i32 {
        self.row.row_version
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

    /// The order that it was made from.
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

    /// The day it shall be posted for; the day of posting if none.
    async fn posting_date(&self) -> Option<Date> {
        self.row.posting_date.map(Date)
    }

    /// The date on the document; the posting date if none.
    async fn document_date(&self) -> Option<Date> {
        self.row.document_date.map(Date)
    }

    /// When it is to be paid; by the terms if none.
    async fn due_date(&self) -> Option<Date> {
        self.row.due_date.map(Date)
    }

    /// Code of the payment terms.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// The currency of all its amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Invoice discount in percent of what may be discounted.
    async fn invoice_discount_percent(&self) -> Decimal {
        Decimal::of(self.row.invoice_discount_percent)
    }

    /// Invoice discount in money; 0 where it is in percent.
    async fn invoice_discount_amount(&self) -> Decimal {
        Decimal::of(self.row.invoice_discount_amount)
    }

    /// The total on the vendor's paper, to compare with.
    async fn document_total(&self) -> Option<Decimal> {
        self.row.document_total.map(Decimal::of)
    }

    /// The posted invoice that it corrects.
    async fn corrects(&self) -> Result<Option<PurchaseInvoice>> {
        let row = self
            .view
            .may_load(self.row.corrects_purchase_invoice_id)
            .await?;
        Ok(row.map(|row| PurchaseInvoice::new((*row).clone(), self.view.clone())))
    }

    /// Who approved its discrepancies; none since its last change.
    async fn approved_by(&self) -> Option<&str> {
        self.row.approved_by.as_deref()
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.row.created_by
    }

    /// Its lines, by number.
    async fn lines(&self) -> Result<Vec<PurchaseInvoiceDraftLine>> {
        let by = LineField::PurchaseInvoiceDraftId;
        let rows =
            all_of::<purchase_invoice_draft_line::Entity>(&self.view, by, self.row.id).await?;
        let line = |row| PurchaseInvoiceDraftLine::new(row, self.view.clone());
        Ok(rows.into_iter().map(line).collect())
    }

    /// What it comes to, and how it differs from orders and receipts. It is worked out for each
    /// draft by itself; ask for it of one draft at a time.
    #[graphql(complexity = "20 + child_complexity")]
    async fn amounts(&self) -> Result<PurchaseInvoiceAmounts> {
        let preview = preview::run(self.view.read(), self.row.id, self.view.today()).await?;
        Ok(preview.into())
    }
}

connection! {
    /// A page of drafts of invoices and credit memos.
    PurchaseInvoiceDraftConnection, PurchaseInvoiceDraftEdge, PurchaseInvoiceDraft,
    entity::purchase_invoice_draft::Entity
}

/// One thing that is to be invoiced.
pub struct PurchaseInvoiceDraftLine {
    row: purchase_invoice_draft_line::Model,
    view: View,
}

impl PurchaseInvoiceDraftLine {
    /// A line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_invoice_draft_line::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A receipt line that bears a charge.
#[derive(SimpleObject)]
pub struct ChargeAssignment {
    /// The receipt line.
    receipt_line: PurchaseReceiptLine,
    /// Its share of the charge, relative to the others'.
    weight: Decimal,
}

/// One thing that is to be invoiced.
#[Object]
impl PurchaseInvoiceDraftLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number within the draft.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// What it is.
    async fn line_type(&self) -> PurchaseInvoiceLineType {
        self.row.line_type.into()
    }

    /// The order line that it invoices.
    async fn purchase_order_line(&self) -> Result<Option<PurchaseOrderLine>> {
        let row = self.view.may_load(self.row.purchase_order_line_id).await?;
        Ok(row.map(|row| PurchaseOrderLine::new((*row).clone(), self.view.clone())))
    }

    /// The receipt line that it invoices; the oldest of the order line if none.
    async fn receipt_line(&self) -> Result<Option<PurchaseReceiptLine>> {
        let row = self
            .view
            .may_load(self.row.purchase_receipt_line_id)
            .await?;
        Ok(row.map(|row| PurchaseReceiptLine::new((*row).clone(), self.view.clone())))
    }

    /// The posted line that it gives back.
    async fn reverses(&self) -> Result<Option<PurchaseInvoiceLine>> {
        let row = self
            .view
            .may_load(self.row.of_purchase_invoice_line_id)
            .await?;
        Ok(row.map(|row| PurchaseInvoiceLine::new((*row).clone(), self.view.clone())))
    }

    /// The commitment that it counts towards without an order.
    async fn agreement_line(&self) -> Result<Option<AgreementLine>> {
        let row = self.view.may_load(self.row.agreement_line_id).await?;
        Ok(row.map(|row| AgreementLine::new((*row).clone(), self.view.clone())))
    }

    /// The item; items only.
    async fn item(&self) -> Result<Option<Item>> {
        let row = self.view.may_load(self.row.item_id).await?;
        Ok(row.map(|row| Item::new((*row).clone(), self.view.clone())))
    }

    /// The account; account lines only.
    async fn gl_account(&self) -> Result<Option<GlAccount>> {
        let row = self.view.may_load(self.row.gl_account_id).await?;
        Ok(row.map(|row| GlAccount::new((*row).clone(), self.view.clone())))
    }

    /// What bears the charge; charge lines only.
    async fn charge_assignments(&self) -> Result<Vec<ChargeAssignment>> {
        let by = BearerField::PurchaseInvoiceDraftLineId;
        let rows =
            all_of::<purchase_charge_assignment::Entity>(&self.view, by, self.row.id).await?;
        let mut found = Vec::new();
        for own in rows {
            let row = self.view.must_load(own.purchase_receipt_line_id).await?;
            found.push(ChargeAssignment {
                receipt_line: PurchaseReceiptLine::new((*row).clone(), self.view.clone()),
                weight: Decimal::of(own.weight),
            });
        }
        Ok(found)
    }

    /// What is invoiced, in words.
    async fn description(&self) -> &str {
        &self.row.description
    }

    /// The product variant.
    async fn variant(&self) -> Option<&str> {
        self.row.variant.as_deref()
    }

    /// The quantity; below zero on credit memos.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// Its unit; none on lines of accounts and charges.
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_ref().map(|unit| unit.0.as_str())
    }

    /// The price per price unit.
    async fn unit_price(&self) -> Decimal {
        Decimal::of(self.row.unit_price)
    }

    /// How many units the price is for.
    async fn price_unit(&self) -> Decimal {
        Decimal::of(self.row.price_unit)
    }

    /// Discount in percent.
    async fn discount_percent(&self) -> Decimal {
        Decimal::of(self.row.discount_percent)
    }

    /// Discount as an amount per price unit.
    async fn discount_amount(&self) -> Decimal {
        Decimal::of(self.row.discount_amount)
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }
}
