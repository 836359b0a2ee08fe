//! Writing warehouses.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::usecase::warehouse::{create, update};

use super::object::Warehouse;

/// A new warehouse.
#[derive(InputObject)]
pub struct WarehouseCreateInput {
    /// Its code, unique in the legal entity.
    code: String,
    /// Its name.
    name: String,
    /// The site it stands at.
    site_id: ID,
}

/// Changes to a warehouse. What is left out stays.
#[derive(InputObject)]
pub struct WarehouseUpdateInput {
    /// The warehouse.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its code, unique in the legal entity.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
    /// The site it stands at.
    site_id: Option<ID>,
}

payload! {
    /// What came of `warehouseCreate`.
    WarehouseCreatePayload,
    /// The warehouse; none when refused.
    warehouse: Warehouse, entity::warehouse::Model
}

payload! {
    /// What came of `warehouseUpdate`.
    WarehouseUpdatePayload,
    /// The warehouse; none when refused.
    warehouse: Warehouse, entity::warehouse::Model
}

/// Writing warehouses.
#[derive(Default)]
pub struct WarehouseMutation;

/// Writing warehouses.
#[Object]
impl WarehouseMutation {
    /// Registers a warehouse.
    async fn warehouse_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The warehouse.")] input: WarehouseCreateInput,
    ) -> Result<WarehouseCreatePayload> {
        let ask = create::Create {
            code: input.code,
            name: input.name,
            site_id: local(&input.site_id),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }

    /// Changes a warehouse.
    async fn warehouse_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: WarehouseUpdateInput,
    ) -> Result<WarehouseUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            code: input.code,
            name: input.name,
            site_id: local_opt(input.site_id.as_ref()),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
