//! Sets the accounts of an inventory posting group at a warehouse, in place of those that it had.

use entity::ids::{GlAccountId, PostingGroupId, WarehouseId};
use entity::inventory_posting_setup::{Column, Model};
use entity::kinds::PostingGroupType;
use entity::warehouse;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// The warehouse; none for wherever no other row says it.
    pub warehouse_id: Option<WarehouseId>,
    /// The inventory posting group.
    pub inventory_posting_group_id: PostingGroupId,
    /// Stock that is invoiced.
    pub inventory_gl_account_id: GlAccountId,
    /// Stock that is received and not invoiced.
    pub interim_gl_account_id: Option<GlAccountId>,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        if let Some(id) = self.warehouse_id {
            check
                .row::<warehouse::Entity>(tx, "warehouseId", id)
                .await?;
        }
        let groups = [(
            "inventoryPostingGroupId",
            Some(self.inventory_posting_group_id),
            PostingGroupType::Inventory,
        )];
        check.groups(tx, groups).await?;
        let accounts = [
            ("inventoryGlAccountId", Some(self.inventory_gl_account_id)),
            ("interimGlAccountId", self.interim_gl_account_id),
        ];
        check.accounts(tx, accounts).await?;
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            warehouse_id: self.warehouse_id,
            inventory_posting_group_id: self.inventory_posting_group_id,
            inventory_gl_account_id: self.inventory_gl_account_id,
            interim_gl_account_id: self.interim_gl_account_id,
            row_version: 1,
        };
        let key = [Column::InventoryPostingGroupId, Column::WarehouseId];
        set(
            tx,
            row,
            &key,
            ("inventoryPostingGroupId", "the group at the warehouse"),
        )
        .await
    }
}
