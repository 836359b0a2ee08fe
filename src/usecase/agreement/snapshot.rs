//! An agreement as a confirmation keeps it (AGR-13): names instead of ids, so that the document
//! can still be read when its master data has changed.

use std::collections::HashMap;

use entity::ids::{ItemId, ProcurementCategoryId, SiteId, WarehouseId};
use entity::{agreement_line, item, procurement_category, site, warehouse};

use crate::domain::version::{AgreementLineSnapshot, AgreementSnapshot, SnapshotVendor};
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts::Header;
use crate::usecase::dimension_set::texts::DimensionTexts;

/// What ids stand for.
struct Names {
    items: HashMap<ItemId, String>,
    categories: HashMap<ProcurementCategoryId, String>,
    sites: HashMap<SiteId, String>,
    warehouses: HashMap<WarehouseId, String>,
    dimensions: DimensionTexts,
}

/// The agreement and its commitments as they are now.
pub async fn take(
    scope: &impl Scope,
    header: &Header,
    lines: &[agreement_line::Model],
) -> Result<AgreementSnapshot, Failure> {
    let sets = lines.iter().filter_map(|line| line.dimension_set_id);
    let sets = sets.chain(header.row.dimension_set_id).collect::<Vec<_>>();
    let names = names(scope, lines, DimensionTexts::load(scope, &sets).await?).await?;
    let row = &header.row;
    Ok(AgreementSnapshot {
        number: row.number.clone(),
        title: row.title.clone(),
        vendor: SnapshotVendor {
            number: header.vendor.number.clone(),
            name: header.vendor.name.clone(),
        },
        classification: header.classification.code.clone(),
        currency: row.currency,
        default_commitment_type: row.default_commitment_type,
        default_effective_date: row.default_effective_date,
        default_expiration_date: row.default_expiration_date,
        payment_terms: row.payment_terms.clone(),
        delivery_terms: row.delivery_terms.clone(),
        delivery_mode: row.delivery_mode.clone(),
        delivery_address: row.delivery_address.clone(),
        dimensions: names.dimensions.of(row.dimension_set_id),
        primary_worker: row.primary_worker.clone(),
        secondary_worker: row.secondary_worker.clone(),
        matching_policy: row.matching_policy,
        project: row.project.clone(),
        lines: lines.iter().map(|row| line(row, &names)).collect(),
    })
}

async fn names(
    scope: &impl Scope,
    lines: &[agreement_line::Model],
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
        dimensions,
    })
}

fn line(row: &agreement_line::Model, names: &Names) -> AgreementLineSnapshot {
    AgreementLineSnapshot {
        line_number: row.line_number,
        commitment_type: row.commitment_type,
        item: name(row.item_id, &names.items),
        category: name(row.procurement_category_id, &names.categories),
        variant: row.variant.clone(),
        site: name(row.site_id, &names.sites),
        warehouse: name(row.warehouse_id, &names.warehouses),
        quantity: row.quantity,
        unit: row.unit.clone(),
        unit_price: row.unit_price,
        price_unit: row.price_unit,
        discount_percent: row.discount_percent,
        discount_amount: row.discount_amount,
        amount: row.amount,
        release_amount_min: row.release_amount_min,
        release_amount_max: row.release_amount_max,
        max_enforced: row.max_enforced,
        price_fixed: row.price_fixed,
        effective_date: row.effective_date,
        expiration_date: row.expiration_date,
        delivery_address: row.delivery_address.clone(),
        dimensions: names.dimensions.of(row.dimension_set_id),
        text: row.text.clone(),
    }
}

fn name<K: std::hash::Hash + Eq>(id: Option<K>, names: &HashMap<K, String>) -> Option<String> {
    id.and_then(|id| names.get(&id).cloned())
}
