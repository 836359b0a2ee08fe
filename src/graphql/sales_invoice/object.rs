//! What clients see of a posted sales invoice.

use async_graphql::{ID, Object, Result};
use entity::{sales_invoice, sales_invoice_line};

use crate::graphql::customer::object::Customer;
use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::SalesLineType;
use crate::graphql::sales_order::loaded::SalesInvoiceLinesOf;
use crate::graphql::sales_order::object::SalesOrder;
use crate::graphql::sales_order_line::object::SalesOrderLine;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime, Decimal, Money};
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;

/// A posted invoice to a customer.
#[derive(Clone)]
pub struct SalesInvoice {
    row: sales_invoice::Model,
    view: View,
}

impl SalesInvoice {
    /// An invoice's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: sales_invoice::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A posted invoice to a customer.
#[Object]
impl SalesInvoice {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Who buys.
    async fn customer(&self) -> Result<Customer> {
        let row = self.view.must_load(self.row.customer_id).await?;
        Ok(Customer::new((*row).clone(), self.view.clone()))
    }

    /// The order that it was made from.
    async fn sales_order(&self) -> Result<Option<SalesOrder>> {
        let row = self.view.may_load(self.row.sales_order_id).await?;
        Ok(row.map(|row| SalesOrder::new((*row).clone(), self.view.clone())))
    }

    /// The voucher.
    async fn voucher(&self) -> Result<Voucher> {
        let row = self.view.must_load(self.row.voucher_id).await?;
        Ok(Voucher::new((*row).clone(), self.view.clone()))
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

    /// The currency of all its amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Accounting currency for one unit of the currency, as it was posted.
    async fn exchange_rate(&self) -> Decimal {
        Decimal::of(self.row.exchange_rate)
    }

    /// Without tax.
    async fn net_amount(&self) -> Money {
        Money::of(self.row.net_amount, self.row.currency)
    }

    /// The tax.
    async fn tax_amount(&self) -> Money {
        Money::of(self.row.tax_amount, self.row.currency)
    }

    /// With tax: what the customer owes.
    async fn total_amount(&self) -> Money {
        Money::of(self.row.total_amount, self.row.currency)
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
    async fn lines(&self) -> Result<Vec<SalesInvoiceLine>> {
        let rows = self.view.load(SalesInvoiceLinesOf(self.row.id)).await?;
        let line =
            |row: &sales_invoice_line::Model| SalesInvoiceLine::new(row.clone(), self.view.clone());
        Ok(rows.unwrap_or_default().iter().map(line).collect())
    }
}

/// What a posted sales invoice says about one thing.
#[derive(Clone)]
pub struct SalesInvoiceLine {
    row: sales_invoice_line::Model,
    view: View,
}

impl SalesInvoiceLine {
    /// A line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: sales_invoice_line::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What a posted sales invoice says about one thing.
#[Object]
impl SalesInvoiceLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number within the invoice.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// What it is.
    async fn line_type(&self) -> SalesLineType {
        self.row.line_type.into()
    }

    /// The order line.
    async fn sales_order_line(&self) -> Result<Option<SalesOrderLine>> {
        let row = self.view.may_load(self.row.sales_order_line_id).await?;
        Ok(row.map(|row| SalesOrderLine::new((*row).clone(), self.view.clone())))
    }

    /// The item.
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

    /// The quantity.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// Its unit.
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_ref().map(|unit| unit.0.as_str())
    }

    /// The price per unit.
    async fn unit_price(&self) -> Decimal {
        Decimal::of(self.row.unit_price)
    }

    /// Discount in percent.
    async fn discount_percent(&self) -> Decimal {
        Decimal::of(self.row.discount_percent)
    }

    /// Without tax, in the invoice's currency.
    async fn net_amount(&self) -> Decimal {
        Decimal::of(self.row.net_amount)
    }

    /// The tax rate.
    async fn tax_percent(&self) -> Decimal {
        Decimal::of(self.row.tax_percent)
    }

    /// The tax, in the invoice's currency.
    async fn tax_amount(&self) -> Decimal {
        Decimal::of(self.row.tax_amount)
    }
}
