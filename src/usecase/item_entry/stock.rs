//! What is in stock and what it is worth, as of a day: the sums of all movements until then.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::exact::{Amount, Quantity};
use entity::ids::{ItemId, WarehouseId};
use entity::{item_entry, value_entry};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};

/// The stock of an item at a warehouse in a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The warehouse.
    pub warehouse: Option<WarehouseId>,
    /// The product variant.
    pub variant: Option<String>,
    /// How much, in base units.
    pub quantity: Quantity,
    /// What of its cost is received and not invoiced.
    pub expected_cost: Amount,
    /// What of its cost is invoiced.
    pub actual_cost: Amount,
}

type Place = (ItemId, Option<WarehouseId>, Option<String>);

/// The stocks of some items as they stood at the end of a day; two statements for all of them.
/// Those of which nothing is there and that are worth nothing are left out.
///
/// # Errors
/// When the database fails, or a sum does not fit.
pub async fn as_of(
    scope: &impl Scope,
    items: &[ItemId],
    day: NaiveDate,
) -> Result<HashMap<ItemId, Vec<Level>>, Failure> {
    use {item_entry::Column as Entry, value_entry::Column as Value};
    let quantities = scope
        .find::<item_entry::Entity>()
        .filter(Entry::ItemId.is_in(items.iter().copied()))
        .filter(Entry::PostingDate.lte(day))
        .sums_by_all::<Place>(
            &[Entry::ItemId, Entry::WarehouseId, Entry::Variant],
            &[Entry::Quantity],
        )
        .await?;
    let costs = scope
        .find::<value_entry::Entity>()
        .filter(Value::ItemId.is_in(items.iter().copied()))
        .filter(Value::PostingDate.lte(day))
        .sums_by_all::<Place>(
            &[Value::ItemId, Value::WarehouseId, Value::Variant],
            &[Value::ExpectedCost, Value::ActualCost],
        )
        .await?;
    let mut places: BTreeMap<Place, [i64; 3]> = BTreeMap::new();
    for Sums { key, sums } in quantities {
        if let [quantity] = sums.as_slice() {
            places.entry(key).or_default()[0] = *quantity;
        }
    }
    for Sums { key, sums } in costs {
        if let [expected, actual] = sums.as_slice() {
            let [_, held_expected, held_actual] = places.entry(key).or_default();
            (*held_expected, *held_actual) = (*expected, *actual);
        }
    }
    let mut levels: HashMap<ItemId, Vec<Level>> = HashMap::new();
    for ((item, warehouse, variant), [quantity, expected, actual]) in places {
        if (quantity, expected, actual) != (0, 0, 0) {
            levels.entry(item).or_default().push(Level {
                warehouse,
                variant,
                quantity: Quantity::from_steps(quantity),
                expected_cost: Amount::from_steps(expected),
                actual_cost: Amount::from_steps(actual),
            });
        }
    }
    Ok(levels)
}
