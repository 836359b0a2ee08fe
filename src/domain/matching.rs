//! Which commitment an order line belongs to, and everything that speaks against it (AGR-9).

use std::cmp::Reverse;

use entity::exact::{Amount, Quantity};
use entity::ids::{AgreementId, CustomerId, VendorId};
use entity::kinds::{AgreementStatus, AgreementTieBreak};
use rust_decimal::Decimal;

use super::category::CategoryTree;
use super::commitment::{Buckets, Commitment, Promise};
use super::money::{Currency, to_amount, to_quantity};
use super::pricing::{self, Demand, PriceFacts, Priced, Typed};
use super::violation::Violation;

#[cfg(test)]
mod tests;

/// Who an agreement or an order is with. Both sides of trade have the same rules (ICO-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counterparty {
    /// Who sells to us.
    Vendor(VendorId),
    /// Who buys from us.
    Customer(CustomerId),
}

impl Counterparty {
    /// The refusal of what is with somebody else.
    #[must_use]
    pub fn mismatch(self) -> Violation {
        match self {
            Self::Vendor(_) => Violation::VendorMismatch,
            Self::Customer(_) => Violation::CustomerMismatch,
        }
    }
}

/// An agreement, as far as matching looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementFacts {
    /// The agreement.
    pub id: AgreementId,
    /// Its number.
    pub number: String,
    /// Who it is with.
    pub counterparty: Counterparty,
    /// The currency of its amounts.
    pub currency: Currency,
    /// Where it stands.
    pub status: AgreementStatus,
    /// Its latest confirmed version; 0 for none.
    pub version: i32,
    /// Whether its classification allows invoices only (AGR-2).
    pub require_direct_invoicing: bool,
}

impl AgreementFacts {
    /// What forbids new orders from it: not effective (AGR-5), invoices only (AGR-2).
    #[must_use]
    pub fn closed_to_orders(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        if self.status != AgreementStatus::Effective {
            found.push(Violation::AgreementNotEffective {
                status: self.status,
            });
        }
        if self.require_direct_invoicing {
            found.push(Violation::DirectInvoicingRequired);
        }
        found
    }
}

/// An order, as far as matching looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFacts {
    /// Who it is with.
    pub counterparty: Counterparty,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The agreement chosen when it was made (AGR-8).
    pub agreement: Option<AgreementFacts>,
}

/// Everything that speaks against the link, in a fixed order (AGR-9). `held` is what the line
/// already takes of this very commitment; its new draw is the demanded quantity and `net_amount`.
#[must_use]
pub fn failures(
    agreement: &AgreementFacts,
    order: &OrderFacts,
    commitment: &Commitment,
    demand: &Demand,
    net_amount: Amount,
    held: &Buckets,
    tree: &CategoryTree,
) -> Vec<Violation> {
    let mut found = standing(agreement, order);
    found.extend(unfit(commitment, demand, tree));
    let draw = Draw {
        quantity: demand.quantity.decimal(),
        amount: net_amount.decimal(),
    };
    found.extend(exceeds(commitment, draw, held, agreement.currency));
    found
}

/// What a line would take of a commitment, in both measures; of a line with cancelled or invoiced
/// parts, the sums of its [`Buckets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// In the line's unit.
    pub quantity: Decimal,
    /// Net, in the order's currency.
    pub amount: Decimal,
}

impl From<&Buckets> for Draw {
    fn from(buckets: &Buckets) -> Self {
        Self {
            quantity: buckets.used_quantity(),
            amount: buckets.used_amount(),
        }
    }
}

/// What speaks against any link between the order and the agreement (AGR-9.1, AGR-9.4).
#[must_use]
pub fn standing(agreement: &AgreementFacts, order: &OrderFacts) -> Vec<Violation> {
    let mut found = Vec::new();
    match &order.agreement {
        None => found.push(Violation::OrderWithoutAgreement),
        Some(own) if own.id != agreement.id => found.push(Violation::OtherAgreement),
        Some(_) => {}
    }
    found.extend(agreement.closed_to_orders());
    if order.counterparty != agreement.counterparty {
        found.push(order.counterparty.mismatch());
    }
    if order.currency.code != agreement.currency.code {
        found.push(Violation::CurrencyMismatch {
            expected: agreement.currency.code,
            found: order.currency.code,
        });
    }
    found
}

/// What speaks against the demand: item or category, dimensions, unit, delivery day
/// (AGR-9.2 to AGR-9.5).
#[must_use]
pub fn unfit(commitment: &Commitment, demand: &Demand, tree: &CategoryTree) -> Vec<Violation> {
    let mut found = Vec::new();
    match &commitment.promise {
        Promise::ProductQuantity { item, .. } | Promise::ProductValue { item, .. } => {
            if demand.item != Some(*item) {
                found.push(Violation::ItemMismatch);
            }
        }
        Promise::CategoryValue { category, .. } => {
            if !demand
                .category
                .is_some_and(|own| tree.is_within(own, *category))
            {
                found.push(Violation::CategoryMismatch);
            }
        }
        Promise::Value { .. } => {}
    }
    if commitment.variant.is_some() && commitment.variant != demand.variant {
        found.push(Violation::DimensionMismatch {
            dimension: "variant",
        });
    }
    if commitment.site.is_some() && commitment.site != demand.site {
        found.push(Violation::DimensionMismatch { dimension: "site" });
    }
    if commitment.warehouse.is_some() && commitment.warehouse != demand.warehouse {
        found.push(Violation::DimensionMismatch {
            dimension: "warehouse",
        });
    }
    if let Promise::ProductQuantity { unit, .. } = &commitment.promise
        && *unit != demand.unit
    {
        let (expected, unit) = (unit.clone(), demand.unit.clone());
        found.push(Violation::UnitMismatch {
            expected,
            found: unit,
        });
    }
    found.extend(outside_validity(commitment, demand));
    found
}

/// The refusal of a delivery day outside the commitment's validity, ends included (AGR-6).
#[must_use]
pub fn outside_validity(commitment: &Commitment, demand: &Demand) -> Option<Violation> {
    let date = demand.delivery_date;
    (!commitment.validity.contains(date)).then_some(Violation::DeliveryDateOutsideValidity {
        date,
        effective: commitment.validity.first,
        expiration: commitment.validity.last,
    })
}

/// The refusal of a draw beyond an enforced maximum (AGR-7.1): more than `committed − Σ others`,
/// unless the line takes no more than it holds already. Nothing where the maximum is not enforced.
#[must_use]
pub fn exceeds(
    commitment: &Commitment,
    draw: Draw,
    held: &Buckets,
    currency: Currency,
) -> Option<Violation> {
    let own = commitment.measure(held);
    let limit = commitment.committed() - (commitment.measure(&commitment.used) - own);
    let wanted = if commitment.promise.counts_quantity() {
        draw.quantity
    } else {
        draw.amount
    };
    if !commitment.max_enforced || wanted <= limit || wanted <= own {
        return None;
    }
    let remaining = commitment.remaining();
    let id = commitment.id;
    Some(match &commitment.promise {
        Promise::ProductQuantity { unit, .. } => Violation::MaximumQuantityExceeded {
            commitment: id,
            limit: to_quantity(Some(limit)).unwrap_or(Quantity::ZERO),
            remaining: to_quantity(Some(remaining)).unwrap_or(Quantity::MAX),
            unit: unit.clone(),
        },
        Promise::ProductValue { .. } | Promise::CategoryValue { .. } | Promise::Value { .. } => {
            Violation::MaximumAmountExceeded {
                commitment: id,
                limit: to_amount(Some(limit), Amount::SCALE).unwrap_or(Amount::ZERO),
                remaining: to_amount(Some(remaining), Amount::SCALE).unwrap_or(Amount::MAX),
                currency: currency.code,
            }
        }
    })
}

/// The input field that a violation of this room is about.
#[must_use]
pub fn field_of(violation: &Violation) -> &'static str {
    match violation {
        Violation::ItemMismatch => "itemId",
        Violation::CategoryMismatch => "procurementCategoryId",
        Violation::DimensionMismatch {
            dimension: "variant",
        } => "variant",
        Violation::DimensionMismatch { dimension: "site" } => "siteId",
        Violation::DimensionMismatch { .. } => "warehouseId",
        Violation::UnitMismatch { .. } | Violation::UnitNotOfItem { .. } => "unit",
        Violation::DeliveryDateOutsideValidity { .. } => "deliveryDate",
        Violation::PriceFixed => "unitPrice",
        Violation::DiscountAbovePrice => "discountAmount",
        Violation::NotPositive => "priceUnit",
        Violation::MaximumQuantityExceeded { .. }
        | Violation::MaximumAmountExceeded { .. }
        | Violation::ReleaseAmountBelowMinimum { .. }
        | Violation::ReleaseAmountAboveMaximum { .. }
        | Violation::OutOfRange { .. } => "quantity",
        _ => "agreementLineId",
    }
}

/// A commitment that was looked at for an order line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// The commitment.
    pub commitment: &'a Commitment,
    /// Everything that speaks against it.
    pub failures: Vec<Violation>,
    /// The price under it; none where there is no such price.
    pub priced: Option<Priced>,
    /// Whether it is the one that the line is linked to.
    pub wins: bool,
}

/// All commitments of an agreement in order of preference, each with everything that speaks
/// against it; the first with nothing wins (AGR-9). Preferred are product quantity, product value,
/// the deepest category, value; then most dimensions, earliest expiration, lowest line number.
#[must_use]
pub fn candidates<'a>(
    agreement: &AgreementFacts,
    order: &OrderFacts,
    commitments: &'a [Commitment],
    demand: &Demand,
    typed: &Typed,
    facts: &PriceFacts<'_>,
) -> Vec<Candidate<'a>> {
    rank(agreement, order, commitments, demand, |_| *typed, facts)
}

/// As [`candidates`], with what counts as typed decided for each commitment.
pub(super) fn rank<'a>(
    agreement: &AgreementFacts,
    order: &OrderFacts,
    commitments: &'a [Commitment],
    demand: &Demand,
    typed: impl Fn(&Commitment) -> Typed,
    facts: &PriceFacts<'_>,
) -> Vec<Candidate<'a>> {
    let mut ranked: Vec<&Commitment> = commitments.iter().collect();
    ranked.sort_by_cached_key(|commitment| {
        let (kind, depth) = preference(&commitment.promise, facts.tree);
        let specific = (kind, Reverse(depth), Reverse(commitment.n_dimensions()));
        (
            specific,
            commitment.validity.last,
            commitment.line_number,
            commitment.id,
        )
    });
    let mut won = false;
    let judge = |commitment| {
        let typed = typed(commitment);
        let mut candidate = candidate(agreement, order, commitment, demand, &typed, facts);
        candidate.wins = !won && candidate.failures.is_empty();
        won |= candidate.wins;
        candidate
    };
    ranked.into_iter().map(judge).collect()
}

/// The winner among candidates.
#[must_use]
pub fn best<'c, 'a>(candidates: &'c [Candidate<'a>]) -> Option<&'c Candidate<'a>> {
    candidates.iter().find(|candidate| candidate.wins)
}

fn candidate<'a>(
    agreement: &AgreementFacts,
    order: &OrderFacts,
    commitment: &'a Commitment,
    demand: &Demand,
    typed: &Typed,
    facts: &PriceFacts<'_>,
) -> Candidate<'a> {
    let with = Some((commitment, agreement.version));
    let (priced, broken) = match pricing::price(demand, typed, with, facts) {
        Ok(priced) => (Some(priced), None),
        Err(violation) => (None, Some(violation)),
    };
    // Without a price as typed, the limit is asked with the price as governed.
    let net = priced.as_ref().map(|priced| priced.net_amount).or_else(|| {
        let governed = pricing::price(demand, &Typed::default(), with, facts).ok()?;
        Some(governed.net_amount)
    });
    let (net, held) = (net.unwrap_or_default(), Buckets::default());
    let mut failures = failures(agreement, order, commitment, demand, net, &held, facts.tree);
    failures.extend(broken);
    Candidate {
        commitment,
        failures,
        priced,
        wins: false,
    }
}

fn preference(promise: &Promise, tree: &CategoryTree) -> (u8, usize) {
    match promise {
        Promise::ProductQuantity { .. } => (0, 0),
        Promise::ProductValue { .. } => (1, 0),
        Promise::CategoryValue { category, .. } => (2, tree.depth(*category)),
        Promise::Value { .. } => (3, 0),
    }
}

/// An agreement with the candidate that won in it.
#[derive(Clone, Copy, Debug)]
pub struct AgreementOption<'a> {
    /// The agreement.
    pub agreement: &'a AgreementFacts,
    /// Its winner.
    pub candidate: &'a Candidate<'a>,
    /// What one unit of the agreement's currency is in a currency that is the same for all options;
    /// none where no rate is known, which is the worst price.
    pub rate: Option<Decimal>,
}

/// The agreement for an indirect order among several that fit (AGR-14). Candidates that did not
/// win are passed over. Equals go to the lowest agreement number, then the lowest line number.
/// The share left is of the candidate's commitment; the best price is the lowest net amount.
#[must_use]
pub fn pick_agreement<'o, 'a>(
    tie_break: AgreementTieBreak,
    options: &'o [AgreementOption<'a>],
) -> Option<&'o AgreementOption<'a>> {
    let winning = options.iter().filter(|option| option.candidate.wins);
    winning.min_by(|left, right| {
        let by_rule = match tie_break {
            AgreementTieBreak::LowestNumber => std::cmp::Ordering::Equal,
            AgreementTieBreak::EarliestExpiry => expiry(left).cmp(&expiry(right)),
            AgreementTieBreak::MostRemaining => share_left(right).cmp(&share_left(left)),
            AgreementTieBreak::BestPrice => net(left).cmp(&net(right)),
        };
        by_rule.then_with(|| order_of(left).cmp(&order_of(right)))
    })
}

fn expiry(option: &AgreementOption<'_>) -> chrono::NaiveDate {
    option.candidate.commitment.validity.last
}

fn share_left(option: &AgreementOption<'_>) -> Decimal {
    let commitment = option.candidate.commitment;
    commitment
        .remaining()
        .checked_div(commitment.committed())
        .unwrap_or_default()
}

fn net(option: &AgreementOption<'_>) -> Decimal {
    let net = option
        .candidate
        .priced
        .as_ref()
        .map(|priced| priced.net_amount.decimal());
    let same = net
        .zip(option.rate)
        .and_then(|(net, rate)| net.checked_mul(rate));
    same.unwrap_or(Decimal::MAX)
}

fn order_of<'a>(option: &AgreementOption<'a>) -> (&'a str, AgreementId, i32) {
    let AgreementOption {
        agreement,
        candidate,
        ..
    } = option;
    (
        &agreement.number,
        agreement.id,
        candidate.commitment.line_number,
    )
}
