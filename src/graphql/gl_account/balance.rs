//! What clients see of what stands on an account.

use std::collections::{BTreeSet, HashMap};

use async_graphql::Object;
use async_graphql::Result;
use async_graphql::dataloader::Loader;
use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::gl_account;
use entity::ids::GlAccountId;

use crate::failure::Shared;
use crate::graphql::scalar::Money;
use crate::graphql::view::{Rows, View};
use crate::usecase::gl_account::balances::{self, Span};

use super::object::GlAccount;

/// What stands on an account of the general ledger.
pub struct GlAccountBalance {
    account: gl_account::Model,
    balance: Amount,
    currency: CurrencyCode,
    view: View,
}

impl GlAccountBalance {
    /// An account with its balance in the accounting currency.
    #[must_use]
    pub fn new(
        account: gl_account::Model,
        balance: Amount,
        currency: CurrencyCode,
        view: View,
    ) -> Self {
        Self {
            account,
            balance,
            currency,
            view,
        }
    }
}

/// What stands on an account of the general ledger.
#[Object]
impl GlAccountBalance {
    /// The account.
    async fn gl_account(&self) -> GlAccount {
        GlAccount::new(self.account.clone(), self.view.clone())
    }

    /// The sum of its entries in the accounting currency: debit above zero, credit below.
    async fn balance(&self) -> Money {
        Money::of(self.balance, self.currency)
    }
}

/// The balance of one account.
///
/// # Errors
/// When the database fails.
pub async fn of(view: &View, account: GlAccountId, span: Span) -> Result<Money> {
    let balance = view.load(BalanceOf { account, span }).await?;
    let currency = view.legal_entity().await?.accounting_currency;
    Ok(Money::of(balance.unwrap_or_default(), currency))
}

/// Asks for the balance of an account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct BalanceOf {
    account: GlAccountId,
    span: Span,
}

impl Loader<BalanceOf> for Rows {
    type Value = Amount;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[BalanceOf],
    ) -> Result<HashMap<BalanceOf, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        let spans: BTreeSet<Span> = keys.iter().map(|key| key.span).collect();
        for span in spans {
            let own = keys.iter().filter(|key| key.span == span);
            let accounts: Vec<GlAccountId> = own.map(|key| key.account).collect();
            for (account, sum) in balances::of(self.read(), Some(&accounts), span).await? {
                found.insert(BalanceOf { account, span }, sum);
            }
        }
        Ok(found)
    }
}
