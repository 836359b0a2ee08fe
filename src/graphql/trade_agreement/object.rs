//! What clients see of a trade agreement.

use async_graphql::{ID, Object, Result};
use entity::trade_agreement;

use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::TradeAgreementType;
use crate::graphql::page::connection;
use crate::graphql::procurement_category::object::ProcurementCategory;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;

/// A price or a discount of the price list.
#[derive(Clone)]
pub struct TradeAgreement {
    row: trade_agreement::Model,
    view: View,
}

impl TradeAgreement {
    /// A trade agreement's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: trade_agreement::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A price or a discount of the price list.
#[Object]
impl TradeAgreement {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Price or discount.
    async fn trade_agreement_type(&self) -> TradeAgreementType {
        self.row.trade_agreement_type.into()
    }

    /// The vendor; none for every vendor.
    async fn vendor(&self) -> Result<Option<Vendor>> {
        Ok(self.view.may_show(self.row.vendor_id, Vendor::new).await?)
    }

    /// The item; none where a category or everything is meant.
    async fn item(&self) -> Result<Option<Item>> {
        Ok(self.view.may_show(self.row.item_id, Item::new).await?)
    }

    /// The category, with all below it; none where an item or everything is meant.
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

    /// Code of the unit; none for every unit.
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_ref().map(|unit| unit.0.as_str())
    }

    /// The currency that orders must have.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// The least ordered quantity from which it holds.
    async fn quantity_min(&self) -> Decimal {
        Decimal::of(self.row.quantity_min)
    }

    /// The first delivery day that it holds for.
    async fn valid_from(&self) -> Date {
        Date(self.row.valid_from)
    }

    /// The last delivery day that it holds for; none for ever.
    async fn valid_to(&self) -> Option<Date> {
        self.row.valid_to.map(Date)
    }

    /// The price per `priceUnit` units; prices only.
    async fn unit_price(&self) -> Option<Decimal> {
        self.row.unit_price.map(Decimal::of)
    }

    /// How many units the price or the discount amount is for.
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

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of trade agreements.
    TradeAgreementConnection, TradeAgreementEdge, TradeAgreement, entity::trade_agreement::Entity
}
