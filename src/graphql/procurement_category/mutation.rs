//! Writing procurement categories.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::usecase::procurement_category::{create, update};

use super::object::ProcurementCategory;

/// A new procurement category.
#[derive(InputObject)]
pub struct ProcurementCategoryCreateInput {
    /// Its code, unique in the legal entity.
    code: String,
    /// Its name.
    name: String,
    /// The category right above; none at the top.
    parent_id: Option<ID>,
}

/// Changes to a procurement category. What is left out stays.
#[derive(InputObject)]
pub struct ProcurementCategoryUpdateInput {
    /// The procurement category.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its code, unique in the legal entity.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
    /// The category right above; none at the top; null takes it away.
    parent_id: MaybeUndefined<ID>,
}

payload! {
    /// What came of `procurementCategoryCreate`.
    ProcurementCategoryCreatePayload,
    /// The procurement category; none when refused.
    procurement_category: ProcurementCategory, entity::procurement_category::Model
}

payload! {
    /// What came of `procurementCategoryUpdate`.
    ProcurementCategoryUpdatePayload,
    /// The procurement category; none when refused.
    procurement_category: ProcurementCategory, entity::procurement_category::Model
}

/// Writing procurement categories.
#[derive(Default)]
pub struct ProcurementCategoryMutation;

/// Writing procurement categories.
#[Object]
impl ProcurementCategoryMutation {
    /// Adds a procurement category.
    async fn procurement_category_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The procurement category.")] input: ProcurementCategoryCreateInput,
    ) -> Result<ProcurementCategoryCreatePayload> {
        let ask = create::Create {
            code: input.code,
            name: input.name,
            parent_id: local_opt(input.parent_id.as_ref()),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }

    /// Changes a procurement category, moving it included.
    async fn procurement_category_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: ProcurementCategoryUpdateInput,
    ) -> Result<ProcurementCategoryUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            code: input.code,
            name: input.name,
            parent_id: input.parent_id.map_value(|v| local(&v)).into(),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
