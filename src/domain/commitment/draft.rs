//! A commitment as somebody wants it, and what is wrong with that (AGR-3).

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Amount, Percent, Price, Quantity};
use entity::ids::{ItemId, ProcurementCategoryId};
use entity::kinds::CommitmentType;

use super::{Period, Promise};
use crate::domain::money::{Currency, PriceTerms, check_percent, net_amount, one, scale_fits};
use crate::domain::violation::{Refusal, Violation};

/// What was typed. Dates are already defaulted from the agreement's header (AGR-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentDraft {
    /// The type, which decides what is required and what has no place.
    pub commitment_type: CommitmentType,
    /// The item.
    pub item: Option<ItemId>,
    /// The category.
    pub category: Option<ProcurementCategoryId>,
    /// The quantity, in `unit`.
    pub quantity: Option<Quantity>,
    /// The unit.
    pub unit: Option<UnitCode>,
    /// The price per price unit.
    pub unit_price: Option<Price>,
    /// How many units the price is for; 1 where nothing is typed.
    pub price_unit: Option<Quantity>,
    /// Discount in percent.
    pub discount_percent: Option<Percent>,
    /// Discount as an amount per price unit.
    pub discount_amount: Option<Price>,
    /// The promised amount; value types only.
    pub amount: Option<Amount>,
    /// The least net amount of an order line; 0 for none.
    pub release_amount_min: Option<Amount>,
    /// The largest net amount of an order line; 0 for none.
    pub release_amount_max: Option<Amount>,
    /// The first delivery day.
    pub effective_date: Option<NaiveDate>,
    /// The last delivery day.
    pub expiration_date: Option<NaiveDate>,
}

/// A draft with nothing wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCommitment {
    /// What is promised.
    pub promise: Promise,
    /// The promised net amount; of a quantity worked out by AGR-4.
    pub amount: Amount,
    /// The least net amount of an order line; 0 for none.
    pub release_amount_min: Amount,
    /// The largest net amount of an order line; 0 for none.
    pub release_amount_max: Amount,
    /// The delivery days.
    pub validity: Period,
}

impl CommitmentDraft {
    /// Checks all fields against the type (AGR-3) and works out the amount (AGR-4).
    ///
    /// # Errors
    /// Everything that is wrong, each under its input field.
    pub fn check(&self, currency: Currency) -> Result<CheckedCommitment, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let promise = self.promise(currency, &mut refusals);
        let (release_amount_min, release_amount_max) = self.limits(currency, &mut refusals);
        let validity = self.validity(&mut refusals);
        match (promise, validity) {
            (Some((promise, amount)), Some(validity)) if refusals.is_empty() => {
                Ok(CheckedCommitment {
                    promise,
                    amount,
                    release_amount_min,
                    release_amount_max,
                    validity,
                })
            }
            _ => Err(refusals),
        }
    }

    fn promise(&self, currency: Currency, out: &mut Vec<Refusal>) -> Option<(Promise, Amount)> {
        match self.commitment_type {
            CommitmentType::ProductQuantity => self.quantity_promise(currency, out),
            CommitmentType::ProductValue => {
                let item = required("itemId", self.item, out);
                refuse(
                    "procurementCategoryId",
                    self.category.is_some(),
                    "an item is named",
                    out,
                );
                let (amount, discount_percent) = self.value(currency, out);
                let amount = amount?;
                Some((
                    Promise::ProductValue {
                        item: item?,
                        amount,
                        discount_percent,
                    },
                    amount,
                ))
            }
            CommitmentType::CategoryValue => {
                refuse("itemId", self.item.is_some(), "a category is named", out);
                let category = required("procurementCategoryId", self.category, out);
                let (amount, discount_percent) = self.value(currency, out);
                let (amount, category) = (amount?, category?);
                Some((
                    Promise::CategoryValue {
                        category,
                        amount,
                        discount_percent,
                    },
                    amount,
                ))
            }
            CommitmentType::Value => {
                refuse("itemId", self.item.is_some(), "it holds for any item", out);
                let category = self.category.is_some();
                refuse(
                    "procurementCategoryId",
                    category,
                    "it holds for any category",
                    out,
                );
                let (amount, discount_percent) = self.value(currency, out);
                let amount = amount?;
                Some((
                    Promise::Value {
                        amount,
                        discount_percent,
                    },
                    amount,
                ))
            }
        }
    }

    fn quantity_promise(
        &self,
        currency: Currency,
        out: &mut Vec<Refusal>,
    ) -> Option<(Promise, Amount)> {
        let item = required("itemId", self.item, out);
        refuse(
            "procurementCategoryId",
            self.category.is_some(),
            "an item is named",
            out,
        );
        let quantity = required("quantity", self.quantity, out);
        if quantity.is_some_and(|quantity| quantity <= Quantity::ZERO) {
            out.push(Refusal::of("quantity", Violation::NotPositive));
        }
        let unit = required("unit", self.unit.clone(), out);
        let terms = PriceTerms {
            unit_price: self.unit_price.unwrap_or_default(),
            price_unit: self.price_unit.unwrap_or_else(one),
            discount_percent: self.discount_percent.unwrap_or_default(),
            discount_amount: self.discount_amount.unwrap_or_default(),
        };
        let wrong = terms.check();
        let sound = wrong.is_empty();
        out.extend(wrong);
        refuse(
            "amount",
            self.amount.is_some(),
            "it is worked out from the quantity",
            out,
        );
        let (item, quantity, unit) = (item?, quantity?, unit?);
        if !sound || quantity <= Quantity::ZERO {
            return None;
        }
        match net_amount(quantity, &terms, currency) {
            Ok(amount) => Some((
                Promise::ProductQuantity {
                    item,
                    quantity,
                    unit,
                    terms,
                },
                amount,
            )),
            Err(violation) => {
                out.push(Refusal::of("quantity", violation));
                None
            }
        }
    }

    /// The amount and the discount of the value types, which have no quantity and no price. A
    /// price unit of 1 says nothing and is let through.
    fn value(&self, currency: Currency, out: &mut Vec<Refusal>) -> (Option<Amount>, Percent) {
        let reason = "the commitment is an amount";
        refuse("quantity", self.quantity.is_some(), reason, out);
        refuse("unit", self.unit.is_some(), reason, out);
        refuse("unitPrice", self.unit_price.is_some(), reason, out);
        refuse(
            "priceUnit",
            self.price_unit.is_some_and(|unit| unit != one()),
            reason,
            out,
        );
        let discount_percent = self.discount_percent.unwrap_or_default();
        out.extend(check_percent(discount_percent));
        refuse(
            "discountAmount",
            self.discount_amount.is_some(),
            reason,
            out,
        );
        let amount = required("amount", self.amount, out);
        if let Some(amount) = amount {
            if amount <= Amount::ZERO {
                out.push(Refusal::of("amount", Violation::NotPositive));
            }
            fits("amount", amount, currency, out);
        }
        (amount, discount_percent)
    }

    fn limits(&self, currency: Currency, out: &mut Vec<Refusal>) -> (Amount, Amount) {
        let least = self.release_amount_min.unwrap_or_default();
        let largest = self.release_amount_max.unwrap_or_default();
        for (field, limit) in [("releaseAmountMin", least), ("releaseAmountMax", largest)] {
            if limit < Amount::ZERO {
                out.push(Refusal::of(field, Violation::Negative));
            }
            fits(field, limit, currency, out);
        }
        if least > largest && largest > Amount::ZERO {
            out.push(Refusal::of(
                "releaseAmountMin",
                Violation::MinimumAboveMaximum,
            ));
        }
        (least, largest)
    }

    fn validity(&self, out: &mut Vec<Refusal>) -> Option<Period> {
        let first = required("effectiveDate", self.effective_date, out);
        let last = required("expirationDate", self.expiration_date, out);
        let (first, last) = (first?, last?);
        if first > last {
            out.push(Refusal::of("expirationDate", Violation::PeriodReversed));
        }
        Some(Period { first, last })
    }
}

fn required<T>(field: &str, value: Option<T>, out: &mut Vec<Refusal>) -> Option<T> {
    if value.is_none() {
        out.push(Refusal::of(field, Violation::Required));
    }
    value
}

fn refuse(field: &str, typed: bool, reason: &str, out: &mut Vec<Refusal>) {
    if typed {
        out.push(Refusal::of(
            field,
            Violation::NotAllowed {
                reason: reason.to_owned(),
            },
        ));
    }
}

fn fits(field: &str, amount: Amount, currency: Currency, out: &mut Vec<Refusal>) {
    if let Err(violation) = scale_fits(amount, currency) {
        out.push(Refusal::of(field, violation));
    }
}
