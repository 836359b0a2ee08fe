//! Posted sales invoices and their lines.

use entity::ids::{SalesInvoiceId, SalesOrderId};
use entity::{sales_invoice, sales_invoice_line};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The invoices of some orders, the first one first; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn of_orders(
    scope: &impl Scope,
    orders: &[SalesOrderId],
) -> Result<Vec<sales_invoice::Model>, Failure> {
    use sales_invoice::{Column, Entity};
    let own = Column::SalesOrderId.is_in(orders.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::Number).all().await
}

/// The lines of some invoices, by number; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    invoices: &[SalesInvoiceId],
) -> Result<Vec<sales_invoice_line::Model>, Failure> {
    use sales_invoice_line::{Column, Entity};
    let own = Column::SalesInvoiceId.is_in(invoices.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::LineNumber).all().await
}
