//! The list of currencies, which all legal entities share.

use entity::currency::{Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All currencies, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    let mut rows = scope.shared::<Entity>().await?;
    rows.sort_by_key(|row| row.code);
    Ok(rows)
}
