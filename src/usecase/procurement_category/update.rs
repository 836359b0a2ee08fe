//! Changing a procurement category, moving it included.

use entity::ids::ProcurementCategoryId;
use entity::procurement_category::{Entity, Model};

use crate::domain::category::CategoryTree;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit};

/// The changes; what is `None` stays.
pub struct Update {
    /// The procurement category.
    pub id: ProcurementCategoryId,
    /// The version that the change is based on.
    pub version: i32,
    /// Its code, unique in the legal entity.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The category right above; none at the top.
    pub parent_id: Edit<ProcurementCategoryId>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        // A move looks at the whole tree, and two moves at once could make a circle together: the
        // mover locks all of it, in the order of the ids.
        let tree = match self.parent_id {
            Some(Some(_)) => tx.find::<Entity>().lock().all().await?,
            _ => Vec::new(),
        };
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        check.text_opt("code", self.code.as_deref(), 40);
        check.text_opt("name", self.name.as_deref(), 200);
        if let Some(parent) = self.parent_id {
            row.parent_id = parent;
        }
        if let Some(Some(parent)) = self.parent_id {
            if !tree.iter().any(|category| category.id == parent) {
                check.refuse("parentId", Violation::NotFound);
            } else if would_cycle(&tree, self.id, parent) {
                check.refuse("parentId", Violation::CategoryCycle);
            }
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

/// Whether `id` would be below itself under `parent`.
fn would_cycle(rows: &[Model], id: ProcurementCategoryId, parent: ProcurementCategoryId) -> bool {
    let tree: CategoryTree = rows.iter().map(|row| (row.id, row.parent_id)).collect();
    tree.would_cycle(id, parent)
}
