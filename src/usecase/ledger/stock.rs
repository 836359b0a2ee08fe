//! The stock that a posting moves: loaded under lock, moved by the costing rules, written at the
//! end (PST-3, PST-4).
//!
//! A posting loads a [`StockBook`] over all that it may touch, asks it for one movement after the
//! other, takes the postings, and writes. Only items of the type Inventory have stock.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::exact::{Amount, Quantity};
use entity::ids::{
    DimensionSetId, ItemChargeId, ItemEntryId, ItemId, PostingGroupId, PurchaseInvoiceLineId,
    PurchaseReceiptLineId, SalesShipmentLineId, WarehouseId,
};
use entity::kinds::{CostingMethod, ItemEntryType, ValueEntryType};
use entity::{item, item_entry, value_entry};

use crate::domain::costing::{
    self, Application, Cost, CostingViolation, InboundEntry, InvoicedCost, Plan, Stock, ValueEntry,
};
use crate::domain::money::{Currency, beyond_amount};
use crate::domain::violation::Violation;
use crate::tenancy::TenantTx;

mod load;
mod posting;
mod sale;
mod write;

pub use sale::Returned;
pub use write::Written;

/// Within what stock is counted and valued: an item at a warehouse, in a variant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket {
    /// The item.
    pub item: ItemId,
    /// The warehouse.
    pub warehouse: Option<WarehouseId>,
    /// The product variant.
    pub variant: Option<String>,
}

/// What value entries are told of the document that they come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The invoice line.
    pub invoice_line: Option<PurchaseInvoiceLineId>,
    /// The charge.
    pub charge: Option<ItemChargeId>,
    /// The dimension values of its postings.
    pub dimensions: Option<DimensionSetId>,
    /// The posted line that it cancels, whose cost goes back to the accounts that it came from.
    pub cancels: Option<PurchaseInvoiceLineId>,
}

/// What an entry is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Why stock moves.
    pub entry_type: ItemEntryType,
    /// How much, above zero whether it comes or goes, in base units.
    pub quantity: Quantity,
    /// The receipt line that it belongs to.
    pub receipt_line: Option<PurchaseReceiptLineId>,
    /// The shipment line that it belongs to.
    pub shipment_line: Option<SalesShipmentLineId>,
}

/// An item entry, read or to be written.
struct Held {
    row: item_entry::Model,
    bucket: Bucket,
    fresh: bool,
    /// Whether its expected cost is in the general ledger.
    interim: bool,
    /// The business group of the customer that it was sold to; the posting's own where it was not.
    business: Option<PostingGroupId>,
    /// The entry that it takes from or gives back to, whose accounts it is posted to.
    of: Option<ItemEntryId>,
}

/// A value entry to be written.
struct NewValue {
    value: ValueEntry,
    origin: Origin,
    accounts: posting::Accounts,
}

/// All that a posting moves of stocks and their cost.
pub struct StockBook {
    posting_date: NaiveDate,
    currency: Currency,
    expected_cost_posting: bool,
    items: BTreeMap<ItemId, item::Model>,
    methods: BTreeMap<ItemId, CostingMethod>,
    stocks: BTreeMap<Bucket, Stock>,
    entries: BTreeMap<ItemEntryId, Held>,
    inbound: BTreeMap<ItemEntryId, InboundEntry>,
    /// What was read of the entries' values, in written order.
    known: Vec<value_entry::Model>,
    applications: Vec<Application>,
    values: Vec<NewValue>,
}

impl StockBook {
    /// The item entry that came or went with a receipt line; none where it had no stock.
    #[must_use]
    pub fn entry_of_receipt_line(&self, line: PurchaseReceiptLineId) -> Option<ItemEntryId> {
        let mut entries = self.entries.values();
        let found = entries.find(|held| held.row.purchase_receipt_line_id == Some(line));
        found.map(|held| held.row.id)
    }

    /// The stock that an entry belongs to.
    #[must_use]
    pub fn bucket_of(&self, entry: ItemEntryId) -> Option<&Bucket> {
        self.entries.get(&entry).map(|held| &held.bucket)
    }

    /// An inbound entry as it stands after all movements so far.
    #[must_use]
    pub fn inbound(&self, entry: ItemEntryId) -> Option<&InboundEntry> {
        self.inbound.get(&entry)
    }

    /// Takes goods in, at an expected cost or, with `invoiced`, at an actual one.
    ///
    /// # Errors
    /// `NotPositive`; `OutOfRange` beyond what a column holds.
    pub fn receive(
        &mut self,
        tx: &TenantTx,
        bucket: &Bucket,
        new: &NewEntry,
        (cost, invoiced): (Cost, Quantity),
        origin: Origin,
    ) -> Result<ItemEntryId, Violation> {
        if new.quantity <= Quantity::ZERO {
            return Err(Violation::NotPositive);
        }
        let interim = self.expected_cost_posting;
        let id = tx.id();
        self.add(tx, bucket, (id, new), new.quantity, interim);
        let fresh = InboundEntry {
            id,
            posting_date: self.posting_date,
            quantity: new.quantity,
            invoiced_quantity: Quantity::ZERO,
            cost: Cost::default(),
            applications: Vec::new(),
        };
        self.inbound.insert(id, fresh);
        let value = ValueEntry {
            entry: id,
            value_entry_type: ValueEntryType::DirectCost,
            invoiced_quantity: invoiced,
            cost,
        };
        let plan = Plan {
            applications: Vec::new(),
            values: vec![value],
        };
        self.fold(bucket, plan, origin).map_err(violation)?;
        let stock = self.stock(bucket);
        let quantity = stock.quantity.checked_add(new.quantity);
        let limit = Quantity::MAX.decimal();
        let quantity = quantity.ok_or(Violation::OutOfRange { limit })?;
        self.stocks
            .insert(bucket.clone(), Stock { quantity, ..stock });
        Ok(id)
    }

    /// Takes goods out of a stock, first in first out or at the average.
    ///
    /// # Errors
    /// `NotPositive`; `StockMissing`; `OutOfRange` beyond what a column holds.
    pub fn issue(
        &mut self,
        tx: &TenantTx,
        bucket: &Bucket,
        new: &NewEntry,
        origin: Origin,
    ) -> Result<ItemEntryId, Violation> {
        let stock = self.stock(bucket);
        // What came later was not there yet.
        let there = |entry: &&InboundEntry| {
            self.bucket_of(entry.id) == Some(bucket) && entry.posting_date <= self.posting_date
        };
        let open: Vec<_> = self.inbound.values().filter(there).cloned().collect();
        let id = tx.id();
        let plan = costing::issue(&stock, &open, id, new.quantity).map_err(violation)?;
        self.leave(tx, bucket, (id, new), plan, origin)
    }

    /// Takes goods out of one entry, at its cost.
    ///
    /// # Errors
    /// `NotPositive`; `NotFound`; `StockUsed`; `NotAllowed` before it came in; `OutOfRange` beyond
    /// what a column holds.
    pub fn take(
        &mut self,
        tx: &TenantTx,
        from: ItemEntryId,
        new: &NewEntry,
        origin: Origin,
    ) -> Result<ItemEntryId, Violation> {
        let (bucket, stock, entry) = self.around(from)?;
        let id = tx.id();
        let plan = costing::take(&stock, &entry, id, new.quantity).map_err(violation)?;
        self.leave(tx, &bucket, (id, new), plan, origin)
    }

    /// Invoices all or a part of what came in.
    ///
    /// # Errors
    /// `NotPositive`; `NotFound`; `QuantityAboveReceived`; `OutOfRange` beyond what a column holds.
    pub fn invoice(
        &mut self,
        entry: ItemEntryId,
        invoiced: &InvoicedCost,
        origin: Origin,
    ) -> Result<(), Violation> {
        let (bucket, stock, inbound) = self.around(entry)?;
        let plan = costing::invoice(&stock, &inbound, invoiced).map_err(violation)?;
        self.fold(&bucket, plan, origin).map_err(violation)
    }

    /// Adds a charge to the cost of what came in; below zero for an allowance.
    ///
    /// # Errors
    /// `NotFound`; `OutOfRange` beyond what a column holds.
    pub fn charge(
        &mut self,
        entry: ItemEntryId,
        amount: Amount,
        origin: Origin,
    ) -> Result<(), Violation> {
        let (bucket, stock, inbound) = self.around(entry)?;
        let plan = costing::charge(&stock, &inbound, amount).map_err(violation)?;
        self.fold(&bucket, plan, origin).map_err(violation)
    }

    /// Undoes a receipt: all that came in goes out again (PST-8).
    ///
    /// # Errors
    /// `NotFound`; `AlreadyInvoiced`; `StockUsed`; `NotAllowed` before it came in, or where a
    /// charge was added to its cost; `OutOfRange` beyond what a column holds.
    pub fn undo(
        &mut self,
        tx: &TenantTx,
        entry: ItemEntryId,
        new: &NewEntry,
        origin: Origin,
    ) -> Result<ItemEntryId, Violation> {
        let (bucket, stock, inbound) = self.around(entry)?;
        if !self.charged(entry)?.is_zero() {
            let reason = "a charge was added to what it costs".to_owned();
            return Err(Violation::NotAllowed { reason });
        }
        let id = tx.id();
        let plan = costing::undo_receipt(&stock, &inbound, id).map_err(violation)?;
        self.leave(tx, &bucket, (id, new), plan, origin)
    }

    /// Takes back what an invoice line added to the cost of an entry; the goods stay (COR-5).
    ///
    /// # Errors
    /// `NotFound`; `NotCancellable`; `OutOfRange` beyond what a column holds.
    pub fn reverse(
        &mut self,
        entry: ItemEntryId,
        invoice_line: PurchaseInvoiceLineId,
        origin: Origin,
    ) -> Result<(), Violation> {
        let (bucket, stock, inbound) = self.around(entry)?;
        let brought = self.brought(entry, invoice_line);
        let plan = costing::reverse(&stock, &inbound, &brought).map_err(violation)?;
        self.fold(&bucket, plan, origin).map_err(violation)
    }

    /// The same, for goods that came with the invoice itself: what they cost is expected from then
    /// on.
    ///
    /// # Errors
    /// As [`Self::reverse`].
    pub fn keep(
        &mut self,
        entry: ItemEntryId,
        invoice_line: PurchaseInvoiceLineId,
        origin: Origin,
    ) -> Result<(), Violation> {
        let (bucket, stock, inbound) = self.around(entry)?;
        let brought = self.brought(entry, invoice_line);
        let expected = |value: &ValueEntry| !value.cost.expected.is_zero();
        let plan = match brought.iter().any(expected) {
            true => costing::reverse(&stock, &inbound, &brought),
            false => costing::keep(&stock, &inbound, &brought),
        };
        self.fold(&bucket, plan.map_err(violation)?, origin)
            .map_err(violation)
    }

    /// What charges added to the cost of an entry.
    fn charged(&self, entry: ItemEntryId) -> Result<Amount, Violation> {
        let mut charges = self
            .known
            .iter()
            .filter(|row| row.item_entry_id == entry && row.item_charge_id.is_some());
        charges.try_fold(Amount::ZERO, |sum, row| {
            sum.checked_add(row.actual_cost).ok_or_else(beyond_amount)
        })
    }

    /// Takes back what an invoice line added to the cost of an entry, with its goods (COR-5).
    ///
    /// # Errors
    /// `NotPositive`; `NotFound`; `StockUsed`; `NotCancellable`; `OutOfRange` beyond what a column
    /// holds.
    pub fn return_to_vendor(
        &mut self,
        tx: &TenantTx,
        entry: ItemEntryId,
        (invoice_line, new): (PurchaseInvoiceLineId, &NewEntry),
        origin: Origin,
    ) -> Result<ItemEntryId, Violation> {
        let (bucket, stock, inbound) = self.around(entry)?;
        let brought = self.brought(entry, invoice_line);
        let id = tx.id();
        let plan = costing::return_to_vendor(&stock, &inbound, id, &brought).map_err(violation)?;
        self.leave(tx, &bucket, (id, new), plan, origin)
    }

    /// What an invoice line had added to the cost of an entry.
    fn brought(&self, entry: ItemEntryId, line: PurchaseInvoiceLineId) -> Vec<ValueEntry> {
        let of_line = |row: &&value_entry::Model| {
            row.item_entry_id == entry && row.purchase_invoice_line_id == Some(line)
        };
        self.known.iter().filter(of_line).map(load::value).collect()
    }

    fn around(&self, entry: ItemEntryId) -> Result<(Bucket, Stock, InboundEntry), Violation> {
        let bucket = self.bucket_of(entry).ok_or(Violation::NotFound)?.clone();
        let inbound = self.inbound.get(&entry).ok_or(Violation::NotFound)?.clone();
        Ok((bucket.clone(), self.stock(&bucket), inbound))
    }

    fn stock(&self, bucket: &Bucket) -> Stock {
        let empty = || Stock {
            currency: self.currency,
            method: self.method(bucket.item),
            quantity: Quantity::ZERO,
            value: Amount::ZERO,
        };
        self.stocks.get(bucket).copied().unwrap_or_else(empty)
    }

    fn method(&self, item: ItemId) -> CostingMethod {
        let method = self.methods.get(&item).copied();
        method.unwrap_or(CostingMethod::Fifo)
    }

    /// Adds an entry that goes out, with what the rule planned for it.
    fn leave(
        &mut self,
        tx: &TenantTx,
        bucket: &Bucket,
        (id, new): (ItemEntryId, &NewEntry),
        plan: Plan,
        origin: Origin,
    ) -> Result<ItemEntryId, Violation> {
        for application in &plan.applications {
            let came = self
                .inbound
                .get(&application.inbound)
                .map(|own| own.posting_date);
            if let Some(day) = came.filter(|day| *day > self.posting_date) {
                let reason = format!("the goods came on {day}, which is later");
                return Err(Violation::NotAllowed { reason });
            }
        }
        let left: Option<Quantity> = plan
            .applications
            .iter()
            .try_fold(Quantity::ZERO, |sum, a| sum.checked_sub(a.quantity));
        let limit = Quantity::MAX.decimal();
        let left = left.ok_or(Violation::OutOfRange { limit })?;
        // Its expected cost is posted where that of what it takes is.
        let interim = |a: &Application| self.entries.get(&a.inbound).is_some_and(|e| e.interim);
        let posted = plan.applications.iter().find(|a| interim(a));
        let of = posted.or_else(|| plan.applications.first());
        let (interim, of) = (posted.is_some(), of.map(|a| a.inbound));
        self.add(tx, bucket, (id, new), left, interim);
        self.like(id, of);
        self.fold(bucket, plan, origin).map_err(violation)?;
        Ok(id)
    }

    /// Lets an entry be posted to the accounts of another one.
    fn like(&mut self, id: ItemEntryId, of: Option<ItemEntryId>) {
        if let Some(held) = self.entries.get_mut(&id) {
            held.of = of;
        }
    }

    fn add(
        &mut self,
        tx: &TenantTx,
        bucket: &Bucket,
        (id, new): (ItemEntryId, &NewEntry),
        quantity: Quantity,
        interim: bool,
    ) {
        let row = item_entry::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id,
            item_id: bucket.item,
            entry_type: new.entry_type,
            posting_date: self.posting_date,
            document_number: String::new(),
            warehouse_id: bucket.warehouse,
            variant: bucket.variant.clone(),
            quantity,
            remaining_quantity: Quantity::ZERO,
            costing_method: self.method(bucket.item),
            purchase_receipt_line_id: new.receipt_line,
            sales_shipment_line_id: new.shipment_line,
            row_version: 1,
        };
        let bucket = bucket.clone();
        let fresh = true;
        self.entries.insert(
            id,
            Held {
                row,
                bucket,
                fresh,
                interim,
                business: None,
                of: None,
            },
        );
    }

    /// Lets the movements after this one see what it does, and keeps what is to be written.
    fn fold(
        &mut self,
        bucket: &Bucket,
        plan: Plan,
        origin: Origin,
    ) -> Result<(), CostingViolation> {
        let stock = self.stock(bucket).after(&plan)?;
        self.stocks.insert(bucket.clone(), stock);
        for entry in self.inbound.values_mut() {
            *entry = entry.after(&plan)?;
        }
        self.applications.extend(plan.applications);
        let accounts = posting::Accounts::default();
        let new = |value| NewValue {
            value,
            origin,
            accounts,
        };
        self.values.extend(plan.values.into_iter().map(new));
        Ok(())
    }
}

/// A refusal of the costing rules in the words of clients.
#[must_use]
pub fn violation(refused: CostingViolation) -> Violation {
    match refused {
        CostingViolation::NotPositive => Violation::NotPositive,
        CostingViolation::RemainingExceeded { remaining, .. } => Violation::StockUsed { remaining },
        CostingViolation::StockExceeded { available, .. } => Violation::StockMissing { available },
        CostingViolation::NotInvoicedExceeded { open, .. } => {
            Violation::QuantityAboveReceived { limit: open }
        }
        CostingViolation::Invoiced { invoiced, .. } => Violation::AlreadyInvoiced { invoiced },
        CostingViolation::InvoicedExceeded { .. } => Violation::NotCancellable {
            reason: refused.to_string(),
        },
        CostingViolation::NothingToSplitBy | CostingViolation::PartsDiffer { .. } => {
            Violation::Malformed {
                reason: refused.to_string(),
            }
        }
        CostingViolation::Number(violation) => violation,
    }
}
