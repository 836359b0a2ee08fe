//! What a line costs: the commitment, else what was typed, else the price list, else the item.

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::ids::{
    AgreementLineId, ItemId, ProcurementCategoryId, SiteId, TradeAgreementId, VendorId, WarehouseId,
};
use entity::kinds::{PriceSource, TradeAgreementType};
use rust_decimal::Decimal;

use super::category::CategoryTree;
use super::commitment::{Commitment, Promise};
use super::matching::Counterparty;
use super::money::{Currency, PriceTerms, net_amount, one, to_price};
use super::violation::{Refusal, Violation};

mod list;
#[cfg(test)]
mod tests;

/// A trade agreement: a price or a discount of the price list, as facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceListEntry {
    /// The trade agreement.
    pub id: TradeAgreementId,
    /// Price or discount.
    pub trade_agreement_type: TradeAgreementType,
    /// The vendor; none for every vendor.
    pub vendor: Option<VendorId>,
    /// The item; none where a category or everything is meant.
    pub item: Option<ItemId>,
    /// The category with all below it; none where an item or everything is meant.
    pub category: Option<ProcurementCategoryId>,
    /// The unit; none for every unit (discounts only).
    pub unit: Option<UnitCode>,
    /// The currency that the order must have.
    pub currency: CurrencyCode,
    /// The ordered quantity from which it holds.
    pub quantity_min: Quantity,
    /// The first delivery day it holds for.
    pub valid_from: NaiveDate,
    /// The last delivery day it holds for; none for ever.
    pub valid_to: Option<NaiveDate>,
    /// The price per `price_unit` units; prices only.
    pub unit_price: Option<Price>,
    /// How many units the price or the discount amount is for.
    pub price_unit: Quantity,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Discount as an amount per `price_unit` units.
    pub discount_amount: Price,
}

/// An item's own purchase price, the last resort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemPrice {
    /// The price per `price_unit` units.
    pub unit_price: Price,
    /// How many units the price is for.
    pub price_unit: Quantity,
    /// The unit that the price is for.
    pub unit: UnitCode,
    /// Base units in one such unit.
    pub unit_factor: Rate,
    /// The price's currency.
    pub currency: CurrencyCode,
    /// What one unit of that currency is in the order's; none where no rate is known.
    pub rate_to_order_currency: Option<Decimal>,
}

/// What is wanted: the part of an order line that matching and pricing look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The item; none on category lines.
    pub item: Option<ItemId>,
    /// The item's category, or the line's own.
    pub category: Option<ProcurementCategoryId>,
    /// The product variant.
    pub variant: Option<String>,
    /// The site it is delivered to.
    pub site: Option<SiteId>,
    /// The warehouse it is delivered to.
    pub warehouse: Option<WarehouseId>,
    /// How much, in `unit`.
    pub quantity: Quantity,
    /// The unit.
    pub unit: UnitCode,
    /// Base units in one unit.
    pub unit_factor: Rate,
    /// The delivery day.
    pub delivery_date: NaiveDate,
}

/// What somebody typed; nothing where the rules shall find it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The price per price unit.
    pub unit_price: Option<Price>,
    /// How many units the price is for. Typed with a price only; alone it says nothing about the
    /// price that the rules find, and [`Typed::check`] refuses it.
    pub price_unit: Option<Quantity>,
    /// Discount in percent.
    pub discount_percent: Option<Percent>,
    /// Discount as an amount per price unit.
    pub discount_amount: Option<Price>,
}

impl Typed {
    /// Everything that is wrong with the typed values, each under its input field (AGR-4).
    #[must_use]
    pub fn check(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.price_unit.is_some() && self.unit_price.is_none() {
            refusals.push(Refusal::of("unitPrice", Violation::Required));
        }
        let price = self.unit_price.unwrap_or(Price::MAX);
        let terms = PriceTerms {
            unit_price: price,
            price_unit: self.price_unit.unwrap_or_else(one),
            discount_percent: self.discount_percent.unwrap_or_default(),
            discount_amount: self.discount_amount.unwrap_or_default(),
        };
        refusals.extend(terms.check());
        refusals
    }

    /// What remains typed where the promise governs the rest (AGR-3).
    #[must_use]
    pub fn ungoverned(&self, promise: &Promise) -> Self {
        match promise {
            Promise::ProductQuantity { .. } => Self::default(),
            Promise::ProductValue { .. }
            | Promise::CategoryValue { .. }
            | Promise::Value { .. } => Self {
                discount_percent: None,
                ..*self
            },
        }
    }
}

/// What prices are found in.
#[derive(Clone, Copy, Debug)]
pub struct PriceFacts<'a> {
    /// The price list; entries that do not fit are passed over.
    pub list: &'a [PriceListEntry],
    /// The demanded item's own price.
    pub item_price: Option<&'a ItemPrice>,
    /// The categories.
    pub tree: &'a CategoryTree,
    /// Who the order is with. What is sold has neither price list nor price of its own.
    pub counterparty: Counterparty,
    /// The order's currency.
    pub currency: Currency,
}

/// A price with where each part of it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// Price and discounts.
    pub terms: PriceTerms,
    /// The net amount of the demanded quantity (AGR-4).
    pub net_amount: Amount,
    /// Where unit price and price unit came from.
    pub price_source: PriceSource,
    /// Where the discount percent came from.
    pub discount_percent_source: PriceSource,
    /// Where the discount amount came from.
    pub discount_amount_source: PriceSource,
    /// The commitment that gave any of them.
    pub agreement_line: Option<AgreementLineId>,
    /// The agreement's confirmed version then; 0 for none (vector A10).
    pub agreement_version: i32,
    /// The trade agreement that gave the price.
    pub price_trade_agreement: Option<TradeAgreementId>,
    /// The trade agreement that gave a discount.
    pub discount_trade_agreement: Option<TradeAgreementId>,
}

impl Priced {
    /// The values that somebody typed.
    #[must_use]
    pub fn typed(&self) -> Typed {
        let price = self.price_source == PriceSource::Typed;
        let percent = self.discount_percent_source == PriceSource::Typed;
        let amount = self.discount_amount_source == PriceSource::Typed;
        Typed {
            unit_price: price.then_some(self.terms.unit_price),
            price_unit: price.then_some(self.terms.price_unit),
            discount_percent: percent.then_some(self.terms.discount_percent),
            discount_amount: amount.then_some(self.terms.discount_amount),
        }
    }

    /// Forgets commitment and trade agreements that no longer give anything.
    #[must_use]
    pub(super) fn tidied(mut self) -> Self {
        let sources = [
            self.price_source,
            self.discount_percent_source,
            self.discount_amount_source,
        ];
        if !sources.contains(&PriceSource::Agreement) {
            self.agreement_line = None;
            self.agreement_version = 0;
        }
        if self.price_source != PriceSource::TradeAgreement {
            self.price_trade_agreement = None;
        }
        let discounts = [self.discount_percent_source, self.discount_amount_source];
        if !discounts.contains(&PriceSource::TradeAgreement) {
            self.discount_trade_agreement = None;
        }
        self
    }
}

/// Prices a demand. Field by field: what was typed; else what the commitment governs (AGR-3); else
/// the best fitting trade agreement; else the item's own price; else zero from `NONE`. Of a
/// commitment with fixed prices, the commitment's values come first. A typed price without a price
/// unit is for the commitment's price unit where that governs the price, else for one unit.
///
/// # Errors
/// `PriceFixed` where a typed value differs from what a fixed-price commitment governs,
/// `DiscountAbovePrice`, `NotPositive` for a price unit of zero, `OutOfRange`.
pub fn price(
    demand: &Demand,
    typed: &Typed,
    commitment: Option<(&Commitment, i32)>,
    facts: &PriceFacts<'_>,
) -> Result<Priced, Violation> {
    let priced = compose(demand, typed, commitment, facts)?;
    match commitment {
        Some((commitment, _))
            if commitment.price_fixed && !commitment.promise.governs_as_in(&priced.terms) =>
        {
            Err(Violation::PriceFixed)
        }
        _ => Ok(priced),
    }
}

/// As [`price`], without asking whether the commitment's price is fixed.
pub(super) fn compose(
    demand: &Demand,
    typed: &Typed,
    commitment: Option<(&Commitment, i32)>,
    facts: &PriceFacts<'_>,
) -> Result<Priced, Violation> {
    let mut priced = found(demand, typed, commitment, facts)?;
    let own_unit = match priced.price_source {
        PriceSource::Agreement => priced.terms.price_unit,
        _ => one(),
    };
    if typed.unit_price.is_some() || typed.price_unit.is_some() {
        let price = typed.unit_price.unwrap_or(priced.terms.unit_price);
        let new = (price, typed.price_unit.unwrap_or(own_unit));
        let old = (priced.terms.unit_price, priced.terms.price_unit);
        (priced.terms.unit_price, priced.terms.price_unit) = new;
        priced.price_source = typed_source(priced.price_source, new == old);
    }
    if let Some(percent) = typed.discount_percent {
        let same = percent == priced.terms.discount_percent;
        priced.terms.discount_percent = percent;
        priced.discount_percent_source = typed_source(priced.discount_percent_source, same);
    }
    if let Some(amount) = typed.discount_amount {
        let same = amount == priced.terms.discount_amount;
        priced.terms.discount_amount = amount;
        priced.discount_amount_source = typed_source(priced.discount_amount_source, same);
    }
    settle(priced.tidied(), demand.quantity, facts.currency)
}

/// What was typed is typed, unless it only repeats the commitment.
fn typed_source(source: PriceSource, same: bool) -> PriceSource {
    match source {
        PriceSource::Agreement if same => PriceSource::Agreement,
        _ => PriceSource::Typed,
    }
}

/// Checks that the discount stays within the price and works out the net amount. A discount of the
/// price list that would take more than the price takes the price.
pub(super) fn settle(
    mut priced: Priced,
    quantity: Quantity,
    currency: Currency,
) -> Result<Priced, Violation> {
    if priced.terms.discount_amount > priced.terms.unit_price {
        if priced.discount_amount_source != PriceSource::TradeAgreement {
            return Err(Violation::DiscountAbovePrice);
        }
        priced.terms.discount_amount = priced.terms.unit_price;
    }
    priced.net_amount = net_amount(quantity, &priced.terms, currency)?;
    Ok(priced)
}

/// What holds where nothing is typed.
fn found(
    demand: &Demand,
    typed: &Typed,
    commitment: Option<(&Commitment, i32)>,
    facts: &PriceFacts<'_>,
) -> Result<Priced, Violation> {
    let mut priced = match commitment.map(|(commitment, _)| &commitment.promise) {
        Some(Promise::ProductQuantity { terms, .. }) => {
            let agreement = PriceSource::Agreement;
            Priced {
                terms: *terms,
                ..unpriced(agreement, agreement, agreement)
            }
        }
        promise => {
            let mut priced = list_or_item(demand, typed, facts)?;
            if let Some(promise) = promise {
                priced.terms.discount_percent = promise.discount_percent();
                priced.discount_percent_source = PriceSource::Agreement;
            }
            priced
        }
    };
    if let Some((commitment, version)) = commitment {
        priced.agreement_line = Some(commitment.id);
        priced.agreement_version = version;
    }
    Ok(priced)
}

fn list_or_item(
    demand: &Demand,
    typed: &Typed,
    facts: &PriceFacts<'_>,
) -> Result<Priced, Violation> {
    let mut priced = unpriced(PriceSource::None, PriceSource::None, PriceSource::None);
    if let Some((entry, unit_price)) = list::best_price(demand, facts) {
        priced.terms.unit_price = unit_price;
        priced.terms.price_unit = entry.price_unit;
        priced.price_source = PriceSource::TradeAgreement;
        priced.price_trade_agreement = Some(entry.id);
    } else if let Some((unit_price, price_unit)) = own_price(demand, facts)? {
        priced.terms.unit_price = unit_price;
        priced.terms.price_unit = price_unit;
        priced.price_source = PriceSource::Item;
    }
    let mut base = priced.terms;
    if let Some(unit_price) = typed.unit_price {
        base.unit_price = unit_price;
        base.price_unit = typed.price_unit.unwrap_or_else(one);
    }
    if let Some((entry, amount)) = list::best_discount(demand, &base, facts) {
        priced.discount_trade_agreement = Some(entry.id);
        if !entry.discount_percent.is_zero() {
            priced.terms.discount_percent = entry.discount_percent;
            priced.discount_percent_source = PriceSource::TradeAgreement;
        }
        if !amount.is_zero() {
            priced.terms.discount_amount = amount;
            priced.discount_amount_source = PriceSource::TradeAgreement;
        }
    }
    Ok(priced)
}

fn unpriced(price: PriceSource, percent: PriceSource, amount: PriceSource) -> Priced {
    Priced {
        terms: PriceTerms::default(),
        net_amount: Amount::ZERO,
        price_source: price,
        discount_percent_source: percent,
        discount_amount_source: amount,
        agreement_line: None,
        agreement_version: 0,
        price_trade_agreement: None,
        discount_trade_agreement: None,
    }
}

/// The item's own price in the demanded unit and the order's currency, six decimals.
fn own_price(
    demand: &Demand,
    facts: &PriceFacts<'_>,
) -> Result<Option<(Price, Quantity)>, Violation> {
    let (Some(own), Some(_)) = (facts.item_price, demand.item) else {
        return Ok(None);
    };
    let rate = if own.currency == facts.currency.code {
        Decimal::ONE
    } else if let Some(rate) = own.rate_to_order_currency {
        rate
    } else {
        return Ok(None);
    };
    if own.unit == demand.unit {
        let price = to_price(own.unit_price.decimal().checked_mul(rate), Price::SCALE)?;
        return Ok(Some((price, own.price_unit)));
    }
    if own.unit_factor <= Rate::ZERO {
        return Ok(None);
    }
    let price = own
        .unit_price
        .decimal()
        .checked_mul(demand.unit_factor.decimal());
    let price = price.and_then(|price| price.checked_mul(rate));
    let price = price.and_then(|price| price.checked_div(own.unit_factor.decimal()));
    Ok(Some((to_price(price, Price::SCALE)?, own.price_unit)))
}
