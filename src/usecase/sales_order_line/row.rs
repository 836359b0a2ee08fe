//! A sales line's row as the rules see it, and what the rules decided written back to it.

use entity::ids::AgreementLineId;
use entity::kinds::SalesLineType;
use entity::sales_order_line::Model;

use crate::domain::fulfillment::OrderedState;
use crate::domain::order_line::{Changed, Line};
use crate::domain::pricing::{Demand, Priced};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::held::Moved;
use crate::usecase::commitment::post::{self, Mover};
use crate::usecase::purchase_order::write::shortened;

use super::wanted::terms;

/// The row as the rules see it; none of what is of no item, which no commitment is for.
#[must_use]
pub fn line(row: &Model, around: &Around) -> Option<Line> {
    let item = around.book.item(row.item_id?);
    Some(Line {
        demand: Demand {
            item: row.item_id,
            category: item.and_then(|item| item.category),
            variant: row.variant.clone(),
            site: row
                .warehouse_id
                .and_then(|id| around.sites.get(&id).copied()),
            warehouse: row.warehouse_id,
            quantity: row.quantity,
            unit: row.unit.clone()?,
            unit_factor: row.unit_factor,
            delivery_date: row.delivery_date,
        },
        priced: priced(row),
        link: row.agreement_line_id,
        cancelled: row.cancelled_quantity,
        received: row.shipped_quantity,
        invoiced: row.invoiced_quantity,
        invoiced_amount: row.invoiced_amount,
    })
}

/// What the row costs, and where that came from.
#[must_use]
pub fn priced(row: &Model) -> Priced {
    Priced {
        terms: terms(row),
        net_amount: row.net_amount,
        price_source: row.price_source,
        discount_percent_source: row.discount_percent_source,
        discount_amount_source: row.discount_amount_source,
        agreement_line: row.price_agreement_line_id,
        agreement_version: row.price_agreement_version,
        price_trade_agreement: None,
        discount_trade_agreement: None,
    }
}

/// The row as the rules see it, of a line that is of an item.
///
/// # Errors
/// When the row lacks what lines of items have, which nobody lets happen.
pub fn must_be_line(row: &Model, around: &Around) -> Result<Line, Failure> {
    line(row, around).ok_or_else(|| Failure::Broken("half a sales line".to_owned()))
}

/// Refuses what is of no item, under the input's `field`.
pub fn must_be_item(field: &str, row: &Model, check: &mut Check) {
    if row.line_type != SalesLineType::Item {
        let reason = "only lines of items draw on commitments".to_owned();
        check.refuse(field, Violation::NotAllowed { reason });
    }
}

/// How far the line has got: what has left is what a commitment calls received.
#[must_use]
pub fn state(row: &Model) -> OrderedState {
    OrderedState {
        quantity: row.quantity,
        cancelled: row.cancelled_quantity,
        received: row.shipped_quantity,
        invoiced: row.invoiced_quantity,
        net_amount: row.net_amount,
        invoiced_amount: row.invoiced_amount,
    }
}

/// A linked line that gets further; nothing of others.
#[must_use]
pub fn moved(before: &Model, after: &Model, element: Option<usize>) -> Option<Moved> {
    Some(Moved {
        commitment: before.agreement_line_id?,
        by: Mover::SalesOrderLine(before.sales_order_id, before.id),
        element,
        before: state(before),
        after: state(after),
    })
}

/// Writes a decided line over its row, and moves the commitments that it leaves or draws on.
///
/// # Errors
/// When a maximum is exceeded meanwhile; or when the database fails.
pub async fn write(
    tx: &TenantTx,
    row: Model,
    (before, changed): (&Line, &Changed),
    around: &Around,
    reason: &'static str,
) -> Result<Model, Failure> {
    let by = Mover::SalesOrderLine(row.sales_order_id, row.id);
    let written = tx.update(decided(row, changed)).await?;
    let agreement = around.order.agreement.as_ref().map(|own| own.id);
    let movements = post::of_change(agreement, by, before, changed, reason);
    post::run(tx, &around.commitments, around.order.currency, &movements).await?;
    Ok(written)
}

/// The row with what was decided of it.
#[must_use]
pub fn decided(row: Model, changed: &Changed) -> Model {
    let trace = changed.trace.as_deref().map(shortened).or(row.match_trace);
    let cancelled_quantity = changed.line.cancelled;
    let row = Model {
        match_trace: trace,
        cancelled_quantity,
        ..row
    };
    let line = &changed.line;
    with(row, line.demand.clone(), &line.priced, line.link)
}

/// The row with what is sold, at what price, and out of which commitment.
#[must_use]
pub fn with(
    row: Model,
    demand: Demand,
    priced: &Priced,
    agreement_line_id: Option<AgreementLineId>,
) -> Model {
    Model {
        item_id: demand.item,
        variant: demand.variant,
        warehouse_id: demand.warehouse,
        quantity: demand.quantity,
        unit: Some(demand.unit),
        unit_factor: demand.unit_factor,
        delivery_date: demand.delivery_date,
        unit_price: priced.terms.unit_price,
        price_unit: priced.terms.price_unit,
        discount_percent: priced.terms.discount_percent,
        discount_amount: priced.terms.discount_amount,
        net_amount: priced.net_amount,
        price_source: priced.price_source,
        discount_percent_source: priced.discount_percent_source,
        discount_amount_source: priced.discount_amount_source,
        price_agreement_line_id: priced.agreement_line,
        price_agreement_version: priced.agreement_version,
        agreement_line_id,
        ..row
    }
}
