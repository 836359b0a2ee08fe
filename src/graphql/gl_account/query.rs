//! Reading general ledger accounts.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::scalar::Date;
use crate::usecase::gl_account::balances::{self, Span};
use crate::usecase::gl_account::read;

use super::balance::GlAccountBalance;
use super::object::GlAccount;

/// Reading general ledger accounts.
#[derive(Default)]
pub struct GlAccountQuery;

/// Reading general ledger accounts.
#[Object]
impl GlAccountQuery {
    /// All accounts of the general ledger, by number.
    async fn gl_accounts(&self, ctx: &Context<'_>) -> Result<Vec<GlAccount>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| GlAccount::new(row, view.clone()))
            .collect())
    }

    /// What stands on each account, by number: the trial balance. All balances sum to zero.
    async fn gl_account_balances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last day that counts; today when left out.")] as_of: Option<Date>,
        #[graphql(desc = "The first day that counts; all before the last when left out.")]
        from: Option<Date>,
    ) -> Result<Vec<GlAccountBalance>> {
        let view = ctx.read(Permission::Read).await?;
        let span = Span {
            from: from.map(|day| day.0),
            as_of: as_of.map_or_else(|| view.today(), |day| day.0),
        };
        let rows = read::all(view.read()).await?;
        let sums = balances::of(view.read(), None, span).await?;
        let currency = view.legal_entity().await?.accounting_currency;
        let balance = |row: entity::gl_account::Model| {
            let sum = sums.get(&row.id).copied().unwrap_or_default();
            GlAccountBalance::new(row, sum, currency, view.clone())
        };
        Ok(rows.into_iter().map(balance).collect())
    }
}
