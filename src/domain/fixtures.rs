//! Ready-made facts for the tests of this room.

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::ids::{AgreementId, AgreementLineId, ItemId, ProcurementCategoryId, TradeAgreementId};
use entity::kinds::{AgreementStatus, ReleaseAmountViolation, TradeAgreementType};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::category::CategoryTree;
use super::commitment::{Buckets, Commitment, Period, Promise};
use super::matching::{AgreementFacts, Counterparty, OrderFacts};
use super::money::{Currency, PriceTerms, net_amount};
use super::order_line::LineFacts;
use super::pricing::{Demand, PriceFacts, PriceListEntry, Typed};

pub(super) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(super) fn amount(text: &str) -> Amount {
    dec(text).try_into().unwrap()
}

pub(super) fn unit_price(text: &str) -> Price {
    dec(text).try_into().unwrap()
}

pub(super) fn quantity(text: &str) -> Quantity {
    dec(text).try_into().unwrap()
}

pub(super) fn percent(text: &str) -> Percent {
    dec(text).try_into().unwrap()
}

pub(super) fn rate(text: &str) -> Rate {
    dec(text).try_into().unwrap()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

pub(super) fn pieces() -> UnitCode {
    UnitCode("PCS".to_owned())
}

pub(super) fn euro() -> Currency {
    Currency {
        code: "EUR".parse().unwrap(),
        decimals: 2,
    }
}

pub(super) fn terms(price: &str, per: &str, percent_off: &str, amount_off: &str) -> PriceTerms {
    PriceTerms {
        unit_price: unit_price(price),
        price_unit: quantity(per),
        discount_percent: percent(percent_off),
        discount_amount: unit_price(amount_off),
    }
}

/// Categories 1 > 2 > 3, and 9 apart.
pub(super) fn tree() -> CategoryTree {
    let below = |child, parent: Option<u128>| {
        (
            id::<ProcurementCategoryId>(child),
            parent.map(id::<ProcurementCategoryId>),
        )
    };
    [
        below(1, None),
        below(2, Some(1)),
        below(3, Some(2)),
        below(9, None),
    ]
    .into_iter()
    .collect()
}

pub(super) fn agreement() -> AgreementFacts {
    AgreementFacts {
        id: id::<AgreementId>(1),
        number: "PA-1".to_owned(),
        counterparty: Counterparty::Vendor(id(1)),
        currency: euro(),
        status: AgreementStatus::Effective,
        version: 1,
        require_direct_invoicing: false,
    }
}

pub(super) fn order() -> OrderFacts {
    OrderFacts {
        counterparty: Counterparty::Vendor(id(1)),
        currency: euro(),
        agreement: Some(agreement()),
    }
}

/// A commitment for 2026, enforced, price free, number and id as given.
pub(super) fn commitment(number: i32, promise: Promise) -> Commitment {
    let amount = match &promise {
        Promise::ProductQuantity {
            quantity, terms, ..
        } => net_amount(*quantity, terms, euro()).unwrap(),
        Promise::ProductValue { amount, .. }
        | Promise::CategoryValue { amount, .. }
        | Promise::Value { amount, .. } => *amount,
    };
    Commitment {
        id: id::<AgreementLineId>(u128::try_from(number).unwrap()),
        line_number: number,
        promise,
        variant: None,
        site: None,
        warehouse: None,
        amount,
        release_amount_min: Amount::ZERO,
        release_amount_max: Amount::ZERO,
        max_enforced: true,
        price_fixed: false,
        validity: Period {
            first: day("2026-01-01"),
            last: day("2026-12-31"),
        },
        used: Buckets::default(),
    }
}

/// 1,000 pieces of item 1 at 4.00.
pub(super) fn pieces_at_four() -> Commitment {
    commitment(10, promise_of("1000", terms("4", "1", "0", "0")))
}

pub(super) fn promise_of(number: &str, terms: PriceTerms) -> Promise {
    Promise::ProductQuantity {
        item: id(1),
        quantity: quantity(number),
        unit: pieces(),
        terms,
    }
}

pub(super) fn value_of(committed: &str, percent_off: &str) -> Promise {
    Promise::Value {
        amount: amount(committed),
        discount_percent: percent(percent_off),
    }
}

/// Item 1 of category 3, in pieces, in the middle of 2026.
pub(super) fn demand(number: &str) -> Demand {
    Demand {
        item: Some(id::<ItemId>(1)),
        category: Some(id(3)),
        variant: None,
        site: None,
        warehouse: None,
        quantity: quantity(number),
        unit: pieces(),
        unit_factor: rate("1"),
        delivery_date: day("2026-06-15"),
    }
}

/// A price of item 1 for every vendor, for ever.
pub(super) fn listed(number: u128, price: &str) -> PriceListEntry {
    PriceListEntry {
        id: id::<TradeAgreementId>(number),
        trade_agreement_type: TradeAgreementType::Price,
        vendor: None,
        item: Some(id(1)),
        category: None,
        unit: Some(pieces()),
        currency: euro().code,
        quantity_min: Quantity::ZERO,
        valid_from: day("2020-01-01"),
        valid_to: None,
        unit_price: Some(unit_price(price)),
        price_unit: quantity("1"),
        discount_percent: Percent::ZERO,
        discount_amount: Price::ZERO,
    }
}

pub(super) fn typed_price(price: &str) -> Typed {
    Typed {
        unit_price: Some(unit_price(price)),
        ..Typed::default()
    }
}

pub(super) fn prices<'a>(list: &'a [PriceListEntry], tree: &'a CategoryTree) -> PriceFacts<'a> {
    PriceFacts {
        list,
        item_price: None,
        tree,
        counterparty: Counterparty::Vendor(id(1)),
        currency: euro(),
    }
}

pub(super) fn line_facts<'a>(
    order: &'a OrderFacts,
    commitments: &'a [Commitment],
    prices: PriceFacts<'a>,
) -> LineFacts<'a> {
    LineFacts {
        order,
        commitments,
        prices,
        release_amounts: ReleaseAmountViolation::Warn,
    }
}
