//! Vouchers: what a posting writes to the general ledger, balanced or not built (PST-3, PST-9).

use std::collections::BTreeMap;

use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::{DimensionSetId, GlAccountId};
use rust_decimal::Decimal;

#[cfg(test)]
mod tests;

/// One side of a voucher: debit above zero, credit below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: GlAccountId,
    /// The currency of the amount.
    pub currency: CurrencyCode,
    /// The amount.
    pub amount: Amount,
    /// The same in the accounting currency.
    pub accounting: Amount,
    /// Its dimension values.
    pub dimensions: Option<DimensionSetId>,
    /// What it is, in words.
    pub text: String,
}

impl Posting {
    fn is_nothing(&self) -> bool {
        self.amount.is_zero() && self.accounting.is_zero()
    }
}

/// Why postings are no voucher.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbalanced {
    /// Debits and credits of a currency differ.
    #[error("the postings in {currency} sum to {sum}")]
    Currency {
        /// The currency.
        currency: CurrencyCode,
        /// Debits less credits.
        sum: Decimal,
    },
    /// Debits and credits in the accounting currency differ.
    #[error("the postings in the accounting currency sum to {sum}")]
    Accounting {
        /// Debits less credits.
        sum: Decimal,
    },
}

/// Postings that sum to zero in every currency and in the accounting currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    postings: Vec<Posting>,
}

impl Voucher {
    /// A voucher of these postings. Those of nothing are left out; none at all balance too.
    ///
    /// # Errors
    /// What does not balance: the sums of the currencies are looked at first.
    pub fn try_new(postings: Vec<Posting>) -> Result<Self, Unbalanced> {
        let mut sums: BTreeMap<CurrencyCode, Decimal> = BTreeMap::new();
        let mut accounting = Decimal::ZERO;
        for posting in &postings {
            *sums.entry(posting.currency).or_default() += posting.amount.decimal();
            accounting += posting.accounting.decimal();
        }
        for (currency, sum) in sums {
            if !sum.is_zero() {
                return Err(Unbalanced::Currency { currency, sum });
            }
        }
        if !accounting.is_zero() {
            return Err(Unbalanced::Accounting { sum: accounting });
        }
        let postings = postings.into_iter().filter(|p| !p.is_nothing()).collect();
        Ok(Self { postings })
    }

    /// The postings.
    #[must_use]
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// Whether nothing is posted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.postings.is_empty()
    }
}
