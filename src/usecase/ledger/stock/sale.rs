//! Stock that is sold: whose customer it goes to, and how it comes back.

use entity::exact::{Amount, Quantity};
use entity::ids::{ItemEntryId, PostingGroupId, SalesShipmentLineId};
use entity::item_entry;
use sea_orm::ColumnTrait;

use super::{Bucket, NewEntry, Origin, StockBook, load};
use crate::domain::costing::Cost;
use crate::domain::money::beyond_amount;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::ledger::setup::Setup;

/// What goods that come back from a customer are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// As much as they went out at, and expected as far as that was.
    AsSold,
    /// As much as they went out at, for good: what was expected of them is settled with what they
    /// went out of.
    Settled,
}

impl StockBook {
    /// Reads what went out with some shipment lines, of stocks that were loaded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_sold(
        &mut self,
        tx: &TenantTx,
        setup: &Setup,
        lines: &[SalesShipmentLineId],
    ) -> Result<(), Failure> {
        use item_entry::{Column, Entity};
        let own = Column::SalesShipmentLineId.is_in(lines.iter().copied());
        let mut rows = tx.find::<Entity>().filter(own).all().await?;
        rows.retain(|row| !self.entries.contains_key(&row.id));
        self.read(tx, setup, rows).await
    }

    /// The item entry that went out with a shipment line; none where it had no stock.
    #[must_use]
    pub fn entry_of_shipment_line(&self, line: SalesShipmentLineId) -> Option<ItemEntryId> {
        let mut entries = self.entries.values();
        let found = entries.find(|held| held.row.sales_shipment_line_id == Some(line));
        found.map(|held| held.row.id)
    }

    /// What went out of an entry straight to a customer, with its shipment line.
    #[must_use]
    pub fn sold_from(&self, entry: ItemEntryId) -> Option<(ItemEntryId, SalesShipmentLineId)> {
        let applications = &self.inbound.get(&entry)?.applications;
        applications.iter().rev().find_map(|application| {
            let held = self.entries.get(&application.outbound)?;
            Some((held.row.id, held.row.sales_shipment_line_id?))
        })
    }

    /// Names the customer's business group that an entry is posted by, and its document.
    pub fn sold(&mut self, entry: ItemEntryId, business: PostingGroupId, document_number: &str) {
        if let Some(held) = self.entries.get_mut(&entry) {
            held.business = Some(business);
            held.row.document_number = document_number.to_owned();
        }
    }

    /// Takes back in all that went out with an entry.
    ///
    /// # Errors
    /// `NotFound`; `OutOfRange` beyond what a column holds.
    pub fn give_back(
        &mut self,
        tx: &TenantTx,
        outbound: ItemEntryId,
        new: &NewEntry,
        returned: Returned,
    ) -> Result<ItemEntryId, Violation> {
        let held = self.entries.get(&outbound).ok_or(Violation::NotFound)?;
        let (bucket, interim): (Bucket, bool) = (held.bucket.clone(), held.interim);
        let read = self.known.iter().map(load::value);
        let all = read.chain(self.values.iter().map(|new| new.value.clone()));
        let mut cost = Cost::default();
        for value in all.filter(|value| value.entry == outbound) {
            let less = |sum: Amount, part| sum.checked_sub(part).ok_or_else(beyond_amount);
            cost.expected = less(cost.expected, value.cost.expected)?;
            cost.actual = less(cost.actual, value.cost.actual)?;
        }
        let cost = match returned {
            Returned::AsSold => (cost, Quantity::ZERO),
            Returned::Settled => {
                let actual = cost.expected.checked_add(cost.actual);
                let actual = actual.ok_or_else(beyond_amount)?;
                let expected = Amount::ZERO;
                (Cost { expected, actual }, new.quantity)
            }
        };
        let id = self.receive(tx, &bucket, new, cost, Origin::default())?;
        if let Some(held) = self.entries.get_mut(&id) {
            held.interim = interim;
        }
        self.like(id, Some(outbound));
        Ok(id)
    }
}
