//! All entities, so that laws can walk them. A table that is missing there fails a test.

pub(crate) use entity::catalogue::{Column, Table, tables as all};
