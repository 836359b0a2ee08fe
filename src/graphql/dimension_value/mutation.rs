//! Writing dimension values.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::usecase::dimension_value::{create, update};

use super::object::DimensionValue;

/// A new dimension value.
#[derive(InputObject)]
pub struct DimensionValueCreateInput {
    /// The dimension.
    dimension_id: ID,
    /// Its code, unique in the dimension.
    code: String,
    /// Its name.
    name: String,
    /// Whether documents may not use it; false when left out.
    blocked: Option<bool>,
}

/// Changes to a dimension value. What is left out stays.
#[derive(InputObject)]
pub struct DimensionValueUpdateInput {
    /// The dimension value.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its code, unique in the dimension.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
    /// Whether new documents may no longer use it.
    blocked: Option<bool>,
}

payload! {
    /// What came of `dimensionValueCreate`.
    DimensionValueCreatePayload,
    /// The dimension value; none when refused.
    dimension_value: DimensionValue, entity::dimension_value::Model
}

payload! {
    /// What came of `dimensionValueUpdate`.
    DimensionValueUpdatePayload,
    /// The dimension value; none when refused.
    dimension_value: DimensionValue, entity::dimension_value::Model
}

/// Writing dimension values.
#[derive(Default)]
pub struct DimensionValueMutation;

/// Writing dimension values.
#[Object]
impl DimensionValueMutation {
    /// Adds a value to a financial dimension.
    async fn dimension_value_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The dimension value.")] input: DimensionValueCreateInput,
    ) -> Result<DimensionValueCreatePayload> {
        let ask = create::Create {
            dimension_id: local(&input.dimension_id),
            code: input.code,
            name: input.name,
            blocked: input.blocked,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }

    /// Changes a value, blocking it included.
    async fn dimension_value_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: DimensionValueUpdateInput,
    ) -> Result<DimensionValueUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            code: input.code,
            name: input.name,
            blocked: input.blocked,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
