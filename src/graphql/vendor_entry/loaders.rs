//! Rows of the vendor ledger, loaded together for all that are asked for at the same time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use entity::ids::{VendorApplicationId, VendorEntryId, VendorId};
use entity::{vendor_application, vendor_detail_entry, vendor_entry};

use crate::failure::Shared;
use crate::graphql::view::{FirstOf, Rows, grouped};
use crate::usecase::vendor_entry::read::{self, Balance};

/// Asks for what changed an entry.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DetailsOf<K>(pub K);

impl Loader<DetailsOf<VendorEntryId>> for Rows {
    type Value = Arc<Vec<vendor_detail_entry::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[DetailsOf<VendorEntryId>],
    ) -> Result<HashMap<DetailsOf<VendorEntryId>, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = read::details(self.read(), &ids).await?;
        Ok(grouped(rows, |row| DetailsOf(row.vendor_entry_id)))
    }
}

impl Loader<DetailsOf<VendorApplicationId>> for Rows {
    type Value = Arc<Vec<vendor_detail_entry::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[DetailsOf<VendorApplicationId>],
    ) -> Result<HashMap<DetailsOf<VendorApplicationId>, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<DetailsOf<VendorApplicationId>, Vec<_>> = HashMap::new();
        for row in read::details_of_applications(self.read(), &ids).await? {
            if let Some(id) = row.vendor_application_id {
                found.entry(DetailsOf(id)).or_default().push(row);
            }
        }
        let shared = |(key, rows)| (key, Arc::new(rows));
        Ok(found.into_iter().map(shared).collect())
    }
}

/// Asks for the application that undoes another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UndoingOf(pub VendorApplicationId);

impl Loader<UndoingOf> for Rows {
    type Value = Arc<vendor_application::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[UndoingOf],
    ) -> Result<HashMap<UndoingOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = read::undoing(self.read(), &ids).await?;
        let of = |row: vendor_application::Model| {
            let undone = row.undoes_vendor_application_id?;
            Some((UndoingOf(undone), Arc::new(row)))
        };
        Ok(rows.into_iter().filter_map(of).collect())
    }
}

impl Loader<FirstOf<VendorId>> for Rows {
    type Value = Arc<Vec<vendor_entry::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[FirstOf<VendorId>],
    ) -> Result<HashMap<FirstOf<VendorId>, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        let sizes: BTreeSet<u32> = keys.iter().map(|key| key.n).collect();
        for n in sizes {
            let own = keys.iter().filter(|key| key.n == n);
            let vendors: Vec<_> = own.map(|key| key.parent).collect();
            let rows = read::first_of_vendors(self.read(), &vendors, n).await?;
            found.extend(grouped(rows, |row| FirstOf {
                parent: row.vendor_id,
                n,
            }));
        }
        Ok(found)
    }
}

/// Asks for what stands with a vendor on a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BalanceOf {
    /// The vendor.
    pub vendor: VendorId,
    /// The day; none for all that is posted.
    pub as_of: Option<NaiveDate>,
}

impl Loader<BalanceOf> for Rows {
    type Value = Arc<Vec<Balance>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[BalanceOf],
    ) -> Result<HashMap<BalanceOf, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        let days: BTreeSet<_> = keys.iter().map(|key| key.as_of).collect();
        for as_of in days {
            let own = keys.iter().filter(|key| key.as_of == as_of);
            let vendors: Vec<_> = own.map(|key| key.vendor).collect();
            for (vendor, balances) in read::balances(self.read(), &vendors, as_of).await? {
                found.insert(BalanceOf { vendor, as_of }, Arc::new(balances));
            }
        }
        Ok(found)
    }
}
