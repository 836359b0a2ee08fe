//! The legal entity's number sequences, and whether they were drawn from.

use entity::kinds::NumberSequenceScope;
use entity::number_sequence::{Column, Entity, Model};
use entity::{agreement, item, purchase_order, vendor};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All number sequences, by what they number. There is at most one for each kind of row.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope.find::<Entity>().order_by(Column::Scope).all().await
}

/// Whether there are rows that a sequence numbers.
///
/// # Errors
/// When the database fails.
pub async fn is_used(scope: &impl Scope, numbered: NumberSequenceScope) -> Result<bool, Failure> {
    Ok(match numbered {
        NumberSequenceScope::Agreement => scope
            .find::<agreement::Entity>()
            .limit(1)
            .one()
            .await?
            .is_some(),
        NumberSequenceScope::PurchaseOrder => scope
            .find::<purchase_order::Entity>()
            .limit(1)
            .one()
            .await?
            .is_some(),
        NumberSequenceScope::Vendor => scope
            .find::<vendor::Entity>()
            .limit(1)
            .one()
            .await?
            .is_some(),
        NumberSequenceScope::Item => scope.find::<item::Entity>().limit(1).one().await?.is_some(),
    })
}
