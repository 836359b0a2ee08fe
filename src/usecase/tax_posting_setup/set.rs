//! Sets the tax of a pair of tax groups, in place of what it was.

use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::PostingGroupType;
use entity::tax_posting_setup::{Column, Model};
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// The tax business group: of vendors and customers.
    pub business_posting_group_id: PostingGroupId,
    /// The tax product group: of items, charges and accounts.
    pub product_posting_group_id: PostingGroupId,
    /// The rate, in percent.
    pub percent: Decimal,
    /// Input tax: what the tax office owes for purchases.
    pub purchase_tax_gl_account_id: Option<GlAccountId>,
    /// Output tax: what is owed to the tax office for sales.
    pub sales_tax_gl_account_id: Option<GlAccountId>,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        let percent = check.percent("percent", self.percent);
        let groups = [
            (
                "businessPostingGroupId",
                Some(self.business_posting_group_id),
                PostingGroupType::TaxBusiness,
            ),
            (
                "productPostingGroupId",
                Some(self.product_posting_group_id),
                PostingGroupType::TaxProduct,
            ),
        ];
        check.groups(tx, groups).await?;
        let accounts = [
            ("purchaseTaxGlAccountId", self.purchase_tax_gl_account_id),
            ("salesTaxGlAccountId", self.sales_tax_gl_account_id),
        ];
        check.accounts(tx, accounts).await?;
        check.control_accounts(tx, accounts).await?;
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            business_posting_group_id: self.business_posting_group_id,
            product_posting_group_id: self.product_posting_group_id,
            percent,
            purchase_tax_gl_account_id: self.purchase_tax_gl_account_id,
            sales_tax_gl_account_id: self.sales_tax_gl_account_id,
            row_version: 1,
        };
        let key = [
            Column::BusinessPostingGroupId,
            Column::ProductPostingGroupId,
        ];
        set(
            tx,
            row,
            &key,
            ("businessPostingGroupId", "the pair of groups"),
        )
        .await
    }
}
