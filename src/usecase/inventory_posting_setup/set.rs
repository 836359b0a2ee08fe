//! Sets the accounts of an inventory posting group at a warehouse, in place of those that it had.

use entity::ids::{GlAccountId, PostingGroupId, WarehouseId};
use entity::inventory_posting_setup::{Column, Entity, Model};
use entity::kinds::PostingGroupType;
use entity::{item, value_entry, warehouse};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::read;
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
        check.control_accounts(tx, accounts).await?;
        self.stock(tx, &mut check).await?;
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

impl Set {
    /// The accounts stay while stock is worth something on others: what leaves it is taken from
    /// where the warehouse and the group say. A row of a warehouse is such a change too.
    async fn stock(&self, tx: &TenantTx, check: &mut Check) -> Result<(), Failure> {
        use value_entry::Column as Value;
        let default = read::one(tx).await?;
        let default = default.and_then(|setup| setup.inventory_posting_group_id);
        let group = self.inventory_posting_group_id;
        let mut items = Condition::any().add(item::Column::InventoryPostingGroupId.eq(group));
        if default == Some(group) {
            items = items.add(item::Column::InventoryPostingGroupId.is_null());
        }
        let places = match self.warehouse_id {
            Some(id) => Condition::all().add(Value::WarehouseId.eq(id)),
            None => {
                let rows = tx.find::<Entity>();
                let rows = rows.filter(Column::InventoryPostingGroupId.eq(group));
                let own = rows.all().await?.into_iter();
                let own: Vec<_> = own.filter_map(|row| row.warehouse_id).collect();
                Condition::any()
                    .add(Value::WarehouseId.is_null())
                    .add(Value::WarehouseId.is_not_in(own))
            }
        };
        for (field, posted, cost, new) in [
            (
                "inventoryGlAccountId",
                Value::InventoryGlAccountId,
                Value::ActualCost,
                Some(self.inventory_gl_account_id),
            ),
            (
                "interimGlAccountId",
                Value::InterimGlAccountId,
                Value::ExpectedCost,
                self.interim_gl_account_id,
            ),
        ] {
            let mut values = tx
                .find::<value_entry::Entity>()
                .filter(posted.is_not_null());
            values = values.where_related::<item::Entity>(items.clone());
            values = values.filter(places.clone());
            if let Some(new) = new {
                values = values.filter(posted.ne(new));
            }
            let keys = [Value::ItemId, posted];
            let sums = values.sums_by_all::<(Uuid, Uuid)>(&keys, &[cost]).await?;
            if sums.iter().any(|own| own.sums.iter().any(|sum| *sum != 0)) {
                let reason = "stock of the group is posted to another account; it stays while \
                              there is some"
                    .to_owned();
                check.refuse(field, Violation::NotAllowed { reason });
            }
        }
        Ok(())
    }
}
