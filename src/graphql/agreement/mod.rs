//! Agreements: object, versions, queries, mutations.

pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
pub mod subscription;
pub mod version;

use entity::agreement_line;

use crate::domain::commitment::Commitment;
use crate::failure::Shared;
use crate::graphql::scalar::DateTime;
use crate::graphql::view::{AsOf, View};
use crate::usecase::commitment::facts;

/// A commitment with its balances now, or as they were at an instant.
///
/// # Errors
/// When the database fails.
pub async fn fulfilled(
    view: &View,
    line: &agreement_line::Model,
    as_of: Option<DateTime>,
) -> Result<Commitment, Shared> {
    let commitment = facts::commitment(line)?;
    let Some(DateTime(instant)) = as_of else {
        return Ok(commitment);
    };
    let used = view
        .load(AsOf {
            line: line.id,
            instant,
        })
        .await?
        .unwrap_or_default();
    Ok(Commitment { used, ..commitment })
}
