//! Lists of posted lines. Posting fills the two tables; agreements only read them.

use entity::ids::{AgreementId, AgreementLineId};
use entity::{purchase_invoice_line, purchase_receipt_line};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// Whose posted lines are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// All that count towards an agreement.
    Agreement(AgreementId),
    /// All that count towards a commitment.
    AgreementLine(AgreementLineId),
}

/// What posted lines can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// The posted document's number.
    DocumentNumber,
    /// The day it was posted for.
    PostingDate,
}

/// The order of receipts' lines: by posting date.
#[must_use]
pub fn receipt_order() -> OrderBy<purchase_receipt_line::Entity> {
    OrderBy::new([], ("posted", Order::Ascending), |_| {
        purchase_receipt_line::Column::PostingDate
    })
}

/// A page of the lines of posted receipts that count towards an agreement or a commitment.
///
/// # Errors
/// When the database fails.
pub async fn receipt_lines(
    scope: &impl Scope,
    of: Of,
    filter: &Filter<Field>,
    order: &OrderBy<purchase_receipt_line::Entity>,
    ask: &PageAsk,
) -> Result<Page<purchase_receipt_line::Entity>, Failure> {
    use purchase_receipt_line::Column;
    let own = match of {
        Of::Agreement(id) => Column::AgreementId.eq(id),
        Of::AgreementLine(id) => Column::AgreementLineId.eq(id),
    };
    let condition = filter.condition(&|field| match field {
        Field::DocumentNumber => Column::DocumentNumber,
        Field::PostingDate => Column::PostingDate,
    });
    let select = scope
        .find::<purchase_receipt_line::Entity>()
        .filter(own)
        .filter(condition);
    select.page(&order.columns, ask).await
}

/// The order of invoices' lines: by posting date.
#[must_use]
pub fn invoice_order() -> OrderBy<purchase_invoice_line::Entity> {
    OrderBy::new([], ("posted", Order::Ascending), |_| {
        purchase_invoice_line::Column::PostingDate
    })
}

/// A page of the lines of posted invoices that count towards an agreement or a commitment.
///
/// # Errors
/// When the database fails.
pub async fn invoice_lines(
    scope: &impl Scope,
    of: Of,
    filter: &Filter<Field>,
    order: &OrderBy<purchase_invoice_line::Entity>,
    ask: &PageAsk,
) -> Result<Page<purchase_invoice_line::Entity>, Failure> {
    use purchase_invoice_line::Column;
    let own = match of {
        Of::Agreement(id) => Column::AgreementId.eq(id),
        Of::AgreementLine(id) => Column::AgreementLineId.eq(id),
    };
    let condition = filter.condition(&|field| match field {
        Field::DocumentNumber => Column::DocumentNumber,
        Field::PostingDate => Column::PostingDate,
    });
    let select = scope
        .find::<purchase_invoice_line::Entity>()
        .filter(own)
        .filter(condition);
    select.page(&order.columns, ask).await
}
