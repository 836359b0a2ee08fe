//! Sets of dimension values, as other nouns take and show them.

pub mod input;
pub mod object;
