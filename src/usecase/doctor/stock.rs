//! Stock: what came and went is what receipts say, what remains is what was not taken, and what is
//! gone is worth nothing on any account (PST-3, PST-4, PST-9).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::exact::{Amount, Quantity};
use entity::ids::{GlAccountId, ItemEntryId, ItemId, PurchaseReceiptLineId, WarehouseId};
use entity::kinds::ItemType;
use entity::{
    item, item_application, item_entry, purchase_invoice_match, purchase_receipt_line, value_entry,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::money::to_quantity;
use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};

use super::{Findings, Pages, grouped};

/// Checks all stock of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    item_entries(scope, findings).await?;
    value_entries(scope, findings).await?;
    receipt_lines(scope, findings).await?;
    empty(scope, findings).await
}

/// What remains of a movement of stock is what no application took; what is invoiced in full is
/// expected no more.
async fn item_entries(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    use item_application::Column as Applied;
    let mut pages = Pages::of(scope.find::<item_entry::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids: Vec<ItemEntryId> = rows.iter().map(|row| row.id).collect();
        let mut taken: HashMap<ItemEntryId, i64> = HashMap::new();
        for (column, sign) in [
            (Applied::InboundItemEntryId, 1),
            (Applied::OutboundItemEntryId, -1),
        ] {
            let own = column.is_in(ids.iter().copied());
            let select = scope.find::<item_application::Entity>().filter(own);
            let sums = select.sums_by(column, &[Applied::Quantity]).await?;
            for (entry, [sum]) in grouped(sums) {
                *taken.entry(entry).or_default() += sign * sum;
            }
        }
        let costs = Costs::load(scope, &ids).await?;
        for row in rows {
            let subject = format!("item entry {} of {}", row.id, row.document_number);
            let left = row.quantity.steps() - taken.get(&row.id).copied().unwrap_or_default();
            let left = Quantity::from_steps(left);
            findings.compare(
                "item-entry-remaining",
                &subject,
                &row.remaining_quantity,
                &left,
            );
            costs.check(&row, &subject, findings);
        }
    }
    Ok(())
}

/// What of some movements is invoiced, and what of their cost is expected, by interim account.
struct Costs {
    invoiced: HashMap<ItemEntryId, [i64; 1]>,
    expected: HashMap<ItemEntryId, BTreeMap<Option<GlAccountId>, Amount>>,
}

impl Costs {
    async fn load(scope: &impl Scope, ids: &[ItemEntryId]) -> Result<Self, Failure> {
        use value_entry::{Column, Entity};
        let own = Column::ItemEntryId.is_in(ids.iter().copied());
        let values = || scope.find::<Entity>().filter(own.clone());
        let invoiced = values().sums_by(Column::ItemEntryId, &[Column::InvoicedQuantity]);
        let sums = values()
            .filter(Column::ExpectedCost.ne(Amount::ZERO))
            .sums_by_all::<(ItemEntryId, Option<GlAccountId>)>(
                &[Column::ItemEntryId, Column::InterimGlAccountId],
                &[Column::ExpectedCost],
            )
            .await?;
        let mut expected: HashMap<_, BTreeMap<_, _>> = HashMap::new();
        for Sums { key, sums } in sums {
            let (entry, account) = key;
            let sum = sums.first().copied().unwrap_or_default();
            let own = expected.entry(entry).or_default();
            own.insert(account, Amount::from_steps(sum));
        }
        let invoiced = grouped(invoiced.await?);
        Ok(Self { invoiced, expected })
    }

    fn check(&self, row: &item_entry::Model, subject: &str, findings: &mut Findings) {
        let [steps] = self.invoiced.get(&row.id).copied().unwrap_or_default();
        let invoiced = Quantity::from_steps(steps);
        let none = BTreeMap::new();
        let expected = self.expected.get(&row.id).unwrap_or(&none);
        let whole = invoiced == row.quantity && row.quantity > Quantity::ZERO;
        for sum in expected.values().filter(|sum| whole && !sum.is_zero()) {
            let text = format!("it is invoiced in full and {sum} are still expected");
            findings.add("item-entry-expected", subject, text);
        }
        if expected.len() > 1 && expected.contains_key(&None) {
            let text = "some of its expected cost is posted, and some is not";
            findings.add("value-entry-account", subject, text);
        }
        if invoiced > row.quantity.max(Quantity::ZERO) {
            let text = format!("{invoiced} of {} are invoiced", row.quantity);
            findings.add("item-entry-invoiced", subject, text);
        }
    }
}

/// An actual cost is posted to an account, and what is posted has a voucher. Expected cost need not
/// be posted.
async fn value_entries(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    use value_entry::{Column, Entity};
    let actual = Condition::all()
        .add(Column::ActualCost.ne(Amount::ZERO))
        .add(Column::InventoryGlAccountId.is_null());
    let accounts = Condition::any()
        .add(Column::InventoryGlAccountId.is_not_null())
        .add(Column::InterimGlAccountId.is_not_null());
    let posted = Condition::all()
        .add(accounts)
        .add(Column::VoucherId.is_null());
    for (wrong, text) in [
        (actual, "its actual cost is on no account"),
        (posted, "it is posted by no voucher"),
    ] {
        let mut pages = Pages::of(scope.find::<Entity>().filter(wrong));
        while let Some(rows) = pages.next().await? {
            for row in rows {
                let subject = format!("value entry {} of {}", row.id, row.document_number);
                findings.add("value-entry-account", subject, text);
            }
        }
    }
    Ok(())
}

/// No more of a receipt line is invoiced than was received, and its stock came or went with it.
async fn receipt_lines(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    use {item_entry::Column as Entry, purchase_invoice_match::Column as Match};
    let mut pages = Pages::of(scope.find::<purchase_receipt_line::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids = || rows.iter().map(|row| row.id);
        let own = Match::PurchaseReceiptLineId.is_in(ids());
        let matched = scope.find::<purchase_invoice_match::Entity>().filter(own);
        let matched = matched.sums_by(Match::PurchaseReceiptLineId, &[Match::Quantity]);
        let matched: HashMap<PurchaseReceiptLineId, [i64; 1]> = grouped(matched.await?);
        let own = Entry::PurchaseReceiptLineId.is_in(ids());
        let moved = scope.find::<item_entry::Entity>().filter(own);
        let moved = moved.sums_by(Entry::PurchaseReceiptLineId, &[Entry::Quantity]);
        let moved: HashMap<PurchaseReceiptLineId, [i64; 1]> = grouped(moved.await?);
        let items = rows.iter().filter_map(|row| row.item_id).collect();
        let stocked = stocked(scope, items).await?;
        for row in rows {
            let subject = format!("receipt {} line {}", row.document_number, row.line_number);
            let [steps] = matched.get(&row.id).copied().unwrap_or_default();
            let invoiced = Quantity::from_steps(steps);
            let within = match row.quantity > Quantity::ZERO {
                true => (Quantity::ZERO..=row.quantity).contains(&invoiced),
                false => (row.quantity..=Quantity::ZERO).contains(&invoiced),
            };
            if !within {
                let text = format!("{invoiced} of {} are invoiced", row.quantity);
                findings.add("receipt-line-invoiced", &subject, text);
            }
            let base = row
                .quantity
                .decimal()
                .checked_mul(row.unit_factor.decimal());
            let expected = match row.item_id.is_some_and(|item| stocked.contains(&item)) {
                true => to_quantity(base).ok(),
                false => Some(Quantity::ZERO),
            };
            let [steps] = moved.get(&row.id).copied().unwrap_or_default();
            let moved = Some(Quantity::from_steps(steps));
            findings.compare("receipt-line-stock", &subject, &moved, &expected);
        }
    }
    Ok(())
}

/// Which of some items are kept in stock.
async fn stocked(scope: &impl Scope, ids: BTreeSet<ItemId>) -> Result<BTreeSet<ItemId>, Failure> {
    let items = scope.find::<item::Entity>().by_ids(ids).await?.into_iter();
    let items = items.filter(|row| row.item_type == ItemType::Inventory);
    Ok(items.map(|row| row.id).collect())
}

/// Within what stock is counted and valued.
type Place = (ItemId, Option<WarehouseId>, Option<String>);

/// A place, and an account that its value was posted to.
type Account = (
    ItemId,
    Option<WarehouseId>,
    Option<String>,
    Option<GlAccountId>,
);

/// A stock of which nothing is left is worth nothing, neither as a whole nor on any account. What
/// was expected of it and not posted may stand against what was, until it is invoiced.
async fn empty(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    use {item_entry::Column as Entry, value_entry::Column as Value};
    let mut pages = Pages::of(scope.find::<item::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids = || rows.iter().map(|row| row.id);
        let numbers: HashMap<ItemId, &str> = rows
            .iter()
            .map(|row| (row.id, row.number.as_str()))
            .collect();
        let left = scope.find::<item_entry::Entity>();
        let left = left.filter(Entry::ItemId.is_in(ids()));
        let place = [Entry::ItemId, Entry::WarehouseId, Entry::Variant];
        let left = left.sums_by_all::<Place>(&place, &[Entry::RemainingQuantity]);
        let left: BTreeSet<Place> = left
            .await?
            .into_iter()
            .filter(|own| own.sums != [0])
            .map(|own| own.key)
            .collect();
        for (account, cost) in [
            (Value::InventoryGlAccountId, Value::ActualCost),
            (Value::InterimGlAccountId, Value::ExpectedCost),
        ] {
            let values = scope.find::<value_entry::Entity>();
            let values = values.filter(Value::ItemId.is_in(ids()));
            let keys = [Value::ItemId, Value::WarehouseId, Value::Variant, account];
            let values = values.sums_by_all::<Account>(&keys, &[cost]).await?;
            let mut worth: BTreeMap<Place, BTreeMap<Option<GlAccountId>, i64>> = BTreeMap::new();
            for Sums { key, sums } in values {
                let (item, warehouse, variant, account) = key;
                let own = worth.entry((item, warehouse, variant)).or_default();
                own.insert(account, sums.first().copied().unwrap_or_default());
            }
            worth.retain(|place, _| !left.contains(place));
            for ((item, _, _), sums) in worth {
                let whole: i64 = sums.values().sum();
                let unposted = sums.get(&None).copied().unwrap_or_default();
                let apart = unposted == 0 && sums.values().any(|sum| *sum != 0);
                if whole != 0 || apart {
                    let number = numbers.get(&item).copied().unwrap_or("unknown");
                    let worth: Vec<Amount> = sums.into_values().map(Amount::from_steps).collect();
                    let text = format!("nothing is left of it, and it is worth {worth:?}");
                    findings.add("stock-gone", format!("item {number}"), text);
                }
            }
        }
    }
    Ok(())
}
