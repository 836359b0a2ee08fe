//! Undoing an application by its mirror image, the newest of its entries first (PAY-4).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::ids::{GlAccountId, VendorApplicationId, VendorEntryId};
use entity::kinds::{VendorBlocked, VoucherSource};
use entity::vendor_application::{Column, Entity, Model};
use entity::{
    gl_entry, purchase_invoice, vendor, vendor_detail_entry, vendor_entry, vendor_posting_setup,
};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::domain::voucher::Posting;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::{period, voucher};

use super::{discounts, read};

/// The application that is to be undone.
#[derive(Clone, Debug)]
pub struct Unapply {
    /// The application.
    pub application: VendorApplicationId,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
}

impl Act for Unapply {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let field = "vendorApplicationId";
        let undone = tx.find::<Entity>().named(field, self.application).await?;
        let details = read::details_of_applications(tx, &[undone.id]).await?;
        let ids: BTreeSet<VendorEntryId> = details.iter().map(|row| row.vendor_entry_id).collect();
        let entries = tx.find::<vendor_entry::Entity>().lock();
        let entries = entries.by_ids(ids.iter().copied()).await?;
        let mut check = Check::new();
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        if posting_date < undone.posting_date {
            let reason = format!("it was applied for {}, which is later", undone.posting_date);
            check.refuse("postingDate", Violation::NotApplicable { reason });
        }
        period::must_be_open(tx, "postingDate", posting_date, false, &mut check).await?;
        let vendors = tx.find::<vendor::Entity>();
        let vendor = vendors.named(field, undone.vendor_id).await?;
        if vendor.blocked == VendorBlocked::All {
            check.refuse(field, Violation::VendorBlocked);
        }
        if let Some(violation) = stands_against(tx, &undone, &ids).await? {
            check.refuse(field, violation);
        }
        if accounts_changed(tx, &undone, &details, &entries).await? {
            let reason = "the payables account of its vendor posting group was changed since";
            let reason = reason.to_owned();
            check.refuse(field, Violation::NotApplicable { reason });
        }
        check.done()?;
        let mirrored = mirror(tx, &undone, (posting_date, &vendor.name), &entries).await?;
        let mut sums: HashMap<VendorEntryId, (Amount, Amount)> = HashMap::new();
        let mut mirrors = Vec::with_capacity(details.len());
        for detail in details {
            let row = vendor_detail_entry::Model {
                id: tx.id(),
                vendor_application_id: Some(mirrored.id),
                voucher_id: detail.voucher_id.and(mirrored.voucher_id),
                posting_date,
                amount: turned(detail.amount)?,
                accounting_amount: turned(detail.accounting_amount)?,
                ..detail
            };
            let (amount, accounting) = sums.entry(row.vendor_entry_id).or_default();
            *amount = sum(*amount, row.amount)?;
            *accounting = sum(*accounting, row.accounting_amount)?;
            mirrors.push(row);
        }
        tx.insert_all(mirrors).await?;
        let left = discounts::without(tx, &undone, &entries).await?;
        for mut entry in entries {
            let (amount, accounting) = sums.remove(&entry.id).unwrap_or_default();
            entry.remaining_amount = sum(entry.remaining_amount, amount)?;
            entry.remaining_accounting_amount = sum(entry.remaining_accounting_amount, accounting)?;
            entry.remaining_discount_amount = left.get(&entry.id).copied().unwrap_or_default();
            entry.open = !entry.remaining_amount.is_zero();
            tx.update(entry).await?;
        }
        Ok(mirrored)
    }
}

/// Why an application cannot be undone: it is an undoing, it is undone, it is part of a
/// cancellation (COR-1), or a later one stands on one of its entries.
async fn stands_against(
    tx: &TenantTx,
    undone: &Model,
    entries: &BTreeSet<VendorEntryId>,
) -> Result<Option<Violation>, Failure> {
    if undone.undoes_vendor_application_id.is_some() {
        let reason = "it undoes another application; apply the entries again".to_owned();
        return Ok(Some(Violation::NotApplicable { reason }));
    }
    let cancelling = tx
        .find::<purchase_invoice::Entity>()
        .filter(purchase_invoice::Column::VendorEntryId.eq(undone.vendor_entry_id))
        .filter(purchase_invoice::Column::CancelsPurchaseInvoiceId.is_not_null());
    if cancelling.one().await?.is_some() {
        let reason = "it settles a cancelled document, which stays settled".to_owned();
        return Ok(Some(Violation::NotApplicable { reason }));
    }
    let entries: Vec<VendorEntryId> = entries.iter().copied().collect();
    let details = read::details(tx, &entries).await?;
    let all: BTreeSet<VendorApplicationId> = details
        .iter()
        .filter_map(|row| row.vendor_application_id)
        .collect();
    let standing = read::standing(tx, Column::Id.is_in(all)).await?;
    if standing.iter().all(|row| row.id != undone.id) {
        return Ok(Some(Violation::AlreadyUndone));
    }
    let newest = standing.last().is_some_and(|row| row.id == undone.id);
    Ok((!newest).then_some(Violation::LaterApplication))
}

/// Whether what it posted went to other payables accounts than its entries stand on by now: its
/// mirror would go there too.
async fn accounts_changed(
    tx: &TenantTx,
    undone: &Model,
    details: &[vendor_detail_entry::Model],
    entries: &[vendor_entry::Model],
) -> Result<bool, Failure> {
    let Some(voucher) = undone.voucher_id else {
        return Ok(false);
    };
    let setups = tx.find::<vendor_posting_setup::Entity>().all().await?;
    let mut stands: HashMap<GlAccountId, i64> = HashMap::new();
    for detail in details {
        let entry = entries.iter().find(|row| row.id == detail.vendor_entry_id);
        let group = entry.map(|row| row.vendor_posting_group_id);
        let setup = setups
            .iter()
            .find(|row| Some(row.vendor_posting_group_id) == group);
        if let Some(setup) = setup {
            let sum = stands.entry(setup.payables_gl_account_id).or_default();
            *sum += detail.accounting_amount.steps();
        }
    }
    let own = gl_entry::Column::VoucherId.eq(voucher);
    for row in tx.find::<gl_entry::Entity>().filter(own).all().await? {
        if let Some(sum) = stands.get_mut(&row.gl_account_id) {
            *sum -= row.accounting_amount.steps();
        }
    }
    Ok(stands.values().any(|sum| *sum != 0))
}

/// Writes the undoing application, with the voucher's postings the other way round.
async fn mirror(
    tx: &TenantTx,
    undone: &Model,
    (posting_date, text): (NaiveDate, &str),
    entries: &[vendor_entry::Model],
) -> Result<Model, Failure> {
    let applied = entries.iter().find(|row| row.id == undone.vendor_entry_id);
    let applied = applied.ok_or_else(|| Failure::Broken("an applied entry is gone".to_owned()))?;
    let mut postings = Vec::new();
    if let Some(voucher) = undone.voucher_id {
        use gl_entry::{Column, Entity};
        let own = tx.find::<Entity>().filter(Column::VoucherId.eq(voucher));
        for row in own.order_by(Column::LineNumber).all().await? {
            postings.push(Posting {
                account: row.gl_account_id,
                currency: row.currency,
                amount: turned(row.amount)?,
                accounting: turned(row.accounting_amount)?,
                dimensions: row.dimension_set_id,
                text: row.text,
            });
        }
    }
    let heading = voucher::Heading {
        posting_date,
        source: VoucherSource::VendorApplication,
        document_number: &applied.document_number,
        text,
    };
    let voucher = voucher::write(tx, &heading, postings).await?;
    tx.insert(Model {
        legal_entity_id: tx.grant().legal_entity(),
        id: tx.id(),
        vendor_id: undone.vendor_id,
        vendor_entry_id: undone.vendor_entry_id,
        voucher_id: voucher.map(|row| row.id),
        posting_date,
        undoes_vendor_application_id: Some(undone.id),
        recorded_at: tx.instant(),
        recorded_by: tx.grant().subject().to_owned(),
    })
    .await
}

fn sum(one: Amount, other: Amount) -> Result<Amount, Failure> {
    one.checked_add(other).ok_or_else(beyond)
}

fn turned(amount: Amount) -> Result<Amount, Failure> {
    Amount::ZERO.checked_sub(amount).ok_or_else(beyond)
}

fn beyond() -> Failure {
    let limit = Amount::MAX.decimal();
    Failure::refused("", Violation::OutOfRange { limit })
}
