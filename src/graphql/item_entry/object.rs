//! What clients see of a movement of stock.

use async_graphql::{ID, Object, Result};
use entity::exact::Amount;
use entity::{item_application, item_entry, value_entry};
use rust_decimal::Decimal as Exact;

use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::{CostingMethod, ItemEntryType};
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::purchase_receipt::line::PurchaseReceiptLine;
use crate::graphql::sales_shipment::object::SalesShipmentLine;
use crate::graphql::scalar::{Date, Decimal, Money};
use crate::graphql::value_entry::object::ValueEntry;
use crate::graphql::view::View;
use crate::graphql::warehouse::object::Warehouse;
use crate::usecase::item_entry::read::Applied;
use crate::usecase::value_entry::read::Field as OfValueEntry;

use super::application::ItemApplication;

/// One movement of an item's stock.
#[derive(Clone)]
pub struct ItemEntry {
    row: item_entry::Model,
    view: View,
}

impl ItemEntry {
    /// A movement's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: item_entry::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn values(&self) -> Result<Vec<value_entry::Model>> {
        let by = OfValueEntry::ItemEntryId;
        Ok(all_of::<value_entry::Entity>(&self.view, by, self.row.id).await?)
    }

    async fn cost(&self, of: impl Fn(&value_entry::Model) -> Amount) -> Result<Money> {
        let values = self.values().await?;
        let sum: Exact = values.iter().map(|value| of(value).decimal()).sum();
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(sum, currency))
    }

    async fn applications(&self, by: Applied) -> Result<Vec<ItemApplication>> {
        let rows = all_of::<item_application::Entity>(&self.view, by, self.row.id).await?;
        let object = |row| ItemApplication::new(row, self.view.clone());
        Ok(rows.into_iter().map(object).collect())
    }
}

/// One movement of an item's stock.
#[Object]
impl ItemEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The item.
    async fn item(&self) -> Result<Item> {
        let row = self.view.must_load(self.row.item_id).await?;
        Ok(Item::new((*row).clone(), self.view.clone()))
    }

    /// Why it moved.
    async fn entry_type(&self) -> ItemEntryType {
        self.row.entry_type.into()
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The posted document's number.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// The warehouse.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        let row = self.view.may_load(self.row.warehouse_id).await?;
        Ok(row.map(|row| Warehouse::new((*row).clone(), self.view.clone())))
    }

    /// The product variant.
    async fn variant(&self) -> Option<&str> {
        self.row.variant.as_deref()
    }

    /// How much, in base units; below zero where it left.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// What of it is still in stock.
    async fn remaining_quantity(&self) -> Decimal {
        Decimal::of(self.row.remaining_quantity)
    }

    /// How the cost of what leaves is found.
    async fn costing_method(&self) -> CostingMethod {
        self.row.costing_method.into()
    }

    /// What of its cost is expected: received and not invoiced.
    async fn expected_cost(&self) -> Result<Money> {
        self.cost(|value| value.expected_cost).await
    }

    /// What of its cost is invoiced.
    async fn actual_cost(&self) -> Result<Money> {
        self.cost(|value| value.actual_cost).await
    }

    /// The receipt line that it came with.
    async fn purchase_receipt_line(&self) -> Result<Option<PurchaseReceiptLine>> {
        let id = self.row.purchase_receipt_line_id;
        let row = self.view.may_load(id).await?;
        Ok(row.map(|row| PurchaseReceiptLine::new((*row).clone(), self.view.clone())))
    }

    /// The shipment line that it left with.
    async fn sales_shipment_line(&self) -> Result<Option<SalesShipmentLine>> {
        let row = self.view.may_load(self.row.sales_shipment_line_id).await?;
        Ok(row.map(|row| SalesShipmentLine::new((*row).clone(), self.view.clone())))
    }

    /// All changes of its cost.
    async fn value_entries(&self) -> Result<Vec<ValueEntry>> {
        let object = |row| ValueEntry::new(row, self.view.clone());
        Ok(self.values().await?.into_iter().map(object).collect())
    }

    /// From what came that what left here was taken; empty where it came.
    async fn took(&self) -> Result<Vec<ItemApplication>> {
        self.applications(Applied::OutboundItemEntryId).await
    }

    /// What was taken of it; empty where it left.
    async fn taken_by(&self) -> Result<Vec<ItemApplication>> {
        self.applications(Applied::InboundItemEntryId).await
    }
}

connection! {
    /// A page of movements of stock.
    ItemEntryConnection, ItemEntryEdge, ItemEntry, entity::item_entry::Entity
}
