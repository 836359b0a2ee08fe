//! How a vendor is posted, as it is written.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::id::edit_id;
use crate::usecase::vendor::posting::Posting;

/// How a vendor is posted; part of the inputs of its creation and its change.
#[derive(InputObject)]
pub struct VendorPostingInput {
    /// Its vendor posting group; null for the setup's.
    vendor_posting_group_id: MaybeUndefined<ID>,
    /// Its general business posting group; null for the setup's.
    business_posting_group_id: MaybeUndefined<ID>,
    /// Its tax business group; null for the setup's.
    tax_business_posting_group_id: MaybeUndefined<ID>,
    /// How much more than ordered may be received from it; null for the default.
    over_receipt_code_id: MaybeUndefined<ID>,
    /// When it is paid, of all vendors: 1 first, 0 last.
    payment_priority: Option<i32>,
    /// Whether payments to it may leave no difference.
    payment_tolerance_blocked: Option<bool>,
}

impl From<VendorPostingInput> for Posting {
    fn from(input: VendorPostingInput) -> Self {
        Self {
            vendor_posting_group_id: edit_id(input.vendor_posting_group_id),
            business_posting_group_id: edit_id(input.business_posting_group_id),
            tax_business_posting_group_id: edit_id(input.tax_business_posting_group_id),
            over_receipt_code_id: edit_id(input.over_receipt_code_id),
            payment_priority: input.payment_priority,
            payment_tolerance_blocked: input.payment_tolerance_blocked,
        }
    }
}
