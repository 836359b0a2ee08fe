//! Lists of tax entries.

use crate::usecase::list::{LedgerSort, list};

list! {
    tax_entry,
    /// What tax entries can be filtered by.
    Field {
        /// Their id.
        Id,
        /// Their voucher.
        VoucherId,
        /// The vendor.
        VendorId,
        /// The day they are posted for.
        PostingDate,
        /// The posted document's number.
        DocumentNumber,
        /// The currency of their amounts.
        Currency,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => DocumentNumber }
}
