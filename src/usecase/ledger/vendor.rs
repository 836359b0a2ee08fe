//! Writing a vendor entry with the beginning of its details (PST-3).

use entity::ids::VendorId;
use entity::kinds::{VendorDetailType, VendorDocumentType};
use entity::{vendor_detail_entry, vendor_entry};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;

/// What a vendor's own number is told apart by: case does not make it another number.
#[must_use]
pub fn external_key(number: &str) -> String {
    number.to_uppercase().chars().take(40).collect()
}

/// Refuses a number that another document of the vendor carries which is not cancelled (PST-2), so
/// that it is told with everything else. What is posted meanwhile is found by [`write`].
///
/// # Errors
/// When the database fails.
pub async fn must_be_free(
    tx: &TenantTx,
    vendor: VendorId,
    document_type: VendorDocumentType,
    number: Option<&str>,
    check: &mut Check,
) -> Result<(), Failure> {
    use vendor_entry::{Column, Entity};
    let Some(number) = number else {
        return Ok(());
    };
    let same = tx
        .find::<Entity>()
        .filter(Column::VendorId.eq(vendor))
        .filter(Column::DocumentType.eq(document_type))
        .filter(Column::ExternalKey.eq(external_key(number)));
    if same.one().await?.is_some() {
        let number = number.to_owned();
        check.refuse(
            "vendorInvoiceNumber",
            Violation::VendorInvoiceNumberUsed { number },
        );
    }
    Ok(())
}

/// Writes an entry; all of it is open, and its first detail says so.
///
/// # Errors
/// `VendorInvoiceNumberUsed` where another document of the vendor carries the number; or when the
/// database fails.
pub async fn write(
    tx: &TenantTx,
    row: vendor_entry::Model,
) -> Result<vendor_entry::Model, Failure> {
    let number = row.external_number.clone().unwrap_or_default();
    let row = tx.insert(row).await.map_err(|failure| match failure {
        Failure::Storage(error) if crate::failure::is_unique_violation(&error) => {
            let violation = Violation::VendorInvoiceNumberUsed { number };
            Failure::refused("vendorInvoiceNumber", violation)
        }
        other => other,
    })?;
    tx.insert(vendor_detail_entry::Model {
        legal_entity_id: row.legal_entity_id,
        id: tx.id(),
        vendor_entry_id: row.id,
        vendor_application_id: None,
        voucher_id: Some(row.voucher_id),
        entry_type: VendorDetailType::Initial,
        posting_date: row.posting_date,
        currency: row.currency,
        amount: row.amount,
        accounting_amount: row.accounting_amount,
    })
    .await?;
    Ok(row)
}
