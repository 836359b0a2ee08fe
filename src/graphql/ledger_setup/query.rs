//! Reading the ledger set-up.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::ledger_setup::read;

use super::object::LedgerSetup;

/// Reading the ledger set-up.
#[derive(Default)]
pub struct LedgerSetupQuery;

/// Reading the ledger set-up.
#[Object]
impl LedgerSetupQuery {
    /// How the legal entity posts; none before it was installed.
    async fn ledger_setup(&self, ctx: &Context<'_>) -> Result<Option<LedgerSetup>> {
        let view = ctx.read(Permission::Read).await?;
        let row = read::one(view.read()).await?;
        Ok(row.map(|row| LedgerSetup::new(row, view)))
    }
}
