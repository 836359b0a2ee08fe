//! What receipts brought and invoices charged of it, and what of both is neither given back nor
//! promised to be (COR-2, COR-8, COR-9).
//!
//! Everything that happened is told in the order in which it happened. A return order names a
//! receipt line and no invoice: it is taken for the return of what was charged at its own terms,
//! the oldest first, and then of whatever else is left.

use std::collections::BTreeMap;

use entity::exact::{Amount, Price, Quantity};
use entity::ids::{PurchaseInvoiceLineId, PurchaseReceiptLineId};
use rust_decimal::Decimal;

use super::money::{Currency, PriceTerms, net_amount, to_price, to_quantity};
use super::violation::Violation;

#[cfg(test)]
mod tests;

/// Something that happened to receipt lines and posted invoice lines. Quantities are above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// An invoice line charged a part of a receipt line.
    Charged {
        /// The invoice line.
        line: PurchaseInvoiceLineId,
        /// The receipt line.
        receipt: PurchaseReceiptLineId,
        /// How much.
        quantity: Decimal,
    },
    /// An invoice line was cancelled, and its goods stayed.
    Kept {
        /// The invoice line.
        line: PurchaseInvoiceLineId,
    },
    /// A credit memo gave back a part of an invoice line, with its goods.
    Credited {
        /// The invoice line.
        line: PurchaseInvoiceLineId,
        /// How much.
        quantity: Decimal,
    },
    /// A return order sends, or will send, a part of a receipt line back.
    Returned {
        /// The receipt line.
        receipt: PurchaseReceiptLineId,
        /// How much, without what was given up.
        quantity: Decimal,
        /// At what price.
        terms: PriceTerms,
    },
    /// A receipt line was undone.
    Undone {
        /// The receipt line.
        receipt: PurchaseReceiptLineId,
    },
}

/// What is taken of a receipt line to be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The receipt line.
    pub receipt: PurchaseReceiptLineId,
    /// The invoice line that had charged it; none where nobody had.
    pub line: Option<PurchaseInvoiceLineId>,
    /// How much, above zero.
    pub quantity: Decimal,
}

/// A receipt line, as far as nobody charged it.
#[derive(Clone, Copy, Debug)]
struct Received {
    /// Neither charged nor given back.
    left: Decimal,
    /// Given back without being charged.
    gone: Decimal,
    /// At what price it was ordered.
    terms: Option<PriceTerms>,
}

/// A posted invoice line.
#[derive(Clone, Copy, Debug)]
struct Line {
    left: Decimal,
    terms: PriceTerms,
}

/// The part of a receipt line that an invoice line charged.
#[derive(Clone, Copy, Debug)]
struct Part {
    line: PurchaseInvoiceLineId,
    receipt: PurchaseReceiptLineId,
    left: Decimal,
    gone: Decimal,
}

/// What is left to give back.
#[derive(Clone, Debug, Default)]
pub struct Returnable {
    receipts: BTreeMap<PurchaseReceiptLineId, Received>,
    lines: BTreeMap<PurchaseInvoiceLineId, Line>,
    /// In the order in which they were charged.
    parts: Vec<Part>,
}

impl Returnable {
    /// Adds a receipt line, with the price that it was ordered at.
    pub fn receipt(
        &mut self,
        id: PurchaseReceiptLineId,
        quantity: Quantity,
        terms: Option<PriceTerms>,
    ) {
        let received = Received {
            left: quantity.decimal(),
            gone: Decimal::ZERO,
            terms,
        };
        self.receipts.insert(id, received);
    }

    /// Adds a posted invoice line, with the price that it goes back at.
    pub fn line(&mut self, id: PurchaseInvoiceLineId, quantity: Quantity, terms: PriceTerms) {
        let left = quantity.decimal();
        self.lines.insert(id, Line { left, terms });
    }

    /// Lets something happen, after all that happened before.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Charged {
                line,
                receipt,
                quantity,
            } => self.charged(line, receipt, quantity),
            Event::Kept { line } => self.kept(line),
            Event::Credited { line, quantity } => {
                let mut rest = quantity;
                for part in self.parts.iter_mut().filter(|own| own.line == line) {
                    part.take(&mut rest);
                }
                self.give_back(line, quantity);
            }
            Event::Returned {
                receipt,
                quantity,
                terms,
            } => self.returned(receipt, quantity, &terms),
            Event::Undone { receipt } => {
                if let Some(own) = self.receipts.get_mut(&receipt) {
                    own.left = Decimal::ZERO;
                }
            }
        }
    }

    /// What is left of a posted invoice line, with its sign.
    #[must_use]
    pub fn left_of_line(&self, line: PurchaseInvoiceLineId) -> Decimal {
        self.lines.get(&line).map_or(Decimal::ZERO, |own| own.left)
    }

    /// What is left of a receipt line, charged or not.
    #[must_use]
    pub fn left_of_receipt(&self, receipt: PurchaseReceiptLineId) -> Decimal {
        let parts = self.parts.iter().filter(|own| own.receipt == receipt);
        let charged: Decimal = parts.map(|own| own.left).sum();
        let own = self.receipts.get(&receipt);
        charged + own.map_or(Decimal::ZERO, |own| own.left)
    }

    /// Whether an invoice line charged goods.
    #[must_use]
    pub fn has_goods(&self, line: PurchaseInvoiceLineId) -> bool {
        self.parts.iter().any(|own| own.line == line)
    }

    /// How much of an invoice line can go back: what is left of it, and where it charged goods, no
    /// more than is left of those.
    #[must_use]
    pub fn limit_of_line(&self, line: PurchaseInvoiceLineId) -> Decimal {
        let limit = self.left_of_line(line).max(Decimal::ZERO);
        if !self.has_goods(line) {
            return limit;
        }
        let parts = self.parts.iter().filter(|own| own.line == line);
        limit.min(parts.map(|own| own.left).sum())
    }

    /// At what price an invoice line goes back.
    #[must_use]
    pub fn terms(&self, line: PurchaseInvoiceLineId) -> Option<PriceTerms> {
        self.lines.get(&line).map(|own| own.terms)
    }

    /// Takes a quantity of an invoice line, or all that is left of it, out of the receipts that it
    /// charged, the first of them first. Lines without goods take it out of none.
    ///
    /// # Errors
    /// `QuantityAboveReturnable` with what is left.
    pub fn take_of_line(
        &mut self,
        line: PurchaseInvoiceLineId,
        wanted: Option<Decimal>,
    ) -> Result<Vec<Taken>, Violation> {
        let quantity = within(wanted, self.limit_of_line(line))?;
        let (mut rest, mut taken) = (quantity, Vec::new());
        for part in self.parts.iter_mut().filter(|own| own.line == line) {
            taken.extend(part.take(&mut rest));
        }
        self.give_back(line, quantity);
        Ok(taken)
    }

    /// Takes a quantity of a receipt line, or all that is left of it: first what was charged, the
    /// oldest first, then what was not.
    ///
    /// # Errors
    /// `QuantityAboveReturnable` with what is left.
    pub fn take_of_receipt(
        &mut self,
        receipt: PurchaseReceiptLineId,
        wanted: Option<Decimal>,
    ) -> Result<Vec<Taken>, Violation> {
        let quantity = within(wanted, self.left_of_receipt(receipt).max(Decimal::ZERO))?;
        let (mut rest, mut taken) = (quantity, Vec::new());
        self.take_charged(receipt, &mut rest, None, &mut taken);
        taken.extend(self.take_uncharged(receipt, &mut rest));
        Ok(taken)
    }

    /// What nobody charged is charged first; beyond that, what was given back uncharged.
    fn charged(
        &mut self,
        line: PurchaseInvoiceLineId,
        receipt: PurchaseReceiptLineId,
        quantity: Decimal,
    ) {
        let mut gone = Decimal::ZERO;
        if let Some(own) = self.receipts.get_mut(&receipt) {
            gone = (quantity - own.left).clamp(Decimal::ZERO, own.gone);
            own.left -= quantity - gone;
            own.gone -= gone;
        }
        self.parts.push(Part {
            line,
            receipt,
            left: quantity - gone,
            gone,
        });
        self.give_back(line, gone);
    }

    fn kept(&mut self, line: PurchaseInvoiceLineId) {
        for part in self.parts.iter().filter(|own| own.line == line) {
            if let Some(own) = self.receipts.get_mut(&part.receipt) {
                own.left += part.left;
                own.gone += part.gone;
            }
        }
        self.parts.retain(|own| own.line != line);
        if let Some(own) = self.lines.get_mut(&line) {
            own.left = Decimal::ZERO;
        }
    }

    fn returned(&mut self, receipt: PurchaseReceiptLineId, quantity: Decimal, terms: &PriceTerms) {
        let (mut rest, mut taken) = (quantity, Vec::new());
        self.take_charged(receipt, &mut rest, Some(terms), &mut taken);
        let own = self.receipts.get(&receipt);
        if own.is_some_and(|own| own.terms.as_ref() == Some(terms)) {
            self.take_uncharged(receipt, &mut rest);
        }
        self.take_charged(receipt, &mut rest, None, &mut taken);
        self.take_uncharged(receipt, &mut rest);
    }

    fn take_charged(
        &mut self,
        receipt: PurchaseReceiptLineId,
        rest: &mut Decimal,
        terms: Option<&PriceTerms>,
        taken: &mut Vec<Taken>,
    ) {
        let before = taken.len();
        for part in self.parts.iter_mut().filter(|own| own.receipt == receipt) {
            let charged = self.lines.get(&part.line).map(|own| &own.terms);
            if terms.is_none() || charged == terms {
                taken.extend(part.take(rest));
            }
        }
        for one in taken.iter().skip(before) {
            if let Some(own) = one.line.and_then(|line| self.lines.get_mut(&line)) {
                own.left -= one.quantity;
            }
        }
    }

    fn take_uncharged(
        &mut self,
        receipt: PurchaseReceiptLineId,
        rest: &mut Decimal,
    ) -> Option<Taken> {
        let own = self.receipts.get_mut(&receipt)?;
        let quantity = (*rest).min(own.left).max(Decimal::ZERO);
        own.left -= quantity;
        own.gone += quantity;
        *rest -= quantity;
        (!quantity.is_zero()).then_some(Taken {
            receipt,
            line: None,
            quantity,
        })
    }

    fn give_back(&mut self, line: PurchaseInvoiceLineId, quantity: Decimal) {
        if let Some(own) = self.lines.get_mut(&line) {
            own.left -= quantity;
        }
    }
}

impl Part {
    fn take(&mut self, rest: &mut Decimal) -> Option<Taken> {
        let quantity = (*rest).min(self.left).max(Decimal::ZERO);
        self.left -= quantity;
        self.gone += quantity;
        *rest -= quantity;
        (!quantity.is_zero()).then_some(Taken {
            receipt: self.receipt,
            line: Some(self.line),
            quantity,
        })
    }
}

fn within(wanted: Option<Decimal>, limit: Decimal) -> Result<Decimal, Violation> {
    let wanted = wanted.unwrap_or(limit);
    match wanted > limit {
        true => Err(Violation::QuantityAboveReturnable {
            limit: to_quantity(Some(limit))?,
        }),
        false => Ok(wanted),
    }
}

/// The price at which an invoice line goes back: its own, with the share of the invoice discount
/// put into the discount amount, so that the whole line comes to its net amount. Where no discount
/// of six decimals does, to the nearest amount that one comes to.
///
/// # Errors
/// `OutOfRange` beyond what a column holds.
pub fn return_terms(
    quantity: Quantity,
    terms: PriceTerms,
    net: Amount,
    currency: Currency,
) -> Result<PriceTerms, Violation> {
    if quantity.is_zero() || net_amount(quantity, &terms, currency)? == net {
        return Ok(terms);
    }
    let factor = Decimal::ONE_HUNDRED - terms.discount_percent.decimal();
    let gross = net.decimal().checked_mul(terms.price_unit.decimal());
    let gross = gross.and_then(|gross| gross.checked_mul(Decimal::ONE_HUNDRED));
    let weight = quantity.decimal().checked_mul(factor);
    // Nothing is left of a price whose discount is all of it.
    let Some(price) = gross
        .zip(weight)
        .and_then(|(gross, by)| gross.checked_div(by))
    else {
        return Ok(terms);
    };
    let discount = terms.unit_price.decimal() - price;
    Ok(match discount < Decimal::ZERO {
        true => PriceTerms {
            unit_price: to_price(Some(price), Price::SCALE)?,
            discount_amount: Price::ZERO,
            ..terms
        },
        false => PriceTerms {
            discount_amount: to_price(Some(discount), Price::SCALE)?,
            ..terms
        },
    })
}
