//! The tree of procurement categories, as the rules see it.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::ProcurementCategoryId;

#[cfg(test)]
mod tests;

/// Who is below whom. Rows that form a circle cannot make it run for ever: a way up ends where it
/// would meet a category again.
#[derive(Clone, Debug, Default)]
pub struct CategoryTree {
    parents: BTreeMap<ProcurementCategoryId, ProcurementCategoryId>,
}

impl FromIterator<(ProcurementCategoryId, Option<ProcurementCategoryId>)> for CategoryTree {
    fn from_iter<I>(rows: I) -> Self
    where
        I: IntoIterator<Item = (ProcurementCategoryId, Option<ProcurementCategoryId>)>,
    {
        let parents = rows
            .into_iter()
            .filter_map(|(id, parent)| Some((id, parent?)))
            .collect();
        Self { parents }
    }
}

impl CategoryTree {
    /// The categories above, the nearest first, without the category itself.
    #[must_use]
    pub fn ancestors(&self, id: ProcurementCategoryId) -> Vec<ProcurementCategoryId> {
        let mut seen = BTreeSet::from([id]);
        let mut way = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parents.get(&at).copied() {
            if !seen.insert(parent) {
                break;
            }
            way.push(parent);
            at = parent;
        }
        way
    }

    /// How many categories are above; 0 for one at the top.
    #[must_use]
    pub fn depth(&self, id: ProcurementCategoryId) -> usize {
        self.ancestors(id).len()
    }

    /// Whether `child` is `ancestor` or anywhere below it (AGR-3, Q8).
    #[must_use]
    pub fn is_within(&self, child: ProcurementCategoryId, ancestor: ProcurementCategoryId) -> bool {
        child == ancestor || self.ancestors(child).contains(&ancestor)
    }

    /// Whether `id` would be below itself if it were put below `new_parent`.
    #[must_use]
    pub fn would_cycle(
        &self,
        id: ProcurementCategoryId,
        new_parent: ProcurementCategoryId,
    ) -> bool {
        self.is_within(new_parent, id)
    }
}
