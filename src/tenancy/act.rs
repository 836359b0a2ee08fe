//! What runs inside a transaction.

use crate::failure::Failure;

use super::tx::TenantTx;

/// An act: what is wanted, as a value, and how it is done. [`Db::write`](super::Db::write) runs it
/// in a transaction, once more where the database asks for that; acts compose by running another
/// act in the transaction that they were given.
pub trait Act: Sync {
    /// What comes of it.
    type Out: Send;

    /// Does it.
    ///
    /// # Errors
    /// Refusals of what is wanted; or when the database fails.
    fn run(&self, tx: &TenantTx) -> impl Future<Output = Result<Self::Out, Failure>> + Send;
}
