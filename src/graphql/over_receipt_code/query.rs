//! Reading over-receipt codes.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::over_receipt_code::read;

use super::object::OverReceiptCode;

/// Reading over-receipt codes.
#[derive(Default)]
pub struct OverReceiptCodeQuery;

/// Reading over-receipt codes.
#[Object]
impl OverReceiptCodeQuery {
    /// All over-receipt codes, by code.
    async fn over_receipt_codes(&self, ctx: &Context<'_>) -> Result<Vec<OverReceiptCode>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| OverReceiptCode::new(row, view.clone()))
            .collect())
    }
}
