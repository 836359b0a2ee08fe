//! Why an order line is linked as it is: every commitment looked at, and what spoke against it.

use entity::agreement_line;
use entity::ids::AgreementLineId;

use crate::domain::commitment::Buckets;
use crate::domain::matching::candidates;
use crate::domain::order_line::Line;
use crate::domain::pricing::Priced;
use crate::domain::violation::Violation;
use crate::failure::Failure;

use super::around::Around;

/// A commitment that was looked at.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The commitment.
    pub commitment: agreement_line::Model,
    /// Everything that speaks against it.
    pub failures: Vec<Violation>,
    /// The price under it.
    pub priced: Option<Priced>,
    /// Whether it is the one that the line would be linked to.
    pub wins: bool,
    /// Whether the line is linked to it.
    pub linked: bool,
}

/// All commitments of the order's agreement in the order of preference, judged for a line as if it
/// were not linked yet (AGR-9).
///
/// # Errors
/// A refusal of what no column holds.
pub fn run(around: &mut Around, own: &Line) -> Result<Vec<Explained>, Failure> {
    give_back(around, own)?;
    let Some(agreement) = &around.order.agreement else {
        return Ok(Vec::new());
    };
    let prices = around.book.prices(own.demand.item);
    // What a commitment gave is no typed value: it would win against every other commitment.
    let typed = own.priced.typed();
    let found = candidates(
        agreement,
        &around.order,
        &around.commitments,
        &own.demand,
        &typed,
        &prices,
    );
    let explained = found.into_iter().filter_map(|candidate| {
        let id: AgreementLineId = candidate.commitment.id;
        Some(Explained {
            commitment: around.row(id)?.clone(),
            failures: candidate.failures,
            priced: candidate.priced,
            wins: candidate.wins,
            linked: own.link == Some(id),
        })
    });
    Ok(explained.collect())
}

/// Takes out of the balances what the line itself holds.
fn give_back(around: &mut Around, line: &Line) -> Result<(), Failure> {
    let Some(id) = line.link else {
        return Ok(());
    };
    let Some(own) = around.commitments.iter().find(|own| own.id == id) else {
        return Ok(());
    };
    let counts = own.promise.counts_quantity();
    let refuse = |violation| Failure::refused("id", violation);
    let held = line
        .buckets(counts, around.order.currency)
        .map_err(refuse)?;
    let back = Buckets::default().sub(&held).map_err(refuse)?;
    around.draw(Some(id), &back).map_err(refuse)
}
