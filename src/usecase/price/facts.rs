//! The price list, the items and the categories as the rules want to see them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::Rate;
use entity::ids::{ItemId, ProcurementCategoryId, VendorId};
use entity::{item, item_unit, procurement_category, trade_agreement};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, Condition};

use crate::domain::category::CategoryTree;
use crate::domain::matching::Counterparty;
use crate::domain::money::Currency;
use crate::domain::pricing::{ItemPrice, PriceFacts, PriceListEntry};
use crate::domain::release::{ItemFacts, OrderSettings};
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::exchange_rate::read::rate_on;

use super::units::one;

/// For whom and when prices are found.
#[derive(Clone, Copy, Debug)]
pub struct Deal {
    /// Who sells to us, or buys from us.
    pub counterparty: Counterparty,
    /// The order's currency.
    pub currency: Currency,
    /// The day that exchange rates are taken of.
    pub day: NaiveDate,
}

/// Everything that prices of some items are found in.
pub struct PriceBook {
    /// For whom.
    pub deal: Deal,
    /// The price list, as far as vendor and currency fit; nothing where we sell.
    pub list: Vec<PriceListEntry>,
    /// The categories.
    pub tree: CategoryTree,
    /// All categories that there are.
    pub categories: BTreeSet<ProcurementCategoryId>,
    /// The items.
    pub items: Vec<ItemFacts>,
    /// The items' rows.
    pub rows: HashMap<ItemId, item::Model>,
}

impl PriceBook {
    /// Loads everything for some items.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        scope: &impl Scope,
        deal: Deal,
        items: impl IntoIterator<Item = ItemId>,
    ) -> Result<Self, Failure> {
        let ids: BTreeSet<ItemId> = items.into_iter().collect();
        let rows = scope
            .find::<item::Entity>()
            .by_ids(ids.iter().copied())
            .await?;
        let units = units(scope, &ids).await?;
        let (rates, list) = match deal.counterparty {
            Counterparty::Vendor(vendor) => (
                Some(rates(scope, &rows, deal).await?),
                list(scope, deal.currency, vendor, &ids).await?,
            ),
            Counterparty::Customer(_) => (None, Vec::new()),
        };
        let categories = scope.find::<procurement_category::Entity>().all().await?;
        let facts = |row| facts(row, &units, rates.as_ref());
        let items = rows.iter().map(facts).collect();
        Ok(Self {
            deal,
            list,
            tree: categories
                .iter()
                .map(|row| (row.id, row.parent_id))
                .collect(),
            categories: categories.iter().map(|row| row.id).collect(),
            items,
            rows: rows.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// Only the items, for lines whose commitment gives the whole price: `units` are those that
    /// the commitments name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_items_only(
        deal: Deal,
        rows: Vec<item::Model>,
        units: HashMap<ItemId, Vec<(UnitCode, Rate)>>,
    ) -> Result<Self, Failure> {
        let no_rates = BTreeMap::new();
        Ok(Self {
            deal,
            list: Vec::new(),
            tree: CategoryTree::default(),
            categories: BTreeSet::new(),
            items: rows
                .iter()
                .map(|row| facts(row, &units, Some(&no_rates)))
                .collect(),
            rows: rows.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// An item.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&ItemFacts> {
        self.items.iter().find(|item| item.id == id)
    }

    /// What the price of a line is found in.
    #[must_use]
    pub fn prices(&self, item: Option<ItemId>) -> PriceFacts<'_> {
        PriceFacts {
            list: &self.list,
            item_price: item
                .and_then(|id| self.item(id))
                .and_then(|item| item.price.as_ref()),
            tree: &self.tree,
            counterparty: self.deal.counterparty,
            currency: self.deal.currency,
        }
    }
}

async fn units(
    scope: &impl Scope,
    ids: &BTreeSet<ItemId>,
) -> Result<HashMap<ItemId, Vec<(UnitCode, Rate)>>, Failure> {
    let mut units: HashMap<ItemId, Vec<(UnitCode, Rate)>> = HashMap::new();
    if ids.is_empty() {
        return Ok(units);
    }
    let rows = scope
        .find::<item_unit::Entity>()
        .filter(item_unit::Column::ItemId.is_in(ids.iter().copied()))
        .all()
        .await?;
    for row in rows {
        units
            .entry(row.item_id)
            .or_default()
            .push((row.unit, row.factor));
    }
    Ok(units)
}

/// What one unit of each price currency is in the order's currency; absent where a rate is.
async fn rates(
    scope: &impl Scope,
    rows: &[item::Model],
    deal: Deal,
) -> Result<BTreeMap<CurrencyCode, Decimal>, Failure> {
    let own = deal.currency.code;
    let priced = rows.iter().filter(|row| row.purchase_price.is_some());
    let foreign: BTreeSet<CurrencyCode> = priced
        .map(|row| row.price_currency)
        .filter(|code| *code != own)
        .collect();
    let mut rates = BTreeMap::from([(own, Decimal::ONE)]);
    if foreign.is_empty() {
        return Ok(rates);
    }
    let Some(to) = rate_on(scope, own, deal.day).await? else {
        return Ok(rates);
    };
    for code in foreign {
        let from = rate_on(scope, code, deal.day).await?;
        if let Some(rate) = from.and_then(|from| from.checked_div(to)) {
            rates.insert(code, rate);
        }
    }
    Ok(rates)
}

async fn list(
    scope: &impl Scope,
    currency: Currency,
    vendor: VendorId,
    ids: &BTreeSet<ItemId>,
) -> Result<Vec<PriceListEntry>, Failure> {
    use trade_agreement::Column;
    let vendor = Condition::any()
        .add(Column::VendorId.is_null())
        .add(Column::VendorId.eq(vendor));
    let mut item = Condition::any().add(Column::ItemId.is_null());
    if !ids.is_empty() {
        item = item.add(Column::ItemId.is_in(ids.iter().copied()));
    }
    let rows = scope
        .find::<trade_agreement::Entity>()
        .filter(Column::Currency.eq(currency.code))
        .filter(vendor)
        .filter(item)
        .all()
        .await?;
    Ok(rows.into_iter().map(entry).collect())
}

fn entry(row: trade_agreement::Model) -> PriceListEntry {
    PriceListEntry {
        id: row.id,
        trade_agreement_type: row.trade_agreement_type,
        vendor: row.vendor_id,
        item: row.item_id,
        category: row.procurement_category_id,
        unit: row.unit,
        currency: row.currency,
        quantity_min: row.quantity_min,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        unit_price: row.unit_price,
        price_unit: row.price_unit,
        discount_percent: row.discount_percent,
        discount_amount: row.discount_amount,
    }
}

/// An item as the rules see it; what it is bought for is none of a price where we sell.
fn facts(
    row: &item::Model,
    units: &HashMap<ItemId, Vec<(UnitCode, Rate)>>,
    rates: Option<&BTreeMap<CurrencyCode, Decimal>>,
) -> ItemFacts {
    let mut own = vec![(row.base_unit.clone(), one())];
    own.extend(units.get(&row.id).into_iter().flatten().cloned());
    let factor = own
        .iter()
        .find(|(unit, _)| *unit == row.purchase_unit)
        .map(|(_, f)| *f);
    let price =
        row.purchase_price
            .zip(factor)
            .zip(rates)
            .map(|((unit_price, unit_factor), rates)| ItemPrice {
                unit_price,
                price_unit: row.price_unit,
                unit: row.purchase_unit.clone(),
                unit_factor,
                currency: row.price_currency,
                rate_to_order_currency: rates.get(&row.price_currency).copied(),
            });
    ItemFacts {
        id: row.id,
        category: row.procurement_category_id,
        blocked: row.blocked,
        purchase_unit: row.purchase_unit.clone(),
        units: own,
        price,
        settings: OrderSettings {
            multiple: row.order_multiple,
            quantity_min: row.order_quantity_min,
            quantity_max: row.order_quantity_max,
        },
    }
}
