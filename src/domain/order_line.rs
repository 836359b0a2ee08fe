//! One order line: made, changed, linked and unlinked (AGR-7, AGR-9, AGR-10, ORD-5).

use entity::exact::{Amount, Quantity};
use entity::ids::AgreementLineId;
use entity::kinds::{PriceSource, ReleaseAmountViolation};

use super::commitment::{Buckets, Commitment};
use super::fulfillment::{OrderedState, contribution};
use super::matching::{self, AgreementFacts, Candidate, Counterparty, OrderFacts, field_of};
use super::money::Currency;
use super::pricing::{self, Demand, PriceFacts, Priced, Typed};
use super::violation::{Refusal, Violation};

mod cancel;
mod change;
#[cfg(test)]
mod tests;

pub use cancel::cancel_remainder;
pub use change::{LinkConflictPolicy, change, rewrite};

/// What is known around an order line.
#[derive(Clone, Copy, Debug)]
pub struct LineFacts<'a> {
    /// The order, with its agreement.
    pub order: &'a OrderFacts,
    /// All commitments of the order's agreement, read under lock; none without an agreement.
    pub commitments: &'a [Commitment],
    /// What prices are found in.
    pub prices: PriceFacts<'a>,
    /// What a net amount outside the release amounts gets (AGR-7.3).
    pub release_amounts: ReleaseAmountViolation,
}

/// An order line as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is ordered.
    pub demand: Demand,
    /// At what price, and why.
    pub priced: Priced,
    /// The commitment that it is linked to.
    pub link: Option<AgreementLineId>,
    /// Given up.
    pub cancelled: Quantity,
    /// Arrived.
    pub received: Quantity,
    /// Invoiced.
    pub invoiced: Quantity,
    /// The net amount of the posted invoices.
    pub invoiced_amount: Amount,
}

impl Line {
    /// What it adds to a commitment that it is linked to (AGR-12).
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn buckets(&self, counts_quantity: bool, currency: Currency) -> Result<Buckets, Violation> {
        contribution(&self.state(), counts_quantity, currency)
    }

    /// How far it has got.
    #[must_use]
    pub fn state(&self) -> OrderedState {
        OrderedState {
            quantity: self.demand.quantity,
            cancelled: self.cancelled,
            received: self.received,
            invoiced: self.invoiced,
            net_amount: self.priced.net_amount,
            invoiced_amount: self.invoiced_amount,
        }
    }

    fn moved(&self) -> bool {
        !(self.received.is_zero() && self.invoiced.is_zero() && self.invoiced_amount.is_zero())
    }
}

/// A new order line, decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its price.
    pub priced: Priced,
    /// The commitment that it is linked to.
    pub link: Option<AgreementLineId>,
    /// What to add to that commitment; zero without one.
    pub buckets: Buckets,
    /// What the caller is told.
    pub warnings: Vec<Violation>,
    /// How the commitment was found, or why none was.
    pub trace: String,
}

/// What to add to a commitment's balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitmentMove {
    /// The commitment.
    pub commitment: AgreementLineId,
    /// The difference; below zero where something is given back.
    pub delta: Buckets,
}

/// An order line after a change, decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The whole line as it shall be.
    pub line: Line,
    /// What to add to balances; never an empty move.
    pub moves: Vec<CommitmentMove>,
    /// What the caller is told.
    pub warnings: Vec<Violation>,
    /// What happened to the link, where something did.
    pub trace: Option<String>,
}

/// Makes a line: matched to the order's agreement automatically (AGR-9), priced, checked against
/// the release amounts (AGR-7.3). No fitting commitment is no refusal, unless one is named; the
/// line stays unlinked.
///
/// # Errors
/// Everything that is wrong, each under its input field; of a named commitment all that speaks
/// against it.
pub fn place(
    facts: &LineFacts<'_>,
    demand: &Demand,
    typed: &Typed,
    to: Option<AgreementLineId>,
) -> Result<Placed, Vec<Refusal>> {
    let mut refusals = check(demand);
    refusals.extend(typed.check());
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let Some(agreement) = &facts.order.agreement else {
        if to.is_some() {
            return Err(about_link(vec![Violation::OrderWithoutAgreement]));
        }
        return unlinked(
            facts,
            demand,
            typed,
            "the order has no agreement".to_owned(),
        );
    };
    let order = facts.order;
    let ranked = matching::candidates(
        agreement,
        order,
        asked(facts, to),
        demand,
        typed,
        &facts.prices,
    );
    match matching::best(&ranked) {
        Some(Candidate {
            commitment,
            priced: Some(priced),
            ..
        }) => {
            must_cost(facts, priced)?;
            let warnings = release_amounts(facts, commitment, priced.net_amount)?;
            let counts = commitment.promise.counts_quantity();
            let line = fresh(demand, priced.clone(), Some(commitment.id));
            let buckets = line.buckets(counts, order.currency).map_err(refuse)?;
            Ok(Placed {
                priced: line.priced,
                link: line.link,
                buckets,
                warnings,
                trace: trace(agreement, &ranked),
            })
        }
        _ if to.is_some() => Err(about_link(against(&ranked))),
        _ => unlinked(facts, demand, typed, trace(agreement, &ranked)),
    }
}

fn unlinked(
    facts: &LineFacts<'_>,
    demand: &Demand,
    typed: &Typed,
    trace: String,
) -> Result<Placed, Vec<Refusal>> {
    let priced = pricing::price(demand, typed, None, &facts.prices).map_err(refuse)?;
    must_cost(facts, &priced)?;
    let (buckets, warnings) = (Buckets::default(), Vec::new());
    Ok(Placed {
        priced,
        link: None,
        buckets,
        warnings,
        trace,
    })
}

/// Links an unlinked line explicitly, to the given commitment or to the best (AGR-9). What the
/// commitment governs is copied over whatever stood there, typed or not.
///
/// # Errors
/// `AlreadyLinked`, `AlreadyReceived`, `OrderWithoutAgreement`, `NotFound` for a commitment of
/// another agreement or where none fits, everything of [`matching::failures`], and a blocking
/// release amount.
pub fn link(
    facts: &LineFacts<'_>,
    line: &Line,
    to: Option<AgreementLineId>,
) -> Result<Changed, Vec<Refusal>> {
    let mut refusals = Vec::new();
    if line.link.is_some() {
        refusals.push(Violation::AlreadyLinked);
    }
    if line.moved() {
        refusals.push(Violation::AlreadyReceived);
    }
    let Some(agreement) = &facts.order.agreement else {
        refusals.push(Violation::OrderWithoutAgreement);
        return Err(about_link(refusals));
    };
    if !refusals.is_empty() {
        return Err(about_link(refusals));
    }
    let typed = line.priced.typed();
    let (order, demand) = (facts.order, &line.demand);
    let typed = |commitment: &Commitment| typed.ungoverned(&commitment.promise);
    let asked = asked(facts, to);
    let ranked = matching::rank(agreement, order, asked, demand, typed, &facts.prices);
    let Some(winner) = matching::best(&ranked) else {
        let failures = match to {
            Some(_) => against(&ranked),
            None => vec![Violation::NotFound],
        };
        return Err(about_link(failures));
    };
    let mut after = line.clone();
    after.link = Some(winner.commitment.id);
    if let Some(priced) = &winner.priced {
        after.priced = priced.clone();
    }
    let warnings = release_amounts(facts, winner.commitment, after.priced.net_amount)?;
    let moves = moves(facts, line, &after).map_err(refuse)?;
    Ok(Changed {
        line: after,
        moves,
        warnings,
        trace: Some(trace(agreement, &ranked)),
    })
}

/// What becomes of the price when a link is removed (AGR-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceAfterUnlink {
    /// Found anew, in the price list or at the item; of what is sold, what was typed.
    Reprice,
    /// Kept as it is, with where it came from.
    Keep,
}

/// Removes a line's link; its quantity stays (AGR-10). Once something is invoiced this needs a
/// right, which the caller has looked up (Q11).
///
/// # Errors
/// `NotLinked`; `AlreadyReceived` where something is invoiced and the right is missing; `Required`
/// where what is sold would cost nothing that somebody said.
pub fn unlink(
    facts: &LineFacts<'_>,
    line: &Line,
    price: PriceAfterUnlink,
    even_if_invoiced: bool,
) -> Result<Changed, Vec<Refusal>> {
    let mut refusals = Vec::new();
    if line.link.is_none() {
        refusals.push(Violation::NotLinked);
    }
    let invoiced = !(line.invoiced.is_zero() && line.invoiced_amount.is_zero());
    if invoiced && !even_if_invoiced {
        refusals.push(Violation::AlreadyReceived);
    }
    if !refusals.is_empty() {
        return Err(about_link(refusals));
    }
    let mut after = line.clone();
    after.link = None;
    if price == PriceAfterUnlink::Reprice {
        after.priced = anew(facts, &line.demand, &line.priced.typed())?;
        must_cost(facts, &after.priced)?;
    }
    let moves = moves(facts, line, &after).map_err(refuse)?;
    let trace = Some("the link was removed".to_owned());
    Ok(Changed {
        line: after,
        moves,
        warnings: Vec::new(),
        trace,
    })
}

/// The price without a link: typed values are dropped, for the price list or the item has one. What
/// is sold has none there, so that what was typed stays.
fn anew(facts: &LineFacts<'_>, demand: &Demand, typed: &Typed) -> Result<Priced, Vec<Refusal>> {
    let typed = match facts.order.counterparty {
        Counterparty::Vendor(_) => Typed::default(),
        Counterparty::Customer(_) => *typed,
    };
    pricing::price(demand, &typed, None, &facts.prices).map_err(refuse)
}

/// Refuses what is sold at a price that neither a commitment gave nor somebody typed: there is no
/// other, and it is not given away by mistake.
fn must_cost(facts: &LineFacts<'_>, priced: &Priced) -> Result<(), Vec<Refusal>> {
    let is_sold = matches!(facts.order.counterparty, Counterparty::Customer(_));
    match is_sold && priced.price_source == PriceSource::None {
        true => Err(vec![Refusal::of("unitPrice", Violation::Required)]),
        false => Ok(()),
    }
}

/// What is wrong with a demand whatever it is linked to.
fn check(demand: &Demand) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if demand.item.is_none() && demand.category.is_none() {
        refusals.push(Refusal::of("itemId", Violation::Required));
    }
    if demand.quantity <= Quantity::ZERO {
        refusals.push(Refusal::of("quantity", Violation::NotPositive));
    }
    refusals
}

/// The warning or the refusal about the release amounts (AGR-7.3).
pub(super) fn release_amounts(
    facts: &LineFacts<'_>,
    commitment: &Commitment,
    net: Amount,
) -> Result<Vec<Violation>, Vec<Refusal>> {
    let found: Vec<Violation> = commitment.release_amount(net).into_iter().collect();
    match facts.release_amounts {
        ReleaseAmountViolation::Block if !found.is_empty() => Err(found
            .into_iter()
            .map(|v| Refusal::of("quantity", v))
            .collect()),
        ReleaseAmountViolation::Block | ReleaseAmountViolation::Warn => Ok(found),
    }
}

/// What both commitments' balances gain or lose when `before` becomes `after`.
fn moves(
    facts: &LineFacts<'_>,
    before: &Line,
    after: &Line,
) -> Result<Vec<CommitmentMove>, Violation> {
    let old = held(facts, before)?;
    let new = held(facts, after)?;
    let nothing = Buckets::default();
    let found = match (old, new) {
        (Some((from, old)), Some((to, new))) if from == to => vec![(to, new.sub(&old)?)],
        (old, new) => {
            let back = old.map(|(id, old)| Ok::<_, Violation>((id, nothing.sub(&old)?)));
            back.into_iter()
                .chain(new.map(Ok))
                .collect::<Result<_, _>>()?
        }
    };
    let moves = found.into_iter().filter(|(_, delta)| !delta.is_zero());
    Ok(moves
        .map(|(commitment, delta)| CommitmentMove { commitment, delta })
        .collect())
}

/// The commitment that a line is linked to, with what the line takes of it.
fn held(
    facts: &LineFacts<'_>,
    line: &Line,
) -> Result<Option<(AgreementLineId, Buckets)>, Violation> {
    let Some(id) = line.link else { return Ok(None) };
    let commitment = find(facts, id).ok_or(Violation::NotFound)?;
    let counts = commitment.promise.counts_quantity();
    Ok(Some((id, line.buckets(counts, facts.order.currency)?)))
}

/// The commitments that are looked at: the named one, else all.
fn asked<'a>(facts: &LineFacts<'a>, to: Option<AgreementLineId>) -> &'a [Commitment] {
    match to {
        None => facts.commitments,
        Some(id) => find(facts, id).map_or(&[], std::slice::from_ref),
    }
}

/// What speaks against a named commitment.
fn against(ranked: &[Candidate<'_>]) -> Vec<Violation> {
    let named = ranked.first();
    named.map_or_else(|| vec![Violation::NotFound], |own| own.failures.clone())
}

fn find<'a>(facts: &LineFacts<'a>, id: AgreementLineId) -> Option<&'a Commitment> {
    facts
        .commitments
        .iter()
        .find(|commitment| commitment.id == id)
}

pub(super) fn fresh(demand: &Demand, priced: Priced, link: Option<AgreementLineId>) -> Line {
    Line {
        demand: demand.clone(),
        priced,
        link,
        cancelled: Quantity::ZERO,
        received: Quantity::ZERO,
        invoiced: Quantity::ZERO,
        invoiced_amount: Amount::ZERO,
    }
}

fn refuse(violation: Violation) -> Vec<Refusal> {
    vec![Refusal::of(field_of(&violation), violation)]
}

fn about_link(violations: Vec<Violation>) -> Vec<Refusal> {
    let about = |violation| Refusal::of("agreementLineId", violation);
    violations.into_iter().map(about).collect()
}

/// How matching went, in words: each commitment looked at, up to the winner (AGR-14).
#[must_use]
pub fn trace(agreement: &AgreementFacts, candidates: &[Candidate<'_>]) -> String {
    let mut words = format!("agreement {}", agreement.number);
    if candidates.is_empty() {
        words.push_str(": no commitments");
    }
    for Candidate {
        commitment,
        failures,
        wins,
        ..
    } in candidates
    {
        words.push_str(&format!("; line {}: ", commitment.line_number));
        if *wins {
            words.push_str("linked");
            break;
        }
        let texts: Vec<String> = failures.iter().map(ToString::to_string).collect();
        words.push_str(&texts.join(", "));
    }
    words
}
