//! Settling entries of vendors.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::scalar::{Date, Decimal};
use crate::usecase::ledger::settle::Wanted;
use crate::usecase::vendor_entry::{apply, unapply, update};

use super::application::VendorApplication;
use super::object::VendorEntry;

/// An entry that another is applied to.
#[derive(InputObject, Clone, Debug)]
pub struct VendorEntryApplicationInput {
    /// The entry.
    vendor_entry_id: ID,
    /// The most that is applied to it, above zero; as much as fits when left out.
    amount: Option<Decimal>,
}

impl From<&VendorEntryApplicationInput> for Wanted {
    fn from(input: &VendorEntryApplicationInput) -> Self {
        Self {
            entry: local(&input.vendor_entry_id),
            amount: input.amount.map(|amount| amount.0),
        }
    }
}

/// An application of an open entry to others.
#[derive(InputObject, Clone, Debug)]
pub struct VendorEntryApplyInput {
    /// The entry that is applied: a payment, a refund or a credit memo.
    vendor_entry_id: ID,
    /// The entries that it settles, in their order. One that nothing is left for stays as it is.
    applications: Vec<VendorEntryApplicationInput>,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
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

/// An application that is undone.
#[derive(InputObject, Clone, Debug)]
pub struct VendorEntryUnapplyInput {
    /// The application.
    vendor_application_id: ID,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Changes to an open entry. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct VendorEntryUpdateInput {
    /// The entry.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Why it is held back from suggested payments, in up to three characters; null frees it.
    on_hold: MaybeUndefined<String>,
    /// When it is to be paid.
    due_date: Option<Date>,
}

payload! {
    /// What came of `vendorEntryApply`.
    VendorEntryApplyPayload,
    /// The application; none when refused.
    vendor_application: VendorApplication, entity::vendor_application::Model
}

payload! {
    /// What came of `vendorEntryUnapply`.
    VendorEntryUnapplyPayload,
    /// The application that undoes the other; none when refused.
    vendor_application: VendorApplication, entity::vendor_application::Model
}

payload! {
    /// What came of `vendorEntryUpdate`.
    VendorEntryUpdatePayload,
    /// The entry; none when refused.
    vendor_entry: VendorEntry, entity::vendor_entry::Model
}

/// Settling entries of vendors.
#[derive(Default)]
pub struct VendorEntryMutation;

/// Settling entries of vendors.
#[Object]
impl VendorEntryMutation {
    /// Applies an open entry to others of the same vendor and currency, partly or whole. Discounts
    /// are taken by the day of the payment, not by the day of the application, and are booked
    /// gross: no tax is adjusted.
    async fn vendor_entry_apply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application.")] input: VendorEntryApplyInput,
    ) -> Result<VendorEntryApplyPayload> {
        let ask = apply::Apply {
            entry: local(&input.vendor_entry_id),
            applications: input.applications.iter().map(Into::into).collect(),
            posting_date: input.posting_date.map(|day| day.0),
            accept_late_discount: input.accept_late_discount,
            accept_tolerance: input.accept_tolerance,
        };
        Ok(ctx
            .write(Permission::VendorPaymentPost, input.preview, ask)
            .await?
            .into())
    }

    /// Undoes an application, discounts, tolerances and exchange differences included: its entries
    /// are open again. Only the newest application of each of its entries can be undone.
    async fn vendor_entry_unapply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application.")] input: VendorEntryUnapplyInput,
    ) -> Result<VendorEntryUnapplyPayload> {
        let ask = unapply::Unapply {
            application: local(&input.vendor_application_id),
            posting_date: input.posting_date.map(|day| day.0),
        };
        Ok(ctx
            .write(Permission::VendorPaymentPost, input.preview, ask)
            .await?
            .into())
    }

    /// Holds an open entry back from suggested payments, frees it, or changes when it is due.
    async fn vendor_entry_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: VendorEntryUpdateInput,
    ) -> Result<VendorEntryUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            on_hold: input.on_hold.into(),
            due_date: input.due_date.map(|day| day.0),
        };
        Ok(ctx
            .write(Permission::VendorPaymentPost, false, ask)
            .await?
            .into())
    }
}
