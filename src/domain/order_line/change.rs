//! An edit of an order line, and what becomes of its link (ORD-5, AGR-7).

use entity::exact::Quantity;
use entity::kinds::PriceSource;

use super::{
    Changed, Commitment, Line, LineFacts, anew, check, find, held, moves, must_cost, refuse,
    release_amounts,
};
use crate::domain::commitment::Buckets;
use crate::domain::matching::{self, Counterparty, Draw};
use crate::domain::money::PriceTerms;
use crate::domain::pricing::{self, Demand, Priced, Typed};
use crate::domain::violation::{LinkOutcome, Refusal, Violation};

/// What an edit does that cannot keep the link: the product's Yes/No prompt as data (AGR-7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkConflictPolicy {
    /// Refuse, and show both ways out.
    Reject,
    /// Drop the link and find the price anew; typed prices are dropped as well, but of what is
    /// sold, which has no other.
    UnlinkAndReprice,
    /// Drop the link and keep the price as edited.
    UnlinkKeepPrice,
}

/// Edits a line. `demand` is the whole demand as wanted, `typed` only what this edit types.
///
/// A linked line keeps what its commitment gave it; an edit that does not fit (AGR-9), exceeds an
/// enforced maximum or leaves a fixed price meets the policy. A price that was neither typed nor
/// given by the link is found anew when the demand changes. An unlinked line stays unlinked.
///
/// # Errors
/// `LinkConflict` under [`LinkConflictPolicy::Reject`]; `DeliveryDateOutsideValidity` of a linked
/// line under every policy (AGR-6); `BelowReceived`; `AlreadyReceived` for another item or unit of
/// a line that has arrived; a blocking release amount; unsound input.
pub fn change(
    facts: &LineFacts<'_>,
    line: &Line,
    demand: &Demand,
    typed: &Typed,
    policy: LinkConflictPolicy,
) -> Result<Changed, Vec<Refusal>> {
    let mut refusals = wrong(line, demand, typed);
    let commitment = match line
        .link
        .map(|id| find(facts, id).ok_or(Violation::NotFound))
    {
        None => None,
        Some(Ok(commitment)) => Some(commitment),
        Some(Err(violation)) => {
            refusals.extend(refuse(violation));
            None
        }
    };
    let outside = commitment.and_then(|c| matching::outside_validity(c, demand));
    refusals.extend(outside.map(|violation| Refusal::of("deliveryDate", violation)));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut after = line.clone();
    after.demand = demand.clone();
    after.priced = edited(facts, line, demand, typed, commitment).map_err(refuse)?;
    let Some(commitment) = commitment else {
        return Ok(Changed {
            line: after,
            moves: vec![],
            warnings: vec![],
            trace: None,
        });
    };
    let reasons = breaks(facts, commitment, line, &after).map_err(refuse)?;
    if reasons.is_empty() {
        let warnings = release_amounts(facts, commitment, after.priced.net_amount)?;
        let moves = moves(facts, line, &after).map_err(refuse)?;
        return Ok(Changed {
            line: after,
            moves,
            warnings,
            trace: None,
        });
    }
    after.link = None;
    torn(facts, commitment, line, (after, typed), (reasons, policy))
}

/// The edit that cannot keep the link, by the policy.
fn torn(
    facts: &LineFacts<'_>,
    commitment: &Commitment,
    line: &Line,
    (mut after, typed): (Line, &Typed),
    (reasons, policy): (Vec<Violation>, LinkConflictPolicy),
) -> Result<Changed, Vec<Refusal>> {
    let anew = anew(facts, &after.demand, &typed_over(line, typed))?;
    let words: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    match policy {
        LinkConflictPolicy::Reject => {
            let given_back = given_back(facts, commitment, line).map_err(refuse)?;
            let outcome = |priced: &Priced| Box::new(outcome(facts, priced, &given_back));
            let (reprice, keep_price) = (outcome(&anew), outcome(&after.priced));
            let conflict = Violation::LinkConflict {
                reasons,
                reprice,
                keep_price,
            };
            return Err(vec![Refusal::of("", conflict)]);
        }
        LinkConflictPolicy::UnlinkAndReprice => {
            must_cost(facts, &anew)?;
            after.priced = anew;
        }
        LinkConflictPolicy::UnlinkKeepPrice => {}
    }
    let moves = moves(facts, line, &after).map_err(refuse)?;
    let trace = Some(format!("the link was removed: {}", words.join(", ")));
    Ok(Changed {
        line: after,
        moves,
        warnings: vec![],
        trace,
    })
}

/// Has a line say what the line of a trading partner says that it goes with, whatever it said
/// before (ICO-2). There is nothing to choose: what its link does not bear is refused.
///
/// # Errors
/// All that speaks against the link, each under its field; unsound input.
pub fn rewrite(
    facts: &LineFacts<'_>,
    line: &Line,
    demand: &Demand,
    terms: &PriceTerms,
    cancelled: Quantity,
) -> Result<Changed, Vec<Refusal>> {
    let mut after = line.clone();
    after.demand = demand.clone();
    after.cancelled = cancelled;
    let commitment = match line.link {
        Some(id) => Some(find(facts, id).ok_or_else(|| refuse(Violation::NotFound))?),
        None => None,
    };
    let typed = Typed {
        unit_price: Some(terms.unit_price),
        price_unit: Some(terms.price_unit),
        discount_percent: Some(terms.discount_percent),
        discount_amount: Some(terms.discount_amount),
    };
    after.priced = match *terms == line.priced.terms {
        true => pricing::settle(line.priced.clone(), demand.quantity, facts.prices.currency),
        false => {
            let agreement = facts.order.agreement.as_ref();
            let version = agreement.map_or(0, |own| own.version);
            let with = commitment.map(|own| (own, version));
            pricing::compose(demand, &typed, with, &facts.prices)
        }
    }
    .map_err(refuse)?;
    if let Some(commitment) = commitment {
        let reasons = breaks(facts, commitment, line, &after).map_err(refuse)?;
        if !reasons.is_empty() {
            return Err(reasons.into_iter().flat_map(refuse).collect());
        }
    }
    let moves = moves(facts, line, &after).map_err(refuse)?;
    Ok(Changed {
        line: after,
        moves,
        warnings: vec![],
        trace: None,
    })
}

/// What is wrong with the edit, link or no link.
fn wrong(line: &Line, demand: &Demand, typed: &Typed) -> Vec<Refusal> {
    let mut refusals = check(demand);
    refusals.extend(typed_over(line, typed).check());
    let taken = line
        .received
        .checked_add(line.cancelled)
        .unwrap_or(Quantity::MAX);
    if demand.quantity > Quantity::ZERO && demand.quantity < taken {
        refusals.push(Refusal::of(
            "quantity",
            Violation::BelowReceived { received: taken },
        ));
    }
    if line.moved() {
        if demand.item != line.demand.item {
            refusals.push(Refusal::of("itemId", Violation::AlreadyReceived));
        }
        if demand.unit != line.demand.unit {
            refusals.push(Refusal::of("unit", Violation::AlreadyReceived));
        }
    }
    refusals
}

/// What is typed after the edit. A price unit typed alone goes with the price that the line has,
/// and a price typed alone keeps the line's price unit.
fn typed_over(line: &Line, edit: &Typed) -> Typed {
    let before = line.priced.typed();
    let price = edit.unit_price.is_some() || edit.price_unit.is_some();
    let terms = &line.priced.terms;
    Typed {
        unit_price: edit
            .unit_price
            .or(price.then_some(terms.unit_price))
            .or(before.unit_price),
        price_unit: edit
            .price_unit
            .or(price.then_some(terms.price_unit))
            .or(before.price_unit),
        discount_percent: edit.discount_percent.or(before.discount_percent),
        discount_amount: edit.discount_amount.or(before.discount_amount),
    }
}

/// The price after the edit, as if the link held: typed values, else what the link gave, else
/// what is found anew for a changed demand, else what stood there.
fn edited(
    facts: &LineFacts<'_>,
    line: &Line,
    demand: &Demand,
    edit: &Typed,
    commitment: Option<&Commitment>,
) -> Result<Priced, Violation> {
    let typed = typed_over(line, edit);
    let version = facts
        .order
        .agreement
        .as_ref()
        .map_or(0, |agreement| agreement.version);
    let with = commitment.map(|commitment| (commitment, version));
    let mut priced = pricing::compose(demand, &typed, with, &facts.prices)?;
    let same_demand = priced_alike(demand, &line.demand);
    // Nothing is found anew of what is sold.
    let is_sold = matches!(facts.order.counterparty, Counterparty::Customer(_));
    // Q21: what the link gave stays, also after the agreement was changed.
    let stays = |source: PriceSource| {
        same_demand || is_sold || (commitment.is_some() && source == PriceSource::Agreement)
    };
    let old = &line.priced;
    if edit.unit_price.is_none() && edit.price_unit.is_none() && stays(old.price_source) {
        priced.terms.unit_price = old.terms.unit_price;
        priced.terms.price_unit = old.terms.price_unit;
        priced.price_source = old.price_source;
        priced.price_trade_agreement = old.price_trade_agreement;
    }
    if edit.discount_percent.is_none() && stays(old.discount_percent_source) {
        priced.terms.discount_percent = old.terms.discount_percent;
        priced.discount_percent_source = old.discount_percent_source;
        priced.discount_trade_agreement = old.discount_trade_agreement;
    }
    if edit.discount_amount.is_none() && stays(old.discount_amount_source) {
        priced.terms.discount_amount = old.terms.discount_amount;
        priced.discount_amount_source = old.discount_amount_source;
        priced.discount_trade_agreement = old.discount_trade_agreement;
    }
    if old.agreement_line.is_some() {
        priced.agreement_line = old.agreement_line;
        priced.agreement_version = old.agreement_version;
    }
    pricing::settle(priced.tidied(), demand.quantity, facts.prices.currency)
}

/// Whether two demands find the same price: the same thing, quantity, unit and day.
fn priced_alike(left: &Demand, right: &Demand) -> bool {
    (left.item, left.category) == (right.item, right.category)
        && (left.quantity, &left.unit) == (right.quantity, &right.unit)
        && left.delivery_date == right.delivery_date
}

/// Why the link cannot stay. That the agreement is no longer effective speaks only against taking
/// more of it: closing leaves linked lines as they are (AGR-5, Q13).
fn breaks(
    facts: &LineFacts<'_>,
    commitment: &Commitment,
    before: &Line,
    after: &Line,
) -> Result<Vec<Violation>, Violation> {
    let held = held(facts, before)?
        .map(|(_, held)| held)
        .unwrap_or_default();
    let draw = after.buckets(commitment.promise.counts_quantity(), facts.order.currency)?;
    let grows = commitment.measure(&draw) > commitment.measure(&held);
    let mut reasons = Vec::new();
    if let Some(agreement) = &facts.order.agreement {
        let closed = |v: &Violation| {
            matches!(
                v,
                Violation::AgreementNotEffective { .. } | Violation::DirectInvoicingRequired
            )
        };
        let standing = matching::standing(agreement, facts.order);
        reasons.extend(standing.into_iter().filter(|v| grows || !closed(v)));
    }
    reasons.extend(matching::unfit(
        commitment,
        &after.demand,
        facts.prices.tree,
    ));
    let currency = facts.order.currency;
    reasons.extend(matching::exceeds(
        commitment,
        Draw::from(&draw),
        &held,
        currency,
    ));
    if commitment.price_fixed && !commitment.promise.governs_as_in(&after.priced.terms) {
        reasons.push(Violation::PriceFixed);
    }
    Ok(reasons)
}

/// The commitment as it would be without the line.
fn given_back(
    facts: &LineFacts<'_>,
    commitment: &Commitment,
    line: &Line,
) -> Result<Commitment, Violation> {
    let held: Buckets = held(facts, line)?.map(|(_, held)| held).unwrap_or_default();
    Ok(Commitment {
        used: commitment.used.sub(&held)?,
        ..commitment.clone()
    })
}

fn outcome(facts: &LineFacts<'_>, priced: &Priced, without: &Commitment) -> LinkOutcome {
    LinkOutcome {
        unit_price: priced.terms.unit_price,
        price_unit: priced.terms.price_unit,
        discount_percent: priced.terms.discount_percent,
        discount_amount: priced.terms.discount_amount,
        net_amount: priced.net_amount,
        currency: facts.order.currency.code,
        remaining: without.remaining(),
    }
}
