//! Units of items.

use entity::codes::UnitCode;
use entity::exact::Rate;
use entity::ids::ItemId;
use entity::{item, item_unit};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::check::Check;

/// A unit that an item is bought in, with how many base units it is; the purchase unit if none is
/// named. None where there is no such item or it is not bought in that unit.
///
/// # Errors
/// When the database fails.
pub async fn factor(
    scope: &impl Scope,
    id: ItemId,
    unit: Option<&UnitCode>,
) -> Result<Option<(UnitCode, Rate)>, Failure> {
    let Some(item) = scope.find::<item::Entity>().by_id(id).await? else {
        return Ok(None);
    };
    let unit = unit.unwrap_or(&item.purchase_unit).clone();
    if unit == item.base_unit {
        return Ok(Some((unit, one())));
    }
    let row = scope
        .find::<item_unit::Entity>()
        .filter(item_unit::Column::ItemId.eq(id))
        .filter(item_unit::Column::Unit.eq(unit.clone()))
        .one()
        .await?;
    Ok(row.map(|row| (unit, row.factor)))
}

/// Refuses a quantity with more decimals than its unit has.
///
/// # Errors
/// When the database fails.
pub async fn scale(
    scope: &impl Scope,
    field: &str,
    quantity: Decimal,
    unit: &UnitCode,
    check: &mut Check,
) -> Result<(), Failure> {
    let row = scope.reference().await?.units.get(unit);
    let scale = row.map_or(0, |row| u32::try_from(row.decimals).unwrap_or_default());
    if quantity.normalize().scale() > scale {
        check.refuse(field, Violation::TooManyDecimals { scale });
    }
    Ok(())
}

/// One base unit in one base unit.
#[must_use]
pub fn one() -> Rate {
    Rate::from_steps(10_i64.pow(Rate::SCALE))
}
