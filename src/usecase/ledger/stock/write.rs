//! Writing the moved stock.

use entity::ids::VoucherId;
use entity::kinds::ApplicationCostBasis;
use entity::{item_application, item_entry, value_entry};

use super::StockBook;
use crate::domain::costing::AppliedCost;
use crate::failure::Failure;
use crate::tenancy::TenantTx;

/// The document that moved the stock.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Its voucher; none where nothing was posted.
    pub voucher: Option<VoucherId>,
    /// Its number.
    pub document_number: &'a str,
}

impl StockBook {
    /// Writes new entries, what they took and what all that costs, and what remains of entries that
    /// were there. The accounts are those of the latest [`Self::postings`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write(
        mut self,
        tx: &TenantTx,
        written: Written<'_>,
    ) -> Result<Vec<item_entry::Model>, Failure> {
        let broken =
            |error: crate::domain::costing::CostingViolation| Failure::Broken(error.to_string());
        let mut fresh = Vec::new();
        for (id, held) in &mut self.entries {
            let row = &mut held.row;
            let remaining = match self.inbound.get(id) {
                Some(entry) => entry.remaining().map_err(broken)?,
                None => row.remaining_quantity,
            };
            let moved = row.remaining_quantity != remaining;
            row.remaining_quantity = remaining;
            if held.fresh {
                if row.document_number.is_empty() {
                    row.document_number = written.document_number.to_owned();
                }
                fresh.push(row.clone());
            } else if moved {
                *row = tx.update(row.clone()).await?;
            }
        }
        tx.insert_all(fresh.clone()).await?;
        tx.insert_all(self.application_rows(tx)).await?;
        tx.insert_all(self.value_rows(tx, written)).await?;
        Ok(fresh)
    }

    fn application_rows(&self, tx: &TenantTx) -> Vec<item_application::Model> {
        let row = |application: &crate::domain::costing::Application| {
            let (cost_basis, credited_cost) = match application.cost {
                AppliedCost::Followed => (ApplicationCostBasis::Followed, None),
                AppliedCost::Averaged => (ApplicationCostBasis::Averaged, None),
                AppliedCost::Credited(cost) => (ApplicationCostBasis::Credited, Some(cost)),
            };
            item_application::Model {
                legal_entity_id: tx.grant().legal_entity(),
                id: tx.id(),
                inbound_item_entry_id: application.inbound,
                outbound_item_entry_id: application.outbound,
                quantity: application.quantity,
                cost_basis,
                credited_cost,
                posting_date: self.posting_date,
            }
        };
        self.applications.iter().map(row).collect()
    }

    fn value_rows(&self, tx: &TenantTx, written: Written<'_>) -> Vec<value_entry::Model> {
        let rows = self.values.iter().filter_map(|new| {
            let held = self.entries.get(&new.value.entry)?;
            let entry = &held.row;
            let document_number = match held.fresh {
                true => entry.document_number.clone(),
                false => written.document_number.to_owned(),
            };
            Some(value_entry::Model {
                legal_entity_id: tx.grant().legal_entity(),
                id: tx.id(),
                item_entry_id: entry.id,
                item_id: entry.item_id,
                warehouse_id: entry.warehouse_id,
                variant: entry.variant.clone(),
                entry_type: new.value.value_entry_type,
                posting_date: self.posting_date,
                document_number,
                invoiced_quantity: new.value.invoiced_quantity,
                expected_cost: new.value.cost.expected,
                actual_cost: new.value.cost.actual,
                voucher_id: written.voucher,
                inventory_gl_account_id: new.accounts.inventory,
                interim_gl_account_id: new.accounts.interim,
                applied_gl_account_id: new.accounts.applied,
                accrual_gl_account_id: new.accounts.accrual,
                purchase_invoice_line_id: new.origin.invoice_line,
                item_charge_id: new.origin.charge,
            })
        });
        rows.collect()
    }
}
