//! The list of currencies, which all legal entities share.

use entity::currency::Model;

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All currencies, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    Ok(scope
        .reference()
        .await?
        .currencies
        .values()
        .cloned()
        .collect())
}
