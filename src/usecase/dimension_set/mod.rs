//! Sets of dimension values (DIM-1): immutable, stored once, named by their content.
//!
//! An order line's set is layered (DIM-2): order header, agreement header, agreement line, what was
//! typed.

pub mod read;
pub mod store;
pub mod texts;
