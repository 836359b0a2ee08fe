//! What stands against trade between two legal entities of one database.

use entity::exact::Quantity;

/// A rule of trade between two legal entities (ICO-1 to ICO-4).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trade {
    /// Not both legal entities have named each other as trading partners, or one of them has
    /// stopped the trade (ICO-1).
    #[error("the two legal entities do not trade with each other")]
    NotMutual,
    /// An order or an agreement follows from a trading partner's, and is changed there (ICO-1).
    #[error("it follows from the trading partner's: change it there")]
    FollowsPartner,
    /// The agreement is effective on both sides, and not both let it be changed then (ICO-3).
    #[error("the agreement is in force on both sides: it is changed while it is on hold")]
    InForce,
    /// What the trading partner's side says against it.
    #[error("the trading partner's side refuses: {reason}")]
    RefusedByPartner {
        /// What it says.
        reason: String,
    },
    /// More of it has come than the trading partner has sent.
    #[error("the trading partner has shipped {shipped} of it")]
    NotShipped {
        /// What it has sent.
        shipped: Quantity,
    },
    /// An invoice of a trading partner says something else than the partner's own (ICO-4).
    #[error("the trading partner's invoice says something else: {reason}")]
    InvoiceDiffers {
        /// What is different.
        reason: String,
    },
}
