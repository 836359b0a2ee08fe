//! What clients see of a line of a posted receipt.

use async_graphql::{ID, Object, Result};
use entity::{item_entry, purchase_receipt_line};

use crate::graphql::agreement_line::object::AgreementLine;
use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::item_entry::object::ItemEntry;
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::procurement_category::object::ProcurementCategory;
use crate::graphql::purchase_order_line::object::PurchaseOrderLine;
use crate::graphql::scalar::{Date, Decimal, Money};
use crate::graphql::view::View;
use crate::graphql::warehouse::object::Warehouse;
use crate::usecase::item_entry::read::Field as OfItemEntry;
use crate::usecase::purchase_receipt::read::LineField;

use super::object::PurchaseReceipt;

/// A line of a posted receipt.
#[derive(Clone)]
pub struct PurchaseReceiptLine {
    row: purchase_receipt_line::Model,
    view: View,
}

impl PurchaseReceiptLine {
    /// A line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_receipt_line::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A line of a posted receipt.
#[Object]
impl PurchaseReceiptLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The receipt.
    async fn purchase_receipt(&self) -> Result<PurchaseReceipt> {
        let row = self.view.must_load(self.row.purchase_receipt_id).await?;
        Ok(PurchaseReceipt::new((*row).clone(), self.view.clone()))
    }

    /// Its number within the receipt.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// The posted document's number.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// The day it was posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The item; none on category lines.
    async fn item(&self) -> Result<Option<Item>> {
        let row = self.view.may_load(self.row.item_id).await?;
        Ok(row.map(|row| Item::new((*row).clone(), self.view.clone())))
    }

    /// The item's category, or the line's own.
    async fn procurement_category(&self) -> Result<Option<ProcurementCategory>> {
        let id = self.row.procurement_category_id;
        let row = self.view.may_load(id).await?;
        Ok(row.map(|row| ProcurementCategory::new((*row).clone(), self.view.clone())))
    }

    /// What was received, in words.
    async fn description(&self) -> &str {
        &self.row.description
    }

    /// The product variant.
    async fn variant(&self) -> Option<&str> {
        self.row.variant.as_deref()
    }

    /// Where it was received.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        let row = self.view.may_load(self.row.warehouse_id).await?;
        Ok(row.map(|row| Warehouse::new((*row).clone(), self.view.clone())))
    }

    /// The quantity; below zero where goods left.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// The unit of the quantity.
    async fn unit(&self) -> &str {
        &self.row.unit.0
    }

    /// The net amount, in the order's currency.
    async fn net_amount(&self) -> Decimal {
        Decimal::of(self.row.net_amount)
    }

    /// The expected cost, in the accounting currency.
    async fn expected_cost(&self) -> Result<Money> {
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(self.row.expected_cost, currency))
    }

    /// The movement of stock that it brought; none where nothing is kept in stock.
    async fn item_entry(&self) -> Result<Option<ItemEntry>> {
        let by = OfItemEntry::PurchaseReceiptLineId;
        let rows = all_of::<item_entry::Entity>(&self.view, by, self.row.id).await?;
        let row = rows.into_iter().next();
        Ok(row.map(|row| ItemEntry::new(row, self.view.clone())))
    }

    /// The order line, if there is one.
    async fn purchase_order_line(&self) -> Result<Option<PurchaseOrderLine>> {
        let row = self.view.may_load(self.row.purchase_order_line_id).await?;
        Ok(row.map(|row| PurchaseOrderLine::new((*row).clone(), self.view.clone())))
    }

    /// The commitment that it counts towards.
    async fn agreement_line(&self) -> Result<Option<AgreementLine>> {
        let row = self.view.may_load(self.row.agreement_line_id).await?;
        Ok(row.map(|row| AgreementLine::new((*row).clone(), self.view.clone())))
    }

    /// The receipt line that it undoes.
    async fn undoes(&self) -> Result<Option<PurchaseReceiptLine>> {
        let id = self.row.undoes_purchase_receipt_line_id;
        let row = self.view.may_load(id).await?;
        Ok(row.map(|row| Self::new((*row).clone(), self.view.clone())))
    }

    /// The receipt line that undoes it.
    async fn undone_by(&self) -> Result<Option<PurchaseReceiptLine>> {
        let by = LineField::UndoesPurchaseReceiptLineId;
        let rows = all_of::<purchase_receipt_line::Entity>(&self.view, by, self.row.id).await?;
        let row = rows.into_iter().next();
        Ok(row.map(|row| Self::new(row, self.view.clone())))
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }
}

connection! {
    /// A page of lines of posted receipts.
    PurchaseReceiptLineConnection, PurchaseReceiptLineEdge, PurchaseReceiptLine,
    entity::purchase_receipt_line::Entity
}
