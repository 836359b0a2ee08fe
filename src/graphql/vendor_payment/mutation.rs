//! Paying vendors.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::graphql::vendor_entry::mutation::VendorEntryApplicationInput;
use crate::graphql::vendor_entry::object::VendorEntry;
use crate::usecase::vendor_payment::post;

/// A payment to a vendor, or a refund from it.
#[derive(InputObject, Clone, Debug)]
pub struct VendorPaymentPostInput {
    /// The vendor.
    vendor_id: ID,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// What is paid; below zero what the vendor pays back.
    amount: Decimal,
    /// Its currency; the vendor's when left out.
    currency: Option<CurrencyCode>,
    /// What it is, in words; the vendor's name when left out.
    text: Option<String>,
    /// The bank's or the vendor's own number of it.
    external_number: Option<String>,
    /// The account that it is paid from, one that documents may name; the set-up's bank when left
    /// out.
    bank_gl_account_id: Option<ID>,
    /// The entries that it settles, in their order; none for a payment on account. One that
    /// nothing is left for stays as it is.
    #[graphql(default)]
    applications: Vec<VendorEntryApplicationInput>,
    /// Whether a discount is taken between its date and the end of its grace.
    #[graphql(default)]
    accept_late_discount: bool,
    /// Whether a difference within the tolerance is written off; else it stays open.
    #[graphql(default = true)]
    accept_tolerance: bool,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `vendorPaymentPost`.
    VendorPaymentPostPayload,
    /// The payment's entry in the vendor ledger; none when refused.
    vendor_entry: VendorEntry, entity::vendor_entry::Model
}

/// Paying vendors.
#[derive(Default)]
pub struct VendorPaymentMutation;

/// Paying vendors.
#[Object]
impl VendorPaymentMutation {
    /// Posts a payment to a vendor, or with an amount below zero a refund from it, on account or
    /// applied to open entries. Discounts that it takes, small differences and what the exchange
    /// rates differ by are posted with it. Discounts are booked gross: no tax is adjusted.
    async fn vendor_payment_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The payment.")] input: VendorPaymentPostInput,
    ) -> Result<VendorPaymentPostPayload> {
        let ask = post::Post {
            vendor: local(&input.vendor_id),
            posting_date: input.posting_date.map(|day| day.0),
            amount: input.amount.0,
            currency: input.currency.map(|code| code.0),
            text: input.text,
            external_number: input.external_number,
            bank: input.bank_gl_account_id.as_ref().map(local),
            applications: input.applications.iter().map(Into::into).collect(),
            accept_late_discount: input.accept_late_discount,
            accept_tolerance: input.accept_tolerance,
        };
        Ok(ctx
            .write(Permission::VendorPaymentPost, input.preview, ask)
            .await?
            .into())
    }
}
