//! What the moved stock posts to the general ledger (PST-4).

use entity::exact::Amount;
use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::{ItemEntryType, ValueEntryType};

use super::{Held, NewValue, StockBook};
use crate::domain::violation::Violation;
use crate::domain::voucher::Posting;
use crate::usecase::ledger::groups;
use crate::usecase::ledger::setup::{General, Setup};

/// Where a value entry was posted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Accounts {
    pub(super) inventory: Option<GlAccountId>,
    pub(super) interim: Option<GlAccountId>,
}

impl StockBook {
    /// The postings of all that was moved, in the accounting currency, for vendors or customers of
    /// a business group; what was sold is posted by its customer's. Expected cost is posted where
    /// the set-up says so, and for entries of which it was posted before.
    ///
    /// # Errors
    /// `SetupMissing` and `GlAccountBlocked`, all that there are.
    pub fn postings(
        &mut self,
        setup: &Setup,
        business: PostingGroupId,
    ) -> Result<Vec<Posting>, Vec<Violation>> {
        let (mut postings, mut violations) = (Vec::new(), Vec::new());
        let mut values = std::mem::take(&mut self.values);
        for new in &mut values {
            match self.posted(setup, business, new) {
                Ok((accounts, posted)) => {
                    new.accounts = accounts;
                    postings.extend(posted);
                }
                Err(violation) if violations.contains(&violation) => {}
                Err(violation) => violations.push(violation),
            }
        }
        self.values = values;
        match violations.is_empty() {
            true => Ok(postings),
            false => Err(violations),
        }
    }

    fn posted(
        &self,
        setup: &Setup,
        business: PostingGroupId,
        new: &NewValue,
    ) -> Result<(Accounts, Vec<Posting>), Violation> {
        let held = self
            .entries
            .get(&new.value.entry)
            .ok_or(Violation::NotFound)?;
        let item = self
            .items
            .get(&held.row.item_id)
            .ok_or(Violation::NotFound)?;
        let business = held.business.unwrap_or(business);
        let product = groups::of_item(&setup.row, item)?.product;
        let stock = groups::inventory(&setup.row, item)?;
        let (inventory, interim) = setup.inventory(held.row.warehouse_id, stock)?;
        let mut accounts = Accounts::default();
        let mut postings = Vec::new();
        let mut pair = |debit, which, amount: Amount| -> Result<(), Violation> {
            let credit = setup.general(business, product, which)?;
            let turned = Amount::ZERO.checked_sub(amount).unwrap_or_default();
            for (account, amount) in [(debit, amount), (credit, turned)] {
                postings.push(Posting {
                    account,
                    currency: self.currency.code,
                    amount,
                    accounting: amount,
                    dimensions: new.origin.dimensions,
                    text: format!("{} {}", item.number, item.name),
                });
            }
            Ok(())
        };
        let cost = new.value.cost;
        if !cost.actual.is_zero() {
            pair(
                inventory,
                of_actual(held, new.value.value_entry_type),
                cost.actual,
            )?;
            accounts.inventory = Some(inventory);
        }
        if !cost.expected.is_zero() && held.interim {
            pair(interim, of_expected(held), cost.expected)?;
            accounts.interim = Some(interim);
        }
        Ok((accounts, postings))
    }
}

fn of_actual(held: &Held, value_entry_type: ValueEntryType) -> General {
    match (held.row.entry_type, value_entry_type) {
        (ItemEntryType::Sale, _) => General::SalesCost,
        (ItemEntryType::PositiveAdjustment | ItemEntryType::NegativeAdjustment, _) => {
            General::Adjustment
        }
        (ItemEntryType::Purchase, ValueEntryType::DirectCost) => General::DirectCostApplied,
        (ItemEntryType::Purchase, ValueEntryType::IndirectCost) => General::OverheadApplied,
        (ItemEntryType::Purchase, ValueEntryType::Variance) => General::PurchaseVariance,
    }
}

fn of_expected(held: &Held) -> General {
    match held.row.entry_type {
        ItemEntryType::Sale => General::SalesCostInterim,
        ItemEntryType::PositiveAdjustment | ItemEntryType::NegativeAdjustment => {
            General::Adjustment
        }
        ItemEntryType::Purchase => General::Accrual,
    }
}
