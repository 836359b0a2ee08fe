//! How order lines and commitments are linked.

use async_graphql::Enum;

/// What happens if a change would break an order line's link to its commitment.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::order_line::LinkConflictPolicy")]
pub enum LinkConflictPolicy {
    /// The change is refused; the refusal shows both ways out.
    Reject,
    /// The link is removed and the price is found anew; of what is sold, it is the one that was
    /// typed.
    UnlinkAndReprice,
    /// The link is removed and the price stays as edited.
    UnlinkKeepPrice,
}

/// What becomes of an order line's price when its link is removed.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::order_line::PriceAfterUnlink")]
pub enum PriceAfterUnlink {
    /// It is found anew, in the price list or at the item; of what is sold, it is the one that was
    /// typed.
    Reprice,
    /// It stays.
    Keep,
}
