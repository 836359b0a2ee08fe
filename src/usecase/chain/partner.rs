//! Whether a vendor or a customer is a legal entity that ours trades with.

use entity::ids::{CustomerId, LegalEntityId, VendorId};
use entity::trading_partner::{Column, Entity};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Scoped, TenantTx};

/// The legal entity that a vendor is.
///
/// # Errors
/// When the database fails.
pub async fn of_vendor(tx: &TenantTx, vendor: VendorId) -> Result<Option<LegalEntityId>, Failure> {
    named(tx.find().filter(Column::VendorId.eq(vendor))).await
}

/// The legal entity that a customer is.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    tx: &TenantTx,
    customer: CustomerId,
) -> Result<Option<LegalEntityId>, Failure> {
    named(tx.find().filter(Column::CustomerId.eq(customer))).await
}

/// One whose trade has been stopped is somebody like any other: new orders go to it alone.
async fn named(partners: Scoped<Entity>) -> Result<Option<LegalEntityId>, Failure> {
    let partner = partners.filter(Column::Blocked.eq(false)).one().await?;
    Ok(partner.map(|row| row.partner_legal_entity_id))
}
