//! What clients see of the stock of an item.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Object, Result};
use chrono::NaiveDate;
use entity::ids::ItemId;

use crate::failure::Shared;
use crate::graphql::scalar::{Decimal, Money};
use crate::graphql::view::{Rows, View};
use crate::graphql::warehouse::object::Warehouse;
use crate::usecase::item_entry::stock::{self, Level};

/// What is in stock of an item at a warehouse in a variant, and what it is worth.
pub struct StockLevel {
    level: Level,
    view: View,
}

/// What is in stock of an item at a warehouse in a variant, and what it is worth.
#[Object]
impl StockLevel {
    /// The warehouse.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        let row = self.view.may_load(self.level.warehouse).await?;
        Ok(row.map(|row| Warehouse::new((*row).clone(), self.view.clone())))
    }

    /// The product variant.
    async fn variant(&self) -> Option<&str> {
        self.level.variant.as_deref()
    }

    /// How much, in base units.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.level.quantity)
    }

    /// What of its cost is expected: received and not invoiced.
    async fn expected_cost(&self) -> Result<Money> {
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(self.level.expected_cost, currency))
    }

    /// What of its cost is invoiced.
    async fn actual_cost(&self) -> Result<Money> {
        let currency = self.view.legal_entity().await?.accounting_currency;
        Ok(Money::of(self.level.actual_cost, currency))
    }
}

/// The stock of an item as it stood at the end of a day.
///
/// # Errors
/// When the database fails.
pub async fn of(view: &View, item: ItemId, day: NaiveDate) -> Result<Vec<StockLevel>> {
    let levels = view.load(StockOf { item, day }).await?.unwrap_or_default();
    let object = |level: &Level| StockLevel {
        level: level.clone(),
        view: view.clone(),
    };
    Ok(levels.iter().map(object).collect())
}

/// Asks for the stock of an item at the end of a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct StockOf {
    item: ItemId,
    day: NaiveDate,
}

impl Loader<StockOf> for Rows {
    type Value = Arc<Vec<Level>>;
    type Error = Shared;

    async fn load(&self, keys: &[StockOf]) -> Result<HashMap<StockOf, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        let days: BTreeSet<NaiveDate> = keys.iter().map(|key| key.day).collect();
        for day in days {
            let own = keys.iter().filter(|key| key.day == day);
            let items: Vec<ItemId> = own.map(|key| key.item).collect();
            for (item, levels) in stock::as_of(self.read(), &items, day).await? {
                found.insert(StockOf { item, day }, Arc::new(levels));
            }
        }
        Ok(found)
    }
}
