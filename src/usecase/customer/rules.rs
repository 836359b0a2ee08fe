//! What every customer keeps to, new or changed.

use entity::customer::Model;
use entity::kinds::PostingGroupType;

use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;

/// Checks texts, the currency, and that the groups are there and of the kinds that are wanted.
pub(super) async fn run(check: &mut Check, tx: &TenantTx, row: &Model) -> Result<(), Failure> {
    check.text("name", &row.name, 200);
    check.text_opt("paymentTerms", row.payment_terms.as_deref(), 40);
    check.text_opt("address", row.address.as_deref(), 1000);
    check.currency(tx, "currency", row.currency).await?;
    let groups = [
        (
            "customerPostingGroupId",
            row.customer_posting_group_id,
            PostingGroupType::Customer,
        ),
        (
            "businessPostingGroupId",
            row.business_posting_group_id,
            PostingGroupType::GeneralBusiness,
        ),
        (
            "taxBusinessPostingGroupId",
            row.tax_business_posting_group_id,
            PostingGroupType::TaxBusiness,
        ),
    ];
    check.groups(tx, groups).await
}
