//! An order as a confirmation keeps it: names instead of ids.

use std::collections::HashMap;

use entity::ids::AgreementLineId;
use entity::{agreement, agreement_line, purchase_order, purchase_order_line, vendor};

use crate::domain::version::{OrderLineSnapshot, OrderSnapshot, SnapshotParty};
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::dimension_set::texts::DimensionTexts;
use crate::usecase::names::{Names, Pointers};

/// The order and its lines as they are now.
pub async fn take(
    scope: &impl Scope,
    row: &purchase_order::Model,
    vendor: &vendor::Model,
    lines: &[purchase_order_line::Model],
) -> Result<OrderSnapshot, Failure> {
    let agreement = match row.agreement_id {
        Some(id) => scope.find::<agreement::Entity>().by_id(id).await?,
        None => None,
    };
    let sets = lines.iter().filter_map(|line| line.dimension_set_id);
    let sets = sets.chain(row.dimension_set_id).collect::<Vec<_>>();
    let dimensions = DimensionTexts::load(scope, &sets).await?;
    let pointers: Vec<Pointers> = lines.iter().map(pointers).collect();
    let names = Names::load(scope, &pointers).await?;
    let commitments = commitments(scope, lines).await?;
    Ok(OrderSnapshot {
        number: row.number.clone(),
        vendor: SnapshotParty {
            number: vendor.number.clone(),
            name: vendor.name.clone(),
        },
        agreement: agreement.map(|agreement| agreement.number),
        currency: row.currency,
        order_date: row.order_date,
        delivery_date: row.delivery_date,
        payment_terms: row.payment_terms.clone(),
        delivery_terms: row.delivery_terms.clone(),
        delivery_mode: row.delivery_mode.clone(),
        delivery_address: row.delivery_address.clone(),
        dimensions: dimensions.of(row.dimension_set_id),
        lines: lines
            .iter()
            .map(|row| line(row, &names, &commitments, &dimensions))
            .collect(),
    })
}

/// The line numbers of the commitments that lines are linked to.
async fn commitments(
    scope: &impl Scope,
    lines: &[purchase_order_line::Model],
) -> Result<HashMap<AgreementLineId, i32>, Failure> {
    let rows = scope.find::<agreement_line::Entity>();
    let rows = rows
        .by_ids(lines.iter().filter_map(|line| line.agreement_line_id))
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.line_number))
        .collect())
}

fn pointers(row: &purchase_order_line::Model) -> Pointers {
    Pointers {
        item: row.item_id,
        category: row.procurement_category_id,
        site: row.site_id,
        warehouse: row.warehouse_id,
    }
}

fn line(
    row: &purchase_order_line::Model,
    names: &Names,
    commitments: &HashMap<AgreementLineId, i32>,
    dimensions: &DimensionTexts,
) -> OrderLineSnapshot {
    OrderLineSnapshot {
        line_number: row.line_number,
        item: names.item(row.item_id),
        category: names.category(row.procurement_category_id),
        description: row.description.clone(),
        variant: row.variant.clone(),
        site: names.site(row.site_id),
        warehouse: names.warehouse(row.warehouse_id),
        quantity: row.quantity,
        cancelled_quantity: row.cancelled_quantity,
        unit: row.unit.clone(),
        unit_price: row.unit_price,
        price_unit: row.price_unit,
        discount_percent: row.discount_percent,
        discount_amount: row.discount_amount,
        net_amount: row.net_amount,
        price_source: row.price_source,
        delivery_date: row.delivery_date,
        delivery_address: row.delivery_address.clone(),
        dimensions: dimensions.of(row.dimension_set_id),
        agreement_line: row
            .agreement_line_id
            .and_then(|id| commitments.get(&id).copied()),
    }
}
