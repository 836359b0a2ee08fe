//! Waiting for documents that are posted.

use std::collections::BTreeSet;

use async_graphql::{Context, Enum, Result, Subscription};
use entity::ids::{
    PurchaseInvoiceId, PurchaseReceiptId, SalesInvoiceId, SalesShipmentId, VendorApplicationId,
    VendorEntryId,
};
use entity::kinds::{PurchaseInvoiceType, PurchaseReceiptType, VendorDocumentType};
use futures_util::Stream;
use uuid::Uuid;

use crate::graphql::changes::{Watch, watch};
use crate::graphql::purchase_invoice::object::PurchaseInvoice;
use crate::graphql::purchase_receipt::object::PurchaseReceipt;
use crate::graphql::sales_invoice::object::SalesInvoice;
use crate::graphql::sales_shipment::object::SalesShipment;
use crate::graphql::vendor_entry::application::VendorApplication;
use crate::graphql::vendor_entry::object::VendorEntry;
use crate::graphql::view::View;
use crate::graphql::voucher::document::PostedDocument;
use crate::tenancy::{Subject, SubjectKind};

/// What kind of document was posted.
#[derive(Enum, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PostedDocumentType {
    /// Goods that have arrived.
    PurchaseReceipt,
    /// Goods that were sent back.
    PurchaseReturnShipment,
    /// A receipt that was undone.
    PurchaseReceiptUndo,
    /// A vendor's invoice.
    PurchaseInvoice,
    /// A vendor's credit memo.
    PurchaseCreditMemo,
    /// A payment to a vendor.
    VendorPayment,
    /// A payment from a vendor.
    VendorRefund,
    /// What settled vendor entries with each other, or undid that.
    VendorApplication,
    /// Goods that have left for a customer.
    SalesShipment,
    /// An invoice to a customer.
    SalesInvoice,
}

impl PostedDocumentType {
    fn kind(self) -> SubjectKind {
        match self {
            Self::PurchaseReceipt | Self::PurchaseReturnShipment | Self::PurchaseReceiptUndo => {
                SubjectKind::PurchaseReceipt
            }
            Self::PurchaseInvoice | Self::PurchaseCreditMemo => SubjectKind::PurchaseInvoice,
            Self::VendorPayment | Self::VendorRefund => SubjectKind::VendorPayment,
            Self::VendorApplication => SubjectKind::VendorApplication,
            Self::SalesShipment => SubjectKind::SalesShipment,
            Self::SalesInvoice => SubjectKind::SalesInvoice,
        }
    }
}

/// Waiting for documents that are posted.
#[derive(Default)]
pub struct PostedSubscription;

/// Waiting for documents that are posted.
#[Subscription]
impl PostedSubscription {
    /// Each document after it was posted, once. Documents are never changed afterwards.
    ///
    /// It is read as the caller may see it then. What is posted while one is not connected is not
    /// told: read the newest documents after subscribing, and again after reconnecting. Where
    /// something was missed, the subscription ends with CHANGES_MISSED, and is to be made anew.
    async fn document_posted(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only documents of these kinds; all without.")] types: Option<
            Vec<PostedDocumentType>,
        >,
    ) -> Result<impl Stream<Item = Result<PostedDocument>>> {
        let types = types.map(|types| types.into_iter().collect());
        watch(ctx, Documents { types }).await
    }
}

struct Documents {
    types: Option<BTreeSet<PostedDocumentType>>,
}

/// What documents are told of.
const KINDS: [SubjectKind; 6] = [
    SubjectKind::PurchaseReceipt,
    SubjectKind::PurchaseInvoice,
    SubjectKind::VendorPayment,
    SubjectKind::VendorApplication,
    SubjectKind::SalesShipment,
    SubjectKind::SalesInvoice,
];

impl Watch for Documents {
    type Event = PostedDocument;

    fn kinds(&self) -> BTreeSet<SubjectKind> {
        match &self.types {
            None => KINDS.into(),
            Some(types) => types.iter().map(|of| of.kind()).collect(),
        }
    }

    fn only(&self) -> Option<Uuid> {
        None
    }

    async fn is_there(&self, _view: &View) -> Result<bool> {
        Ok(true)
    }

    async fn read(&self, view: View, subject: Subject) -> Result<Option<PostedDocument>> {
        let read = document(view, subject).await?;
        let wanted = |own| self.types.as_ref().is_none_or(|types| types.contains(&own));
        Ok(read
            .filter(|(own, _)| wanted(*own))
            .map(|(_, document)| document))
    }
}

async fn document(
    view: View,
    subject: Subject,
) -> Result<Option<(PostedDocumentType, PostedDocument)>> {
    use PostedDocumentType as Type;
    let id = subject.id;
    Ok(match subject.kind {
        SubjectKind::PurchaseReceipt => {
            let row = view.load(PurchaseReceiptId(id)).await?;
            row.map(|row| {
                let of = match row.receipt_type {
                    PurchaseReceiptType::Receipt => Type::PurchaseReceipt,
                    PurchaseReceiptType::ReturnShipment => Type::PurchaseReturnShipment,
                    PurchaseReceiptType::Undo => Type::PurchaseReceiptUndo,
                };
                let object = PurchaseReceipt::new((*row).clone(), view);
                (of, PostedDocument::PurchaseReceipt(object))
            })
        }
        SubjectKind::PurchaseInvoice => {
            let row = view.load(PurchaseInvoiceId(id)).await?;
            row.map(|row| {
                let of = match row.document_type {
                    PurchaseInvoiceType::Invoice => Type::PurchaseInvoice,
                    PurchaseInvoiceType::CreditMemo => Type::PurchaseCreditMemo,
                };
                let object = PurchaseInvoice::new((*row).clone(), view);
                (of, PostedDocument::PurchaseInvoice(object))
            })
        }
        SubjectKind::VendorPayment => {
            let row = view.load(VendorEntryId(id)).await?;
            row.map(|row| {
                let of = match row.document_type {
                    VendorDocumentType::Refund => Type::VendorRefund,
                    _ => Type::VendorPayment,
                };
                let object = VendorEntry::new((*row).clone(), view);
                (of, PostedDocument::VendorEntry(object))
            })
        }
        SubjectKind::VendorApplication => {
            let row = view.load(VendorApplicationId(id)).await?;
            row.map(|row| {
                let object = VendorApplication::new((*row).clone(), view);
                let document = PostedDocument::VendorApplication(object);
                (Type::VendorApplication, document)
            })
        }
        SubjectKind::SalesShipment => {
            let row = view.load(SalesShipmentId(id)).await?;
            row.map(|row| {
                let object = SalesShipment::new((*row).clone(), view);
                (Type::SalesShipment, PostedDocument::SalesShipment(object))
            })
        }
        SubjectKind::SalesInvoice => {
            let row = view.load(SalesInvoiceId(id)).await?;
            row.map(|row| {
                let object = SalesInvoice::new((*row).clone(), view);
                (Type::SalesInvoice, PostedDocument::SalesInvoice(object))
            })
        }
        SubjectKind::Agreement | SubjectKind::PurchaseOrder => None,
    })
}
