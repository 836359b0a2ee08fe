//! Writing many trade agreements at once.

use super::create::Create;

/// The rows, each as it is written alone.
pub type Import = crate::usecase::import::Import<Create>;
