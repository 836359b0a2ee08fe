//! Settling entries of a vendor against each other: [`plan`] says all that is wrong, [`write()`]
//! carries out what is right (PAY-2, PAY-3, PAY-4).
//!
//! A payment plans before it is posted, so that one answer says all; [`run`] does both for an entry
//! that is there already, such as the credit memo that cancels an invoice.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::ids::VendorEntryId;
use entity::{vendor, vendor_application, vendor_entry};
use rust_decimal::Decimal;

use crate::domain::money::Currency;
use crate::domain::settlement::{
    Balance, OpenEntry, Part, Settlement, SettlementRefusal, SettlementTerms, Target, Valued,
    settle,
};
use crate::domain::violation::Violation;
use crate::domain::voucher::Posting;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::currency;

use super::setup::{OfHouse, OfVendor, Setup};

mod write;

pub use write::write;

/// The input's list of the entries that are settled.
pub const TARGETS: &str = "applications";
/// The most entries that one application settles.
const TARGETS_MAX: usize = 1_000;

/// An entry that another is to be applied to.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The entry.
    pub entry: VendorEntryId,
    /// The most that is applied to it, above zero; as much as fits if none.
    pub amount: Option<Decimal>,
}

/// What is to be applied to what, and how.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The input's field that is about the applying entry.
    pub field: &'a str,
    /// The entries that are settled, in their order.
    pub targets: &'a [Wanted],
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// Whether a discount is taken in its grace.
    pub accept_late_discount: bool,
    /// Whether small differences are written off.
    pub accept_tolerance: bool,
}

/// An application that nothing stands against.
#[derive(Debug)]
pub struct Plan {
    settlement: Settlement,
    targets: Vec<vendor_entry::Model>,
    postings: Vec<Posting>,
    /// Whether what is applied moves from one payables account to another.
    moves: bool,
    posting_date: NaiveDate,
    text: String,
}

/// An application, and the entry that was applied as it is left.
pub type Applied = (vendor_application::Model, vendor_entry::Model);

/// Applies an entry, which the caller holds, to others of its vendor.
///
/// # Errors
/// A refusal with all that is wrong; or when the database fails.
pub async fn run(
    tx: &TenantTx,
    setup: &Setup,
    applying: vendor_entry::Model,
    ask: &Ask<'_>,
) -> Result<Applied, Failure> {
    let mut check = Check::new();
    let plan = plan(tx, setup, &applying, ask, &mut check).await?;
    check.done()?;
    let plan = plan.ok_or_else(|| Failure::Broken("no refusal and no plan".to_owned()))?;
    write(tx, applying, plan).await
}

/// Works an application out; none, and refusals, where something stands against it. The other
/// entries are held until the transaction ends. A discount is given by the day of the money, not
/// by the day it is applied on: a payment in time that is applied later was in time.
///
/// # Errors
/// When the database fails.
pub async fn plan(
    tx: &TenantTx,
    setup: &Setup,
    applying: &vendor_entry::Model,
    ask: &Ask<'_>,
    check: &mut Check,
) -> Result<Option<Plan>, Failure> {
    let mut own = Check::new();
    let found = targets(tx, applying, ask, &mut own).await?;
    let vendor = tx
        .find::<vendor::Entity>()
        .named("", applying.vendor_id)
        .await?;
    let terms = SettlementTerms {
        posting_date: applying.posting_date,
        accounting_currency: setup.accounting,
        accept_tolerance: ask.accept_tolerance,
        block_tolerance: vendor.payment_tolerance_blocked,
    };
    let places: HashMap<VendorEntryId, usize> =
        found.iter().map(|found| (found.row.id, found.at)).collect();
    let of = |row: &vendor_entry::Model| currency(tx, row.currency);
    let mut rows = Vec::with_capacity(found.len());
    let mut settled = Vec::with_capacity(found.len());
    for Found { row, amount, .. } in found {
        settled.push(Target {
            entry: open_entry(&row, of(&row).await?),
            amount,
            accept_late_discount: ask.accept_late_discount,
        });
        rows.push(row);
    }
    let nothing_found = settled.is_empty() && !ask.targets.is_empty();
    let mut plan = None;
    if !(nothing_found || check.is_refused(ask.field)) {
        let entry = open_entry(applying, of(applying).await?);
        match settle(&entry, &settled, &terms) {
            Ok(settlement) => {
                plan = planned(
                    setup,
                    applying,
                    (settlement, rows),
                    ask,
                    vendor.name,
                    &mut own,
                );
            }
            Err(refusals) => {
                for refusal in refusals {
                    tell(&mut own, ask.field, &places, refusal);
                }
            }
        }
    }
    let plan = plan.filter(|_| !own.is_bad());
    check.extend(own.into_refusals());
    Ok(plan)
}

/// An entry that was found, and its place in the input.
struct Found {
    at: usize,
    row: vendor_entry::Model,
    amount: Option<Amount>,
}

/// The entries that are named, held: of the vendor, each once, none posted later.
async fn targets(
    tx: &TenantTx,
    applying: &vendor_entry::Model,
    ask: &Ask<'_>,
    check: &mut Check,
) -> Result<Vec<Found>, Failure> {
    if ask.targets.len() > TARGETS_MAX {
        check.refuse(TARGETS, Violation::TooMany { limit: TARGETS_MAX });
        return Ok(Vec::new());
    }
    let rows = tx
        .find::<vendor_entry::Entity>()
        .lock()
        .by_ids(ask.targets.iter().map(|wanted| wanted.entry))
        .await?;
    let mut rows: HashMap<VendorEntryId, vendor_entry::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let mut named = Vec::new();
    let mut found = Vec::new();
    for (at, wanted) in ask.targets.iter().enumerate() {
        let mut own = Check::new();
        let amount = wanted.amount.map(Amount::try_new);
        let amount = amount.and_then(|amount| own.exact("amount", amount));
        match rows.remove(&wanted.entry) {
            _ if wanted.entry == applying.id || named.contains(&wanted.entry) => {
                own.refuse("vendorEntryId", Violation::Duplicate);
            }
            None => own.refuse("vendorEntryId", Violation::NotFound),
            Some(row) if row.vendor_id != applying.vendor_id => {
                own.refuse("vendorEntryId", Violation::OtherVendor);
            }
            Some(row) => {
                if row.posting_date > ask.posting_date {
                    let reason = format!("it is posted for {}, which is later", row.posting_date);
                    own.refuse("vendorEntryId", Violation::NotApplicable { reason });
                }
                found.push(Found { at, row, amount });
            }
        }
        named.push(wanted.entry);
        check.extend_within(TARGETS, at, own);
    }
    Ok(found)
}

/// An entry as the rules want to see it.
#[must_use]
pub fn open_entry(row: &vendor_entry::Model, currency: Currency) -> OpenEntry {
    OpenEntry {
        id: row.id,
        document_type: row.document_type,
        currency,
        balance: Balance {
            remaining: Valued {
                amount: row.remaining_amount,
                accounting: row.remaining_accounting_amount,
            },
            discount: row.remaining_discount_amount,
        },
        discount_date: row.discount_date,
        discount_tolerance_date: row.discount_tolerance_date,
        tolerance_max: row.tolerance_amount,
    }
}

/// Says what the rules refuse, in its place.
fn tell(
    check: &mut Check,
    field: &str,
    places: &HashMap<VendorEntryId, usize>,
    refusal: SettlementRefusal,
) {
    use SettlementRefusal as R;
    let reason = refusal.to_string();
    let of = |entry: VendorEntryId| places.get(&entry).copied();
    let (place, at, violation) = match refusal {
        R::InvoiceApplied => (None, field, Violation::NotApplicable { reason }),
        R::NothingToApplyTo => (None, TARGETS, Violation::Required),
        R::Closed { entry } => match of(entry) {
            Some(place) => (Some(place), "vendorEntryId", Violation::NotOpen),
            None => (None, field, Violation::NotOpen),
        },
        R::NamedTwice { entry } => (of(entry), "vendorEntryId", Violation::Duplicate),
        R::SameSign { entry } => {
            let violation = Violation::NotApplicable { reason };
            (of(entry), "vendorEntryId", violation)
        }
        R::CurrencyDiffers {
            entry,
            expected,
            found,
        } => {
            let violation = Violation::OtherCurrency { expected, found };
            (of(entry), "vendorEntryId", violation)
        }
        R::AmountNotPositive { entry } => (of(entry), "amount", Violation::NotPositive),
        R::AmountAboveRemaining {
            entry, remaining, ..
        } => {
            let violation = Violation::AmountAboveRemaining { remaining };
            (of(entry), "amount", violation)
        }
        R::TooManyDecimals { entry, scale } => {
            (of(entry), "amount", Violation::TooManyDecimals { scale })
        }
        R::Number(violation) => (None, "", violation),
    };
    let mut own = Check::new();
    own.refuse(at, violation);
    match place {
        Some(place) => check.extend_within(TARGETS, place, own),
        None => check.extend(own.into_refusals()),
    }
}

/// The plan with the postings of what is no money: discounts, tolerances and exchange differences;
/// and of what moves from one payables account to another.
fn planned(
    setup: &Setup,
    applying: &vendor_entry::Model,
    (settlement, targets): (Settlement, Vec<vendor_entry::Model>),
    ask: &Ask<'_>,
    text: String,
    check: &mut Check,
) -> Option<Plan> {
    let mut postings = Vec::new();
    let mut moves = false;
    for part in &settlement.parts {
        let target = targets.iter().find(|row| row.id == part.entry)?;
        match of_part(setup, applying, target, part) {
            Ok((own, moved)) => {
                postings.extend(own);
                moves |= moved;
            }
            Err(violation) => check.refuse("", violation),
        }
    }
    Some(Plan {
        settlement,
        targets,
        postings,
        moves,
        posting_date: ask.posting_date,
        text,
    })
}

/// The postings of one part, and whether it moves between payables accounts.
fn of_part(
    setup: &Setup,
    applying: &vendor_entry::Model,
    target: &vendor_entry::Model,
    part: &Part,
) -> Result<(Vec<Posting>, bool), Violation> {
    let from = setup.vendor(applying.vendor_posting_group_id, OfVendor::Payables)?;
    let to = setup.vendor(target.vendor_posting_group_id, OfVendor::Payables)?;
    let mut postings = Vec::new();
    let mut post = |account, valued: Valued, dimensions| {
        postings.push(Posting {
            account,
            currency: target.currency,
            amount: valued.amount,
            accounting: valued.accounting,
            dimensions,
            text: target.document_number.clone(),
        });
    };
    if from != to {
        post(from, turned(part.application)?, applying.dimension_set_id);
        post(to, part.application, target.dimension_set_id);
    }
    let (house, exchange) = exchange(part);
    let discount = OfVendor::PaymentDiscount;
    let group = target.vendor_posting_group_id;
    let of_group = |which| setup.vendor(group, which);
    for (account, valued) in [
        (None, exchange),
        (Some(discount), part.discount),
        (Some(discount), part.discount_tolerance),
        (Some(OfVendor::PaymentTolerance), part.payment_tolerance),
    ] {
        if valued == Valued::default() {
            continue;
        }
        let account = account.map_or_else(|| setup.house(house), of_group)?;
        post(to, valued, target.dimension_set_id);
        post(account, turned(valued)?, target.dimension_set_id);
    }
    Ok((postings, from != to))
}

/// The exchange difference of a part: the account, and what it adds to the entry.
fn exchange(part: &Part) -> (OfHouse, Valued) {
    let valued = Valued {
        amount: Amount::ZERO,
        accounting: part.exchange_gain,
    };
    match part.exchange_gain < Amount::ZERO {
        true => (OfHouse::ExchangeLoss, valued),
        false => (OfHouse::ExchangeGain, valued),
    }
}

fn turned(valued: Valued) -> Result<Valued, Violation> {
    let negated = |amount: Amount| {
        let limit = Amount::MAX.decimal();
        let zero = Amount::ZERO;
        zero.checked_sub(amount)
            .ok_or(Violation::OutOfRange { limit })
    };
    Ok(Valued {
        amount: negated(valued.amount)?,
        accounting: negated(valued.accounting)?,
    })
}
