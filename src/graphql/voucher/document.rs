//! What a voucher was written for.

use async_graphql::{Result, Union};
use entity::kinds::VoucherSource;
use entity::{purchase_receipt, vendor_application, vendor_entry, voucher};

use crate::graphql::list::{all_of, numbered};
use crate::graphql::purchase_receipt::object::PurchaseReceipt;
use crate::graphql::vendor_entry::application::VendorApplication;
use crate::graphql::vendor_entry::object::VendorEntry;
use crate::graphql::view::View;
use crate::usecase::purchase_receipt::read as receipts;
use crate::usecase::voucher::read::{OfVendorApplication, OfVendorEntry};

/// A posted document.
#[derive(Union, Clone)]
pub enum PostedDocument {
    /// Goods that have arrived, or have been sent back.
    PurchaseReceipt(PurchaseReceipt),
    /// A payment to a vendor, or a refund.
    VendorEntry(VendorEntry),
    /// What settled vendor entries with each other, or undid that.
    VendorApplication(VendorApplication),
}

/// The document that a voucher was written for.
///
/// # Errors
/// When the database fails.
pub async fn of(view: &View, voucher: &voucher::Model) -> Result<Option<PostedDocument>> {
    let number = &voucher.document_number;
    Ok(match voucher.source {
        VoucherSource::PurchaseReceipt => {
            let by = receipts::Field::Number;
            let row = numbered::<purchase_receipt::Entity>(view, by, number).await?;
            row.map(|row| PostedDocument::PurchaseReceipt(PurchaseReceipt::new(row, view.clone())))
        }
        VoucherSource::VendorPayment => {
            let by = OfVendorEntry::VoucherId;
            let rows = all_of::<vendor_entry::Entity>(view, by, voucher.id).await?;
            let object = |row| PostedDocument::VendorEntry(VendorEntry::new(row, view.clone()));
            rows.into_iter().next().map(object)
        }
        VoucherSource::VendorApplication => {
            let by = OfVendorApplication::VoucherId;
            let rows = all_of::<vendor_application::Entity>(view, by, voucher.id).await?;
            let object =
                |row| PostedDocument::VendorApplication(VendorApplication::new(row, view.clone()));
            rows.into_iter().next().map(object)
        }
        VoucherSource::PurchaseInvoice
        | VoucherSource::InventoryAdjustment
        | VoucherSource::SalesShipment
        | VoucherSource::SalesInvoice => None,
    })
}
