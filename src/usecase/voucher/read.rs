//! Lists of vouchers.

use crate::usecase::list::{LedgerSort, list};

list! {
    voucher,
    /// What vouchers can be filtered by.
    Field {
        /// Their id.
        Id,
        /// Their number.
        Number,
        /// What was posted.
        Source,
        /// The day they are posted for.
        PostingDate,
        /// The posted document's number.
        DocumentNumber,
        /// Who wrote them.
        RecordedBy,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => Number }
}

list! {
    vendor_entry,
    /// What vendor entries can be looked up by.
    OfVendorEntry {
        /// Their voucher.
        VoucherId,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => DocumentNumber }
}

list! {
    vendor_application,
    /// What applications can be looked up by.
    OfVendorApplication {
        /// Their voucher.
        VoucherId,
    },
    ApplicationSort { PostingDate => PostingDate }
}

/// What applications are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationSort {
    /// The day they are posted for.
    PostingDate,
}

list! {
    sales_shipment,
    /// What shipments can be looked up by.
    OfSalesShipment {
        /// Their voucher.
        VoucherId,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => Number }
}

list! {
    sales_invoice,
    /// What sales invoices can be looked up by.
    OfSalesInvoice {
        /// Their voucher.
        VoucherId,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => Number }
}
