//! A release order: one order drawn from several commitments of an agreement (AGR-11).

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Quantity, Rate};
use entity::ids::{AgreementLineId, ItemId, ProcurementCategoryId, SiteId, WarehouseId};
use entity::kinds::{ReleaseAmountViolation, VendorBlocked};

use super::category::CategoryTree;
use super::commitment::{Buckets, Commitment, Promise};
use super::matching::{self, AgreementFacts, OrderFacts, field_of};
use super::order_line::{LineFacts, fresh, release_amounts};
use super::pricing::{self, Demand, ItemPrice, PriceFacts, PriceListEntry, Priced, Typed};
use super::violation::{Refusal, Violation};

mod quantity;
#[cfg(test)]
mod tests;

pub use quantity::{OrderSettings, recommended};

/// What is known before a release.
#[derive(Clone, Debug)]
pub struct ReleaseFacts<'a> {
    /// The agreement.
    pub agreement: AgreementFacts,
    /// How far its vendor is blocked.
    pub vendor_blocked: VendorBlocked,
    /// All its commitments, read under lock.
    pub commitments: &'a [Commitment],
    /// All items that the lines or their commitments name.
    pub items: &'a [ItemFacts],
    /// The price list.
    pub list: &'a [PriceListEntry],
    /// The categories.
    pub tree: &'a CategoryTree,
    /// What a net amount outside the release amounts gets (AGR-7.3).
    pub release_amounts: ReleaseAmountViolation,
}

/// An item, as far as a release looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFacts {
    /// The item.
    pub id: ItemId,
    /// Its category.
    pub category: Option<ProcurementCategoryId>,
    /// Whether buying it is forbidden.
    pub blocked: bool,
    /// The unit that lines naming none get, and that the settings are in.
    pub purchase_unit: UnitCode,
    /// All its units, each with how many base units are in one.
    pub units: Vec<(UnitCode, Rate)>,
    /// Its own price.
    pub price: Option<ItemPrice>,
    /// What is recommended to order, in purchase units.
    pub settings: OrderSettings,
}

impl ItemFacts {
    /// How many base units are in one `unit`; none where the item is not bought in it.
    #[must_use]
    pub fn factor(&self, unit: &UnitCode) -> Option<Rate> {
        self.units
            .iter()
            .find(|(code, _)| code == unit)
            .map(|(_, factor)| *factor)
    }
}

/// One wanted line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseLine {
    /// The commitment to draw from.
    pub commitment: AgreementLineId,
    /// How much, in `unit`; lines of 0 are passed over.
    pub quantity: Quantity,
    /// The item; a product commitment's own where none is named.
    pub item: Option<ItemId>,
    /// The category of a line without item; a category commitment's own where none is named.
    pub category: Option<ProcurementCategoryId>,
    /// The unit; the commitment's, else the item's purchase unit, where none is named.
    pub unit: Option<UnitCode>,
    /// The product variant; the commitment's where none is named.
    pub variant: Option<String>,
    /// The site; the commitment's where none is named.
    pub site: Option<SiteId>,
    /// The warehouse; the commitment's where none is named.
    pub warehouse: Option<WarehouseId>,
    /// The delivery day.
    pub delivery_date: NaiveDate,
    /// Typed price and discounts.
    pub typed: Typed,
}

/// The order to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasePlan {
    /// Its lines, in the order asked for; at least one.
    pub lines: Vec<PlannedLine>,
}

/// A line to be made and linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLine {
    /// Which of the lines asked for.
    pub element: usize,
    /// The commitment that it is linked to.
    pub commitment: AgreementLineId,
    /// What is ordered.
    pub demand: Demand,
    /// At what price.
    pub priced: Priced,
    /// What to add to the commitment's balance.
    pub buckets: Buckets,
    /// A quantity that suits the item's order settings better; a hint and no refusal.
    pub recommended_quantity: Option<Quantity>,
    /// What the caller is told.
    pub warnings: Vec<Violation>,
}

/// Plans a release order. Lines on the same commitment are summed, so that together they stay
/// within an enforced maximum (AGR-7.1).
///
/// # Errors
/// Everything that is wrong: the agreement's state and vendor under `agreementId`, the lines'
/// under `lines` with their element, `NothingToRelease` where no line has a quantity.
pub fn plan(facts: &ReleaseFacts<'_>, ask: &[ReleaseLine]) -> Result<ReleasePlan, Vec<Refusal>> {
    let about = |violation| Refusal::of("agreementId", violation);
    let mut refusals: Vec<Refusal> = facts
        .agreement
        .closed_to_orders()
        .into_iter()
        .map(about)
        .collect();
    if facts.vendor_blocked == VendorBlocked::All {
        refusals.push(about(Violation::VendorBlocked));
    }
    let mut commitments = facts.commitments.to_vec();
    let mut lines = Vec::new();
    for (element, wanted) in ask
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.quantity.is_zero())
    {
        match line(facts, &mut commitments, element, wanted) {
            Ok(planned) => lines.push(planned),
            Err(found) => {
                refusals.extend(found.into_iter().map(|r| r.within("lines", element)));
            }
        }
    }
    if ask.iter().all(|line| line.quantity.is_zero()) {
        refusals.push(Refusal::of("lines", Violation::NothingToRelease));
    }
    if refusals.is_empty() {
        Ok(ReleasePlan { lines })
    } else {
        Err(refusals)
    }
}

/// Plans one line and draws it from `commitments`.
fn line(
    facts: &ReleaseFacts<'_>,
    commitments: &mut [Commitment],
    element: usize,
    wanted: &ReleaseLine,
) -> Result<PlannedLine, Vec<Refusal>> {
    let own = commitments
        .iter_mut()
        .find(|own| own.id == wanted.commitment);
    let Some(commitment) = own else {
        return Err(vec![Refusal::of("agreementLineId", Violation::NotFound)]);
    };
    let mut refusals = wanted.typed.check();
    if wanted.quantity < Quantity::ZERO {
        refusals.push(Refusal::of("quantity", Violation::Negative));
    }
    let item = named_item(facts, commitment, wanted, &mut refusals);
    let demand = demand(commitment, wanted, item, &mut refusals);
    let Some(demand) = demand.filter(|_| refusals.is_empty()) else {
        return Err(refusals);
    };
    let prices = PriceFacts {
        list: facts.list,
        item_price: item.and_then(|item| item.price.as_ref()),
        tree: facts.tree,
        counterparty: facts.agreement.counterparty,
        currency: facts.agreement.currency,
    };
    let (priced, warnings) = judged(facts, commitment, &demand, &wanted.typed, prices)?;
    let agreement = &facts.agreement;
    let buckets = draw_from(commitment, &demand, &priced, agreement)
        .map_err(|violation| vec![Refusal::of("quantity", violation)])?;
    let recommended_quantity = item.and_then(|item| {
        let purchase = item.factor(&item.purchase_unit)?;
        recommended(
            demand.quantity,
            demand.unit_factor,
            purchase,
            &item.settings,
        )
    });
    let commitment = commitment.id;
    Ok(PlannedLine {
        element,
        commitment,
        demand,
        priced,
        buckets,
        recommended_quantity,
        warnings,
    })
}

/// The price and the warnings of a complete demand, or everything that speaks against it.
fn judged(
    facts: &ReleaseFacts<'_>,
    commitment: &Commitment,
    demand: &Demand,
    typed: &Typed,
    prices: PriceFacts<'_>,
) -> Result<(Priced, Vec<Violation>), Vec<Refusal>> {
    let agreement = &facts.agreement;
    let with = Some((commitment, agreement.version));
    let about = |violation| Refusal::of(field_of(&violation), violation);
    let mut refusals = Vec::new();
    // A price that does not hold is a refusal beside the others, not instead of them.
    let priced = pricing::price(demand, typed, with, &prices).or_else(|violation| {
        refusals.push(about(violation));
        pricing::price(demand, &Typed::default(), with, &prices)
    });
    let net = priced
        .as_ref()
        .map(|priced| priced.net_amount)
        .unwrap_or_default();
    let draw = matching::Draw {
        quantity: demand.quantity.decimal(),
        amount: net.decimal(),
    };
    let mut found = matching::unfit(commitment, demand, facts.tree);
    found.extend(matching::exceeds(
        commitment,
        draw,
        &Buckets::default(),
        agreement.currency,
    ));
    refusals.extend(found.into_iter().map(about));
    let order = OrderFacts {
        counterparty: agreement.counterparty,
        currency: agreement.currency,
        agreement: Some(agreement.clone()),
    };
    let around = LineFacts {
        order: &order,
        commitments: facts.commitments,
        prices,
        release_amounts: facts.release_amounts,
    };
    let warnings = release_amounts(&around, commitment, net).unwrap_or_else(|blocking| {
        refusals.extend(blocking);
        Vec::new()
    });
    match priced {
        Ok(priced) if refusals.is_empty() => Ok((priced, warnings)),
        _ => Err(refusals),
    }
}

/// Adds the line to the commitment's balance, so that the lines after it see what is left.
fn draw_from(
    commitment: &mut Commitment,
    demand: &Demand,
    priced: &Priced,
    agreement: &AgreementFacts,
) -> Result<Buckets, Violation> {
    let line = fresh(demand, priced.clone(), Some(commitment.id));
    let buckets = line.buckets(commitment.promise.counts_quantity(), agreement.currency)?;
    commitment.used = commitment.used.add(&buckets)?;
    Ok(buckets)
}

/// The item that a line names or gets from its commitment; it must be known and not be blocked.
fn named_item<'a>(
    facts: &ReleaseFacts<'a>,
    commitment: &Commitment,
    wanted: &ReleaseLine,
    refusals: &mut Vec<Refusal>,
) -> Option<&'a ItemFacts> {
    let promised = match &commitment.promise {
        Promise::ProductQuantity { item, .. } | Promise::ProductValue { item, .. } => Some(*item),
        Promise::CategoryValue { .. } | Promise::Value { .. } => None,
    };
    let id = wanted.item.or(promised)?;
    match facts.items.iter().find(|item| item.id == id) {
        None => {
            refusals.push(Refusal::of("itemId", Violation::NotFound));
            None
        }
        Some(item) => {
            if item.blocked {
                refusals.push(Refusal::of("itemId", Violation::ItemBlocked));
            }
            Some(item)
        }
    }
}

/// The demand with what the line leaves out; none with refusals where it cannot be completed.
fn demand(
    commitment: &Commitment,
    wanted: &ReleaseLine,
    item: Option<&ItemFacts>,
    refusals: &mut Vec<Refusal>,
) -> Option<Demand> {
    let category = match (item, &commitment.promise) {
        (Some(item), _) => item.category,
        (None, Promise::CategoryValue { category, .. }) => wanted.category.or(Some(*category)),
        (None, _) => wanted.category,
    };
    if item.is_none() && category.is_none() && wanted.item.is_none() {
        refusals.push(incomplete(
            "itemId",
            "the commitment is of any item: name one, or a category",
        ));
    }
    let promised = match &commitment.promise {
        Promise::ProductQuantity { unit, .. } => Some(unit),
        _ => item.map(|item| &item.purchase_unit),
    };
    let unit = wanted.unit.as_ref().or(promised).cloned();
    let Some(unit) = unit else {
        if wanted.item.is_none() {
            refusals.push(incomplete("unit", "a line without item needs a unit"));
        }
        return None;
    };
    let factor = match item {
        Some(item) => item.factor(&unit),
        None => Rate::try_from(rust_decimal::Decimal::ONE).ok(),
    };
    let Some(unit_factor) = factor else {
        refusals.push(Refusal::of("unit", Violation::UnitNotOfItem { unit }));
        return None;
    };
    Some(Demand {
        item: item.map(|item| item.id),
        category,
        variant: wanted
            .variant
            .clone()
            .or_else(|| commitment.variant.clone()),
        site: wanted.site.or(commitment.site),
        warehouse: wanted.warehouse.or(commitment.warehouse),
        quantity: wanted.quantity,
        unit,
        unit_factor,
        delivery_date: wanted.delivery_date,
    })
}

fn incomplete(field: &str, reason: &str) -> Refusal {
    Refusal::of(
        field,
        Violation::ReleaseIncomplete {
            reason: reason.to_owned(),
        },
    )
}
