//! Lists of changes of cost.

use crate::usecase::list::{LedgerSort, list};

list! {
    value_entry,
    /// What changes of cost can be filtered by.
    Field {
        /// Their id.
        Id,
        /// Their movement.
        ItemEntryId,
        /// Their item.
        ItemId,
        /// Their warehouse.
        WarehouseId,
        /// Their product variant.
        Variant,
        /// What kind of cost they are.
        EntryType,
        /// The day they are posted for.
        PostingDate,
        /// The posted document's number.
        DocumentNumber,
        /// The voucher that they are in.
        VoucherId,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => DocumentNumber }
}
