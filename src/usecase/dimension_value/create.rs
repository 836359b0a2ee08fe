//! Adding a value to a financial dimension.

use entity::dimension;
use entity::dimension_value::Model;
use entity::ids::DimensionId;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;

/// The value that is wanted.
pub struct Create {
    /// The dimension.
    pub dimension_id: DimensionId,
    /// Its code, unique in the dimension.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether new documents may no longer use it.
    pub blocked: Option<bool>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        check.text("code", &self.code, 40);
        check.text("name", &self.name, 200);
        check
            .row::<dimension::Entity>(tx, "dimensionId", self.dimension_id)
            .await?;
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: self.code.clone(),
            name: self.name.clone(),
            dimension_id: self.dimension_id,
            blocked: self.blocked.unwrap_or(false),
            row_version: 1,
        };
        tx.insert(row)
            .await
            .map_err(|failure| failure.or_already_used("code", &self.code))
    }
}
