//! An order as a confirmation keeps it: names instead of ids.

use std::collections::HashMap;

use entity::ids::{AgreementLineId, ItemId, ProcurementCategoryId, SiteId, WarehouseId};
use entity::{
    agreement, agreement_line, item, procurement_category, purchase_order, purchase_order_line,
    site, vendor, warehouse,
};

use crate::domain::version::{OrderLineSnapshot, OrderSnapshot, SnapshotVendor};
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::dimension_set::texts::DimensionTexts;

/// What ids stand for.
struct Names {
    items: HashMap<ItemId, String>,
    categories: HashMap<ProcurementCategoryId, String>,
    sites: HashMap<SiteId, String>,
    warehouses: HashMap<WarehouseId, String>,
    commitments: HashMap<AgreementLineId, i32>,
    dimensions: DimensionTexts,
}

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
    let names = names(scope, lines, DimensionTexts::load(scope, &sets).await?).await?;
    Ok(OrderSnapshot {
        number: row.number.clone(),
        vendor: SnapshotVendor {
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
        dimensions: names.dimensions.of(row.dimension_set_id),
        lines: lines.iter().map(|row| line(row, &names)).collect(),
    })
}

async fn names(
    scope: &impl Scope,
    lines: &[purchase_order_line::Model],
    dimensions: DimensionTexts,
) -> Result<Names, Failure> {
    let items = scope.find::<item::Entity>();
    let items = items
        .by_ids(lines.iter().filter_map(|line| line.item_id))
        .await?;
    let categories = scope.find::<procurement_category::Entity>();
    let ids = lines.iter().filter_map(|line| line.procurement_category_id);
    let categories = categories.by_ids(ids).await?;
    let sites = scope.find::<site::Entity>();
    let sites = sites
        .by_ids(lines.iter().filter_map(|line| line.site_id))
        .await?;
    let warehouses = scope.find::<warehouse::Entity>();
    let warehouses = warehouses
        .by_ids(lines.iter().filter_map(|line| line.warehouse_id))
        .await?;
    let commitments = scope.find::<agreement_line::Entity>();
    let ids = lines.iter().filter_map(|line| line.agreement_line_id);
    let commitments = commitments.by_ids(ids).await?;
    Ok(Names {
        items: items.into_iter().map(|row| (row.id, row.number)).collect(),
        categories: categories
            .into_iter()
            .map(|row| (row.id, row.code))
            .collect(),
        sites: sites.into_iter().map(|row| (row.id, row.code)).collect(),
        warehouses: warehouses
            .into_iter()
            .map(|row| (row.id, row.code))
            .collect(),
        commitments: commitments
            .into_iter()
            .map(|row| (row.id, row.line_number))
            .collect(),
        dimensions,
    })
}

fn line(row: &purchase_order_line::Model, names: &Names) -> OrderLineSnapshot {
    OrderLineSnapshot {
        line_number: row.line_number,
        item: row.item_id.and_then(|id| names.items.get(&id).cloned()),
        category: row
            .procurement_category_id
            .and_then(|id| names.categories.get(&id).cloned()),
        description: row.description.clone(),
        variant: row.variant.clone(),
        site: row.site_id.and_then(|id| names.sites.get(&id).cloned()),
        warehouse: row
            .warehouse_id
            .and_then(|id| names.warehouses.get(&id).cloned()),
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
        dimensions: names.dimensions.of(row.dimension_set_id),
        agreement_line: row
            .agreement_line_id
            .and_then(|id| names.commitments.get(&id).copied()),
    }
}
