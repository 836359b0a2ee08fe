//! Setting up matching policies and tolerances.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local_opt;
use crate::graphql::kinds::MatchingPolicy;
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::usecase::matching_tolerance::set;

use super::object::MatchingTolerance;

/// What is set. What is left out is none.
#[derive(InputObject)]
pub struct MatchingToleranceSetInput {
    /// The vendor that it is for; none for any.
    vendor_id: Option<ID>,
    /// The item that it is for; none for any.
    item_id: Option<ID>,
    /// The agreement that it is for, instead of vendor and item.
    agreement_id: Option<ID>,
    /// The policy; none for the legal entity's.
    matching_policy: Option<MatchingPolicy>,
    /// How much dearer a unit may be than ordered, in percent. Of unit and line, what is not set
    /// is not compared; where neither is, nothing may differ.
    price_tolerance_percent: Option<Decimal>,
    /// How much dearer a unit may be than ordered, in the accounting currency.
    price_tolerance_amount: Option<Decimal>,
    /// How much dearer a line may be than ordered, in percent.
    total_tolerance_percent: Option<Decimal>,
    /// How much dearer a line may be than ordered, in the accounting currency.
    total_tolerance_amount: Option<Decimal>,
}

payload! {
    /// What came of `matchingToleranceSet`.
    MatchingToleranceSetPayload,
    /// What was set; none when refused.
    matching_tolerance: MatchingTolerance, entity::matching_tolerance::Model
}

/// Setting up matching policies and tolerances.
#[derive(Default)]
pub struct MatchingToleranceMutation;

/// Setting up matching policies and tolerances.
#[Object]
impl MatchingToleranceMutation {
    /// Sets how invoices of a vendor, of an item, of both or of an agreement are matched, in place
    /// of
    /// how they were.
    async fn matching_tolerance_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: MatchingToleranceSetInput,
    ) -> Result<MatchingToleranceSetPayload> {
        let ask = set::Set {
            vendor_id: local_opt(input.vendor_id.as_ref()),
            item_id: local_opt(input.item_id.as_ref()),
            agreement_id: local_opt(input.agreement_id.as_ref()),
            matching_policy: input.matching_policy.map(Into::into),
            price_tolerance_percent: input.price_tolerance_percent.map(|d| d.0),
            price_tolerance_amount: input.price_tolerance_amount.map(|d| d.0),
            total_tolerance_percent: input.total_tolerance_percent.map(|d| d.0),
            total_tolerance_amount: input.total_tolerance_amount.map(|d| d.0),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
