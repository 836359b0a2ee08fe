//! What could be paid, as `vendorPaymentPost` takes it (PAY-5).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::{VendorEntryId, VendorId};
use entity::vendor_entry::{Column, Entity, Model};
use entity::{vendor, vendor_entry};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

use crate::domain::money::{Currency, scale_fits};
use crate::domain::payment_proposal::{
    PassedOver, Payable, PayableVendor, ProposalAsk, VendorProposal, propose,
};
use crate::domain::settlement::{OpenEntry, SettlementTerms, Target, settle};
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;
use crate::usecase::ledger::settle::open_entry;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Suggest {
    /// The currency that is paid in; the accounting currency if none.
    pub currency: Option<CurrencyCode>,
    /// Entries that are due by this day are paid.
    pub last_due_date: NaiveDate,
    /// The day for which payments will be posted.
    pub posting_date: NaiveDate,
    /// Whether entries that are due later are paid for the sake of their discount.
    pub find_discounts: bool,
    /// Whether vendors come by priority; else by number.
    pub use_priority: bool,
    /// The most that is paid in all; no limit if none.
    pub available: Option<Decimal>,
}

/// What could be paid.
#[derive(Clone, Debug)]
pub struct Suggestions {
    /// The currency.
    pub currency: CurrencyCode,
    /// The day for which it would be posted.
    pub posting_date: NaiveDate,
    /// By vendor.
    pub vendors: Vec<OfVendor>,
    /// What would have been paid and is not.
    pub passed_over: Vec<PassedOver>,
}

/// What one vendor could be paid.
#[derive(Clone, Debug)]
pub struct OfVendor {
    /// What is paid of which entry.
    pub proposal: VendorProposal,
    /// What is to be applied before the payment: claims of ours to what we owe.
    pub before: Vec<Steps>,
    /// How much is paid, and to which entries; none where debts and claims balance.
    pub payment: Option<Steps>,
}

/// An amount, and what of it goes to which entry.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// The claim that is applied; none for a payment.
    pub entry: Option<VendorEntryId>,
    /// The sum.
    pub amount: Decimal,
    /// The entries with the amounts that are applied to them.
    pub applications: Vec<(VendorEntryId, Decimal)>,
}

/// Suggests payments.
///
/// # Errors
/// A refusal where an unknown currency or an impossible amount is asked for; or when the database
/// fails.
pub async fn run(scope: &impl Scope, ask: &Suggest) -> Result<Suggestions, Failure> {
    let mut check = Check::new();
    check.date("lastDueDate", ask.last_due_date);
    check.date("postingDate", ask.posting_date);
    let accounting = scope.legal_entity().await?.accounting_currency;
    let code = ask.currency.unwrap_or(accounting);
    let currency = check.currency(scope, "currency", code).await?;
    let available = ask.available.map(Amount::try_new);
    let available = available.and_then(|amount| check.exact("availableAmount", amount));
    if let Some((available, currency)) = available.zip(currency)
        && let Err(violation) = scale_fits(available, currency)
    {
        check.refuse("availableAmount", violation);
    }
    check.done()?;
    let entries = entries(scope, ask, code).await?;
    let ids: BTreeSet<VendorId> = entries.iter().map(|row| row.vendor_id).collect();
    let mut vendors = scope.find::<vendor::Entity>().by_ids(ids).await?;
    vendors.sort_by(|one, other| one.number.cmp(&other.number));
    let payable: Vec<PayableVendor> = vendors.iter().map(|row| payable(row, &entries)).collect();
    let asked = ProposalAsk {
        currency: code,
        last_date: ask.last_due_date,
        posting_date: ask.posting_date,
        find_discounts: ask.find_discounts,
        use_priority: ask.use_priority,
        available,
    };
    let proposal = propose(&payable, &asked).map_err(|refusals| {
        let texts: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        Failure::BadInput(texts.join("; "))
    })?;
    let entries: HashMap<VendorEntryId, &Model> = entries.iter().map(|row| (row.id, row)).collect();
    let currency = facts::currency(scope, code).await?;
    let accounting = facts::currency(scope, accounting).await?;
    let mut suggested = Vec::with_capacity(proposal.vendors.len());
    for proposal in proposal.vendors {
        let vendor = vendors.iter().find(|row| row.id == proposal.vendor);
        let terms = SettlementTerms {
            posting_date: ask.posting_date,
            accounting_currency: accounting,
            accept_tolerance: false,
            block_tolerance: vendor.is_some_and(|row| row.payment_tolerance_blocked),
        };
        suggested.push(in_steps(proposal, &entries, currency, &terms)?);
    }
    Ok(Suggestions {
        currency: code,
        posting_date: ask.posting_date,
        vendors: suggested,
        passed_over: proposal.passed_over,
    })
}

/// The open entries that come into question, oldest due date first.
async fn entries(
    scope: &impl Scope,
    ask: &Suggest,
    currency: CurrencyCode,
) -> Result<Vec<Model>, Failure> {
    let mut by_date = Condition::any().add(Column::DueDate.lte(ask.last_due_date));
    if ask.find_discounts {
        by_date = by_date.add(Column::DiscountDate.lte(ask.last_due_date));
    }
    scope
        .find::<Entity>()
        .filter(Column::Open.eq(true))
        .filter(Column::Currency.eq(currency))
        .filter(Column::PostingDate.lte(ask.posting_date))
        .filter(by_date)
        .order_by(Column::DueDate)
        .order_by(Column::Id)
        .all()
        .await
}

fn payable(vendor: &vendor::Model, entries: &[Model]) -> PayableVendor {
    let own = entries.iter().filter(|row| row.vendor_id == vendor.id);
    let payable = |row: &Model| Payable {
        id: row.id,
        currency: row.currency,
        due_date: row.due_date,
        discount_date: row.discount_date,
        remaining: row.remaining_amount,
        remaining_discount: row.remaining_discount_amount,
        on_hold: row.on_hold.is_some(),
    };
    PayableVendor {
        id: vendor.id,
        blocked: vendor.blocked,
        priority: vendor.payment_priority,
        entries: own.map(payable).collect(),
    }
}

/// A debt while claims are applied to it.
struct Debt {
    entry: OpenEntry,
    takes_discount: bool,
}

impl Debt {
    /// The money that closes it.
    fn needs(&self) -> Decimal {
        let balance = self.entry.balance;
        let discount = match self.takes_discount {
            true => balance.discount.decimal(),
            false => Decimal::ZERO,
        };
        (balance.remaining.amount.decimal().abs() - discount).max(Decimal::ZERO)
    }
}

/// A proposal as the acts that carry it out. A claim goes to the debt that needs most, so that what
/// is left of it is paid and takes its discount.
fn in_steps(
    proposal: VendorProposal,
    entries: &HashMap<VendorEntryId, &vendor_entry::Model>,
    currency: Currency,
    terms: &SettlementTerms,
) -> Result<OfVendor, Failure> {
    let (mut debts, mut claims) = (Vec::new(), Vec::new());
    for line in &proposal.lines {
        let Some(row) = entries.get(&line.entry) else {
            continue;
        };
        let entry = open_entry(row, currency);
        match row.remaining_amount < Amount::ZERO {
            true => debts.push(Debt {
                entry,
                takes_discount: !line.discount.is_zero(),
            }),
            false => claims.push((entry, row.posting_date)),
        }
    }
    let mut before = Vec::new();
    for (claim, posting_date) in claims {
        let mut steps = Steps {
            entry: Some(claim.id),
            ..Steps::default()
        };
        let mut left = claim.balance.remaining.amount.decimal();
        debts.sort_by_key(|debt| std::cmp::Reverse(debt.needs()));
        let mut targets = Vec::new();
        for debt in &debts {
            let part = left.min(debt.needs());
            if part.is_zero() {
                continue;
            }
            left -= part;
            steps.amount += part;
            steps.applications.push((debt.entry.id, part));
            targets.push(Target {
                entry: debt.entry,
                amount: Amount::try_from(part).ok(),
                accept_late_discount: false,
            });
        }
        let terms = SettlementTerms {
            posting_date,
            ..*terms
        };
        let settled = settle(&claim, &targets, &terms).map_err(|refusals| {
            let texts: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            Failure::Broken(texts.join("; "))
        })?;
        for part in settled.parts {
            let debt = debts.iter_mut().find(|debt| debt.entry.id == part.entry);
            if let Some(debt) = debt {
                debt.entry.balance = part.after;
            }
        }
        before.push(steps);
    }
    let mut payment = Steps::default();
    for line in &proposal.lines {
        let debt = debts.iter().find(|debt| debt.entry.id == line.entry);
        let needs = debt.map(Debt::needs).unwrap_or_default();
        if !needs.is_zero() {
            payment.amount += needs;
            payment.applications.push((line.entry, needs));
        }
    }
    Ok(OfVendor {
        proposal,
        before,
        payment: (!payment.amount.is_zero()).then_some(payment),
    })
}
