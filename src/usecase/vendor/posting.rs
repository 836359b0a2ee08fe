//! What a vendor's documents are posted by, how much more may arrive from it, and how it is paid
//! (VEN-1, PST-6, PAY-3, PAY-5).

use entity::ids::{OverReceiptCodeId, PostingGroupId};
use entity::kinds::PostingGroupType;
use entity::over_receipt_code;
use entity::vendor::Model;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::{Check, Edit, apply};

/// What is decided of it; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Posting {
    /// Its vendor posting group; the setup's if none.
    pub vendor_posting_group_id: Edit<PostingGroupId>,
    /// Its general business posting group; the setup's if none.
    pub business_posting_group_id: Edit<PostingGroupId>,
    /// Its tax business group; the setup's if none.
    pub tax_business_posting_group_id: Edit<PostingGroupId>,
    /// How much more than ordered may be received from it.
    pub over_receipt_code_id: Edit<OverReceiptCodeId>,
    /// When it is paid, of all vendors: 1 first, 0 last.
    pub payment_priority: Option<i32>,
    /// Whether payments to it may leave no difference.
    pub payment_tolerance_blocked: Option<bool>,
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
                "vendorPostingGroupId",
                self.vendor_posting_group_id.flatten(),
                PostingGroupType::Vendor,
            ),
            (
                "businessPostingGroupId",
                self.business_posting_group_id.flatten(),
                PostingGroupType::GeneralBusiness,
            ),
            (
                "taxBusinessPostingGroupId",
                self.tax_business_posting_group_id.flatten(),
                PostingGroupType::TaxBusiness,
            ),
        ];
        check.groups(tx, groups).await?;
        if let Some(id) = self.over_receipt_code_id.flatten() {
            check
                .row::<over_receipt_code::Entity>(tx, "overReceiptCodeId", id)
                .await?;
        }
        if self.payment_priority.is_some_and(|priority| priority < 0) {
            check.refuse("paymentPriority", Violation::Negative);
        }
        apply(
            &mut row.vendor_posting_group_id,
            self.vendor_posting_group_id,
        );
        apply(
            &mut row.business_posting_group_id,
            self.business_posting_group_id,
        );
        apply(
            &mut row.tax_business_posting_group_id,
            self.tax_business_posting_group_id,
        );
        apply(&mut row.over_receipt_code_id, self.over_receipt_code_id);
        row.payment_priority = self.payment_priority.unwrap_or(row.payment_priority);
        row.payment_tolerance_blocked = self
            .payment_tolerance_blocked
            .unwrap_or(row.payment_tolerance_blocked);
        Ok(())
    }
}
