//! Lists of trading partners.

use crate::usecase::list::list;

/// What trading partners can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// When they were named.
    CreatedAt,
}

list! {
    trading_partner,
    /// What trading partners can be filtered by.
    Field {
        /// Their id.
        Id,
        /// The other legal entity.
        PartnerLegalEntityId,
        /// The vendor that they are.
        VendorId,
        /// The customer that they are.
        CustomerId,
        /// Whether the trade has been stopped.
        Blocked,
    },
    // Ids are in the order of their making.
    Sort { CreatedAt => Id }
}
