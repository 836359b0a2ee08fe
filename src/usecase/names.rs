//! What ids of master data stand for, as stored documents name it: a document can still be read
//! when its master data has changed.

use std::collections::HashMap;
use std::hash::Hash;

use entity::ids::{ItemId, ProcurementCategoryId, SiteId, WarehouseId};
use entity::{item, procurement_category, site, warehouse};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The master data that a document's line points at.
#[derive(Clone, Copy, Debug)]
pub struct Pointers {
    /// Its item.
    pub item: Option<ItemId>,
    /// Its category.
    pub category: Option<ProcurementCategoryId>,
    /// Its site.
    pub site: Option<SiteId>,
    /// Its warehouse.
    pub warehouse: Option<WarehouseId>,
}

/// Numbers and codes of master data.
pub struct Names {
    items: HashMap<ItemId, String>,
    categories: HashMap<ProcurementCategoryId, String>,
    sites: HashMap<SiteId, String>,
    warehouses: HashMap<WarehouseId, String>,
}

impl Names {
    /// Loads what some lines point at, in four statements at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(scope: &impl Scope, lines: &[Pointers]) -> Result<Self, Failure> {
        let items = scope.find::<item::Entity>();
        let items = items
            .by_ids(lines.iter().filter_map(|line| line.item))
            .await?;
        let categories = scope.find::<procurement_category::Entity>();
        let categories = categories
            .by_ids(lines.iter().filter_map(|line| line.category))
            .await?;
        let sites = scope.find::<site::Entity>();
        let sites = sites
            .by_ids(lines.iter().filter_map(|line| line.site))
            .await?;
        let warehouses = scope.find::<warehouse::Entity>();
        let warehouses = warehouses
            .by_ids(lines.iter().filter_map(|line| line.warehouse))
            .await?;
        Ok(Self {
            items: items.into_iter().map(|row| (row.id, row.number)).collect(),
            categories: categories
                .into_iter()
                .map(|row| (row.id, row.code))
                .collect(),
            sites: sites.into_iter().map(|row| (row.id, row.code)).collect(),
            warehouses: warehouses
                .into_iter()
                .map(|row| (row.id, row.code))
                .collect(),
        })
    }

    /// An item's number.
    #[must_use]
    pub fn item(&self, id: Option<ItemId>) -> Option<String> {
        of(id, &self.items)
    }

    /// A category's code.
    #[must_use]
    pub fn category(&self, id: Option<ProcurementCategoryId>) -> Option<String> {
        of(id, &self.categories)
    }

    /// A site's code.
    #[must_use]
    pub fn site(&self, id: Option<SiteId>) -> Option<String> {
        of(id, &self.sites)
    }

    /// A warehouse's code.
    #[must_use]
    pub fn warehouse(&self, id: Option<WarehouseId>) -> Option<String> {
        of(id, &self.warehouses)
    }
}

fn of<K: Hash + Eq>(id: Option<K>, names: &HashMap<K, String>) -> Option<String> {
    id.and_then(|id| names.get(&id).cloned())
}
