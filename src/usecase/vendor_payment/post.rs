//! Posting a payment to a vendor or a refund from it, applied to entries or on account.

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::{GlAccountId, PostingGroupId, VendorId};
use entity::kinds::{NumberSequenceScope, VendorBlocked, VendorDocumentType, VoucherSource};
use entity::vendor;
use entity::vendor_entry::Model;
use rust_decimal::Decimal;

use crate::domain::money::{convert_amount, scale_fits};
use crate::domain::violation::Violation;
use crate::domain::voucher::{Posting, Voucher};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::amount_limit;
use crate::usecase::check::Check;
use crate::usecase::ledger::settle::{self, Ask, Wanted};
use crate::usecase::ledger::setup::{OfHouse, OfVendor, Setup};
use crate::usecase::ledger::{groups, period, rate, vendor as vendor_ledger, voucher};
use crate::usecase::number_sequence::draw;

/// The payment that is wanted.
#[derive(Clone, Debug)]
pub struct Post {
    /// The vendor.
    pub vendor: VendorId,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
    /// What is paid; below zero what the vendor pays back.
    pub amount: Decimal,
    /// Its currency; the vendor's if none.
    pub currency: Option<CurrencyCode>,
    /// What it is, in words; the vendor's name if none.
    pub text: Option<String>,
    /// The bank's or the vendor's own number of it.
    pub external_number: Option<String>,
    /// What it is paid from; the set-up's bank if none.
    pub bank: Option<GlAccountId>,
    /// The entries that it settles, in their order.
    pub applications: Vec<Wanted>,
    /// Whether a discount is taken in its grace.
    pub accept_late_discount: bool,
    /// Whether small differences are written off.
    pub accept_tolerance: bool,
}

/// The accounts of a payment.
struct Accounts {
    group: PostingGroupId,
    payables: GlAccountId,
    bank: GlAccountId,
}

impl Act for Post {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let vendor = tx
            .find::<vendor::Entity>()
            .named("vendorId", self.vendor)
            .await?;
        let mut check = Check::new();
        check.text_opt("text", self.text.as_deref(), 200);
        check.text_opt("externalNumber", self.external_number.as_deref(), 40);
        let pays = self.amount > Decimal::ZERO;
        let free = match vendor.blocked {
            VendorBlocked::None => true,
            VendorBlocked::Payment => !pays,
            VendorBlocked::All => false,
        };
        if !free {
            check.refuse("vendorId", Violation::VendorBlocked);
        }
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        period::must_be_open(tx, "postingDate", posting_date, false, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let code = self.currency.unwrap_or(vendor.currency);
        let currency = check.currency(tx, "currency", code).await?;
        let rate = match currency {
            Some(_) => rate::on(tx, "postingDate", code, posting_date, &mut check).await?,
            None => None,
        };
        let amount = check.exact("amount", Amount::try_new(self.amount));
        let amount = amount.unwrap_or_default();
        if amount.is_zero() && self.amount.is_zero() {
            check.refuse("amount", Violation::NothingToPost);
        }
        if let Some(Err(violation)) = currency.map(|currency| scale_fits(amount, currency)) {
            check.refuse("amount", violation);
        }
        let Some(setup) = setup else {
            check.done()?;
            return Err(Failure::Broken("no refusal and no setup".to_owned()));
        };
        let accounts = self.accounts(&setup, &vendor, &mut check);
        let rate = rate.unwrap_or_default();
        let accounting = convert_amount(amount, rate, setup.accounting);
        let accounting = accounting.unwrap_or_else(|violation| {
            check.refuse("amount", violation);
            Amount::ZERO
        });
        let mut row = self.row(tx, &vendor, (posting_date, code), (amount, accounting));
        let ask = Ask {
            field: "amount",
            targets: &self.applications,
            posting_date,
            accept_late_discount: self.accept_late_discount,
            accept_tolerance: self.accept_tolerance,
        };
        if let Some(accounts) = &accounts {
            row.vendor_posting_group_id = accounts.group;
        }
        let plan = match self.applications.is_empty() || currency.is_none() {
            true => None,
            false => settle::plan(tx, &setup, &row, &ask, &mut check).await?,
        };
        check.done()?;
        amount_limit::keep(tx, "amount", accounting).await?;
        let accounts = accounts.ok_or_else(|| Failure::Broken("no accounts".to_owned()))?;
        let row = write(tx, row, &accounts).await?;
        match plan {
            Some(plan) => Ok(settle::write(tx, row, plan).await?.1),
            None => Ok(row),
        }
    }
}

impl Post {
    /// The vendor's posting group with its payables account, and what is paid from.
    fn accounts(
        &self,
        setup: &Setup,
        vendor: &vendor::Model,
        check: &mut Check,
    ) -> Option<Accounts> {
        let bank = match self.bank {
            Some(id) => setup.direct(id).map(|row| row.id),
            None => setup.house(OfHouse::Bank),
        };
        let payables = groups::of_vendor(&setup.row, vendor)
            .and_then(|own| Ok((own.party, setup.vendor(own.party, OfVendor::Payables)?)));
        match (bank, payables) {
            (Ok(bank), Ok((group, payables))) => Some(Accounts {
                group,
                payables,
                bank,
            }),
            (bank, payables) => {
                let bank = bank.err().map(|violation| ("bankGlAccountId", violation));
                let payables = payables.err().map(|violation| ("", violation));
                for (field, violation) in bank.into_iter().chain(payables) {
                    check.refuse(field, violation);
                }
                None
            }
        }
    }

    /// The entry as it will be, but for its number, its voucher and its posting group.
    fn row(
        &self,
        tx: &TenantTx,
        vendor: &vendor::Model,
        (posting_date, currency): (NaiveDate, CurrencyCode),
        (amount, accounting): (Amount, Amount),
    ) -> Model {
        Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            vendor_id: vendor.id,
            voucher_id: tx.id(),
            document_type: match amount < Amount::ZERO {
                true => VendorDocumentType::Refund,
                false => VendorDocumentType::Payment,
            },
            document_number: String::new(),
            external_number: self.external_number.clone(),
            external_key: None,
            posting_date,
            document_date: posting_date,
            due_date: posting_date,
            discount_date: None,
            discount_tolerance_date: None,
            currency,
            amount,
            accounting_amount: accounting,
            remaining_amount: amount,
            remaining_accounting_amount: accounting,
            discount_amount: Amount::ZERO,
            remaining_discount_amount: Amount::ZERO,
            tolerance_amount: Amount::ZERO,
            vendor_posting_group_id: tx.id(),
            on_hold: None,
            open: true,
            dimension_set_id: None,
            text: self.text.clone().unwrap_or_else(|| vendor.name.clone()),
            row_version: 1,
        }
    }
}

/// Draws the number and writes the voucher and the entry.
async fn write(tx: &TenantTx, mut row: Model, accounts: &Accounts) -> Result<Model, Failure> {
    row.document_number = draw::run(tx, NumberSequenceScope::VendorPayment, None).await?;
    let zero = Amount::ZERO;
    let turned = |amount: Amount| zero.checked_sub(amount).unwrap_or_default();
    let posting = |account, amount, accounting| Posting {
        account,
        currency: row.currency,
        amount,
        accounting,
        dimensions: row.dimension_set_id,
        text: row.text.clone(),
    };
    let (own, accounting) = (row.amount, row.accounting_amount);
    let postings = vec![
        posting(accounts.payables, own, accounting),
        posting(accounts.bank, turned(own), turned(accounting)),
    ];
    let balanced =
        Voucher::try_new(postings).map_err(|error| Failure::Broken(error.to_string()))?;
    let heading = voucher::Heading {
        posting_date: row.posting_date,
        source: VoucherSource::VendorPayment,
        document_number: &row.document_number,
        text: &row.text,
    };
    row.voucher_id = voucher::must_write(tx, &heading, &balanced).await?.id;
    vendor_ledger::write(tx, row).await
}
