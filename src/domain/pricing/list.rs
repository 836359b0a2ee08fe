//! The best entry of the price list: the most specific, then the cheapest, then the oldest.

use std::cmp::Reverse;

use entity::exact::{Price, Quantity};
use entity::ids::TradeAgreementId;
use entity::kinds::TradeAgreementType;
use rust_decimal::Decimal;

use super::{Demand, PriceFacts, PriceListEntry};
use crate::domain::matching::Counterparty;
use crate::domain::money::{PriceTerms, to_price};

/// What is compared, the least first.
type Rank = (Reverse<(usize, bool, Quantity)>, Decimal, TradeAgreementId);

/// The entry that gives the price, with its price.
pub(super) fn best_price<'a>(
    demand: &Demand,
    facts: &PriceFacts<'a>,
) -> Option<(&'a PriceListEntry, Price)> {
    let fitting = facts.list.iter().filter_map(|entry| {
        if entry.trade_agreement_type != TradeAgreementType::Price {
            return None;
        }
        let price = entry.unit_price?;
        let each = price.decimal().checked_div(entry.price_unit.decimal())?;
        Some((rank(entry, demand, facts, each)?, entry, price))
    });
    fitting
        .min_by_key(|(rank, ..)| *rank)
        .map(|(_, entry, price)| (entry, price))
}

/// The entry that gives the discount, with its discount amount per price unit of `base`. The
/// largest is the one that leaves least of the price.
pub(super) fn best_discount<'a>(
    demand: &Demand,
    base: &PriceTerms,
    facts: &PriceFacts<'a>,
) -> Option<(&'a PriceListEntry, Price)> {
    let fitting = facts.list.iter().filter_map(|entry| {
        if entry.trade_agreement_type != TradeAgreementType::Discount {
            return None;
        }
        let amount = entry
            .discount_amount
            .decimal()
            .checked_mul(base.price_unit.decimal())?;
        let amount = amount.checked_div(entry.price_unit.decimal())?;
        let factor = Decimal::ONE_HUNDRED.checked_sub(entry.discount_percent.decimal())?;
        let left = base
            .unit_price
            .decimal()
            .checked_sub(amount)?
            .checked_mul(factor)?;
        let amount = to_price(Some(amount), Price::SCALE).ok()?;
        Some((rank(entry, demand, facts, left)?, entry, amount))
    });
    fitting
        .min_by_key(|(rank, ..)| *rank)
        .map(|(_, entry, amount)| (entry, amount))
}

/// Where a fitting entry stands among the others; none of one that does not fit.
fn rank(
    entry: &PriceListEntry,
    demand: &Demand,
    facts: &PriceFacts<'_>,
    cost: Decimal,
) -> Option<Rank> {
    let day = demand.delivery_date;
    let valid = entry.valid_from <= day && entry.valid_to.is_none_or(|last| day <= last);
    let unit = match &entry.unit {
        Some(unit) => *unit == demand.unit,
        None => entry.trade_agreement_type == TradeAgreementType::Discount,
    };
    let enough = entry.quantity_min.decimal() <= demand.quantity.decimal().abs();
    let own = |vendor| facts.counterparty == Counterparty::Vendor(vendor);
    let vendor = entry.vendor.is_none_or(own);
    let currency = entry.currency == facts.currency.code;
    let fits = valid && unit && enough && vendor && currency && entry.price_unit > Quantity::ZERO;
    let specific = fits.then(|| specificity(entry, demand, facts)).flatten()?;
    let key = (specific, entry.vendor.is_some(), entry.quantity_min);
    Some((Reverse(key), cost, entry.id))
}

/// Anything 0, a category by its depth, the item most; none where it is for something else.
fn specificity(entry: &PriceListEntry, demand: &Demand, facts: &PriceFacts<'_>) -> Option<usize> {
    if let Some(item) = entry.item {
        return (demand.item == Some(item)).then_some(usize::MAX);
    }
    let Some(category) = entry.category else {
        return Some(0);
    };
    let within = demand
        .category
        .is_some_and(|own| facts.tree.is_within(own, category));
    within.then(|| facts.tree.depth(category).saturating_add(1))
}
