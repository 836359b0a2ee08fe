//! Writing an application with its details and its voucher, and the entries as they are left.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::ids::{VendorApplicationId, VendorEntryId, VoucherId};
use entity::kinds::{VendorDetailType, VoucherSource};
use entity::{vendor_application, vendor_detail_entry, vendor_entry};

use crate::domain::settlement::{Balance, Part, Valued};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::ledger::setup::OfHouse;
use crate::usecase::ledger::voucher;

use super::{Applied, Plan, exchange, turned};

/// Carries a plan out: the application with its details and its voucher, and the entries as they
/// are left.
///
/// # Errors
/// When no number can be drawn; or when the database fails.
pub async fn write(
    tx: &TenantTx,
    mut applying: vendor_entry::Model,
    plan: Plan,
) -> Result<Applied, Failure> {
    let heading = voucher::Heading {
        posting_date: plan.posting_date,
        source: VoucherSource::VendorApplication,
        document_number: &applying.document_number,
        text: &plan.text,
    };
    let voucher = voucher::write(tx, &heading, plan.postings).await?;
    let voucher = voucher.map(|row| row.id);
    let row = tx
        .insert(vendor_application::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            vendor_id: applying.vendor_id,
            vendor_entry_id: applying.id,
            voucher_id: voucher,
            posting_date: plan.posting_date,
            undoes_vendor_application_id: None,
            recorded_at: tx.instant(),
            recorded_by: tx.grant().subject().to_owned(),
        })
        .await?;
    let booked = Booked {
        application: row.id,
        posting_date: plan.posting_date,
        voucher,
        moved: voucher.filter(|_| plan.moves),
    };
    let mut details = Vec::new();
    let mut left: HashMap<VendorEntryId, Balance> = HashMap::new();
    for part in &plan.settlement.parts {
        let Some(target) = plan.targets.iter().find(|row| row.id == part.entry) else {
            continue;
        };
        let lines = booked
            .details(tx, &applying, target, part)
            .map_err(|violation| Failure::refused("", violation))?;
        details.extend(lines);
        left.insert(part.entry, part.after);
    }
    tx.insert_all(details).await?;
    for mut target in plan.targets {
        let Some(after) = left.get(&target.id) else {
            continue;
        };
        leave(&mut target, after);
        tx.update(target).await?;
    }
    leave(&mut applying, &plan.settlement.after);
    Ok((row, tx.update(applying).await?))
}

fn leave(row: &mut vendor_entry::Model, after: &Balance) {
    row.remaining_amount = after.remaining.amount;
    row.remaining_accounting_amount = after.remaining.accounting;
    row.remaining_discount_amount = after.discount;
    row.open = !after.is_closed();
}

/// What the details of an application share.
struct Booked {
    application: VendorApplicationId,
    posting_date: NaiveDate,
    voucher: Option<VoucherId>,
    /// The voucher, where it moves what is applied.
    moved: Option<VoucherId>,
}

impl Booked {
    /// What a part changes, entry by entry.
    fn details(
        &self,
        tx: &TenantTx,
        applying: &vendor_entry::Model,
        target: &vendor_entry::Model,
        part: &Part,
    ) -> Result<Vec<vendor_detail_entry::Model>, Violation> {
        use VendorDetailType as Type;
        let (house, exchange) = exchange(part);
        let realized = match house {
            OfHouse::ExchangeLoss => Type::RealizedLoss,
            _ => Type::RealizedGain,
        };
        let lines = [
            (applying, Type::Application, turned(part.application)?),
            (target, Type::Application, part.application),
            (target, Type::PaymentDiscount, part.discount),
            (target, Type::PaymentDiscount, part.discount_tolerance),
            (target, Type::PaymentTolerance, part.payment_tolerance),
            (target, realized, exchange),
        ];
        let lines = lines.into_iter();
        let lines = lines.filter(|(_, _, valued)| *valued != Valued::default());
        let line = |(entry, entry_type, valued): (&vendor_entry::Model, Type, Valued)| {
            vendor_detail_entry::Model {
                legal_entity_id: entry.legal_entity_id,
                id: tx.id(),
                vendor_entry_id: entry.id,
                vendor_application_id: Some(self.application),
                voucher_id: match entry_type {
                    Type::Application => self.moved,
                    _ => self.voucher,
                },
                entry_type,
                posting_date: self.posting_date,
                currency: entry.currency,
                amount: valued.amount,
                accounting_amount: valued.accounting,
            }
        };
        Ok(lines.map(line).collect())
    }
}
