//! What the moved stock posts to the general ledger (PST-4).

use entity::exact::Amount;
use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::{ItemEntryType, ValueEntryType};
use entity::value_entry;

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
    /// The counterpart of the actual cost.
    pub(super) applied: Option<GlAccountId>,
    /// The counterpart of the expected cost.
    pub(super) accrual: Option<GlAccountId>,
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
        let known = self.known_accounts(held, new);
        let places = || setup.inventory(held.row.warehouse_id, stock);
        let mut accounts = Accounts::default();
        let mut postings = Vec::new();
        let mut pair = |debit, credit, amount: Amount| {
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
        };
        let cost = new.value.cost;
        if !cost.actual.is_zero() {
            let inventory = match known.inventory {
                Some(account) => setup.open(account)?,
                None => places()?.0,
            };
            let which = of_actual(held, new.value.value_entry_type);
            let applied = match known.applied {
                Some(account) => setup.open(account)?,
                None => setup.general(business, product, which)?,
            };
            pair(inventory, applied, cost.actual);
            accounts.inventory = Some(inventory);
            accounts.applied = Some(applied);
        }
        if !cost.expected.is_zero() && held.interim {
            let interim = match known.interim {
                Some(account) => setup.open(account)?,
                None => places()?.1,
            };
            let accrual = match known.accrual {
                Some(account) => setup.open(account)?,
                None => setup.general(business, product, of_expected(held))?,
            };
            pair(interim, accrual, cost.expected);
            accounts.interim = Some(interim);
            accounts.accrual = Some(accrual);
        }
        Ok((accounts, postings))
    }

    /// The accounts that were posted to before and are posted to again, whatever the set-up says by
    /// now: those of the entry's stock and of its expected cost; and the counterpart of what is
    /// taken back.
    fn known_accounts(&self, held: &Held, new: &NewValue) -> Accounts {
        let own = held.of.unwrap_or(held.row.id);
        let of_own = || {
            let known = self.known.iter();
            known.filter(move |row| row.item_entry_id == own)
        };
        let of_type = |row: &&value_entry::Model| row.entry_type == new.value.value_entry_type;
        // What goes back to where it came from is of the same type: a sale comes back as a sale.
        let same = match held.of.and_then(|id| self.entries.get(&id)) {
            Some(other) => other.row.entry_type == held.row.entry_type,
            None => true,
        };
        let applied = match new.origin.cancels {
            Some(line) => {
                let mut known = self.known.iter().filter(of_type);
                known.find_map(|row| match row.purchase_invoice_line_id == Some(line) {
                    true => row
                        .applied_gl_account_id
                        .filter(|_| self.is_like(row, held)),
                    false => None,
                })
            }
            None if held.of.is_some() && same => {
                let mut known = of_own().filter(of_type);
                known.find_map(|row| row.applied_gl_account_id)
            }
            None => None,
        };
        Accounts {
            inventory: of_own().find_map(|row| row.inventory_gl_account_id),
            interim: of_own().find_map(|row| row.interim_gl_account_id),
            applied,
            accrual: match same {
                true => of_own().find_map(|row| row.accrual_gl_account_id),
                false => None,
            },
        }
    }

    /// Whether a value was of an entry of the same type: costs of sales are no purchases'.
    fn is_like(&self, row: &value_entry::Model, held: &Held) -> bool {
        let of = self.entries.get(&row.item_entry_id);
        of.is_some_and(|of| of.row.entry_type == held.row.entry_type)
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
