//! Changing what a legal entity decides about its ledgers.

use entity::exact::Amount;
use entity::ids::{GlAccountId, PostingGroupId};
use entity::item::Column as Item;
use entity::item_entry;
use entity::kinds::{CostingMethod, DiscountPosting, MatchingPolicy, PostingGroupType};
use entity::ledger_setup::Model;
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::commitment::facts;
use crate::usecase::payment_terms::set::formula;

use super::write::hold;

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The version that the change is based on.
    pub version: i32,
    /// Whether receipts post their expected cost to interim accounts (PST-4).
    pub expected_cost_posting: Option<bool>,
    /// Which discounts are posted to accounts of their own (PST-3).
    pub discount_posting: Option<DiscountPosting>,
    /// How the cost of what leaves the stock is found, where the item says nothing.
    pub costing_method: Option<CostingMethod>,
    /// Whether goods may be returned only against the receipt they came with (COR-8).
    pub exact_cost_required: Option<bool>,
    /// Whether a vendor's invoice must carry its number (PST-2).
    pub vendor_invoice_number_required: Option<bool>,
    /// Whether payment discounts are of the net amount (PAY-1).
    pub discount_excluding_tax: Option<bool>,
    /// Whether agreements may ask for a stricter policy (AGR-16).
    pub matching_override_allowed: Option<bool>,
    /// Whether an invoice with discrepancies is posted only when it was approved (MAT-2).
    pub approve_discrepancies: Option<bool>,
    /// How invoices are matched; none for not at all (MAT-1).
    pub matching_policy: Edit<MatchingPolicy>,
    /// How much dearer a unit may be than ordered, in percent.
    pub price_tolerance_percent: Edit<Decimal>,
    /// How much dearer a unit may be than ordered, in the accounting currency.
    pub price_tolerance_amount: Edit<Decimal>,
    /// How much dearer a line may be than ordered, in percent.
    pub total_tolerance_percent: Edit<Decimal>,
    /// How much dearer a line may be than ordered, in the accounting currency.
    pub total_tolerance_amount: Edit<Decimal>,
    /// Which difference a payment may leave, in percent of the document's amount (PAY-3).
    pub payment_tolerance_percent: Option<Decimal>,
    /// Which difference a payment may leave at the most, in the accounting currency.
    pub payment_tolerance_amount: Option<Decimal>,
    /// How long after its date a payment discount may still be accepted, such as `5D`.
    pub discount_grace_formula: Edit<String>,
    /// Rounding differences.
    pub rounding_gl_account_id: Edit<GlAccountId>,
    /// Gains from exchange rates when documents are settled.
    pub exchange_gain_gl_account_id: Edit<GlAccountId>,
    /// Losses from exchange rates when documents are settled.
    pub exchange_loss_gl_account_id: Edit<GlAccountId>,
    /// What is paid from where a payment names no account.
    pub bank_gl_account_id: Edit<GlAccountId>,
    /// General business posting group of vendors and customers that name none.
    pub business_posting_group_id: Edit<PostingGroupId>,
    /// General product posting group of items, categories and charges that name none.
    pub product_posting_group_id: Edit<PostingGroupId>,
    /// Tax business group of vendors and customers that name none.
    pub tax_business_posting_group_id: Edit<PostingGroupId>,
    /// Tax product group of items, categories and charges that name none.
    pub tax_product_posting_group_id: Edit<PostingGroupId>,
    /// Vendor posting group of vendors that name none.
    pub vendor_posting_group_id: Edit<PostingGroupId>,
    /// Customer posting group of customers that name none.
    pub customer_posting_group_id: Edit<PostingGroupId>,
    /// Inventory posting group of items that name none.
    pub inventory_posting_group_id: Edit<PostingGroupId>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let Some(mut row) = hold(tx).await? else {
            let violation = Violation::SetupMissing {
                setup: "ledger setup",
                first: "the legal entity".to_owned(),
                second: String::new(),
            };
            return Err(Failure::refused("", violation));
        };
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        self.moved(tx, &mut check, &row).await?;
        self.decide(&mut row);
        self.tolerate(tx, &mut check, &mut row).await?;
        self.point(tx, &mut check, &mut row).await?;
        check.done()?;
        tx.update(row).await
    }
}

impl Update {
    /// The method and the groups stay for items that were moved by them.
    async fn moved(&self, tx: &TenantTx, check: &mut Check, row: &Model) -> Result<(), Failure> {
        let differs = |edit: Edit<PostingGroupId>, own| edit.is_some_and(|new| new != own);
        let changed = [
            (
                "costingMethod",
                Item::CostingMethod,
                "method",
                self.costing_method
                    .is_some_and(|new| new != row.costing_method),
            ),
            (
                "productPostingGroupId",
                Item::ProductPostingGroupId,
                "product posting group",
                differs(self.product_posting_group_id, row.product_posting_group_id),
            ),
            (
                "inventoryPostingGroupId",
                Item::InventoryPostingGroupId,
                "inventory posting group",
                differs(
                    self.inventory_posting_group_id,
                    row.inventory_posting_group_id,
                ),
            ),
        ];
        for (field, own, what, _) in changed.into_iter().filter(|(_, _, _, new)| *new) {
            let moved = tx.find::<item_entry::Entity>();
            let moved = moved.where_related::<entity::item::Entity>(own.is_null());
            if moved.limit(1).one().await?.is_some() {
                let reason = format!("items without a {what} of their own have stock entries");
                check.refuse(field, Violation::NotAllowed { reason });
            }
        }
        Ok(())
    }

    fn decide(&self, row: &mut Model) {
        let to = |value: &mut bool, new: Option<bool>| *value = new.unwrap_or(*value);
        to(&mut row.expected_cost_posting, self.expected_cost_posting);
        to(&mut row.exact_cost_required, self.exact_cost_required);
        to(
            &mut row.vendor_invoice_number_required,
            self.vendor_invoice_number_required,
        );
        to(&mut row.discount_excluding_tax, self.discount_excluding_tax);
        to(
            &mut row.matching_override_allowed,
            self.matching_override_allowed,
        );
        to(&mut row.approve_discrepancies, self.approve_discrepancies);
        row.discount_posting = self.discount_posting.unwrap_or(row.discount_posting);
        row.costing_method = self.costing_method.unwrap_or(row.costing_method);
        apply(&mut row.matching_policy, self.matching_policy);
    }

    async fn tolerate(
        &self,
        tx: &TenantTx,
        check: &mut Check,
        row: &mut Model,
    ) -> Result<(), Failure> {
        let code = tx.legal_entity().await?.accounting_currency;
        let currency = facts::currency(tx, code).await?;
        let percent = |check: &mut Check, field, edit: Edit<Decimal>| {
            edit.map(|value| value.map(|value| check.percent(field, value)))
        };
        let amount = |check: &mut Check, field, edit: Edit<Decimal>, currency| {
            edit.map(|value| value.map(|value| check.amount(field, value, currency)))
        };
        let unit = Currency {
            decimals: Amount::SCALE,
            ..currency
        };
        let new = percent(check, "priceTolerancePercent", self.price_tolerance_percent);
        apply(&mut row.price_tolerance_percent, new);
        let new = amount(
            check,
            "priceToleranceAmount",
            self.price_tolerance_amount,
            unit,
        );
        apply(&mut row.price_tolerance_amount, new);
        let new = percent(check, "totalTolerancePercent", self.total_tolerance_percent);
        apply(&mut row.total_tolerance_percent, new);
        let new = amount(
            check,
            "totalToleranceAmount",
            self.total_tolerance_amount,
            currency,
        );
        apply(&mut row.total_tolerance_amount, new);
        if let Some(value) = self.payment_tolerance_percent {
            row.payment_tolerance_percent = check.percent("paymentTolerancePercent", value);
        }
        if let Some(value) = self.payment_tolerance_amount {
            row.payment_tolerance_amount = check.amount("paymentToleranceAmount", value, currency);
        }
        if let Some(text) = &self.discount_grace_formula {
            let text = text.as_deref();
            row.discount_grace_formula =
                text.map(|text| formula(check, "discountGraceFormula", text));
        }
        Ok(())
    }

    /// The accounts and the default groups.
    async fn point(
        &self,
        tx: &TenantTx,
        check: &mut Check,
        row: &mut Model,
    ) -> Result<(), Failure> {
        let accounts = [
            ("roundingGlAccountId", self.rounding_gl_account_id.flatten()),
            (
                "exchangeGainGlAccountId",
                self.exchange_gain_gl_account_id.flatten(),
            ),
            (
                "exchangeLossGlAccountId",
                self.exchange_loss_gl_account_id.flatten(),
            ),
            ("bankGlAccountId", self.bank_gl_account_id.flatten()),
        ];
        check.accounts(tx, accounts).await?;
        let groups = [
            (
                "businessPostingGroupId",
                self.business_posting_group_id.flatten(),
                PostingGroupType::GeneralBusiness,
            ),
            (
                "productPostingGroupId",
                self.product_posting_group_id.flatten(),
                PostingGroupType::GeneralProduct,
            ),
            (
                "taxBusinessPostingGroupId",
                self.tax_business_posting_group_id.flatten(),
                PostingGroupType::TaxBusiness,
            ),
            (
                "taxProductPostingGroupId",
                self.tax_product_posting_group_id.flatten(),
                PostingGroupType::TaxProduct,
            ),
            (
                "vendorPostingGroupId",
                self.vendor_posting_group_id.flatten(),
                PostingGroupType::Vendor,
            ),
            (
                "customerPostingGroupId",
                self.customer_posting_group_id.flatten(),
                PostingGroupType::Customer,
            ),
            (
                "inventoryPostingGroupId",
                self.inventory_posting_group_id.flatten(),
                PostingGroupType::Inventory,
            ),
        ];
        check.groups(tx, groups).await?;
        apply(&mut row.rounding_gl_account_id, self.rounding_gl_account_id);
        apply(
            &mut row.exchange_gain_gl_account_id,
            self.exchange_gain_gl_account_id,
        );
        apply(
            &mut row.exchange_loss_gl_account_id,
            self.exchange_loss_gl_account_id,
        );
        apply(&mut row.bank_gl_account_id, self.bank_gl_account_id);
        apply(
            &mut row.business_posting_group_id,
            self.business_posting_group_id,
        );
        apply(
            &mut row.product_posting_group_id,
            self.product_posting_group_id,
        );
        apply(
            &mut row.tax_business_posting_group_id,
            self.tax_business_posting_group_id,
        );
        apply(
            &mut row.tax_product_posting_group_id,
            self.tax_product_posting_group_id,
        );
        apply(
            &mut row.vendor_posting_group_id,
            self.vendor_posting_group_id,
        );
        apply(
            &mut row.customer_posting_group_id,
            self.customer_posting_group_id,
        );
        apply(
            &mut row.inventory_posting_group_id,
            self.inventory_posting_group_id,
        );
        Ok(())
    }
}
