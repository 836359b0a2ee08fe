//! Adds an item charge, or changes the one with its code.

use entity::ids::PostingGroupId;
use entity::item_charge::{Column, Model};
use entity::kinds::PostingGroupType;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its code, unique in the legal entity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its general product posting group; the setup's if none.
    pub product_posting_group_id: Option<PostingGroupId>,
    /// Its tax product group; the setup's if none.
    pub tax_product_posting_group_id: Option<PostingGroupId>,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        check.text("code", &self.code, 20);
        check.text("name", &self.name, 200);
        let groups = [
            (
                "productPostingGroupId",
                self.product_posting_group_id,
                PostingGroupType::GeneralProduct,
            ),
            (
                "taxProductPostingGroupId",
                self.tax_product_posting_group_id,
                PostingGroupType::TaxProduct,
            ),
        ];
        check.groups(tx, groups).await?;
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: self.code.clone(),
            name: self.name.clone(),
            product_posting_group_id: self.product_posting_group_id,
            tax_product_posting_group_id: self.tax_product_posting_group_id,
            row_version: 1,
        };
        let key = [Column::Code];
        set(tx, row, &key, ("code", &self.code)).await
    }
}
