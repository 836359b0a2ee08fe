//! What an item's lines are posted by, how much more of it may arrive, and how its cost is found
//! (VEN-4, PST-4, PST-6).

use entity::ids::{OverReceiptCodeId, PostingGroupId};
use entity::item::Model;
use entity::kinds::{CostingMethod, PostingGroupType};
use entity::{item_entry, over_receipt_code};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::ledger_setup::read;

/// What is decided of it; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Posting {
    /// Its general product posting group; the setup's if none.
    pub product_posting_group_id: Edit<PostingGroupId>,
    /// Its tax product group; the setup's if none.
    pub tax_product_posting_group_id: Edit<PostingGroupId>,
    /// Its inventory posting group; the setup's if none.
    pub inventory_posting_group_id: Edit<PostingGroupId>,
    /// How much more than ordered may be received of it.
    pub over_receipt_code_id: Edit<OverReceiptCodeId>,
    /// How the cost of what leaves the stock is found; the setup's way if none.
    pub costing_method: Edit<CostingMethod>,
    /// Indirect cost, in percent of the direct cost.
    pub indirect_cost_percent: Option<Decimal>,
    /// Overhead for one base unit, in the accounting currency.
    pub overhead_rate: Option<Decimal>,
}

impl Posting {
    pub(super) async fn change(
        &self,
        tx: &TenantTx,
        check: &mut Check,
        row: &mut Model,
    ) -> Result<(), Failure> {
        let groups = [
            (
                "productPostingGroupId",
                self.product_posting_group_id.flatten(),
                PostingGroupType::GeneralProduct,
            ),
            (
                "taxProductPostingGroupId",
                self.tax_product_posting_group_id.flatten(),
                PostingGroupType::TaxProduct,
            ),
            (
                "inventoryPostingGroupId",
                self.inventory_posting_group_id.flatten(),
                PostingGroupType::Inventory,
            ),
        ];
        check.groups(tx, groups).await?;
        if let Some(id) = self.over_receipt_code_id.flatten() {
            check
                .row::<over_receipt_code::Entity>(tx, "overReceiptCodeId", id)
                .await?;
        }
        self.costing(tx, check, row).await?;
        if let Some(value) = self.indirect_cost_percent {
            row.indirect_cost_percent = check.percent("indirectCostPercent", value);
        }
        if let Some(value) = self.overhead_rate {
            row.overhead_rate = check.price("overheadRate", value);
        }
        apply(
            &mut row.product_posting_group_id,
            self.product_posting_group_id,
        );
        apply(
            &mut row.tax_product_posting_group_id,
            self.tax_product_posting_group_id,
        );
        apply(
            &mut row.inventory_posting_group_id,
            self.inventory_posting_group_id,
        );
        apply(&mut row.over_receipt_code_id, self.over_receipt_code_id);
        apply(&mut row.costing_method, self.costing_method);
        Ok(())
    }

    /// The method by which stock was moved stays. Naming the one that the set-up gave anyway is no
    /// change.
    async fn costing(&self, tx: &TenantTx, check: &mut Check, row: &Model) -> Result<(), Failure> {
        let Some(new) = self.costing_method else {
            return Ok(());
        };
        let default = read::one(tx).await?.map(|setup| setup.costing_method);
        if new.or(default) == row.costing_method.or(default) {
            return Ok(());
        }
        let moved = tx.find::<item_entry::Entity>();
        let moved = moved.filter(item_entry::Column::ItemId.eq(row.id));
        if moved.limit(1).one().await?.is_some() {
            let reason = "the item has stock entries; its costing method stays".to_owned();
            check.refuse("costingMethod", Violation::NotAllowed { reason });
        }
        Ok(())
    }
}
