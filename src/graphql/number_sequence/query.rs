//! Reading number sequences.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::number_sequence::read;

use super::object::NumberSequence;

/// Reading number sequences.
#[derive(Default)]
pub struct NumberSequenceQuery;

/// Reading number sequences.
#[Object]
impl NumberSequenceQuery {
    /// The legal entity's number sequences; at most one for each kind of row.
    async fn number_sequences(&self, ctx: &Context<'_>) -> Result<Vec<NumberSequence>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        let object = |row| NumberSequence::new(row, view.clone());
        Ok(rows.into_iter().map(object).collect())
    }
}
