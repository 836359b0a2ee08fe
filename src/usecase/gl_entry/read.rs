//! Lists of entries of the general ledger.

use crate::usecase::list::list;

/// What entries of the general ledger can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The day they are posted for.
    PostingDate,
    /// Their amount in the accounting currency.
    Amount,
}

list! {
    gl_entry,
    /// What entries of the general ledger can be filtered by.
    Field {
        /// Their id.
        Id,
        /// Their voucher.
        VoucherId,
        /// Their account.
        GlAccountId,
        /// The day they are posted for.
        PostingDate,
        /// The currency of their amount.
        Currency,
    },
    Sort { PostingDate => PostingDate, Amount => AccountingAmount }
}
