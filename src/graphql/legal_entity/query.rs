//! Reading the legal entity.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::legal_entity::itself::Itself;

use super::object::LegalEntity;

/// Reading the legal entity.
#[derive(Default)]
pub struct LegalEntityQuery;

/// Reading the legal entity.
#[Object]
impl LegalEntityQuery {
    /// The legal entity that the request acts under.
    async fn legal_entity(&self, ctx: &Context<'_>) -> Result<LegalEntity> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.legal_entity().await?;
        Ok(LegalEntity::new(Itself((*row).clone()), view))
    }
}
