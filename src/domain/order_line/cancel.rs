//! Giving up what of a line has not arrived (Q4, vector A1).

use entity::exact::Quantity;

use super::{Changed, Line, LineFacts, moves, refuse};
use crate::domain::violation::{Refusal, Violation};

/// Cancels the remainder of a line: what was ordered and neither arrived nor was given up yet. The
/// link stays, so that what arrived goes on counting; the remainder goes back to the commitment. Of
/// a return, all is the same with the signs turned.
///
/// # Errors
/// `NothingToCancel` where nothing remains.
pub fn cancel_remainder(facts: &LineFacts<'_>, line: &Line) -> Result<Changed, Vec<Refusal>> {
    let quantity = line.demand.quantity;
    let turned = quantity < Quantity::ZERO;
    let arrived = match turned {
        true => line.received.min(line.invoiced),
        false => line.received.max(line.invoiced),
    };
    let given_up = quantity.checked_sub(arrived).unwrap_or(Quantity::ZERO);
    let nothing = match turned {
        true => given_up >= line.cancelled,
        false => given_up <= line.cancelled,
    };
    if nothing {
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
