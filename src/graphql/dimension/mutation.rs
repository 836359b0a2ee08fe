//! Writing dimensions.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::usecase::dimension::{create, update};

use super::object::Dimension;

/// A new dimension.
#[derive(InputObject)]
pub struct DimensionCreateInput {
    /// Its code, unique in the legal entity.
    code: String,
    /// Its name.
    name: String,
}

/// Changes to a dimension. What is left out stays.
#[derive(InputObject)]
pub struct DimensionUpdateInput {
    /// The dimension.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its code, unique in the legal entity.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
}

payload! {
    /// What came of `dimensionCreate`.
    DimensionCreatePayload,
    /// The dimension; none when refused.
    dimension: Dimension, entity::dimension::Model
}

payload! {
    /// What came of `dimensionUpdate`.
    DimensionUpdatePayload,
    /// The dimension; none when refused.
    dimension: Dimension, entity::dimension::Model
}

/// Writing dimensions.
#[derive(Default)]
pub struct DimensionMutation;

/// Writing dimensions.
#[Object]
impl DimensionMutation {
    /// Sets a financial dimension up.
    async fn dimension_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The dimension.")] input: DimensionCreateInput,
    ) -> Result<DimensionCreatePayload> {
        let ask = create::Create {
            code: input.code,
            name: input.name,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }

    /// Changes a financial dimension.
    async fn dimension_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: DimensionUpdateInput,
    ) -> Result<DimensionUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            code: input.code,
            name: input.name,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
