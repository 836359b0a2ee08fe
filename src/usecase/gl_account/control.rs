//! Which accounts ledgers explain: payables, receivables, tax, stock and what is expected of it.

use entity::gl_account::{Column, Entity};
use entity::ids::GlAccountId;
use entity::partition::Partitioned;
use entity::{
    customer_posting_setup as customers, general_posting_setup as general,
    inventory_posting_setup as inventory, tax_posting_setup as tax, value_entry as value,
    vendor_posting_setup as vendors,
};
use sea_orm::{ColumnTrait, Condition};

use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

/// Whether the account with a number is one that the set-up uses so, or that stock was posted to.
///
/// # Errors
/// When the database fails.
pub(super) async fn uses(tx: &TenantTx, number: &str) -> Result<bool, Failure> {
    let account = tx.find::<Entity>().filter(Column::Number.eq(number));
    let Some(account) = account.one().await? else {
        return Ok(false);
    };
    let id = account.id;
    Ok(
        names::<vendors::Entity>(tx, id, &[vendors::Column::PayablesGlAccountId]).await?
            || names::<customers::Entity>(tx, id, &[customers::Column::ReceivablesGlAccountId])
                .await?
            || names::<inventory::Entity>(
                tx,
                id,
                &[
                    inventory::Column::InventoryGlAccountId,
                    inventory::Column::InterimGlAccountId,
                ],
            )
            .await?
            || names::<general::Entity>(
                tx,
                id,
                &[
                    general::Column::AccrualGlAccountId,
                    general::Column::SalesCostInterimGlAccountId,
                ],
            )
            .await?
            || names::<tax::Entity>(
                tx,
                id,
                &[
                    tax::Column::PurchaseTaxGlAccountId,
                    tax::Column::SalesTaxGlAccountId,
                ],
            )
            .await?
            || names::<value::Entity>(
                tx,
                id,
                &[
                    value::Column::InventoryGlAccountId,
                    value::Column::InterimGlAccountId,
                    value::Column::AccrualGlAccountId,
                ],
            )
            .await?,
    )
}

/// Whether a row names the account in one of some columns.
async fn names<E: Partitioned>(
    tx: &TenantTx,
    account: GlAccountId,
    columns: &[E::Column],
) -> Result<bool, Failure>
where
    E::Model: Send + Sync,
{
    let any = columns
        .iter()
        .fold(Condition::any(), |any, column| any.add(column.eq(account)));
    Ok(tx.find::<E>().filter(any).limit(1).one().await?.is_some())
}
