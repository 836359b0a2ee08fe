//! What every trading partner keeps to, new or changed.

use entity::trading_partner::{Column, Entity, Model};
use entity::{customer, vendor};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;

/// Checks that it is another legal entity, that it is a vendor or a customer which is there, and
/// that no other partner is the same one. Whether the other legal entity is there is not looked at,
/// so that nobody learns it.
pub(super) async fn run(check: &mut Check, tx: &TenantTx, row: &Model) -> Result<(), Failure> {
    let other = row.partner_legal_entity_id;
    if other.0.is_nil() {
        // The text was no legal entity's id at all.
        check.refuse("legalEntityId", Violation::NotFound);
    }
    if other == row.legal_entity_id {
        let reason = "it is the legal entity itself".to_owned();
        check.refuse("legalEntityId", Violation::NotAllowed { reason });
    }
    if row.vendor_id.is_none() && row.customer_id.is_none() {
        check.refuse("vendorId", Violation::Required);
    }
    if let Some(id) = row.vendor_id {
        check.row::<vendor::Entity>(tx, "vendorId", id).await?;
    }
    if let Some(id) = row.customer_id {
        check.row::<customer::Entity>(tx, "customerId", id).await?;
    }
    unlike_others(check, tx, row).await
}

/// Refuses what another partner has already. The set-up is held, so that it stays true.
async fn unlike_others(check: &mut Check, tx: &TenantTx, row: &Model) -> Result<(), Failure> {
    let vendor = row.vendor_id.map(|id| Column::VendorId.eq(id));
    let customer = row.customer_id.map(|id| Column::CustomerId.eq(id));
    let alike = Condition::any()
        .add(Column::PartnerLegalEntityId.eq(row.partner_legal_entity_id))
        .add_option(vendor)
        .add_option(customer);
    let others = tx.find::<Entity>().filter(Column::Id.ne(row.id));
    for there in others.filter(alike).all().await? {
        let same = [
            (
                "legalEntityId",
                "the legal entity",
                there.partner_legal_entity_id == row.partner_legal_entity_id,
            ),
            (
                "vendorId",
                "the vendor",
                row.vendor_id.is_some() && there.vendor_id == row.vendor_id,
            ),
            (
                "customerId",
                "the customer",
                row.customer_id.is_some() && there.customer_id == row.customer_id,
            ),
        ];
        for (field, what, _) in same.into_iter().filter(|(_, _, is_same)| *is_same) {
            let value = what.to_owned();
            check.refuse(field, Violation::AlreadyUsed { value });
        }
    }
    Ok(())
}
