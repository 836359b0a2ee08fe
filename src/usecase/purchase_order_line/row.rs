//! An order line's row as the rules see it, and what the rules decided written back to it.

use entity::purchase_order_line::Model;

use crate::domain::money::PriceTerms;
use crate::domain::order_line::{Changed, Line};
use crate::domain::pricing::{Demand, Priced};
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::post::{self, Mover};
use crate::usecase::purchase_order::write::shortened;

/// The row as the rules see it.
#[must_use]
pub fn line(row: &Model) -> Line {
    Line {
        demand: Demand {
            item: row.item_id,
            category: row.procurement_category_id,
            variant: row.variant.clone(),
            site: row.site_id,
            warehouse: row.warehouse_id,
            quantity: row.quantity,
            unit: row.unit.clone(),
            unit_factor: row.unit_factor,
            delivery_date: row.delivery_date,
        },
        priced: priced(row),
        link: row.agreement_line_id,
        cancelled: row.cancelled_quantity,
        received: row.received_quantity,
        invoiced: row.invoiced_quantity,
        invoiced_amount: row.invoiced_amount,
    }
}

/// What the row costs, and where that came from.
#[must_use]
pub fn priced(row: &Model) -> Priced {
    Priced {
        terms: PriceTerms {
            unit_price: row.unit_price,
            price_unit: row.price_unit,
            discount_percent: row.discount_percent,
            discount_amount: row.discount_amount,
        },
        net_amount: row.net_amount,
        price_source: row.price_source,
        discount_percent_source: row.discount_percent_source,
        discount_amount_source: row.discount_amount_source,
        agreement_line: row.price_agreement_line_id,
        agreement_version: row.price_agreement_version,
        price_trade_agreement: row.price_trade_agreement_id,
        discount_trade_agreement: row.discount_trade_agreement_id,
    }
}

/// Writes a decided line over its row, and moves the commitments that it leaves or draws on.
///
/// # Errors
/// When a maximum is exceeded meanwhile; or when the database fails.
pub async fn write(
    tx: &TenantTx,
    row: Model,
    changed: &Changed,
    around: &Around,
    reason: &'static str,
) -> Result<Model, Failure> {
    let (by, before) = (Mover::OrderLine(row.purchase_order_id, row.id), line(&row));
    let written = tx.update(decided(row, changed)).await?;
    let agreement = around.order.agreement.as_ref().map(|own| own.id);
    let movements = post::of_change(agreement, by, &before, changed, reason);
    post::run(tx, &around.commitments, around.order.currency, &movements).await?;
    Ok(written)
}

fn decided(row: Model, changed: &Changed) -> Model {
    let Line {
        demand,
        priced,
        link,
        cancelled,
        ..
    } = changed.line.clone();
    Model {
        item_id: demand.item,
        procurement_category_id: demand.category,
        variant: demand.variant,
        site_id: demand.site,
        warehouse_id: demand.warehouse,
        quantity: demand.quantity,
        unit: demand.unit,
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
        price_trade_agreement_id: priced.price_trade_agreement,
        discount_trade_agreement_id: priced.discount_trade_agreement,
        agreement_line_id: link,
        cancelled_quantity: cancelled,
        match_trace: changed.trace.as_deref().map(shortened).or(row.match_trace),
        ..row
    }
}
