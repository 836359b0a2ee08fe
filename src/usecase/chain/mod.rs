//! Trade between two legal entities of one database: what is changed on one side is changed on the
//! other, in the same transaction (ICO-1 to ICO-6).
//!
//! A purchase order of one legal entity goes with a sales order of the other. One of them was made
//! first and is the source; the other follows. Nobody calls the other side by hand: when an act has
//! written, [`follow`] looks at what it wrote, and brings the other side in line or refuses.

pub mod agreed;
mod agreement;
pub mod documents;
pub mod follow;
mod invoice;
pub mod partner;
mod purchase;
pub mod reconcile;
mod sales;
mod source;

use entity::ids::LegalEntityId;
use uuid::Uuid;

/// A row that follows from a trading partner's.
#[derive(Clone, Copy, Debug)]
pub struct Twin {
    /// The key that was chosen for it when the partner's row was made.
    pub own: Uuid,
    /// The partner's row.
    pub of: Uuid,
}

/// An order or an agreement that follows from a trading partner's.
#[derive(Clone, Debug)]
pub struct Follows {
    /// The partner.
    pub legal_entity: LegalEntityId,
    /// The document, and the partner's document.
    pub order: Twin,
}
