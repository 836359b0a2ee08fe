//! Commitments: what an agreement promises to buy, and what was used of it (AGR-3, AGR-7).

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Amount, Percent, Quantity};
use entity::ids::{AgreementLineId, ItemId, ProcurementCategoryId, SiteId, WarehouseId};
use entity::kinds::CommitmentType;
use rust_decimal::Decimal;

use super::money::{PriceTerms, beyond};
use super::violation::Violation;

mod draft;
#[cfg(test)]
mod tests;

pub use draft::{CheckedCommitment, CommitmentDraft};

/// What is promised, by type (AGR-3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// A quantity of one item; governs the whole price.
    ProductQuantity {
        /// The item.
        item: ItemId,
        /// How much of it, in `unit`.
        quantity: Quantity,
        /// The unit that linked lines must have.
        unit: UnitCode,
        /// The price and the discounts.
        terms: PriceTerms,
    },
    /// An amount of one item; governs the discount percent.
    ProductValue {
        /// The item.
        item: ItemId,
        /// The net amount in the agreement's currency.
        amount: Amount,
        /// Discount in percent.
        discount_percent: Percent,
    },
    /// An amount within a category and all below it; governs the discount percent.
    CategoryValue {
        /// The category.
        category: ProcurementCategoryId,
        /// The net amount in the agreement's currency.
        amount: Amount,
        /// Discount in percent.
        discount_percent: Percent,
    },
    /// An amount of anything; governs the discount percent.
    Value {
        /// The net amount in the agreement's currency.
        amount: Amount,
        /// Discount in percent.
        discount_percent: Percent,
    },
}

impl Promise {
    /// The type, as it is stored.
    #[must_use]
    pub fn commitment_type(&self) -> CommitmentType {
        match self {
            Self::ProductQuantity { .. } => CommitmentType::ProductQuantity,
            Self::ProductValue { .. } => CommitmentType::ProductValue,
            Self::CategoryValue { .. } => CommitmentType::CategoryValue,
            Self::Value { .. } => CommitmentType::Value,
        }
    }

    /// Whether use is counted in the promised unit; otherwise in net amounts (AGR-12).
    #[must_use]
    pub fn counts_quantity(&self) -> bool {
        matches!(self, Self::ProductQuantity { .. })
    }

    /// The discount percent, which every type governs.
    #[must_use]
    pub fn discount_percent(&self) -> Percent {
        match self {
            Self::ProductQuantity { terms, .. } => terms.discount_percent,
            Self::ProductValue {
                discount_percent, ..
            }
            | Self::CategoryValue {
                discount_percent, ..
            }
            | Self::Value {
                discount_percent, ..
            } => *discount_percent,
        }
    }

    /// Whether terms carry everything that the promise governs (AGR-3, AGR-7.2).
    #[must_use]
    pub fn governs_as_in(&self, found: &PriceTerms) -> bool {
        match self {
            Self::ProductQuantity { terms, .. } => terms == found,
            Self::ProductValue { .. } | Self::CategoryValue { .. } | Self::Value { .. } => {
                self.discount_percent() == found.discount_percent
            }
        }
    }
}

/// Days from the first to the last, both included (AGR-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl Period {
    /// Whether the day is one of them.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// One line of an agreement with its balance, as facts for the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The line.
    pub id: AgreementLineId,
    /// Its number within the agreement.
    pub line_number: i32,
    /// What is promised.
    pub promise: Promise,
    /// The product variant; none for any.
    pub variant: Option<String>,
    /// The site; none for any.
    pub site: Option<SiteId>,
    /// The warehouse; none for any.
    pub warehouse: Option<WarehouseId>,
    /// The promised net amount; of quantity commitments worked out by AGR-4.
    pub amount: Amount,
    /// The least net amount of an order line; 0 for none.
    pub release_amount_min: Amount,
    /// The largest net amount of an order line; 0 for none.
    pub release_amount_max: Amount,
    /// Whether linked lines together may not exceed the promise (AGR-7.1).
    pub max_enforced: bool,
    /// Whether linked lines must carry what the promise governs (AGR-7.2).
    pub price_fixed: bool,
    /// The delivery days that it holds for.
    pub validity: Period,
    /// What all linked lines have used of it.
    pub used: Buckets,
}

impl Commitment {
    /// What is promised, in the promise's measure: its unit, or the agreement's currency.
    #[must_use]
    pub fn committed(&self) -> Decimal {
        match &self.promise {
            Promise::ProductQuantity { quantity, .. } => quantity.decimal(),
            Promise::ProductValue { amount, .. }
            | Promise::CategoryValue { amount, .. }
            | Promise::Value { amount, .. } => amount.decimal(),
        }
    }

    /// What the buckets hold in the promise's measure.
    #[must_use]
    pub fn measure(&self, buckets: &Buckets) -> Decimal {
        if self.promise.counts_quantity() {
            buckets.used_quantity()
        } else {
            buckets.used_amount()
        }
    }

    /// What nobody has taken, in the promise's measure; never below zero (AGR-12).
    #[must_use]
    pub fn remaining(&self) -> Decimal {
        (self.committed() - self.measure(&self.used)).max(Decimal::ZERO)
    }

    /// How many of variant, site and warehouse it names.
    #[must_use]
    pub fn n_dimensions(&self) -> usize {
        let named = [
            self.variant.is_some(),
            self.site.is_some(),
            self.warehouse.is_some(),
        ];
        named.into_iter().filter(|named| *named).count()
    }

    /// What an order line of this net amount is told about the release amounts (AGR-7.3);
    /// nothing within them, and nothing for a return.
    #[must_use]
    pub fn release_amount(&self, net: Amount) -> Option<Violation> {
        if net < Amount::ZERO {
            return None;
        }
        let (least, largest) = (self.release_amount_min, self.release_amount_max);
        if least > Amount::ZERO && net < least {
            return Some(Violation::ReleaseAmountBelowMinimum { net, limit: least });
        }
        if largest > Amount::ZERO && net > largest {
            return Some(Violation::ReleaseAmountAboveMaximum {
                net,
                limit: largest,
            });
        }
        None
    }
}

/// The three disjoint stages of use, in quantities (of quantity commitments only) and in net
/// amounts (AGR-12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buckets {
    /// Ordered, not yet received.
    pub released_quantity: Quantity,
    /// Received, not yet invoiced.
    pub received_quantity: Quantity,
    /// Invoiced.
    pub invoiced_quantity: Quantity,
    /// Net amount ordered, not yet received.
    pub released_amount: Amount,
    /// Net amount received, not yet invoiced.
    pub received_amount: Amount,
    /// Net amount invoiced.
    pub invoiced_amount: Amount,
}

impl Buckets {
    /// Both together.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn add(&self, other: &Self) -> Result<Self, Violation> {
        self.zip(other, Quantity::checked_add, Amount::checked_add)
    }

    /// This without the other.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn sub(&self, other: &Self) -> Result<Self, Violation> {
        self.zip(other, Quantity::checked_sub, Amount::checked_sub)
    }

    /// Only the amounts, for commitments that count nothing else.
    #[must_use]
    pub fn amounts_only(&self) -> Self {
        Self {
            released_quantity: Quantity::ZERO,
            received_quantity: Quantity::ZERO,
            invoiced_quantity: Quantity::ZERO,
            ..*self
        }
    }

    /// Whether nothing is in any of them.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// The sum of the quantities. Three columns always fit a decimal.
    #[must_use]
    pub fn used_quantity(&self) -> Decimal {
        self.released_quantity.decimal()
            + self.received_quantity.decimal()
            + self.invoiced_quantity.decimal()
    }

    /// The sum of the amounts. Three columns always fit a decimal.
    #[must_use]
    pub fn used_amount(&self) -> Decimal {
        self.released_amount.decimal()
            + self.received_amount.decimal()
            + self.invoiced_amount.decimal()
    }

    fn zip(
        &self,
        other: &Self,
        quantity: impl Fn(Quantity, Quantity) -> Option<Quantity>,
        amount: impl Fn(Amount, Amount) -> Option<Amount>,
    ) -> Result<Self, Violation> {
        let quantity =
            |mine, theirs| quantity(mine, theirs).ok_or_else(|| beyond(Quantity::MAX.decimal()));
        let amount =
            |mine, theirs| amount(mine, theirs).ok_or_else(|| beyond(Amount::MAX.decimal()));
        Ok(Self {
            released_quantity: quantity(self.released_quantity, other.released_quantity)?,
            received_quantity: quantity(self.received_quantity, other.received_quantity)?,
            invoiced_quantity: quantity(self.invoiced_quantity, other.invoiced_quantity)?,
            released_amount: amount(self.released_amount, other.released_amount)?,
            received_amount: amount(self.received_amount, other.received_amount)?,
            invoiced_amount: amount(self.invoiced_amount, other.invoiced_amount)?,
        })
    }
}
