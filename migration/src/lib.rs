//! The schema of Avtal's databases, step by step: SQLite and PostgreSQL from the same files.
//!
//! This room is history: it never imports `entity`, which is the present. What the PostgreSQL side
//! keeps to, so that it can be spread over several machines later, stands in [`schema`];
//! how a table is changed by a later step, in [`alter`].

pub mod alter;
pub mod schema;

mod m20261121_000001_reference;
mod m20261121_000002_master_data;
mod m20261121_000003_agreements;
mod m20261121_000004_orders;
mod m20261121_000005_documents;
mod m20261126_000006_ledger_setup;
mod m20261126_000007_sales;
mod m20261126_000008_ledgers;
mod m20261126_000009_returns;
mod m20261126_000010_posted;
mod m20261126_000011_sales_posted;
mod m20261126_000012_accounts_kept;
mod m20261126_000013_audit;
mod m20261126_000014_credentials;
mod m20261127_000019_limits;
mod m20261127_000020_history;
mod m20261127_000021_seal;
mod m20261127_000022_trading;
mod m20261128_000023_sales_agreements;

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
            Box::new(m20261126_000006_ledger_setup::Migration),
            Box::new(m20261126_000007_sales::Migration),
            Box::new(m20261126_000008_ledgers::Migration),
            Box::new(m20261126_000009_returns::Migration),
            Box::new(m20261126_000010_posted::Migration),
            Box::new(m20261126_000011_sales_posted::Migration),
            Box::new(m20261126_000012_accounts_kept::Migration),
            Box::new(m20261126_000013_audit::Migration),
            Box::new(m20261126_000014_credentials::Migration),
            Box::new(m20261127_000019_limits::Migration),
            Box::new(m20261127_000020_history::Migration),
            Box::new(m20261127_000021_seal::Migration),
            Box::new(m20261127_000022_trading::Migration),
            Box::new(m20261128_000023_sales_agreements::Migration),
        ]
    }
}
