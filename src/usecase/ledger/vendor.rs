//! Writing a vendor entry with the beginning of its details (PST-3).

use entity::kinds::VendorDetailType;
use entity::{vendor_detail_entry, vendor_entry};

use crate::failure::Failure;
use crate::tenancy::TenantTx;

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
            let violation = crate::domain::violation::Violation::VendorInvoiceNumberUsed { number };
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
