//! The list of units, which all legal entities share.

use entity::unit::Model;

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All units, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    Ok(scope.reference().await?.units.values().cloned().collect())
}
