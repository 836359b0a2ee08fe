//! What clients see of lines of posted invoices.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::{purchase_invoice_line, purchase_invoice_match};

use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::PurchaseInvoiceLineType;
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::purchase_order_line::object::PurchaseOrderLine;
use crate::graphql::purchase_receipt::line::PurchaseReceiptLine;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::view::View;
use crate::usecase::purchase_invoice::read::MatchField;

use super::object::PurchaseInvoice;

/// A line of a posted invoice.
pub struct PurchaseInvoiceLine {
    row: purchase_invoice_line::Model,
    view: View,
}

impl PurchaseInvoiceLine {
    /// A line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_invoice_line::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// How much of a receipt line an invoice line invoices.
#[derive(SimpleObject)]
pub struct PurchaseInvoiceMatch {
    /// The receipt line.
    receipt_line: PurchaseReceiptLine,
    /// How much of it, in the receipt line's unit; below zero where it is taken back.
    quantity: Decimal,
}

/// A line of a posted invoice.
#[Object]
impl PurchaseInvoiceLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The posted document.
    async fn purchase_invoice(&self) -> Result<PurchaseInvoice> {
        let row = self.view.must_load(self.row.purchase_invoice_id).await?;
        Ok(PurchaseInvoice::new((*row).clone(), self.view.clone()))
    }

    /// Its number within the document.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// The posted document's number.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// What it is.
    async fn line_type(&self) -> PurchaseInvoiceLineType {
        self.row.line_type.into()
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

    /// What was invoiced, in words.
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

    /// The unit of the quantity; none on lines of accounts and charges.
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

    /// What both discounts come to.
    async fn line_discount_amount(&self) -> Decimal {
        Decimal::of(self.row.line_discount_amount)
    }

    /// Its share of the invoice discount.
    async fn invoice_discount_amount(&self) -> Decimal {
        Decimal::of(self.row.invoice_discount_amount)
    }

    /// Without tax, after all discounts, in the invoice's currency.
    async fn net_amount(&self) -> Decimal {
        Decimal::of(self.row.net_amount)
    }

    /// The tax rate.
    async fn tax_percent(&self) -> Decimal {
        Decimal::of(self.row.tax_percent)
    }

    /// The tax.
    async fn tax_amount(&self) -> Decimal {
        Decimal::of(self.row.tax_amount)
    }

    /// The order line, if there is one.
    async fn purchase_order_line(&self) -> Result<Option<PurchaseOrderLine>> {
        let row = self.view.may_load(self.row.purchase_order_line_id).await?;
        Ok(row.map(|row| PurchaseOrderLine::new((*row).clone(), self.view.clone())))
    }

    /// The receipts that it invoices, oldest first.
    async fn matches(&self) -> Result<Vec<PurchaseInvoiceMatch>> {
        let by = MatchField::PurchaseInvoiceLineId;
        let found = all_of::<purchase_invoice_match::Entity>(&self.view, by, self.row.id).await?;
        let mut matches = Vec::new();
        for own in found {
            let row = self.view.must_load(own.purchase_receipt_line_id).await?;
            matches.push(PurchaseInvoiceMatch {
                receipt_line: PurchaseReceiptLine::new((*row).clone(), self.view.clone()),
                quantity: Decimal::of(own.quantity),
            });
        }
        Ok(matches)
    }

    /// The posted line that it reverses.
    async fn reverses(&self) -> Result<Option<PurchaseInvoiceLine>> {
        let id = self.row.reverses_purchase_invoice_line_id;
        let row = self.view.may_load(id).await?;
        Ok(row.map(|row| PurchaseInvoiceLine::new((*row).clone(), self.view.clone())))
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }
}

connection! {
    /// A page of lines of posted invoices.
    PurchaseInvoiceLineConnection, PurchaseInvoiceLineEdge, PurchaseInvoiceLine,
    entity::purchase_invoice_line::Entity
}
