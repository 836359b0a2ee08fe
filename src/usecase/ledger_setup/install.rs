//! Installing the standard set-up: accounts, posting groups with complete matrices, terms, periods,
//! settings. Each of them can be changed afterwards.

use std::collections::HashMap;

use chrono::{Datelike, Months, NaiveDate};
use entity::exact::Percent;
use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::{CostingMethod, DiscountPosting, PostingGroupType};
use entity::ledger_setup::Model;
use entity::{
    customer_posting_setup, general_posting_setup, gl_account, inventory_posting_setup,
    number_sequence, over_receipt_code, payment_terms, posting_group, posting_period,
    tax_posting_setup, vendor_posting_setup,
};
use rust_decimal::Decimal;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::legal_entity::create::{SEQUENCES, sequence};

use super::chart::{Account, CHART};
use super::write::hold;

/// The most years that posting periods are opened for at once.
const YEARS_MAX: i32 = 20;

/// What is installed.
#[derive(Clone, Debug)]
pub struct Install {
    /// The standard tax rate; 25 if none.
    pub standard_tax_percent: Option<Decimal>,
    /// The reduced tax rate; 12 if none.
    pub reduced_tax_percent: Option<Decimal>,
    /// The first year with posting periods; last year if none.
    pub first_year: Option<i32>,
    /// The last year with posting periods; next year if none.
    pub last_year: Option<i32>,
}

/// The posting groups of the standard set-up: type, code, name. The first of a type is the default.
const GROUPS: &[(PostingGroupType, &str, &str)] = &[
    (PostingGroupType::GeneralBusiness, "DOMESTIC", "Domestic"),
    (PostingGroupType::GeneralBusiness, "ABROAD", "Abroad"),
    (PostingGroupType::GeneralProduct, "GOODS", "Goods"),
    (PostingGroupType::GeneralProduct, "SERVICES", "Services"),
    (PostingGroupType::TaxBusiness, "DOMESTIC", "Domestic"),
    (
        PostingGroupType::TaxBusiness,
        "ABROAD",
        "Abroad, without tax",
    ),
    (PostingGroupType::TaxProduct, "STANDARD", "Standard rate"),
    (PostingGroupType::TaxProduct, "REDUCED", "Reduced rate"),
    (PostingGroupType::TaxProduct, "ZERO", "Without tax"),
    (PostingGroupType::Vendor, "VENDORS", "Vendors"),
    (PostingGroupType::Customer, "CUSTOMERS", "Customers"),
    (PostingGroupType::Inventory, "STOCK", "Stock"),
];

/// Code, name, due formula, discount formula, discount percent.
const TERMS: &[(&str, &str, &str, Option<&str>, i64)] = &[
    ("CASH", "At once", "0D", None, 0),
    ("NET30", "30 days", "30D", None, 0),
    ("NET45", "45 days", "45D", None, 0),
    ("NET60", "60 days", "60D", None, 0),
    ("EOM", "End of the month", "CM", None, 0),
    (
        "8D2-NET30",
        "30 days, 2 % within 8 days",
        "30D",
        Some("8D"),
        2,
    ),
    (
        "14D2-NET30",
        "30 days, 2 % within 14 days",
        "30D",
        Some("14D"),
        2,
    ),
];

impl Act for Install {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        let percent = |check: &mut Check, field, value: Option<Decimal>, default: i64| {
            check.percent(field, value.unwrap_or_else(|| Decimal::from(default)))
        };
        let standard = percent(
            &mut check,
            "standardTaxPercent",
            self.standard_tax_percent,
            25,
        );
        let reduced = percent(
            &mut check,
            "reducedTaxPercent",
            self.reduced_tax_percent,
            12,
        );
        let this_year = tx.today().year();
        let first = self.first_year.unwrap_or(this_year - 1);
        let last = self.last_year.unwrap_or(this_year + 1);
        if !(1900..=9998).contains(&first) || !(1900..=9998).contains(&last) {
            let reason = "the year is outside 1900 to 9998".to_owned();
            check.refuse("firstYear", Violation::Malformed { reason });
        } else if last < first {
            check.refuse("lastYear", Violation::PeriodReversed);
        } else if last - first >= YEARS_MAX {
            let limit = usize::try_from(YEARS_MAX).unwrap_or_default();
            check.refuse("lastYear", Violation::TooMany { limit });
        }
        // Whatever is set up already stays as it is.
        let touched = hold(tx).await?.is_some()
            || tx
                .find::<gl_account::Entity>()
                .limit(1)
                .one()
                .await?
                .is_some()
            || tx
                .find::<posting_group::Entity>()
                .limit(1)
                .one()
                .await?
                .is_some();
        if touched {
            let value = "the ledger setup".to_owned();
            check.refuse("", Violation::AlreadyUsed { value });
        }
        check.done()?;
        let accounts = accounts(tx).await?;
        let groups = groups(tx).await?;
        matrices(tx, &accounts, &groups, [standard, reduced]).await?;
        terms(tx).await?;
        periods(tx, first, last).await?;
        sequences(tx).await?;
        let row = setup(tx, &accounts, &groups);
        tx.insert(row)
            .await
            .map_err(|failure| failure.or_already_used("", "the ledger setup"))
    }
}

type Accounts = HashMap<Account, GlAccountId>;
type Groups = HashMap<(PostingGroupType, &'static str), PostingGroupId>;

async fn accounts(tx: &TenantTx) -> Result<Accounts, Failure> {
    let mut ids = HashMap::new();
    let rows = CHART
        .iter()
        .map(|(account, number, name, category, direct)| {
            let row = gl_account::Model {
                legal_entity_id: tx.grant().legal_entity(),
                id: tx.id(),
                number: (*number).to_owned(),
                name: (*name).to_owned(),
                category: *category,
                direct_posting: *direct,
                blocked: false,
                row_version: 1,
            };
            ids.insert(*account, row.id);
            row
        });
    tx.insert_all(rows.collect()).await?;
    Ok(ids)
}

async fn groups(tx: &TenantTx) -> Result<Groups, Failure> {
    let mut ids = HashMap::new();
    let rows = GROUPS.iter().map(|(group_type, code, name)| {
        let row = posting_group::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            group_type: *group_type,
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            row_version: 1,
        };
        ids.insert((*group_type, *code), row.id);
        row
    });
    tx.insert_all(rows.collect()).await?;
    Ok(ids)
}

/// The groups of a type, in the order of their declaration.
fn of(groups: &Groups, group_type: PostingGroupType) -> Vec<(&'static str, PostingGroupId)> {
    let own = GROUPS.iter().filter(|(own, ..)| *own == group_type);
    own.filter_map(|(own, code, _)| Some((*code, *groups.get(&(*own, *code))?)))
        .collect()
}

async fn matrices(
    tx: &TenantTx,
    accounts: &Accounts,
    groups: &Groups,
    [standard, reduced]: [Percent; 2],
) -> Result<(), Failure> {
    let legal_entity_id = tx.grant().legal_entity();
    let must = |account: Account| {
        let id = accounts.get(&account).copied();
        id.ok_or_else(|| Failure::Broken(format!("the chart has no {account:?}")))
    };
    let account = |account: Account| accounts.get(&account).copied();
    let mut general = Vec::new();
    for (_, business) in of(groups, PostingGroupType::GeneralBusiness) {
        for (_, product) in of(groups, PostingGroupType::GeneralProduct) {
            general.push(general_posting_setup::Model {
                legal_entity_id,
                id: tx.id(),
                business_posting_group_id: business,
                product_posting_group_id: product,
                purchase_gl_account_id: account(Account::Purchases),
                line_discount_gl_account_id: account(Account::LineDiscounts),
                invoice_discount_gl_account_id: account(Account::InvoiceDiscounts),
                direct_cost_applied_gl_account_id: account(Account::DirectCostApplied),
                overhead_applied_gl_account_id: account(Account::OverheadApplied),
                purchase_variance_gl_account_id: account(Account::PurchaseVariance),
                accrual_gl_account_id: account(Account::Accrual),
                adjustment_gl_account_id: account(Account::InventoryAdjustment),
                sales_gl_account_id: account(Account::Sales),
                sales_cost_gl_account_id: account(Account::CostOfGoodsSold),
                sales_cost_interim_gl_account_id: account(Account::CostOfGoodsSoldInterim),
                row_version: 1,
            });
        }
    }
    tx.insert_all(general).await?;
    let mut tax = Vec::new();
    for (place, business) in of(groups, PostingGroupType::TaxBusiness) {
        for (rate, product) in of(groups, PostingGroupType::TaxProduct) {
            tax.push(tax_posting_setup::Model {
                legal_entity_id,
                id: tx.id(),
                business_posting_group_id: business,
                product_posting_group_id: product,
                percent: match (place, rate) {
                    ("DOMESTIC", "STANDARD") => standard,
                    ("DOMESTIC", "REDUCED") => reduced,
                    _ => Percent::ZERO,
                },
                purchase_tax_gl_account_id: account(Account::InputTax),
                sales_tax_gl_account_id: account(Account::OutputTax),
                row_version: 1,
            });
        }
    }
    tx.insert_all(tax).await?;
    for (_, group) in of(groups, PostingGroupType::Inventory) {
        tx.insert(inventory_posting_setup::Model {
            legal_entity_id,
            id: tx.id(),
            warehouse_id: None,
            inventory_posting_group_id: group,
            inventory_gl_account_id: must(Account::Inventory)?,
            interim_gl_account_id: account(Account::InventoryInterim),
            row_version: 1,
        })
        .await?;
    }
    for (_, group) in of(groups, PostingGroupType::Vendor) {
        tx.insert(vendor_posting_setup::Model {
            legal_entity_id,
            id: tx.id(),
            vendor_posting_group_id: group,
            payables_gl_account_id: must(Account::Payables)?,
            payment_discount_gl_account_id: account(Account::PaymentDiscounts),
            payment_tolerance_gl_account_id: account(Account::PaymentTolerance),
            row_version: 1,
        })
        .await?;
    }
    for (_, group) in of(groups, PostingGroupType::Customer) {
        tx.insert(customer_posting_setup::Model {
            legal_entity_id,
            id: tx.id(),
            customer_posting_group_id: group,
            receivables_gl_account_id: must(Account::Receivables)?,
            row_version: 1,
        })
        .await?;
    }
    Ok(())
}

/// Payment terms and an over-receipt code, where their codes are free.
async fn terms(tx: &TenantTx) -> Result<(), Failure> {
    let there = tx.find::<payment_terms::Entity>().all().await?;
    let rows = TERMS
        .iter()
        .filter(|(code, ..)| there.iter().all(|row| row.code != *code));
    let rows = rows.map(
        |(code, name, due, discount, percent)| payment_terms::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            due_formula: (*due).to_owned(),
            discount_formula: discount.map(str::to_owned),
            discount_percent: Percent::try_from(Decimal::from(*percent)).unwrap_or_default(),
            discount_on_credit_memos: false,
            row_version: 1,
        },
    );
    tx.insert_all(rows.collect()).await?;
    if tx
        .find::<over_receipt_code::Entity>()
        .limit(1)
        .one()
        .await?
        .is_none()
    {
        tx.insert(over_receipt_code::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: "FIVE".to_owned(),
            name: "Up to 5 % more".to_owned(),
            tolerance_percent: Percent::try_from(Decimal::from(5)).unwrap_or_default(),
            is_default: false,
            row_version: 1,
        })
        .await?;
    }
    Ok(())
}

/// One open period a month, where none is there.
async fn periods(tx: &TenantTx, first: i32, last: i32) -> Result<(), Failure> {
    let there = tx.find::<posting_period::Entity>().all().await?;
    let mut rows = Vec::new();
    for year in first..=last {
        for month in 1..=12 {
            let begin = NaiveDate::from_ymd_opt(year, month, 1);
            let end = begin
                .and_then(|day| day.checked_add_months(Months::new(1)))
                .and_then(|day| day.pred_opt());
            let (Some(first_day), Some(last_day)) = (begin, end) else {
                return Err(Failure::Broken(format!("no month {month} of {year}")));
            };
            let free =
                |row: &posting_period::Model| row.last_day < first_day || row.first_day > last_day;
            if there.iter().all(free) {
                rows.push(posting_period::Model {
                    legal_entity_id: tx.grant().legal_entity(),
                    id: tx.id(),
                    name: first_day.format("%Y-%m").to_string(),
                    first_day,
                    last_day,
                    closed: false,
                    inventory_closed: false,
                    row_version: 1,
                });
            }
        }
    }
    tx.insert_all(rows).await
}

/// The number sequences that a legal entity founded earlier does not have.
async fn sequences(tx: &TenantTx) -> Result<(), Failure> {
    let there = tx.find::<number_sequence::Entity>().all().await?;
    let missing = SEQUENCES
        .into_iter()
        .filter(|(scope, ..)| there.iter().all(|row| row.scope != *scope));
    let rows = missing.map(|one| sequence(tx, one));
    tx.insert_all(rows.collect()).await
}

fn setup(tx: &TenantTx, accounts: &Accounts, groups: &Groups) -> Model {
    let account = |account: Account| accounts.get(&account).copied();
    let group = |group_type| of(groups, group_type).first().map(|(_, id)| *id);
    Model {
        legal_entity_id: tx.grant().legal_entity(),
        // The legal entity's own id, so that there can be only one.
        id: uuid::Uuid::from(tx.grant().legal_entity()).into(),
        expected_cost_posting: true,
        discount_posting: DiscountPosting::None,
        costing_method: CostingMethod::Fifo,
        exact_cost_required: false,
        vendor_invoice_number_required: true,
        discount_excluding_tax: false,
        matching_policy: None,
        matching_override_allowed: true,
        price_tolerance_percent: None,
        price_tolerance_amount: None,
        total_tolerance_percent: None,
        total_tolerance_amount: None,
        approve_discrepancies: true,
        payment_tolerance_percent: Percent::ZERO,
        payment_tolerance_amount: Default::default(),
        discount_grace_formula: None,
        rounding_gl_account_id: account(Account::Rounding),
        exchange_gain_gl_account_id: account(Account::ExchangeGains),
        exchange_loss_gl_account_id: account(Account::ExchangeLosses),
        bank_gl_account_id: account(Account::Bank),
        business_posting_group_id: group(PostingGroupType::GeneralBusiness),
        product_posting_group_id: group(PostingGroupType::GeneralProduct),
        tax_business_posting_group_id: group(PostingGroupType::TaxBusiness),
        tax_product_posting_group_id: group(PostingGroupType::TaxProduct),
        vendor_posting_group_id: group(PostingGroupType::Vendor),
        customer_posting_group_id: group(PostingGroupType::Customer),
        inventory_posting_group_id: group(PostingGroupType::Inventory),
        row_version: 1,
    }
}
