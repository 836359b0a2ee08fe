//! Setting a financial dimension up.

use entity::dimension::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;

/// The dimension that is wanted.
pub struct Create {
    /// Its code, unique in the legal entity.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        check.text("code", &self.code, 40);
        check.text("name", &self.name, 200);
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: self.code.clone(),
            name: self.name.clone(),
            row_version: 1,
        };
        tx.insert(row)
            .await
            .map_err(|failure| failure.or_already_used("code", &self.code))
    }
}
