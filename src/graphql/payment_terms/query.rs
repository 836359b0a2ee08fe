//! Reading payment terms.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::payment_terms::read;

use super::object::PaymentTerms;

/// Reading payment terms.
#[derive(Default)]
pub struct PaymentTermsQuery;

/// Reading payment terms.
#[Object]
impl PaymentTermsQuery {
    /// All payment terms, by code.
    async fn payment_terms(&self, ctx: &Context<'_>) -> Result<Vec<PaymentTerms>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| PaymentTerms::new(row, view.clone()))
            .collect())
    }
}
