//! Moving commitments: balances and ledger in one transaction, the contended rows last (AGR-12).

use std::collections::BTreeMap;

use entity::ids::{
    AgreementId, AgreementLineId, PurchaseInvoiceLineId, PurchaseOrderId, PurchaseOrderLineId,
    SalesOrderId, SalesOrderLineId,
};
use entity::kinds::CommitmentEntryType;
use entity::{agreement_line, commitment_entry};
use sea_orm::ColumnTrait;

use crate::domain::commitment::{Buckets, Commitment, Promise};
use crate::domain::money::Currency;
use crate::domain::order_line::{Changed, CommitmentMove, Line};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{BalanceChange, Limit, Scope, TenantTx};

use super::facts;

/// What moves a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mover {
    /// A line of a purchase order.
    OrderLine(PurchaseOrderId, PurchaseOrderLineId),
    /// A line of a sales order.
    SalesOrderLine(SalesOrderId, SalesOrderLineId),
    /// A posted invoice line that stands for no order line (AGR-2).
    InvoiceLine(PurchaseInvoiceLineId),
}

/// One movement of one commitment.
#[derive(Clone, Debug)]
pub struct Movement {
    /// The agreement.
    pub agreement: AgreementId,
    /// The commitment.
    pub commitment: AgreementLineId,
    /// What moves it.
    pub by: Mover,
    /// The place of the order line in the input, for refusals.
    pub element: Option<usize>,
    /// What happened.
    pub entry_type: CommitmentEntryType,
    /// What is added to the balances.
    pub delta: Buckets,
    /// Why, in the operation's words.
    pub reason: &'static str,
}

/// What a decided change of an order line moves: back to the commitment that it leaves, out of the
/// one that it draws on.
#[must_use]
pub fn of_change(
    agreement: Option<AgreementId>,
    by: Mover,
    before: &Line,
    changed: &Changed,
    reason: &'static str,
) -> Vec<Movement> {
    let after = &changed.line;
    let entry_type = match (before.link, after.link) {
        (None, _) => CommitmentEntryType::Linked,
        (Some(_), None) => CommitmentEntryType::Unlinked,
        (Some(_), Some(_)) if after.cancelled != before.cancelled => CommitmentEntryType::Cancelled,
        (Some(_), Some(_)) => CommitmentEntryType::Changed,
    };
    let movement = |step: &CommitmentMove| {
        Some(Movement {
            agreement: agreement?,
            commitment: step.commitment,
            by,
            element: None,
            entry_type,
            delta: step.delta,
            reason,
        })
    };
    changed.moves.iter().filter_map(movement).collect()
}

/// What a new order line draws; nothing where it is linked to nothing.
#[must_use]
pub fn of_new(
    agreement: Option<AgreementId>,
    by: Mover,
    (link, delta): (Option<AgreementLineId>, Buckets),
    element: Option<usize>,
    reason: &'static str,
) -> Option<Movement> {
    Some(Movement {
        agreement: agreement?,
        commitment: link?,
        by,
        element,
        entry_type: CommitmentEntryType::Linked,
        delta,
        reason,
    })
}

/// Writes movements. What the rule read of the balances may be old by now, so the maximum is asked
/// once more by the statement that moves them.
///
/// # Errors
/// A refusal with what remains, where an enforced maximum would be exceeded; or when the database
/// fails.
pub async fn run(
    tx: &TenantTx,
    commitments: &[Commitment],
    currency: Currency,
    movements: &[Movement],
) -> Result<(), Failure> {
    if movements.is_empty() {
        return Ok(());
    }
    let entries = movements
        .iter()
        .map(|movement| entry(tx, movement))
        .collect();
    tx.insert_all::<commitment_entry::Model>(entries).await?;
    let refused = tx.move_balances(&changes(commitments, movements)?).await?;
    match refused.first() {
        None => Ok(()),
        Some(line) => Err(exceeded(tx, *line, currency, movements).await?),
    }
}

fn entry(tx: &TenantTx, movement: &Movement) -> commitment_entry::Model {
    let delta = &movement.delta;
    let blank = commitment_entry::Model {
        legal_entity_id: tx.grant().legal_entity(),
        id: tx.id(),
        agreement_id: movement.agreement,
        agreement_line_id: movement.commitment,
        purchase_order_id: None,
        purchase_order_line_id: None,
        purchase_invoice_line_id: None,
        sales_order_id: None,
        sales_order_line_id: None,
        entry_type: movement.entry_type,
        released_quantity: delta.released_quantity,
        received_quantity: delta.received_quantity,
        invoiced_quantity: delta.invoiced_quantity,
        released_amount: delta.released_amount,
        received_amount: delta.received_amount,
        invoiced_amount: delta.invoiced_amount,
        recorded_at: tx.instant(),
        recorded_by: tx.grant().subject().to_owned(),
        reason: movement.reason.to_owned(),
    };
    match movement.by {
        Mover::OrderLine(order, line) => commitment_entry::Model {
            purchase_order_id: Some(order),
            purchase_order_line_id: Some(line),
            ..blank
        },
        Mover::SalesOrderLine(order, line) => commitment_entry::Model {
            sales_order_id: Some(order),
            sales_order_line_id: Some(line),
            ..blank
        },
        Mover::InvoiceLine(line) => commitment_entry::Model {
            purchase_invoice_line_id: Some(line),
            ..blank
        },
    }
}

/// One change a commitment, in the order of the commitments' ids.
fn changes(
    commitments: &[Commitment],
    movements: &[Movement],
) -> Result<Vec<BalanceChange>, Failure> {
    let mut sums: BTreeMap<AgreementLineId, Buckets> = BTreeMap::new();
    for movement in movements {
        let sum = sums.entry(movement.commitment).or_default();
        let refuse = |violation| Failure::refused("quantity", violation);
        *sum = sum.add(&movement.delta).map_err(refuse)?;
    }
    let change = |(line, sum): (AgreementLineId, Buckets)| BalanceChange {
        line,
        released_quantity: sum.released_quantity,
        received_quantity: sum.received_quantity,
        invoiced_quantity: sum.invoiced_quantity,
        released_amount: sum.released_amount,
        received_amount: sum.received_amount,
        invoiced_amount: sum.invoiced_amount,
        limit: commitments
            .iter()
            .find(|c| c.id == line)
            .map_or(Limit::None, limit),
    };
    Ok(sums.into_iter().map(change).collect())
}

fn limit(commitment: &Commitment) -> Limit {
    match &commitment.promise {
        _ if !commitment.max_enforced => Limit::None,
        Promise::ProductQuantity { quantity, .. } => Limit::Quantity(*quantity),
        Promise::ProductValue { amount, .. }
        | Promise::CategoryValue { amount, .. }
        | Promise::Value { amount, .. } => Limit::Amount(*amount),
    }
}

/// Why the statement left a commitment out, with the numbers that hold now.
async fn exceeded(
    tx: &TenantTx,
    line: AgreementLineId,
    currency: Currency,
    movements: &[Movement],
) -> Result<Failure, Failure> {
    let row = tx
        .find::<agreement_line::Entity>()
        .filter(agreement_line::Column::Id.eq(line))
        .one()
        .await?
        .ok_or_else(|| Failure::Broken("a moved commitment is gone".to_owned()))?;
    let commitment = facts::commitment(&row)?;
    let remaining = commitment.remaining();
    let broken = |error: entity::exact::Inexact| Failure::Broken(error.to_string());
    let violation = match &commitment.promise {
        Promise::ProductQuantity { unit, .. } => {
            let remaining = remaining.try_into().map_err(broken)?;
            let unit = unit.clone();
            Violation::MaximumQuantityExceeded {
                commitment: line,
                limit: remaining,
                remaining,
                unit,
            }
        }
        _ => {
            let remaining = remaining.try_into().map_err(broken)?;
            let currency = currency.code;
            Violation::MaximumAmountExceeded {
                commitment: line,
                limit: remaining,
                remaining,
                currency,
            }
        }
    };
    let element = movements
        .iter()
        .find(|m| m.commitment == line)
        .and_then(|m| m.element);
    let refusal = Refusal::of("quantity", violation);
    Ok(match element {
        Some(element) => refusal.within("lines", element).into(),
        None => refusal.into(),
    })
}
