//! Which rows were written before: by the keys that batches are written under.

use crate::auth::Permission;
use crate::failure::Failure;
use crate::graphql::context::Session;
use crate::tenancy::{Act, Once, Remembered, TenantTx};

use super::{Fault, Import, fault_of};

impl Import {
    /// How many of a batch's first rows were written before, by keys that are each of one row more;
    /// 0 where nothing was written under any of them. The longest is found.
    ///
    /// # Errors
    /// When it cannot be told: nobody may read here, or the database is away.
    pub async fn known(&self, session: &Session, keys: &[String]) -> Result<usize, Fault> {
        let grant = session.grant(Permission::Read).map_err(fault_of)?;
        let known = Known {
            operation: &self.mutation,
            keys,
        };
        let found = session.db.write(&grant, &known).await;
        found.map_err(|failure| fault_of(failure.into()))
    }
}

/// What was done under which of some keys.
struct Known<'a> {
    operation: &'a str,
    keys: &'a [String],
}

impl Act for Known<'_> {
    type Out = usize;

    async fn run(&self, tx: &TenantTx) -> Result<usize, Failure> {
        for (place, key) in self.keys.iter().enumerate().rev() {
            let once = Once {
                operation: self.operation.to_owned(),
                // As a session's key is kept for a field without an alias.
                key: format!("{key}/{}", self.operation),
                // What was asked under it is not: the key is made of that.
                input_hash: String::new(),
            };
            match once.recall(tx).await {
                Ok(Remembered::Nothing) => {}
                Ok(Remembered::Outcome(_)) | Err(Failure::KeyReused) => {
                    return Ok(place + 1);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(0)
    }
}
