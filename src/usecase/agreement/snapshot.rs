//! An agreement as a confirmation keeps it (AGR-13): names instead of ids, so that the document
//! can still be read when its master data has changed.

use entity::agreement_line;

use crate::domain::version::{AgreementLineSnapshot, AgreementSnapshot, SnapshotParty};
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts::{Header, With};
use crate::usecase::dimension_set::texts::DimensionTexts;
use crate::usecase::names::{Names, Pointers};

/// The agreement and its commitments as they are now.
pub async fn take(
    scope: &impl Scope,
    header: &Header,
    lines: &[agreement_line::Model],
) -> Result<AgreementSnapshot, Failure> {
    let sets = lines.iter().filter_map(|line| line.dimension_set_id);
    let sets = sets.chain(header.row.dimension_set_id).collect::<Vec<_>>();
    let dimensions = DimensionTexts::load(scope, &sets).await?;
    let pointers: Vec<Pointers> = lines.iter().map(pointers).collect();
    let names = Names::load(scope, &pointers).await?;
    let row = &header.row;
    let (vendor, customer) = match &header.with {
        With::Vendor(vendor) => (Some(vendor), None),
        With::Customer(customer) => (None, Some(customer)),
    };
    let party = |number: &str, name: &str| SnapshotParty {
        number: number.to_owned(),
        name: name.to_owned(),
    };
    Ok(AgreementSnapshot {
        number: row.number.clone(),
        title: row.title.clone(),
        vendor: vendor.map(|own| party(&own.number, &own.name)),
        customer: customer.map(|own| party(&own.number, &own.name)),
        classification: header.classification.code.clone(),
        currency: row.currency,
        default_commitment_type: row.default_commitment_type,
        default_effective_date: row.default_effective_date,
        default_expiration_date: row.default_expiration_date,
        payment_terms: row.payment_terms.clone(),
        delivery_terms: row.delivery_terms.clone(),
        delivery_mode: row.delivery_mode.clone(),
        delivery_address: row.delivery_address.clone(),
        dimensions: dimensions.of(row.dimension_set_id),
        primary_worker: row.primary_worker.clone(),
        secondary_worker: row.secondary_worker.clone(),
        matching_policy: row.matching_policy,
        project: row.project.clone(),
        lines: lines
            .iter()
            .map(|row| line(row, &names, &dimensions))
            .collect(),
    })
}

fn pointers(row: &agreement_line::Model) -> Pointers {
    Pointers {
        item: row.item_id,
        category: row.procurement_category_id,
        site: row.site_id,
        warehouse: row.warehouse_id,
    }
}

fn line(
    row: &agreement_line::Model,
    names: &Names,
    dimensions: &DimensionTexts,
) -> AgreementLineSnapshot {
    AgreementLineSnapshot {
        line_number: row.line_number,
        commitment_type: row.commitment_type,
        item: names.item(row.item_id),
        category: names.category(row.procurement_category_id),
        variant: row.variant.clone(),
        site: names.site(row.site_id),
        warehouse: names.warehouse(row.warehouse_id),
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
        dimensions: dimensions.of(row.dimension_set_id),
        text: row.text.clone(),
    }
}
