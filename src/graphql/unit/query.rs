//! Reading units.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::unit::read;

use super::object::Unit;

/// Reading units.
#[derive(Default)]
pub struct UnitQuery;

/// Reading units.
#[Object]
impl UnitQuery {
    /// All units, by code. All legal entities share them.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows.into_iter().map(Unit::new).collect())
    }
}
