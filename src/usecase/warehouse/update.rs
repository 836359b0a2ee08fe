//! Changing a warehouse.

use entity::ids::{SiteId, WarehouseId};
use entity::site;
use entity::warehouse::{Entity, Model};

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;

/// The changes; what is `None` stays.
pub struct Update {
    /// The warehouse.
    pub id: WarehouseId,
    /// The version that the change is based on.
    pub version: i32,
    /// Its code, unique in the legal entity.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The site it stands at.
    pub site_id: Option<SiteId>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        check.text_opt("code", self.code.as_deref(), 20);
        check.text_opt("name", self.name.as_deref(), 200);
        if let Some(site) = self.site_id {
            check.row::<site::Entity>(tx, "siteId", site).await?;
            row.site_id = site;
        }
        check.done()?;
        if let Some(code) = &self.code {
            row.code.clone_from(code);
        }
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        let code = row.code.clone();
        tx.update(row)
            .await
            .map_err(|failure| failure.or_already_used("code", &code))
    }
}
