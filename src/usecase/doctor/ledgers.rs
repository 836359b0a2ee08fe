//! The ledgers of postings: vouchers balance and post their tax, vendor entries are the sum of
//! their details and of the payables accounts, stock is worth what its accounts say (PST-9).

use std::collections::{BTreeMap, HashMap};

use entity::exact::Amount;
use entity::ids::{GlAccountId, PostingGroupId, VendorEntryId, VoucherId};
use entity::kinds::VendorDetailType;
use entity::{
    gl_account, gl_entry, tax_entry, value_entry, vendor_detail_entry, vendor_entry,
    vendor_posting_setup, voucher,
};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};

use super::{Findings, Pages, grouped, sales};

/// Checks all ledgers of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    vouchers(scope, findings).await?;
    vendor_entries(scope, findings).await?;
    vendor_applications(scope, findings).await?;
    accounts(scope, findings).await
}

/// Debits are credits, in every currency and in the accounting currency, and every tax entry is
/// posted. That says nothing about what else its account is used for.
async fn vouchers(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<voucher::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids: Vec<VoucherId> = rows.iter().map(|row| row.id).collect();
        let own = tax_entry::Column::VoucherId.is_in(ids.iter().copied());
        let taxes = scope.find::<tax_entry::Entity>().filter(own).all().await?;
        let own = gl_entry::Column::VoucherId.is_in(ids);
        let entries = scope.find::<gl_entry::Entity>().filter(own).all().await?;
        let mut sums: HashMap<VoucherId, (BTreeMap<_, Decimal>, Decimal)> = HashMap::new();
        let mut posted: HashMap<(VoucherId, GlAccountId, [Amount; 2]), usize> = HashMap::new();
        for entry in entries {
            let amounts = [entry.amount, entry.accounting_amount];
            let key = (entry.voucher_id, entry.gl_account_id, amounts);
            *posted.entry(key).or_default() += 1;
            let (currencies, accounting) = sums.entry(entry.voucher_id).or_default();
            *currencies.entry(entry.currency).or_default() += entry.amount.decimal();
            *accounting += entry.accounting_amount.decimal();
        }
        for tax in taxes {
            let amounts = [tax.tax_amount, tax.accounting_tax_amount];
            // What a customer is charged is owed to the state.
            let amounts = match tax.customer_id {
                Some(_) => amounts.map(|amount| Amount::ZERO.checked_sub(amount).unwrap_or(amount)),
                None => amounts,
            };
            let place = (tax.voucher_id, tax.tax_gl_account_id, amounts);
            match posted.get_mut(&place) {
                _ if amounts == [Amount::ZERO; 2] => {}
                Some(left) if *left > 0 => *left -= 1,
                _ => {
                    let subject = format!("tax entry of {}", tax.document_number);
                    let text = format!("its account has no posting of {amounts:?}");
                    findings.add("tax-posting", subject, text);
                }
            }
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

/// What a vendor entry was posted with is its first detail, and what is open of it the sum of all.
async fn vendor_entries(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<vendor_entry::Entity>());
    while let Some(rows) = pages.next().await? {
        use vendor_detail_entry::{Column, Entity};
        let ids: Vec<VendorEntryId> = rows.iter().map(|row| row.id).collect();
        let own = Column::VendorEntryId.is_in(ids);
        let details = || scope.find::<Entity>().filter(own.clone());
        let amounts = [Column::Amount, Column::AccountingAmount];
        let all = details().sums_by(Column::VendorEntryId, &amounts).await?;
        let first = details().filter(Column::EntryType.eq(VendorDetailType::Initial));
        let first = first.sums_by(Column::VendorEntryId, &amounts).await?;
        let all: HashMap<VendorEntryId, [i64; 2]> = grouped(all);
        let first: HashMap<VendorEntryId, [i64; 2]> = grouped(first);
        for row in rows {
            let subject = format!("vendor entry {}", row.document_number);
            let stored = [row.remaining_amount, row.remaining_accounting_amount];
            for (check, stored, sums) in [
                ("vendor-entry-details", stored, &all),
                (
                    "vendor-entry-amount",
                    [row.amount, row.accounting_amount],
                    &first,
                ),
            ] {
                let recorded = sums.get(&row.id).copied().unwrap_or_default();
                let recorded = recorded.map(Amount::from_steps);
                findings.compare(check, &subject, &stored, &recorded);
            }
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

/// Payables are what is open with vendors, receivables what is open with customers; stock and
/// expected stock are worth their value entries.
async fn accounts(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let names = scope.find::<gl_account::Entity>().all().await?;
    let names: HashMap<GlAccountId, String> =
        names.into_iter().map(|row| (row.id, row.number)).collect();
    use gl_entry::Column as Posted;
    let posted = scope.find::<gl_entry::Entity>();
    let posted = posted.sums_by(Posted::GlAccountId, &[Posted::AccountingAmount]);
    let posted: HashMap<GlAccountId, [i64; 1]> = grouped(posted.await?);
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
        for (account, [sum]) in grouped(select.sums_by(account, &[cost]).await?) {
            *explained.entry(account).or_default() += sum;
        }
    }
    for (account, sum) in explained {
        let number = names.get(&account).map_or("unknown", String::as_str);
        let [stands] = posted.get(&account).copied().unwrap_or_default();
        let stands = Amount::from_steps(stands);
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
    for (group, [sum]) in grouped::<PostingGroupId, 1>(open) {
        let setup = setups
            .iter()
            .find(|row| row.vendor_posting_group_id == group);
        if let Some(setup) = setup {
            *sums.entry(setup.payables_gl_account_id).or_default() += sum;
        }
    }
    Ok(sums)
}
