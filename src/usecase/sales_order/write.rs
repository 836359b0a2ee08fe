//! Writing a decided sales order: header, lines, and what they draw on commitments, in that order,
//! so that the contended rows come last.

use entity::{sales_order, sales_order_line};

use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::post::{self, Movement, Mover};
use crate::usecase::sales_order_line::wanted::NewLine;

/// Writes lines of an order, and what they draw.
///
/// # Errors
/// When a maximum is exceeded meanwhile; or when the database fails.
pub async fn add_lines(
    tx: &TenantTx,
    order: &sales_order::Model,
    lines: Vec<NewLine>,
    around: &Around,
    reason: &'static str,
) -> Result<Vec<sales_order_line::Model>, Failure> {
    let drawn = lines.iter().filter_map(|line| {
        let by = Mover::SalesOrderLine(order.id, line.row.id);
        let drawn = (line.row.agreement_line_id, line.buckets);
        post::of_new(order.agreement_id, by, drawn, line.element, reason)
    });
    let movements: Vec<Movement> = drawn.collect();
    let rows: Vec<_> = lines.into_iter().map(|line| line.row).collect();
    tx.insert_all(rows.clone()).await?;
    post::run(tx, &around.commitments, around.order.currency, &movements).await?;
    Ok(rows)
}
