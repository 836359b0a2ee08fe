//! Setting the ledgers up.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::usecase::ledger_setup::install;

use super::object::LedgerSetup;

/// What the standard set-up is installed with.
#[derive(InputObject)]
pub struct LedgerSetupInstallInput {
    /// The standard tax rate; 25 when left out.
    standard_tax_percent: Option<Decimal>,
    /// The reduced tax rate; 12 when left out.
    reduced_tax_percent: Option<Decimal>,
    /// The first year with posting periods; last year when left out.
    first_year: Option<i32>,
    /// The last year with posting periods; next year when left out.
    last_year: Option<i32>,
}

payload! {
    /// What came of `ledgerSetupInstall`.
    LedgerSetupInstallPayload,
    /// The set-up; none when refused.
    ledger_setup: LedgerSetup, entity::ledger_setup::Model
}

/// Setting the ledgers up.
#[derive(Default)]
pub struct LedgerSetupMutation;

/// Setting the ledgers up.
#[Object]
impl LedgerSetupMutation {
    /// Installs a standard chart of accounts, posting groups with complete matrices, payment terms,
    /// monthly posting periods and settings, where nothing is set up yet.
    async fn ledger_setup_install(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is installed with.")] input: LedgerSetupInstallInput,
    ) -> Result<LedgerSetupInstallPayload> {
        let ask = install::Install {
            standard_tax_percent: input.standard_tax_percent.map(|d| d.0),
            reduced_tax_percent: input.reduced_tax_percent.map(|d| d.0),
            first_year: input.first_year,
            last_year: input.last_year,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
