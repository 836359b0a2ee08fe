//! The legal entity as an act's result. Its row is found by the grant, not by a key.

use entity::legal_entity::Model;
use uuid::Uuid;

use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::outcome::Outcome;

/// The legal entity that the act was done in.
#[derive(Clone, Debug)]
pub struct Itself(pub Model);

impl Outcome for Itself {
    fn remember(&self) -> Result<String, Failure> {
        Ok(String::new())
    }

    async fn recall(tx: &TenantTx, _text: &str) -> Result<Self, Failure> {
        Ok(Self(tx.legal_entity().await?))
    }

    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)> {
        Vec::new()
    }
}
