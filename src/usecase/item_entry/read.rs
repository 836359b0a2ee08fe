//! Lists of movements of stock.

use crate::usecase::list::{LedgerSort, list};

list! {
    item_entry,
    /// What movements of stock can be filtered by.
    Field {
        /// Their id.
        Id,
        /// Their item.
        ItemId,
        /// Why stock moved.
        EntryType,
        /// The day they are posted for.
        PostingDate,
        /// The posted document's number.
        DocumentNumber,
        /// Their warehouse.
        WarehouseId,
        /// Their product variant.
        Variant,
        /// The receipt line that they came with.
        PurchaseReceiptLineId,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => DocumentNumber }
}

list! {
    item_application,
    /// What applications can be looked up by.
    Applied {
        /// What came.
        InboundItemEntryId,
        /// What left.
        OutboundItemEntryId,
    },
    AppliedSort { PostingDate => PostingDate }
}

/// What applications are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliedSort {
    /// The day they are posted for.
    PostingDate,
}
