//! Setting the ledgers up.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::edit_id;
use crate::graphql::kinds::{CostingMethod, DiscountPosting, MatchingPolicy};
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::usecase::ledger_setup::{install, update};

use super::object::LedgerSetup;

/// What the standard set-up is installed with.
#[derive(InputObject)]
pub struct LedgerSetupInstallInput {
    /// The standard tax rate; 25 when left out.
    standard_tax_percent: Option<Decimal>,
    /// The reduced tax rate; 12 when left out.
    reduced_tax_percent: Option<Decimal>,
    /// The first year with posting periods; last year when left out.
    first_year: Option<i32>,
    /// The last year with posting periods; next year when left out.
    last_year: Option<i32>,
}

payload! {
    /// What came of `ledgerSetupInstall`.
    LedgerSetupInstallPayload,
    /// The set-up; none when refused.
    ledger_setup: LedgerSetup, entity::ledger_setup::Model
}

/// Changes to how the legal entity posts. What is left out stays.
#[derive(InputObject)]
pub struct LedgerSetupUpdateInput {
    /// The version that the change is based on.
    version: i32,
    /// Whether receipts post their expected cost to interim accounts (PST-4).
    expected_cost_posting: Option<bool>,
    /// Which discounts are posted to accounts of their own (PST-3).
    discount_posting: Option<DiscountPosting>,
    /// How the cost of what leaves the stock is found, where the item says nothing.
    costing_method: Option<CostingMethod>,
    /// Whether goods may be returned only against the receipt they came with (COR-8).
    exact_cost_required: Option<bool>,
    /// Whether a vendor's invoice must carry its number (PST-2).
    vendor_invoice_number_required: Option<bool>,
    /// Whether payment discounts are of the net amount (PAY-1).
    discount_excluding_tax: Option<bool>,
    /// Whether agreements may ask for a stricter policy (AGR-16).
    matching_override_allowed: Option<bool>,
    /// Whether an invoice with discrepancies is posted only when it was approved (MAT-2).
    approve_discrepancies: Option<bool>,
    /// How invoices are matched; null for not at all (MAT-1).
    matching_policy: MaybeUndefined<MatchingPolicy>,
    /// How much dearer a unit may be than ordered, in percent;
    /// null takes it away.
    price_tolerance_percent: MaybeUndefined<Decimal>,
    /// How much dearer a unit may be than ordered, in the accounting currency;
    /// null takes it away.
    price_tolerance_amount: MaybeUndefined<Decimal>,
    /// How much dearer a line may be than ordered, in percent;
    /// null takes it away.
    total_tolerance_percent: MaybeUndefined<Decimal>,
    /// How much dearer a line may be than ordered, in the accounting currency;
    /// null takes it away.
    total_tolerance_amount: MaybeUndefined<Decimal>,
    /// Which difference a payment may leave, in percent of the document's amount (PAY-3).
    payment_tolerance_percent: Option<Decimal>,
    /// Which difference a payment may leave at the most, in the accounting currency.
    payment_tolerance_amount: Option<Decimal>,
    /// How long after its date a payment discount may still be accepted, such as `5D`; null takes
    /// it
    /// away.
    discount_grace_formula: MaybeUndefined<String>,
    /// Rounding differences;
    /// null takes it away.
    rounding_gl_account_id: MaybeUndefined<ID>,
    /// Gains from exchange rates when documents are settled;
    /// null takes it away.
    exchange_gain_gl_account_id: MaybeUndefined<ID>,
    /// Losses from exchange rates when documents are settled;
    /// null takes it away.
    exchange_loss_gl_account_id: MaybeUndefined<ID>,
    /// What is paid from where a payment names no account;
    /// null takes it away.
    bank_gl_account_id: MaybeUndefined<ID>,
    /// General business posting group of vendors and customers that name none;
    /// null takes it away.
    business_posting_group_id: MaybeUndefined<ID>,
    /// General product posting group of items, categories and charges that name none;
    /// null takes it away.
    product_posting_group_id: MaybeUndefined<ID>,
    /// Tax business group of vendors and customers that name none;
    /// null takes it away.
    tax_business_posting_group_id: MaybeUndefined<ID>,
    /// Tax product group of items, categories and charges that name none;
    /// null takes it away.
    tax_product_posting_group_id: MaybeUndefined<ID>,
    /// Vendor posting group of vendors that name none;
    /// null takes it away.
    vendor_posting_group_id: MaybeUndefined<ID>,
    /// Customer posting group of customers that name none;
    /// null takes it away.
    customer_posting_group_id: MaybeUndefined<ID>,
    /// Inventory posting group of items that name none;
    /// null takes it away.
    inventory_posting_group_id: MaybeUndefined<ID>,
}

payload! {
    /// What came of `ledgerSetupUpdate`.
    LedgerSetupUpdatePayload,
    /// The set-up; none when refused.
    ledger_setup: LedgerSetup, entity::ledger_setup::Model
}

/// Setting the ledgers up.
#[derive(Default)]
pub struct LedgerSetupMutation;

/// Setting the ledgers up.
#[Object]
impl LedgerSetupMutation {
    /// Installs a standard chart of accounts, posting groups with complete matrices, payment terms,
    /// monthly posting periods and settings, where nothing is set up yet.
    async fn ledger_setup_install(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is installed with.")] input: LedgerSetupInstallInput,
    ) -> Result<LedgerSetupInstallPayload> {
        let ask = install::Install {
            standard_tax_percent: input.standard_tax_percent.map(|d| d.0),
            reduced_tax_percent: input.reduced_tax_percent.map(|d| d.0),
            first_year: input.first_year,
            last_year: input.last_year,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }

    /// Changes how the legal entity posts.
    async fn ledger_setup_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: LedgerSetupUpdateInput,
    ) -> Result<LedgerSetupUpdatePayload> {
        let number = |value: MaybeUndefined<Decimal>| value.map_value(|d| d.0).into();
        let ask = update::Update {
            version: input.version,
            expected_cost_posting: input.expected_cost_posting,
            discount_posting: input.discount_posting.map(Into::into),
            costing_method: input.costing_method.map(Into::into),
            exact_cost_required: input.exact_cost_required,
            vendor_invoice_number_required: input.vendor_invoice_number_required,
            discount_excluding_tax: input.discount_excluding_tax,
            matching_override_allowed: input.matching_override_allowed,
            approve_discrepancies: input.approve_discrepancies,
            matching_policy: input.matching_policy.map_value(Into::into).into(),
            price_tolerance_percent: number(input.price_tolerance_percent),
            price_tolerance_amount: number(input.price_tolerance_amount),
            total_tolerance_percent: number(input.total_tolerance_percent),
            total_tolerance_amount: number(input.total_tolerance_amount),
            payment_tolerance_percent: input.payment_tolerance_percent.map(|d| d.0),
            payment_tolerance_amount: input.payment_tolerance_amount.map(|d| d.0),
            discount_grace_formula: input.discount_grace_formula.into(),
            rounding_gl_account_id: edit_id(input.rounding_gl_account_id),
            exchange_gain_gl_account_id: edit_id(input.exchange_gain_gl_account_id),
            exchange_loss_gl_account_id: edit_id(input.exchange_loss_gl_account_id),
            bank_gl_account_id: edit_id(input.bank_gl_account_id),
            business_posting_group_id: edit_id(input.business_posting_group_id),
            product_posting_group_id: edit_id(input.product_posting_group_id),
            tax_business_posting_group_id: edit_id(input.tax_business_posting_group_id),
            tax_product_posting_group_id: edit_id(input.tax_product_posting_group_id),
            vendor_posting_group_id: edit_id(input.vendor_posting_group_id),
            customer_posting_group_id: edit_id(input.customer_posting_group_id),
            inventory_posting_group_id: edit_id(input.inventory_posting_group_id),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
