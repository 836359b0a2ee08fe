//! Whether the accounts that a draft is posted to are set up, told together with all else that
//! stands against it (PST-2). What only turns up while it is posted is told then.

use entity::kinds::{ItemType, PurchaseInvoiceLineType};
use entity::purchase_invoice_draft_line::Model;

use crate::domain::violation::Violation;
use crate::usecase::check::Check;
use crate::usecase::ledger::groups::{self, PartyGroups};
use crate::usecase::ledger::setup::{General, OfVendor, Setup};
use crate::usecase::purchase_invoice_draft::amounts::product;
use crate::usecase::purchase_invoice_draft::facts::Facts;

/// Refuses every account that is missing or blocked, once each: payables, purchases and, for goods,
/// stock and the cost that is applied to it. Missing groups and tax are the amounts' to refuse.
pub(super) fn set_up(setup: &Setup, facts: &Facts, check: &mut Check) {
    let Ok(party) = groups::of_vendor(&setup.row, &facts.vendor) else {
        return;
    };
    if let Err(violation) = setup.vendor(party.party, OfVendor::Payables) {
        check.refuse("", violation);
    }
    let mut told = Vec::new();
    for (element, line) in facts.lines.iter().enumerate() {
        let mut own = Check::new();
        for violation in of_line(setup, facts, party, line) {
            if !told.contains(&violation) {
                own.refuse("", violation.clone());
                told.push(violation);
            }
        }
        check.extend_within("lines", element, own);
    }
}

fn of_line(setup: &Setup, facts: &Facts, party: PartyGroups, line: &Model) -> Vec<Violation> {
    let Ok(own) = product(setup, facts, line) else {
        return Vec::new();
    };
    let general = |which| setup.general(party.business, own.product, which).err();
    let mut missing = Vec::new();
    if line.line_type != PurchaseInvoiceLineType::GlAccount {
        missing.extend(general(General::Purchase));
    }
    let stocked = facts
        .item(line)
        .filter(|item| item.item_type == ItemType::Inventory);
    if let Some(item) = stocked {
        missing.extend(general(General::DirectCostApplied));
        let group = groups::inventory(&setup.row, item);
        let pair = group.and_then(|group| setup.inventory(line.warehouse_id, group));
        missing.extend(pair.err());
    }
    missing
}
