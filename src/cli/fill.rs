//! Fills the demo's database by the same acts that clients use.

use entity::ids::LegalEntityId;
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::failure::Failure;
use crate::tenancy::Db;

/// A legal entity of the demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founded {
    /// Its id.
    pub id: LegalEntityId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Founds the demo's legal entities and lets them trade. It runs once, on an empty database.
///
/// # Errors
/// When an act is refused or the database fails.
pub async fn run(db: &Db, clock: &Clock) -> Result<Vec<Founded>, Failure> {
    // The acts that found a legal entity are not there yet; until then there is an id, and nothing
    // under it.
    db.ping().await?;
    Ok(vec![Founded {
        id: LegalEntityId(clock.id()),
        code: "DEMO".to_owned(),
        name: "Demo".to_owned(),
    }])
}
