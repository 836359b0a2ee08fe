//! Giving up what of a line has not arrived (Q4, vector A1).

use entity::exact::Quantity;

use super::{Changed, Line, LineFacts, moves, refuse};
use crate::domain::violation::{Refusal, Violation};

/// Cancels the remainder of a line: what was ordered and neither arrived nor was given up yet. The
/// link stays, so that what arrived goes on counting; the remainder goes back to the commitment.
///
/// # Errors
/// `NothingToCancel` where nothing remains.
pub fn cancel_remainder(facts: &LineFacts<'_>, line: &Line) -> Result<Changed, Vec<Refusal>> {
    let arrived = line.received.max(line.invoiced);
    let given_up = line
        .demand
        .quantity
        .checked_sub(arrived)
        .unwrap_or(Quantity::ZERO);
    if given_up <= line.cancelled {
        return Err(vec![Refusal::of("id", Violation::NothingToCancel)]);
    }
    let after = Line {
        cancelled: given_up,
        ..line.clone()
    };
    let moves = moves(facts, line, &after).map_err(refuse)?;
    Ok(Changed {
        line: after,
        moves,
        warnings: Vec::new(),
        trace: None,
    })
}
