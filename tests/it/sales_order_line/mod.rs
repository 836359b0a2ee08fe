//! Sales lines.

mod link;
mod unlink;
mod update;
