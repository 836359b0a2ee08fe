//! Where goods are delivered to: sites and their warehouses.

use entity::ids::{SiteId, WarehouseId};
use entity::{site, warehouse};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::check::Check;

/// Checks that a site and a warehouse exist and belong together.
///
/// # Errors
/// When the database fails.
pub async fn places(
    scope: &impl Scope,
    at: Option<SiteId>,
    house: Option<WarehouseId>,
    check: &mut Check,
) -> Result<(), Failure> {
    if let Some(id) = at
        && scope.find::<site::Entity>().by_id(id).await?.is_none()
    {
        check.refuse("siteId", Violation::NotFound);
    }
    if let Some(id) = house {
        match scope.find::<warehouse::Entity>().by_id(id).await? {
            None => check.refuse("warehouseId", Violation::NotFound),
            Some(row) if at.is_some_and(|site| site != row.site_id) => {
                let reason = "the warehouse is at another site".to_owned();
                check.refuse("warehouseId", Violation::Malformed { reason });
            }
            Some(_) => {}
        }
    }
    Ok(())
}
