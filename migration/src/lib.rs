//! The schema of Avtal's databases, step by step: SQLite and PostgreSQL from the same files.
//!
//! This room is history: it never imports `entity`, which is the present. What the PostgreSQL side
//! keeps to, so that it can be spread over several machines later, stands in [`schema`].

pub mod schema;

mod m20261121_000001_reference;
mod m20261121_000002_master_data;
mod m20261121_000003_agreements;
mod m20261121_000004_orders;
mod m20261121_000005_documents;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::{MigrationTrait, async_trait};

/// All steps, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_reference::Migration),
            Box::new(m20261121_000002_master_data::Migration),
            Box::new(m20261121_000003_agreements::Migration),
            Box::new(m20261121_000004_orders::Migration),
            Box::new(m20261121_000005_documents::Migration),
        ]
    }
}
