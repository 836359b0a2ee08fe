//! Receiving what arrives together with its invoice, and invoicing it, at once (PST-1).

use chrono::NaiveDate;
use entity::ids::PurchaseOrderId;
use entity::kinds::{PurchaseInvoiceType, PurchaseReceiptType};
use entity::purchase_invoice::Model;
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::purchase_invoice::post as invoice;
use crate::usecase::purchase_invoice_draft::create;
use crate::usecase::purchase_invoice_draft::header::HeaderEdit;
use crate::usecase::purchase_receipt::post as receipt;

/// What is to be received and invoiced.
#[derive(Clone, Debug)]
pub struct Post {
    /// The order.
    pub order: PurchaseOrderId,
    /// The day both are posted for; today if none.
    pub posting_date: Option<NaiveDate>,
    /// The date on the invoice, that terms count from; the posting date if none.
    pub document_date: Option<NaiveDate>,
    /// The vendor's number of the shipment.
    pub vendor_shipment_number: Option<String>,
    /// The vendor's number of the invoice.
    pub vendor_invoice_number: Option<String>,
    /// The total on the vendor's paper, with tax, to compare with.
    pub document_total: Option<Decimal>,
    /// What arrives and is invoiced; all that is outstanding if empty.
    pub lines: Vec<receipt::Arriving>,
}

impl Act for Post {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let arriving = receipt::Post {
            order: self.order,
            posting_date: self.posting_date,
            vendor_shipment_number: self.vendor_shipment_number.clone(),
            lines: self.lines.clone(),
        };
        let (receipt, _) = Box::pin(arriving.both(tx)).await?;
        let draft = create::Create {
            document_type: match receipt.receipt_type {
                PurchaseReceiptType::ReturnShipment => PurchaseInvoiceType::CreditMemo,
                PurchaseReceiptType::Receipt | PurchaseReceiptType::Undo => {
                    PurchaseInvoiceType::Invoice
                }
            },
            vendor: None,
            order: None,
            receipts: vec![receipt.id],
            reverses: None,
            sales: Vec::new(),
            agreement: None,
            currency: None,
            header: HeaderEdit {
                vendor_invoice_number: self.vendor_invoice_number.clone().map(Some),
                posting_date: self.posting_date.map(Some),
                document_date: self.document_date.map(Some),
                document_total: self.document_total.map(Some),
                ..HeaderEdit::default()
            },
            lines: Vec::new(),
        };
        let draft = Box::pin(draft.run(tx)).await?;
        let invoice = invoice::Post {
            draft: draft.id,
            version: None,
            posting_date: None,
        };
        Box::pin(invoice.run(tx)).await
    }
}
