//! Which accounts a posting uses. A missing set-up is a refusal that names its keys.

use std::collections::HashMap;

use entity::exact::Percent;
use entity::ids::{GlAccountId, PostingGroupId, WarehouseId};
use entity::{
    customer_posting_setup, general_posting_setup, gl_account, inventory_posting_setup,
    ledger_setup, posting_group, tax_posting_setup, vendor_posting_setup, warehouse,
};

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::commitment::facts;

/// All that postings look accounts up in. These tables are small and read whole.
pub struct Setup {
    /// What the legal entity decides.
    pub row: ledger_setup::Model,
    /// The accounting currency.
    pub accounting: Currency,
    accounts: HashMap<GlAccountId, gl_account::Model>,
    groups: HashMap<PostingGroupId, posting_group::Model>,
    warehouses: HashMap<WarehouseId, warehouse::Model>,
    general: HashMap<(PostingGroupId, PostingGroupId), general_posting_setup::Model>,
    inventory: Vec<inventory_posting_setup::Model>,
    tax: HashMap<(PostingGroupId, PostingGroupId), tax_posting_setup::Model>,
    vendors: HashMap<PostingGroupId, vendor_posting_setup::Model>,
    customers: HashMap<PostingGroupId, customer_posting_setup::Model>,
}

/// An account of the general posting setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum General {
    /// Purchases.
    Purchase,
    /// Line discounts received.
    LineDiscount,
    /// Invoice discounts received.
    InvoiceDiscount,
    /// Counterpart of direct cost.
    DirectCostApplied,
    /// Counterpart of indirect cost.
    OverheadApplied,
    /// Cost that no stock can carry.
    PurchaseVariance,
    /// Counterpart of expected cost.
    Accrual,
    /// Counterpart of stock found or lost.
    Adjustment,
    /// Sales.
    Sales,
    /// Cost of goods sold.
    SalesCost,
    /// Expected cost of goods shipped.
    SalesCostInterim,
}

impl General {
    fn name(self) -> &'static str {
        match self {
            Self::Purchase => "purchase account",
            Self::LineDiscount => "line discount account",
            Self::InvoiceDiscount => "invoice discount account",
            Self::DirectCostApplied => "direct cost applied account",
            Self::OverheadApplied => "overhead applied account",
            Self::PurchaseVariance => "purchase variance account",
            Self::Accrual => "accrual account",
            Self::Adjustment => "inventory adjustment account",
            Self::Sales => "sales account",
            Self::SalesCost => "cost of goods sold account",
            Self::SalesCostInterim => "interim cost of goods sold account",
        }
    }

    fn of(self, row: &general_posting_setup::Model) -> Option<GlAccountId> {
        match self {
            Self::Purchase => row.purchase_gl_account_id,
            Self::LineDiscount => row.line_discount_gl_account_id,
            Self::InvoiceDiscount => row.invoice_discount_gl_account_id,
            Self::DirectCostApplied => row.direct_cost_applied_gl_account_id,
            Self::OverheadApplied => row.overhead_applied_gl_account_id,
            Self::PurchaseVariance => row.purchase_variance_gl_account_id,
            Self::Accrual => row.accrual_gl_account_id,
            Self::Adjustment => row.adjustment_gl_account_id,
            Self::Sales => row.sales_gl_account_id,
            Self::SalesCost => row.sales_cost_gl_account_id,
            Self::SalesCostInterim => row.sales_cost_interim_gl_account_id,
        }
    }
}

/// An account of the vendor posting setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfVendor {
    /// What is owed.
    Payables,
    /// Payment discounts received.
    PaymentDiscount,
    /// Small differences.
    PaymentTolerance,
}

/// An account of the ledger setup itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfHouse {
    /// Rounding differences.
    Rounding,
    /// Gains from exchange rates.
    ExchangeGain,
    /// Losses from exchange rates.
    ExchangeLoss,
    /// What is paid from.
    Bank,
}

/// What tax a pair of groups bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxTerms {
    /// The rate.
    pub percent: Percent,
    /// Input tax.
    pub purchase: Option<GlAccountId>,
    /// Output tax.
    pub sales: Option<GlAccountId>,
}

impl Setup {
    /// Reads the set-up.
    ///
    /// # Errors
    /// `SetupMissing` where the legal entity has none; or when the database fails.
    pub async fn load(scope: &impl Scope) -> Result<Self, Failure> {
        let row = scope.find::<ledger_setup::Entity>().one().await?;
        Self::of(scope, row).await
    }

    /// Reads the set-up that a posting is made by, so that nobody changes it until the transaction
    /// ends: whoever does sees what was posted.
    ///
    /// # Errors
    /// `SetupMissing` where the legal entity has none; or when the database fails.
    pub async fn hold(tx: &TenantTx) -> Result<Self, Failure> {
        let row = tx.find::<ledger_setup::Entity>().lock_shared();
        Self::of(tx, row.one().await?).await
    }

    async fn of(scope: &impl Scope, row: Option<ledger_setup::Model>) -> Result<Self, Failure> {
        let Some(row) = row else {
            let violation = missing("ledger setup", "the legal entity".to_owned(), String::new());
            return Err(Failure::refused("", violation));
        };
        let accounting = scope.legal_entity().await?.accounting_currency;
        let accounts = scope.find::<gl_account::Entity>().all().await?;
        let groups = scope.find::<posting_group::Entity>().all().await?;
        let warehouses = scope.find::<warehouse::Entity>().all().await?;
        let general = scope.find::<general_posting_setup::Entity>().all().await?;
        let inventory = scope
            .find::<inventory_posting_setup::Entity>()
            .all()
            .await?;
        let tax = scope.find::<tax_posting_setup::Entity>().all().await?;
        let vendors = scope.find::<vendor_posting_setup::Entity>().all().await?;
        let customers = scope.find::<customer_posting_setup::Entity>().all().await?;
        Ok(Self {
            row,
            accounting: facts::currency(scope, accounting).await?,
            accounts: accounts.into_iter().map(|row| (row.id, row)).collect(),
            groups: groups.into_iter().map(|row| (row.id, row)).collect(),
            warehouses: warehouses.into_iter().map(|row| (row.id, row)).collect(),
            general: general
                .into_iter()
                .map(|row| {
                    (
                        (row.business_posting_group_id, row.product_posting_group_id),
                        row,
                    )
                })
                .collect(),
            inventory,
            tax: tax
                .into_iter()
                .map(|row| {
                    (
                        (row.business_posting_group_id, row.product_posting_group_id),
                        row,
                    )
                })
                .collect(),
            vendors: vendors
                .into_iter()
                .map(|row| (row.vendor_posting_group_id, row))
                .collect(),
            customers: customers
                .into_iter()
                .map(|row| (row.customer_posting_group_id, row))
                .collect(),
        })
    }

    /// An account for a pair of general posting groups.
    ///
    /// # Errors
    /// `SetupMissing` with the account's name and both groups; `GlAccountBlocked`.
    pub fn general(
        &self,
        business: PostingGroupId,
        product: PostingGroupId,
        which: General,
    ) -> Result<GlAccountId, Violation> {
        let row = self.general.get(&(business, product));
        let found = row.and_then(|row| which.of(row));
        let found =
            found.ok_or_else(|| missing(which.name(), self.code(business), self.code(product)))?;
        self.open(found)
    }

    /// The accounts of invoiced and of expected stock. The row of the warehouse wins over that of
    /// none.
    ///
    /// # Errors
    /// `SetupMissing` with the warehouse and the group; `GlAccountBlocked`.
    pub fn inventory(
        &self,
        warehouse: Option<WarehouseId>,
        group: PostingGroupId,
    ) -> Result<(GlAccountId, GlAccountId), Violation> {
        let of = |place: Option<WarehouseId>| {
            self.inventory
                .iter()
                .find(|row| row.warehouse_id == place && row.inventory_posting_group_id == group)
        };
        let place = || {
            let code = warehouse.and_then(|id| self.warehouses.get(&id));
            code.map_or_else(|| "no warehouse".to_owned(), |row| row.code.clone())
        };
        let row = warehouse
            .and_then(|id| of(Some(id)))
            .or_else(|| of(None))
            .ok_or_else(|| missing("inventory account", place(), self.code(group)))?;
        let interim = row
            .interim_gl_account_id
            .ok_or_else(|| missing("interim inventory account", place(), self.code(group)))?;
        Ok((self.open(row.inventory_gl_account_id)?, self.open(interim)?))
    }

    /// What tax a pair of tax groups bears.
    ///
    /// # Errors
    /// `SetupMissing` with both groups.
    pub fn tax(
        &self,
        business: PostingGroupId,
        product: PostingGroupId,
    ) -> Result<TaxTerms, Violation> {
        let row = self.tax.get(&(business, product));
        let row =
            row.ok_or_else(|| missing("tax rate", self.code(business), self.code(product)))?;
        Ok(TaxTerms {
            percent: row.percent,
            purchase: row.purchase_tax_gl_account_id,
            sales: row.sales_tax_gl_account_id,
        })
    }

    /// The account of input or output tax of a pair of tax groups.
    ///
    /// # Errors
    /// `SetupMissing` with both groups; `GlAccountBlocked`.
    pub fn tax_account(
        &self,
        account: Option<GlAccountId>,
        business: PostingGroupId,
        product: PostingGroupId,
    ) -> Result<GlAccountId, Violation> {
        let account = account
            .ok_or_else(|| missing("tax account", self.code(business), self.code(product)))?;
        self.open(account)
    }

    /// An account of a vendor posting group.
    ///
    /// # Errors
    /// `SetupMissing` with the group; `GlAccountBlocked`.
    pub fn vendor(&self, group: PostingGroupId, which: OfVendor) -> Result<GlAccountId, Violation> {
        let row = self.vendors.get(&group);
        let (name, found) = match which {
            OfVendor::Payables => (
                "payables account",
                row.map(|row| row.payables_gl_account_id),
            ),
            OfVendor::PaymentDiscount => (
                "payment discount account",
                row.and_then(|row| row.payment_discount_gl_account_id),
            ),
            OfVendor::PaymentTolerance => (
                "payment tolerance account",
                row.and_then(|row| row.payment_tolerance_gl_account_id),
            ),
        };
        self.open(found.ok_or_else(|| missing(name, self.code(group), String::new()))?)
    }

    /// The account of what customers of a customer posting group owe.
    ///
    /// # Errors
    /// `SetupMissing` with the group; `GlAccountBlocked`.
    pub fn receivables(&self, group: PostingGroupId) -> Result<GlAccountId, Violation> {
        let row = self.customers.get(&group);
        let row =
            row.ok_or_else(|| missing("receivables account", self.code(group), String::new()))?;
        self.open(row.receivables_gl_account_id)
    }

    /// An account of the ledger setup.
    ///
    /// # Errors
    /// `SetupMissing`; `GlAccountBlocked`.
    pub fn house(&self, which: OfHouse) -> Result<GlAccountId, Violation> {
        let row = &self.row;
        let (name, found) = match which {
            OfHouse::Rounding => ("rounding account", row.rounding_gl_account_id),
            OfHouse::ExchangeGain => ("exchange gain account", row.exchange_gain_gl_account_id),
            OfHouse::ExchangeLoss => ("exchange loss account", row.exchange_loss_gl_account_id),
            OfHouse::Bank => ("bank account", row.bank_gl_account_id),
        };
        let found =
            found.ok_or_else(|| missing(name, "the ledger setup".to_owned(), String::new()))?;
        self.open(found)
    }

    /// An account that a line of a document names.
    ///
    /// # Errors
    /// `NotFound`, `GlAccountBlocked`, `GlAccountNotDirect`.
    pub fn direct(&self, account: GlAccountId) -> Result<&gl_account::Model, Violation> {
        let row = self.accounts.get(&account).ok_or(Violation::NotFound)?;
        match row {
            row if row.blocked => Err(Violation::GlAccountBlocked),
            row if !row.direct_posting => Err(Violation::GlAccountNotDirect),
            row => Ok(row),
        }
    }

    /// An account that was posted to before.
    ///
    /// # Errors
    /// `GlAccountBlocked`.
    pub fn open(&self, account: GlAccountId) -> Result<GlAccountId, Violation> {
        match self.accounts.get(&account) {
            Some(row) if row.blocked => Err(Violation::GlAccountBlocked),
            _ => Ok(account),
        }
    }

    fn code(&self, group: PostingGroupId) -> String {
        let row = self.groups.get(&group);
        row.map_or_else(|| group.to_string(), |row| row.code.clone())
    }
}

fn missing(setup: &'static str, first: String, second: String) -> Violation {
    Violation::SetupMissing {
        setup,
        first,
        second,
    }
}
