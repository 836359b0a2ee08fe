//! Reading the stock that a posting moves. The items are locked first, so that what is read after
//! that stands until the transaction ends.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::exact::{Amount, Quantity};
use entity::ids::{
    ItemEntryId, PostingGroupId, PurchaseInvoiceLineId, PurchaseReceiptLineId, SalesShipmentLineId,
};
use entity::kinds::ApplicationCostBasis;
use entity::{
    customer, item, item_application, item_entry, sales_shipment, sales_shipment_line, value_entry,
};
use sea_orm::{ColumnTrait, Condition};

use super::{Bucket, Held, StockBook};
use crate::domain::costing::{Application, AppliedCost, Cost, InboundEntry, Stock, ValueEntry};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::ledger::setup::Setup;

impl StockBook {
    /// Locks and reads the stocks of `buckets`, and the entries of `receipt_lines` with the stocks
    /// that these belong to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        tx: &TenantTx,
        setup: &Setup,
        posting_date: NaiveDate,
        buckets: impl IntoIterator<Item = Bucket>,
        receipt_lines: &[PurchaseReceiptLineId],
    ) -> Result<Self, Failure> {
        use item_entry::Column;
        let of_lines = || {
            let lines = receipt_lines.iter().copied();
            Condition::any().add(Column::PurchaseReceiptLineId.is_in(lines))
        };
        let mut buckets: BTreeSet<Bucket> = buckets.into_iter().collect();
        if !receipt_lines.is_empty() {
            let named = tx.find::<item_entry::Entity>().filter(of_lines());
            buckets.extend(named.all().await?.iter().map(bucket));
        }
        let mut book = Self {
            posting_date,
            currency: setup.accounting,
            expected_cost_posting: setup.row.expected_cost_posting,
            items: BTreeMap::new(),
            methods: BTreeMap::new(),
            stocks: BTreeMap::new(),
            entries: BTreeMap::new(),
            inbound: BTreeMap::new(),
            known: Vec::new(),
            applications: Vec::new(),
            values: Vec::new(),
        };
        if buckets.is_empty() {
            return Ok(book);
        }
        let ids: BTreeSet<_> = buckets.iter().map(|bucket| bucket.item).collect();
        let items = tx.find::<item::Entity>().lock_beside_references();
        for row in items.by_ids(ids).await? {
            let method = row.costing_method.unwrap_or(setup.row.costing_method);
            book.methods.insert(row.id, method);
            book.items.insert(row.id, row);
        }
        let mut wanted = of_lines();
        for bucket in &buckets {
            let stock = total(tx, &book, bucket).await?;
            book.stocks.insert(bucket.clone(), stock);
            let open = within(bucket, ENTRIES).add(Column::Quantity.gt(Quantity::ZERO));
            wanted = wanted.add(open.add(Column::RemainingQuantity.gt(Quantity::ZERO)));
        }
        let rows = tx.find::<item_entry::Entity>().filter(wanted).all().await?;
        book.read(tx, setup, rows).await?;
        Ok(book)
    }

    /// Reads what posted lines brought about that are cancelled: their cost goes back to the
    /// accounts that it was posted to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_cancelled(
        &mut self,
        tx: &TenantTx,
        setup: &Setup,
        lines: impl IntoIterator<Item = PurchaseInvoiceLineId>,
    ) -> Result<(), Failure> {
        let own = value_entry::Column::PurchaseInvoiceLineId.is_in(lines);
        let values = tx.find::<value_entry::Entity>().filter(own).all().await?;
        let entries: BTreeSet<_> = values.iter().map(|row| row.item_entry_id).collect();
        let missing = entries.into_iter();
        let missing = missing.filter(|id| !self.entries.contains_key(id));
        let rows = tx.find::<item_entry::Entity>().by_ids(missing).await?;
        self.read(tx, setup, rows).await
    }

    /// Takes over entries, with what was taken from them and what all of these cost.
    pub(super) async fn read(
        &mut self,
        tx: &TenantTx,
        setup: &Setup,
        rows: Vec<item_entry::Model>,
    ) -> Result<(), Failure> {
        use item_application::Column;
        let ids: Vec<ItemEntryId> = rows.iter().map(|row| row.id).collect();
        let applications = tx
            .find::<item_application::Entity>()
            .filter(Column::InboundItemEntryId.is_in(ids.iter().copied()))
            .order_by(Column::Id)
            .all()
            .await?;
        let outbound = applications.iter().map(|row| row.outbound_item_entry_id);
        let others: BTreeSet<_> = outbound.filter(|id| !ids.contains(id)).collect();
        let others = tx.find::<item_entry::Entity>().by_ids(others).await?;
        let all: Vec<item_entry::Model> = rows.into_iter().chain(others).collect();
        let known = tx
            .find::<value_entry::Entity>()
            .filter(value_entry::Column::ItemEntryId.is_in(all.iter().map(|row| row.id)))
            .order_by(value_entry::Column::Id)
            .all()
            .await?;
        self.known.extend(known);
        let customers = customers(tx, setup, &all).await?;
        for row in all {
            let values = || {
                self.known
                    .iter()
                    .filter(|value| value.item_entry_id == row.id)
            };
            if row.quantity > Quantity::ZERO && ids.contains(&row.id) {
                let mine = applications
                    .iter()
                    .filter(|a| a.inbound_item_entry_id == row.id);
                let mine = mine.map(application).collect();
                self.inbound.insert(row.id, inbound(&row, values(), mine)?);
            }
            // What is posted to the interim account is also taken from there.
            let mut expected = values()
                .filter(|value| !value.expected_cost.is_zero())
                .peekable();
            let interim = match expected.peek() {
                Some(_) => expected.any(|value| value.interim_gl_account_id.is_some()),
                None => self.expected_cost_posting,
            };
            let bucket = bucket(&row);
            let fresh = false;
            let sold = row.sales_shipment_line_id;
            let business = sold.and_then(|line| customers.get(&line).copied());
            self.entries.insert(
                row.id,
                Held {
                    row,
                    bucket,
                    fresh,
                    interim,
                    business,
                    of: None,
                },
            );
        }
        Ok(())
    }
}

/// The business groups of the customers that entries were sold to, by shipment line: what sold
/// goods cost is posted by these, whoever brings the cost about.
async fn customers(
    tx: &TenantTx,
    setup: &Setup,
    entries: &[item_entry::Model],
) -> Result<HashMap<SalesShipmentLineId, PostingGroupId>, Failure> {
    let lines: BTreeSet<_> = entries
        .iter()
        .filter_map(|row| row.sales_shipment_line_id)
        .collect();
    if lines.is_empty() {
        return Ok(HashMap::new());
    }
    let lines = tx.find::<sales_shipment_line::Entity>().by_ids(lines);
    let lines = lines.await?;
    let shipments: BTreeSet<_> = lines.iter().map(|line| line.sales_shipment_id).collect();
    let shipments = tx
        .find::<sales_shipment::Entity>()
        .by_ids(shipments)
        .await?;
    let customers: BTreeSet<_> = shipments.iter().map(|row| row.customer_id).collect();
    let customers = tx.find::<customer::Entity>().by_ids(customers).await?;
    let business = |line: &sales_shipment_line::Model| {
        let shipment = shipments
            .iter()
            .find(|row| row.id == line.sales_shipment_id)?;
        let customer = customers
            .iter()
            .find(|row| row.id == shipment.customer_id)?;
        let own = customer.business_posting_group_id;
        Some((line.id, own.or(setup.row.business_posting_group_id)?))
    };
    Ok(lines.iter().filter_map(business).collect())
}

fn bucket(row: &item_entry::Model) -> Bucket {
    Bucket {
        item: row.item_id,
        warehouse: row.warehouse_id,
        variant: row.variant.clone(),
    }
}

impl Bucket {
    /// Which item entries belong to it.
    #[must_use]
    pub fn entries(&self) -> Condition {
        within(self, ENTRIES)
    }
}

/// The rows of a bucket, by the columns of their item, warehouse and variant.
fn within<C: ColumnTrait>(bucket: &Bucket, [item, warehouse, variant]: [C; 3]) -> Condition {
    let all = Condition::all().add(item.eq(bucket.item));
    let all = match bucket.warehouse {
        Some(id) => all.add(warehouse.eq(id)),
        None => all.add(warehouse.is_null()),
    };
    match &bucket.variant {
        Some(own) => all.add(variant.eq(own)),
        None => all.add(variant.is_null()),
    }
}

const ENTRIES: [item_entry::Column; 3] = [
    item_entry::Column::ItemId,
    item_entry::Column::WarehouseId,
    item_entry::Column::Variant,
];

const VALUES: [value_entry::Column; 3] = [
    value_entry::Column::ItemId,
    value_entry::Column::WarehouseId,
    value_entry::Column::Variant,
];

/// What is on hand and what it is worth.
async fn total(tx: &TenantTx, book: &StockBook, bucket: &Bucket) -> Result<Stock, Failure> {
    use {item_entry::Column as Entry, value_entry::Column as Value};
    let entries = tx
        .find::<item_entry::Entity>()
        .filter(within(bucket, ENTRIES));
    let quantities = entries.sums_by(Entry::ItemId, &[Entry::Quantity]).await?;
    let values = tx
        .find::<value_entry::Entity>()
        .filter(within(bucket, VALUES));
    let costs = [Value::ExpectedCost, Value::ActualCost];
    let values = values.sums_by(Value::ItemId, &costs).await?;
    let quantity: i64 = quantities.iter().flat_map(|row| &row.sums).sum();
    let value: i64 = values.iter().flat_map(|row| &row.sums).sum();
    Ok(Stock {
        quantity: Quantity::from_steps(quantity),
        value: Amount::from_steps(value),
        ..book.stock(bucket)
    })
}

fn application(row: &item_application::Model) -> Application {
    Application {
        inbound: row.inbound_item_entry_id,
        outbound: row.outbound_item_entry_id,
        quantity: row.quantity,
        cost: match row.cost_basis {
            ApplicationCostBasis::Followed => AppliedCost::Followed,
            ApplicationCostBasis::Averaged => AppliedCost::Averaged,
            ApplicationCostBasis::Credited => {
                AppliedCost::Credited(row.credited_cost.unwrap_or_default())
            }
        },
    }
}

/// A value entry as the rules see it.
pub(super) fn value(row: &value_entry::Model) -> ValueEntry {
    ValueEntry {
        entry: row.item_entry_id,
        value_entry_type: row.entry_type,
        invoiced_quantity: row.invoiced_quantity,
        cost: Cost {
            expected: row.expected_cost,
            actual: row.actual_cost,
        },
    }
}

fn inbound<'a>(
    row: &item_entry::Model,
    values: impl Iterator<Item = &'a value_entry::Model>,
    applications: Vec<Application>,
) -> Result<InboundEntry, Failure> {
    let fresh = InboundEntry {
        id: row.id,
        posting_date: row.posting_date,
        quantity: row.quantity,
        invoiced_quantity: Quantity::ZERO,
        cost: Cost::default(),
        applications: Vec::new(),
    };
    let values = values.map(value).collect();
    let plan = crate::domain::costing::Plan {
        applications,
        values,
    };
    fresh
        .after(&plan)
        .map_err(|error| Failure::Broken(error.to_string()))
}
