//! What a voucher was written for.

use async_graphql::{Result, Union};
use entity::kinds::VoucherSource;
use entity::{
    purchase_invoice, purchase_receipt, sales_invoice, sales_shipment, vendor_application,
    vendor_entry, voucher,
};

use crate::graphql::list::{all_of, numbered};
use crate::graphql::purchase_invoice::object::PurchaseInvoice;
use crate::graphql::purchase_receipt::object::PurchaseReceipt;
use crate::graphql::sales_invoice::object::SalesInvoice;
use crate::graphql::sales_shipment::object::SalesShipment;
use crate::graphql::vendor_entry::application::VendorApplication;
use crate::graphql::vendor_entry::object::VendorEntry;
use crate::graphql::view::View;
use crate::usecase::list::List;
use crate::usecase::purchase_invoice::read::Field as OfPurchaseInvoice;
use crate::usecase::purchase_receipt::read::Field as OfReceipt;
use crate::usecase::voucher::read::{
    OfSalesInvoice, OfSalesShipment, OfVendorApplication, OfVendorEntry,
};

/// A posted document.
#[derive(Union)]
pub enum PostedDocument {
    /// Goods that have arrived, or have been sent back.
    PurchaseReceipt(PurchaseReceipt),
    /// A vendor's invoice or credit memo.
    PurchaseInvoice(PurchaseInvoice),
    /// A payment to a vendor, or a refund.
    VendorEntry(VendorEntry),
    /// What settled vendor entries with each other, or undid that.
    VendorApplication(VendorApplication),
    /// Goods that have left for a customer.
    SalesShipment(SalesShipment),
    /// An invoice to a customer.
    SalesInvoice(SalesInvoice),
}

/// The document that a voucher was written for.
///
/// # Errors
/// When the database fails.
pub async fn of(view: &View, voucher: &voucher::Model) -> Result<Option<PostedDocument>> {
    let own = || view.clone();
    Ok(match voucher.source {
        VoucherSource::PurchaseReceipt => {
            let number = &voucher.document_number;
            let row = numbered::<purchase_receipt::Entity>(view, OfReceipt::Number, number).await?;
            row.map(|row| PostedDocument::PurchaseReceipt(PurchaseReceipt::new(row, own())))
        }
        VoucherSource::VendorPayment => {
            let row = with::<vendor_entry::Entity>(view, OfVendorEntry::VoucherId, voucher).await?;
            row.map(|row| PostedDocument::VendorEntry(VendorEntry::new(row, own())))
        }
        VoucherSource::VendorApplication => {
            let by = OfVendorApplication::VoucherId;
            let row = with::<vendor_application::Entity>(view, by, voucher).await?;
            row.map(|row| PostedDocument::VendorApplication(VendorApplication::new(row, own())))
        }
        VoucherSource::SalesShipment => {
            let by = OfSalesShipment::VoucherId;
            let row = with::<sales_shipment::Entity>(view, by, voucher).await?;
            row.map(|row| PostedDocument::SalesShipment(SalesShipment::new(row, own())))
        }
        VoucherSource::SalesInvoice => {
            let by = OfSalesInvoice::VoucherId;
            let row = with::<sales_invoice::Entity>(view, by, voucher).await?;
            row.map(|row| PostedDocument::SalesInvoice(SalesInvoice::new(row, own())))
        }
        VoucherSource::PurchaseInvoice => {
            let by = OfPurchaseInvoice::VoucherId;
            let row = with::<purchase_invoice::Entity>(view, by, voucher).await?;
            row.map(|row| PostedDocument::PurchaseInvoice(PurchaseInvoice::new(row, own())))
        }
        VoucherSource::InventoryAdjustment => None,
    })
}

/// The document that names the voucher.
async fn with<E: List>(
    view: &View,
    by: E::Field,
    voucher: &voucher::Model,
) -> Result<Option<E::Model>> {
    let rows = all_of::<E>(view, by, voucher.id).await?;
    Ok(rows.into_iter().next())
}
