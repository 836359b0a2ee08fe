//! What an item's lines are posted by, how much more of it may arrive, and how its cost is found
//! (VEN-4, PST-4, PST-6).

use entity::ids::{ItemId, OverReceiptCodeId, PostingGroupId};
use entity::item::Model;
use entity::kinds::{CostingMethod, PostingGroupType};
use entity::{item_entry, over_receipt_code, purchase_receipt_line, sales_shipment_line};
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
        self.moved(tx, check, row).await?;
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

    /// The method and the groups by which stock was moved stay. Naming what the set-up gave anyway
    /// is no change.
    async fn moved(&self, tx: &TenantTx, check: &mut Check, row: &Model) -> Result<(), Failure> {
        let setup = read::one(tx).await?;
        let setup = setup.as_ref();
        let mut changed = Vec::new();
        let default = setup.map(|setup| setup.costing_method);
        if differs(self.costing_method, row.costing_method, default) {
            changed.push(("costingMethod", "costing method"));
        }
        let default = setup.and_then(|setup| setup.product_posting_group_id);
        if differs(
            self.product_posting_group_id,
            row.product_posting_group_id,
            default,
        ) {
            changed.push(("productPostingGroupId", "product posting group"));
        }
        let default = setup.and_then(|setup| setup.inventory_posting_group_id);
        if differs(
            self.inventory_posting_group_id,
            row.inventory_posting_group_id,
            default,
        ) {
            changed.push(("inventoryPostingGroupId", "inventory posting group"));
        }
        if changed.is_empty() || !has_stock_entries(tx, row.id).await? {
            return Ok(());
        }
        for (field, what) in changed {
            let reason = format!("the item has stock entries; its {what} stays");
            check.refuse(field, Violation::NotAllowed { reason });
        }
        Ok(())
    }
}

/// Whether something else would be in force than before.
fn differs<T: PartialEq>(edit: Edit<T>, own: Option<T>, default: Option<T>) -> bool {
    let Some(new) = edit else { return false };
    let default = default.as_ref();
    new.as_ref().or(default) != own.as_ref().or(default)
}

async fn has_stock_entries(tx: &TenantTx, item: ItemId) -> Result<bool, Failure> {
    let moved = tx.find::<item_entry::Entity>();
    let moved = moved.filter(item_entry::Column::ItemId.eq(item));
    Ok(moved.limit(1).one().await?.is_some())
}

/// Whether something of the item came or went, with stock or without.
pub(super) async fn came_or_went(tx: &TenantTx, item: ItemId) -> Result<bool, Failure> {
    if has_stock_entries(tx, item).await? {
        return Ok(true);
    }
    let came = tx.find::<purchase_receipt_line::Entity>();
    let came = came.filter(purchase_receipt_line::Column::ItemId.eq(item));
    if came.limit(1).one().await?.is_some() {
        return Ok(true);
    }
    let went = tx.find::<sales_shipment_line::Entity>();
    let went = went.filter(sales_shipment_line::Column::ItemId.eq(item));
    Ok(went.limit(1).one().await?.is_some())
}
