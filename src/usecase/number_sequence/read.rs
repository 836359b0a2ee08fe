//! The legal entity's number sequences, and whether they were drawn from.

use entity::kinds::NumberSequenceScope;
use entity::kinds::{ItemEntryType, PurchaseInvoiceType, PurchaseOrderType, VendorDocumentType};
use entity::number_sequence::{Column, Entity, Model};
use entity::partition::Partitioned;
use entity::{
    agreement, customer, item, item_entry, purchase_invoice, purchase_order, purchase_receipt,
    sales_invoice, sales_order, sales_shipment, vendor, vendor_entry, voucher,
};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Scoped};

/// All number sequences, by what they number. There is at most one for each kind of row.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope.find::<Entity>().order_by(Column::Scope).all().await
}

/// Whether there are rows that a sequence numbers.
///
/// # Errors
/// When the database fails.
pub async fn is_used(scope: &impl Scope, numbered: NumberSequenceScope) -> Result<bool, Failure> {
    use NumberSequenceScope as S;
    Ok(match numbered {
        S::Agreement => any(scope.find::<agreement::Entity>()).await?,
        S::PurchaseOrder => {
            let own = purchase_order::Column::OrderType.eq(PurchaseOrderType::Purchase);
            any(scope.find::<purchase_order::Entity>().filter(own)).await?
        }
        S::PurchaseReturnOrder => {
            let own = purchase_order::Column::OrderType.eq(PurchaseOrderType::Return);
            any(scope.find::<purchase_order::Entity>().filter(own)).await?
        }
        S::Vendor => any(scope.find::<vendor::Entity>()).await?,
        S::Item => any(scope.find::<item::Entity>()).await?,
        S::PurchaseReceipt => any(scope.find::<purchase_receipt::Entity>()).await?,
        S::PurchaseInvoice => {
            let own = purchase_invoice::Column::DocumentType.eq(PurchaseInvoiceType::Invoice);
            any(scope.find::<purchase_invoice::Entity>().filter(own)).await?
        }
        S::PurchaseCreditMemo => {
            let own = purchase_invoice::Column::DocumentType.eq(PurchaseInvoiceType::CreditMemo);
            any(scope.find::<purchase_invoice::Entity>().filter(own)).await?
        }
        S::VendorPayment => {
            let own = [VendorDocumentType::Payment, VendorDocumentType::Refund];
            let own = vendor_entry::Column::DocumentType.is_in(own);
            any(scope.find::<vendor_entry::Entity>().filter(own)).await?
        }
        S::InventoryAdjustment => {
            let own = [
                ItemEntryType::PositiveAdjustment,
                ItemEntryType::NegativeAdjustment,
            ];
            let own = item_entry::Column::EntryType.is_in(own);
            any(scope.find::<item_entry::Entity>().filter(own)).await?
        }
        S::Voucher => any(scope.find::<voucher::Entity>()).await?,
        S::Customer => any(scope.find::<customer::Entity>()).await?,
        S::SalesOrder => any(scope.find::<sales_order::Entity>()).await?,
        S::SalesShipment => any(scope.find::<sales_shipment::Entity>()).await?,
        S::SalesInvoice => any(scope.find::<sales_invoice::Entity>()).await?,
    })
}

async fn any<E: Partitioned>(rows: Scoped<E>) -> Result<bool, Failure>
where
    E::Model: Send + Sync,
{
    Ok(rows.limit(1).one().await?.is_some())
}
