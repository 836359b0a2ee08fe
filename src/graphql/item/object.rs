//! What clients see of an item.

use async_graphql::{ID, Object, Result};
use entity::item;

use crate::graphql::id::global;
use crate::graphql::item_entry::object::ItemEntryConnection;
use crate::graphql::item_entry::query::ItemEntryFilter;
use crate::graphql::item_entry::stock::{self, StockLevel};
use crate::graphql::item_unit::object::ItemUnit;
use crate::graphql::kinds::{CostingMethod, ItemType};
use crate::graphql::list::page_of;
use crate::graphql::over_receipt_code::object::OverReceiptCode;
use crate::graphql::page::{Paging, connection};
use crate::graphql::posting_group::object::PostingGroup;
use crate::graphql::procurement_category::object::ProcurementCategory;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::UnitsOf;
use crate::graphql::view::View;
use crate::usecase::item_entry::read::Field as OfItemEntry;

/// Something that is bought: goods or a service.
#[derive(Clone)]
pub struct Item {
    row: item::Model,
    view: View,
}

impl Item {
    /// An item's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: item::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// Something that is bought: goods or a service.
#[Object]
impl Item {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// What it is.
    async fn item_type(&self) -> ItemType {
        self.row.item_type.into()
    }

    /// Code of the unit that its stock is kept in.
    async fn base_unit(&self) -> &str {
        &self.row.base_unit.0
    }

    /// Code of the unit that it is bought in and the purchase price is for.
    async fn purchase_unit(&self) -> &str {
        &self.row.purchase_unit.0
    }

    /// The procurement category it belongs to.
    async fn procurement_category(&self) -> Result<Option<ProcurementCategory>> {
        let Some(id) = self.row.procurement_category_id else {
            return Ok(None);
        };
        let row = self.view.must_load(id).await?;
        Ok(Some(ProcurementCategory::new(
            (*row).clone(),
            self.view.clone(),
        )))
    }

    /// The vendor that indirect orders go to.
    async fn default_vendor(&self) -> Result<Option<Vendor>> {
        Ok(self
            .view
            .may_show(self.row.default_vendor_id, Vendor::new)
            .await?)
    }

    /// Its own purchase price, the last resort, per `priceUnit` purchase units.
    async fn purchase_price(&self) -> Option<Decimal> {
        self.row.purchase_price.map(Decimal::of)
    }

    /// The currency of the purchase price.
    async fn price_currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.price_currency)
    }

    /// How many purchase units the purchase price is for.
    async fn price_unit(&self) -> Decimal {
        Decimal::of(self.row.price_unit)
    }

    /// Orders are recommended in multiples of this, in purchase units.
    async fn order_multiple(&self) -> Option<Decimal> {
        self.row.order_multiple.map(Decimal::of)
    }

    /// The least that is recommended to order, in purchase units.
    async fn order_quantity_min(&self) -> Option<Decimal> {
        self.row.order_quantity_min.map(Decimal::of)
    }

    /// The most that is recommended to order, in purchase units.
    async fn order_quantity_max(&self) -> Option<Decimal> {
        self.row.order_quantity_max.map(Decimal::of)
    }

    /// Whether buying it is forbidden.
    async fn blocked(&self) -> bool {
        self.row.blocked
    }

    /// Its general product posting group; the setup's if none.
    async fn product_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Its tax product group; the setup's if none.
    async fn tax_product_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.tax_product_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// Its inventory posting group; the setup's if none.
    async fn inventory_posting_group(&self) -> Result<Option<PostingGroup>> {
        Ok(self
            .view
            .may_show(self.row.inventory_posting_group_id, PostingGroup::new)
            .await?)
    }

    /// How much more than ordered may be received of it; the vendor's or the default if none.
    async fn over_receipt_code(&self) -> Result<Option<OverReceiptCode>> {
        Ok(self
            .view
            .may_show(self.row.over_receipt_code_id, OverReceiptCode::new)
            .await?)
    }

    /// How the cost of what leaves the stock is found; the setup's way if none.
    async fn costing_method(&self) -> Option<CostingMethod> {
        self.row.costing_method.map(Into::into)
    }

    /// Indirect cost, in percent of the direct cost.
    async fn indirect_cost_percent(&self) -> Decimal {
        Decimal::of(self.row.indirect_cost_percent)
    }

    /// Overhead for one base unit, in the accounting currency.
    async fn overhead_rate(&self) -> Decimal {
        Decimal::of(self.row.overhead_rate)
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// The units that it may be bought in besides its base unit, by code.
    async fn units(&self) -> Result<Vec<ItemUnit>> {
        let rows = self
            .view
            .load(UnitsOf(self.row.id))
            .await?
            .unwrap_or_default();
        let object = |row: &entity::item_unit::Model| ItemUnit::new(row.clone(), self.view.clone());
        Ok(rows.iter().map(object).collect())
    }

    /// The movements of its stock, by posting date.
    async fn entries(
        &self,
        #[graphql(desc = "Which ones.")] filter: Option<ItemEntryFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ItemEntryConnection> {
        let paging = Paging::new(first, after, last, before);
        let own = (OfItemEntry::ItemId, self.row.id.into());
        let filter = filter.map(|filter| filter.tree()).transpose()?;
        let (page, order) = page_of(&self.view, own, filter, &paging).await?;
        Ok(ItemEntryConnection::new(page, order, self.view.clone()))
    }

    /// What is in stock of it, at each warehouse and in each variant, as it stood at the end of a
    /// day.
    async fn stock(
        &self,
        #[graphql(desc = "The day; today when left out.")] as_of: Option<Date>,
    ) -> Result<Vec<StockLevel>> {
        let day = as_of.map_or_else(|| self.view.today(), |day| day.0);
        stock::of(&self.view, self.row.id, day).await
    }
}

connection! {
    /// A page of items.
    ItemConnection, ItemEdge, Item, entity::item::Entity
}
