//! Adding a line to a sales order that is locked; it is linked by itself where it fits (AGR-9).

use entity::sales_order;
use entity::sales_order_line::Model;

use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::sales_order::write::add_lines;

use super::wanted::{FromOrder, Wanted};

/// Adds a line, and numbers it; the order is still to be written. Refusals go to `check`.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &TenantTx,
    order: &mut sales_order::Model,
    wanted: &Wanted,
    around: &mut Around,
    check: &mut Check,
) -> Result<Option<Model>, Failure> {
    let from = FromOrder {
        order: order.id,
        delivery_date: order.delivery_date.unwrap_or(order.order_date),
        trades: order.chain_origin.is_some(),
    };
    let place = (order.last_line_number + 1, None);
    let placed = wanted.place(tx, around, from, place, check).await?;
    let Some((line, _)) = placed.filter(|_| !check.is_bad()) else {
        return Ok(None);
    };
    order.last_line_number += 1;
    let added = add_lines(tx, order, vec![line], around, "salesOrderLineAdd").await;
    let rows = check.absorb(added)?.unwrap_or_default();
    Ok(rows.into_iter().next())
}
