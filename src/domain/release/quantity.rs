//! The quantity that suits an item's order settings (AGR-11). A hint, never a refusal.

use entity::exact::{Quantity, Rate};
use rust_decimal::Decimal;

use crate::domain::money::to_quantity;

/// What is recommended to order, in purchase units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderSettings {
    /// In multiples of this.
    pub multiple: Option<Quantity>,
    /// Not less than this.
    pub quantity_min: Option<Quantity>,
    /// Not more than this.
    pub quantity_max: Option<Quantity>,
}

/// The quantity that suits the settings, in the ordered unit, where the wanted one does not. The
/// factors are base units in one ordered unit and in one purchase unit. It is rounded up to the
/// minimum and the multiple, and down only to stay within the maximum.
#[must_use]
pub fn recommended(
    wanted: Quantity,
    unit_factor: Rate,
    purchase_factor: Rate,
    settings: &OrderSettings,
) -> Option<Quantity> {
    let (unit, purchase) = (unit_factor.decimal(), purchase_factor.decimal());
    let asked = wanted.decimal().checked_mul(unit)?.checked_div(purchase)?;
    let bound = |bound: Option<Quantity>| bound.map(Quantity::decimal).filter(|b| !b.is_zero());
    let mut suited = asked.max(bound(settings.quantity_min).unwrap_or(asked));
    let multiple = bound(settings.multiple);
    if let Some(multiple) = multiple {
        suited = suited.checked_div(multiple)?.ceil().checked_mul(multiple)?;
    }
    if let Some(most) = bound(settings.quantity_max).filter(|most| suited > *most) {
        let down = |m: Decimal| most.checked_div(m)?.floor().checked_mul(m);
        suited = multiple
            .and_then(down)
            .filter(|fitting| !fitting.is_zero())
            .unwrap_or(most);
    }
    if suited == asked {
        return None;
    }
    to_quantity(
        suited
            .checked_mul(purchase)
            .and_then(|base| base.checked_div(unit)),
    )
    .ok()
}
