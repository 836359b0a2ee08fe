//! What is left of the discounts of entries that an application gives back (PAY-1, PAY-4).
//!
//! A credit memo that is applied to an invoice takes its own discount off the invoice's. Nothing
//! writes down how much; it follows from the applications that stand, in their order.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Amount;
use entity::ids::VendorEntryId;
use entity::kinds::{VendorDetailType, VendorDocumentType};
use entity::vendor_entry::{Column, Entity, Model};
use entity::{vendor_application, vendor_detail_entry};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

use super::read::standing;

/// What is left of the discounts of some entries of a vendor, as if an application, the newest of
/// each of them, were not.
pub(super) async fn without(
    tx: &TenantTx,
    application: &vendor_application::Model,
    entries: &[Model],
) -> Result<HashMap<VendorEntryId, Amount>, Failure> {
    let discount = |row: &Model| (row.id, row.discount_amount);
    let mut left: HashMap<VendorEntryId, Amount> = entries.iter().map(discount).collect();
    if left.values().all(|discount| discount.is_zero()) {
        return Ok(left);
    }
    let memos = tx
        .find::<Entity>()
        .filter(Column::VendorId.eq(application.vendor_id))
        .filter(Column::DocumentType.eq(VendorDocumentType::CreditMemo))
        .filter(Column::DiscountAmount.gt(0_i64));
    let memos = memos.all().await?;
    let ids: Vec<VendorEntryId> = memos.iter().map(|row| row.id).collect();
    let applied = standing(tx, vendor_application::Column::VendorEntryId.is_in(ids)).await?;
    let applied: Vec<_> = applied
        .into_iter()
        .filter(|row| row.id != application.id)
        .collect();
    use vendor_detail_entry::Column as Detail;
    let details = tx
        .find::<vendor_detail_entry::Entity>()
        .filter(Detail::VendorApplicationId.is_in(applied.iter().map(|row| row.id)))
        .filter(Detail::EntryType.eq(VendorDetailType::Application))
        .order_by(Detail::Id);
    let details = details.all().await?;
    let settled = details.iter().map(|detail| detail.vendor_entry_id);
    let settled = tx.find::<Entity>().by_ids(settled).await?;
    left.extend(settled.iter().map(discount));
    let invoices: BTreeSet<VendorEntryId> = settled
        .iter()
        .filter(|row| row.document_type == VendorDocumentType::Invoice)
        .map(|row| row.id)
        .collect();
    for row in applied {
        let own = details
            .iter()
            .filter(|detail| detail.vendor_application_id == Some(row.id));
        let own = own.map(|detail| detail.vendor_entry_id);
        for invoice in own.filter(|id| invoices.contains(id)) {
            let of = |id: VendorEntryId| left.get(&id).copied().unwrap_or_default();
            let netted = of(row.vendor_entry_id).min(of(invoice));
            let rest = [row.vendor_entry_id, invoice]
                .map(|id| (id, of(id).checked_sub(netted).unwrap_or_default()));
            left.extend(rest);
        }
    }
    Ok(left)
}
