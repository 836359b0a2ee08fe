//! Sales lines.

mod update;
