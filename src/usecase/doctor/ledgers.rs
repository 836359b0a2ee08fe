//! The ledgers of postings: vouchers balance, vendor entries are the sum of their details and of
//! the payables accounts, stock is worth what its accounts say (PST-9).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::exact::{Amount, Quantity};
use entity::ids::{GlAccountId, ItemEntryId, PurchaseReceiptLineId, VendorEntryId, VoucherId};
use entity::kinds::VendorDetailType;
use entity::{
    gl_account, gl_entry, item_application, item_entry, purchase_invoice_match,
    purchase_receipt_line, value_entry, vendor_detail_entry, vendor_entry, vendor_posting_setup,
    voucher,
};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};

use super::{Findings, Pages, sales};

/// Checks all ledgers of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    vouchers(scope, findings).await?;
    vendor_entries(scope, findings).await?;
    vendor_applications(scope, findings).await?;
    item_entries(scope, findings).await?;
    receipt_lines(scope, findings).await?;
    accounts(scope, findings).await
}

/// Debits are credits, in every currency and in the accounting currency.
async fn vouchers(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<voucher::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids: Vec<VoucherId> = rows.iter().map(|row| row.id).collect();
        let own = gl_entry::Column::VoucherId.is_in(ids);
        let entries = scope.find::<gl_entry::Entity>().filter(own).all().await?;
        let mut sums: HashMap<VoucherId, (BTreeMap<_, Decimal>, Decimal)> = HashMap::new();
        for entry in entries {
            let (currencies, accounting) = sums.entry(entry.voucher_id).or_default();
            *currencies.entry(entry.currency).or_default() += entry.amount.decimal();
            *accounting += entry.accounting_amount.decimal();
        }
        for row in rows {
            let subject = format!("voucher {}", row.number);
            let (currencies, accounting) = sums.remove(&row.id).unwrap_or_default();
            for (currency, sum) in currencies.into_iter().filter(|(_, sum)| !sum.is_zero()) {
                let text = format!("its entries in {currency} sum to {sum}");
                findings.add("voucher-balance", &subject, text);
            }
            if !accounting.is_zero() {
                let text = format!("its entries in the accounting currency sum to {accounting}");
                findings.add("voucher-balance", &subject, text);
            }
        }
    }
    Ok(())
}

/// What is open of a vendor entry is the sum of its details.
async fn vendor_entries(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<vendor_entry::Entity>());
    while let Some(rows) = pages.next().await? {
        use vendor_detail_entry::{Column, Entity};
        let ids: Vec<VendorEntryId> = rows.iter().map(|row| row.id).collect();
        let details = scope
            .find::<Entity>()
            .filter(Column::VendorEntryId.is_in(ids));
        let sums = details
            .sums_by(
                Column::VendorEntryId,
                &[Column::Amount, Column::AccountingAmount],
            )
            .await?;
        let sums: HashMap<VendorEntryId, Vec<i64>> = sums
            .into_iter()
            .map(|Sums { key, sums }| (key.into(), sums))
            .collect();
        for row in rows {
            let subject = format!("vendor entry {}", row.document_number);
            let stored = vec![
                row.remaining_amount.steps(),
                row.remaining_accounting_amount.steps(),
            ];
            let recorded = sums.get(&row.id).cloned().unwrap_or_else(|| vec![0, 0]);
            findings.compare("vendor-entry-details", &subject, &stored, &recorded);
            let open = !row.remaining_amount.is_zero();
            findings.compare("vendor-entry-open", &subject, &row.open, &open);
        }
    }
    Ok(())
}

/// What an application takes from one entry it gives to others.
async fn vendor_applications(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    use vendor_detail_entry::{Column, Entity};
    let sums = scope
        .find::<Entity>()
        .filter(Column::EntryType.eq(VendorDetailType::Application))
        .filter(Column::VendorApplicationId.is_not_null())
        .sums_by(
            Column::VendorApplicationId,
            &[Column::Amount, Column::AccountingAmount],
        )
        .await?;
    for Sums { key, sums } in sums {
        let subject = format!("vendor application {key}");
        findings.compare("vendor-application-balance", &subject, &sums, &vec![0, 0]);
    }
    Ok(())
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
            for Sums { key, sums } in select.sums_by(column, &[Applied::Quantity]).await? {
                let sum = sums.first().copied().unwrap_or_default();
                *taken.entry(key.into()).or_default() += sign * sum;
            }
        }
        let costs = costs(scope, &ids).await?;
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
            let (invoiced, expected) = costs.get(&row.id).copied().unwrap_or_default();
            let whole = invoiced == row.quantity && row.quantity > Quantity::ZERO;
            if whole && !expected.is_zero() {
                let text = format!("it is invoiced in full and {expected} are still expected");
                findings.add("item-entry-expected", &subject, text);
            }
            if invoiced > row.quantity.max(Quantity::ZERO) {
                let text = format!("{invoiced} of {} are invoiced", row.quantity);
                findings.add("item-entry-invoiced", &subject, text);
            }
        }
    }
    Ok(())
}

/// Invoiced quantity and expected cost of some movements.
async fn costs(
    scope: &impl Scope,
    ids: &[ItemEntryId],
) -> Result<HashMap<ItemEntryId, (Quantity, Amount)>, Failure> {
    use value_entry::{Column, Entity};
    let own = Column::ItemEntryId.is_in(ids.iter().copied());
    let sums = scope
        .find::<Entity>()
        .filter(own)
        .sums_by(
            Column::ItemEntryId,
            &[Column::InvoicedQuantity, Column::ExpectedCost],
        )
        .await?;
    let both = |Sums { key, sums }: Sums| match sums.as_slice() {
        [invoiced, expected] => Some((
            key.into(),
            (
                Quantity::from_steps(*invoiced),
                Amount::from_steps(*expected),
            ),
        )),
        _ => None,
    };
    Ok(sums.into_iter().filter_map(both).collect())
}

/// No more of a receipt line is invoiced than was received.
async fn receipt_lines(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    use purchase_invoice_match::{Column, Entity};
    let mut pages = Pages::of(scope.find::<purchase_receipt_line::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids: BTreeSet<PurchaseReceiptLineId> = rows.iter().map(|row| row.id).collect();
        let matches = scope
            .find::<Entity>()
            .filter(Column::PurchaseReceiptLineId.is_in(ids));
        let sums = matches
            .sums_by(Column::PurchaseReceiptLineId, &[Column::Quantity])
            .await?;
        let sums: HashMap<PurchaseReceiptLineId, i64> = sums
            .into_iter()
            .map(|Sums { key, sums }| (key.into(), sums.first().copied().unwrap_or_default()))
            .collect();
        for row in rows {
            let invoiced = Quantity::from_steps(sums.get(&row.id).copied().unwrap_or_default());
            let within = match row.quantity > Quantity::ZERO {
                true => (Quantity::ZERO..=row.quantity).contains(&invoiced),
                false => (row.quantity..=Quantity::ZERO).contains(&invoiced),
            };
            if !within {
                let subject = format!("receipt {} line {}", row.document_number, row.line_number);
                let text = format!("{invoiced} of {} are invoiced", row.quantity);
                findings.add("receipt-line-invoiced", subject, text);
            }
        }
    }
    Ok(())
}

/// Payables are what is open with vendors, receivables what is open with customers; stock and
/// expected stock are worth their value entries.
async fn accounts(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let names = scope.find::<gl_account::Entity>().all().await?;
    let names: HashMap<GlAccountId, String> =
        names.into_iter().map(|row| (row.id, row.number)).collect();
    let posted = by_account(
        scope
            .find::<gl_entry::Entity>()
            .sums_by(
                gl_entry::Column::GlAccountId,
                &[gl_entry::Column::AccountingAmount],
            )
            .await?,
    );
    let mut explained = payables(scope).await?;
    for (account, sum) in sales::receivables(scope).await? {
        *explained.entry(account).or_default() += sum;
    }
    use value_entry::Column as Value;
    for (account, cost) in [
        (Value::InventoryGlAccountId, Value::ActualCost),
        (Value::InterimGlAccountId, Value::ExpectedCost),
    ] {
        let select = scope
            .find::<value_entry::Entity>()
            .filter(account.is_not_null());
        for (account, sum) in by_account(select.sums_by(account, &[cost]).await?) {
            *explained.entry(account).or_default() += sum;
        }
    }
    for (account, sum) in explained {
        let number = names.get(&account).map_or("unknown", String::as_str);
        let stands = Amount::from_steps(posted.get(&account).copied().unwrap_or_default());
        let expected = Amount::from_steps(sum);
        findings.compare(
            "account-ledger",
            format!("account {number}"),
            &stands,
            &expected,
        );
    }
    Ok(())
}

/// What is open with vendors, by payables account.
async fn payables(scope: &impl Scope) -> Result<BTreeMap<GlAccountId, i64>, Failure> {
    use vendor_entry::{Column, Entity};
    let setups = scope.find::<vendor_posting_setup::Entity>().all().await?;
    let open = scope
        .find::<Entity>()
        .sums_by(
            Column::VendorPostingGroupId,
            &[Column::RemainingAccountingAmount],
        )
        .await?;
    let mut sums = BTreeMap::new();
    for Sums { key, sums: open } in open {
        let group = key.into();
        let setup = setups
            .iter()
            .find(|row| row.vendor_posting_group_id == group);
        if let Some(setup) = setup {
            let sum = open.first().copied().unwrap_or_default();
            *sums.entry(setup.payables_gl_account_id).or_default() += sum;
        }
    }
    Ok(sums)
}

fn by_account(sums: Vec<Sums>) -> BTreeMap<GlAccountId, i64> {
    let one = |Sums { key, sums }: Sums| (key.into(), sums.first().copied().unwrap_or_default());
    sums.into_iter().map(one).collect()
}
