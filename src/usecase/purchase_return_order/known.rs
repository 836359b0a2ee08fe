//! What stands around the receipt lines and posted invoice lines of which something goes back.

use std::collections::{BTreeSet, HashMap};

use entity::exact::{Percent, Price};
use entity::ids::{AgreementId, AgreementLineId, PurchaseOrderId, PurchaseReceiptId, VendorId};
use entity::kinds::{PriceSource, VendorBlocked};
use entity::{
    purchase_invoice_line, purchase_order, purchase_receipt, purchase_receipt_line, vendor,
    vendor_entry,
};
use rust_decimal::Decimal;

use crate::domain::commitment::{Buckets, Commitment};
use crate::domain::fulfillment::{OrderedState, contribution};
use crate::domain::giving_back::Taken;
use crate::domain::money::{Currency, PriceTerms, net_amount, one, round, to_quantity};
use crate::domain::pricing::{Demand, Priced};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};
use crate::usecase::outcome::{Warning, WarningCode};
use crate::usecase::purchase_invoice::given_back::GivenBack;
use crate::usecase::purchase_order::write::NewLine;
use crate::usecase::purchase_order_line::read::lock_with_orders;
use crate::usecase::purchase_order_line::row;

use super::create::{Back, Of, refuse};

/// What stands around all that goes back, locked.
pub(super) struct Known {
    given_back: GivenBack,
    receipts: HashMap<PurchaseReceiptId, purchase_receipt::Model>,
    orders: HashMap<PurchaseOrderId, purchase_order::Model>,
}

/// What becomes one line of the order.
pub(super) struct Part {
    pub(super) element: Option<usize>,
    taken: Taken,
    linked: bool,
}

impl Known {
    /// Locks all that could give the same back: the order lines, and the entries of the invoices,
    /// in the order in which everybody locks them. Then reads what is left.
    pub(super) async fn load(tx: &TenantTx, wanted: &[Back]) -> Result<Self, Failure> {
        let (mut charged, mut received) = (BTreeSet::new(), BTreeSet::new());
        for back in wanted {
            match back.of {
                Of::Receipt(id) => received.insert(id),
                Of::Invoice(id) => charged.insert(id),
            };
        }
        let lines = tx.find::<purchase_receipt_line::Entity>();
        let lines = lines.by_ids(received.iter().copied()).await?;
        let invoiced = tx.find::<purchase_invoice_line::Entity>();
        let invoiced = invoiced.by_ids(charged.iter().copied()).await?;
        let invoiced = invoiced.iter().filter_map(|own| own.purchase_order_line_id);
        let order_lines = lines.iter().filter_map(|own| own.purchase_order_line_id);
        lock_with_orders(tx, &order_lines.chain(invoiced).collect()).await?;
        let mut locked = BTreeSet::new();
        let given_back = loop {
            let found = GivenBack::load(tx, &charged, &received).await?;
            let entries = found.invoices.values().map(|own| own.vendor_entry_id);
            let entries: BTreeSet<_> = entries.filter(|id| !locked.contains(id)).collect();
            if entries.is_empty() {
                break found;
            }
            let select = tx.find::<vendor_entry::Entity>().lock();
            select.by_ids(entries.iter().copied()).await?;
            // What was given back until they were ours is read again.
            locked.extend(entries);
        };
        let receipts: BTreeSet<_> = given_back
            .receipts
            .values()
            .map(|row| row.purchase_receipt_id)
            .collect();
        let receipts = tx
            .find::<purchase_receipt::Entity>()
            .by_ids(receipts)
            .await?;
        let orders: BTreeSet<_> = given_back
            .order_lines
            .values()
            .map(|row| row.purchase_order_id)
            .collect();
        let orders = tx.find::<purchase_order::Entity>().by_ids(orders).await?;
        Ok(Self {
            given_back,
            receipts: receipts.into_iter().map(|row| (row.id, row)).collect(),
            orders: orders.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// Refuses lines that name what is not there, or that no goods came with.
    pub(super) fn must_be_there(&self, wanted: &mut Vec<Back>, check: &mut Check) {
        wanted.retain(|back| {
            let (field, there) = match back.of {
                Of::Receipt(id) => {
                    let there = self.given_back.receipts.contains_key(&id);
                    ("purchaseReceiptLineId", there)
                }
                Of::Invoice(id) => {
                    let line = self.given_back.lines.get(&id);
                    // What was cancelled has nothing left, but it is there.
                    let goods = line.is_some_and(|own| own.item_id.is_some())
                        || line.is_some_and(|own| own.procurement_category_id.is_some());
                    ("purchaseInvoiceLineId", goods)
                }
            };
            if let (false, Some(element)) = (there, back.element) {
                let mut own = Check::new();
                own.refuse(field, Violation::NotFound);
                check.extend_within("lines", element, own);
            }
            there
        });
    }

    /// The vendor that all of them came from.
    pub(super) async fn vendor(
        &self,
        tx: &TenantTx,
        wanted: &[Back],
        check: &mut Check,
    ) -> Result<Option<vendor::Model>, Failure> {
        let vendors: BTreeSet<VendorId> = wanted
            .iter()
            .filter_map(|back| match back.of {
                Of::Receipt(id) => self.given_back.receipts.get(&id).map(|own| own.vendor_id),
                Of::Invoice(id) => self.given_back.lines.get(&id).map(|own| own.vendor_id),
            })
            .collect();
        if vendors.len() > 1 {
            check.refuse("lines", Violation::OtherVendor);
        }
        let Some(id) = vendors.first() else {
            return Ok(None);
        };
        let vendor = tx.find::<vendor::Entity>().by_id(*id).await?;
        if vendor
            .as_ref()
            .is_some_and(|own| own.blocked == VendorBlocked::All)
        {
            check.refuse("lines", Violation::VendorBlocked);
        }
        Ok(vendor)
    }

    /// Takes what goes back out of what is left, one after the other. What was charged at different
    /// prices, or came with different receipts, is in parts.
    pub(super) fn parts(&mut self, wanted: &[Back], check: &mut Check) -> Vec<Part> {
        let mut parts = Vec::new();
        for back in wanted {
            let left = &mut self.given_back.left;
            let quantity = back.quantity.map(|own| -own);
            let taken = match (quantity, back.of) {
                (Some(own), _) if own <= Decimal::ZERO => Err(Violation::SignMismatch),
                (_, Of::Receipt(id)) => left.take_of_receipt(id, quantity),
                (_, Of::Invoice(id)) => left.take_of_line(id, quantity),
            };
            match taken {
                Ok(taken) => self.add(&mut parts, back, taken),
                Err(violation) => refuse(check, back.element, violation),
            }
        }
        parts
    }

    /// Adds parts; those of one receipt line at one price are one.
    fn add(&self, parts: &mut Vec<Part>, back: &Back, taken: Vec<Taken>) {
        let same = |a: &Taken, b: &Taken| {
            a.receipt == b.receipt && self.terms(a) == self.terms(b) && self.link(a) == self.link(b)
        };
        for taken in taken {
            match parts.last_mut() {
                Some(last) if last.element == back.element && same(&last.taken, &taken) => {
                    last.taken.quantity += taken.quantity;
                }
                _ => parts.push(Part {
                    element: back.element,
                    taken,
                    linked: back.linked,
                }),
            }
        }
    }

    /// The currency that all of them came in.
    pub(super) async fn currency(
        &self,
        tx: &TenantTx,
        parts: &[Part],
        check: &mut Check,
    ) -> Result<Option<Currency>, Failure> {
        let mut found = Vec::new();
        for part in parts {
            let receipt = self.receipt(&part.taken);
            let receipt = receipt.and_then(|own| self.receipts.get(&own.purchase_receipt_id));
            found.extend(receipt.map(|own| own.currency));
        }
        found.sort();
        found.dedup();
        if let [expected, found, ..] = found.as_slice() {
            let (expected, found) = (*expected, *found);
            check.refuse("lines", Violation::OtherCurrency { expected, found });
        }
        match found.first() {
            Some(code) => Ok(Some(facts::currency(tx, *code).await?)),
            None => Ok(None),
        }
    }

    fn receipt(&self, taken: &Taken) -> Option<&purchase_receipt_line::Model> {
        self.given_back.receipts.get(&taken.receipt)
    }

    fn charged(&self, taken: &Taken) -> Option<&purchase_invoice_line::Model> {
        taken.line.and_then(|id| self.given_back.lines.get(&id))
    }

    /// The price of the invoice line that charged it, else that of the order.
    fn terms(&self, taken: &Taken) -> Option<PriceTerms> {
        let charged = taken.line.and_then(|id| self.given_back.left.terms(id));
        let ordered = self.given_back.order_line(taken.receipt);
        charged.or_else(|| ordered.map(|own| row::line(own).priced.terms))
    }

    /// The commitment that it counts towards: the order line's, or without an order that of the
    /// invoice line which charged it.
    fn link(&self, taken: &Taken) -> Option<(AgreementId, AgreementLineId)> {
        if let Some(line) = self.given_back.order_line(taken.receipt) {
            let order = self.orders.get(&line.purchase_order_id)?;
            return order.agreement_id.zip(line.agreement_line_id);
        }
        let charged = self.charged(taken)?;
        charged.agreement_id.zip(charged.agreement_line_id)
    }

    fn linked(&self, part: &Part) -> Option<(AgreementId, AgreementLineId)> {
        self.link(&part.taken).filter(|_| part.linked)
    }

    /// The agreement that the order carries: that of the first linked line.
    pub(super) fn agreement(&self, parts: &[Part]) -> Option<AgreementId> {
        parts
            .iter()
            .find_map(|part| self.linked(part))
            .map(|(agreement, _)| agreement)
    }

    /// The agreement's commitments, and a warning for each line that was bought under another one.
    pub(super) async fn commitments(
        &self,
        tx: &TenantTx,
        agreement: Option<AgreementId>,
        parts: &[Part],
    ) -> Result<(Vec<Commitment>, Vec<Warning>), Failure> {
        let Some(id) = agreement else {
            return Ok((Vec::new(), Vec::new()));
        };
        facts::header(tx, "lines", id, Hold::Shared).await?;
        let rows = facts::lines(tx, id).await?;
        let commitments = rows
            .iter()
            .map(facts::commitment)
            .collect::<Result<_, _>>()?;
        let others = parts
            .iter()
            .filter(|part| self.linked(part).is_some_and(|(own, _)| own != id));
        let warnings = others.map(|part| Warning {
            element: part.element,
            code: WarningCode::NotLinked,
            message: "an order carries one agreement, and this was bought under another".to_owned(),
        });
        Ok((commitments, warnings.collect()))
    }

    pub(super) fn line(
        &self,
        part: &Part,
        (agreement, commitments): (Option<AgreementId>, &[Commitment]),
        currency: Currency,
    ) -> Result<NewLine, Violation> {
        let received = self.receipt(&part.taken).ok_or(Violation::NotFound)?;
        let order_line = self.given_back.order_line(received.id);
        let quantity = to_quantity(Some(-part.taken.quantity))?;
        let demand = Demand {
            item: received.item_id,
            category: received.procurement_category_id,
            variant: received.variant.clone(),
            site: order_line.and_then(|own| own.site_id),
            warehouse: received.warehouse_id,
            quantity,
            unit: received.unit.clone(),
            unit_factor: received.unit_factor,
            delivery_date: received.posting_date,
        };
        let ordered = order_line.map(|own| row::line(own).priced);
        let mut priced = match (self.terms(&part.taken), ordered) {
            (Some(terms), Some(priced)) if priced.terms == terms => priced,
            (Some(terms), _) => typed(terms),
            (None, _) => typed(uncharged(received)?),
        };
        priced.net_amount = net_amount(quantity, &priced.terms, currency)?;
        let link = self.linked(part);
        let link = link.filter(|(own, _)| agreement == Some(*own));
        let link = link.map(|(_, commitment)| commitment);
        let commitment = commitments.iter().find(|own| Some(own.id) == link);
        let buckets = match commitment {
            None => Buckets::default(),
            Some(own) => contribution(
                &OrderedState {
                    quantity,
                    net_amount: priced.net_amount,
                    ..OrderedState::default()
                },
                own.promise.counts_quantity(),
                currency,
            )?,
        };
        let from = match self.charged(&part.taken) {
            Some(line) => &line.document_number,
            None => &received.document_number,
        };
        Ok(NewLine {
            element: part.element,
            demand,
            priced,
            link,
            buckets,
            trace: Some(format!("goes back from {from}")),
            returns: Some(received.id),
            twin: None,
            description: received.description.clone(),
            delivery_address: None,
            dimension_set_id: received.dimension_set_id,
        })
    }
}

/// A price that is not the order's.
fn typed(terms: PriceTerms) -> Priced {
    let source = |given: bool| match given {
        true => PriceSource::Typed,
        false => PriceSource::None,
    };
    Priced {
        terms,
        net_amount: Default::default(),
        price_source: PriceSource::Typed,
        discount_percent_source: source(terms.discount_percent != Percent::ZERO),
        discount_amount_source: source(terms.discount_amount != Price::ZERO),
        agreement_line: None,
        agreement_version: 0,
        price_trade_agreement: None,
        discount_trade_agreement: None,
    }
}

/// The price of what was received without an order and is not invoiced.
fn uncharged(received: &purchase_receipt_line::Model) -> Result<PriceTerms, Violation> {
    let whole = received.net_amount.decimal();
    let price = whole
        .checked_div(received.quantity.decimal())
        .unwrap_or_default();
    Ok(PriceTerms {
        unit_price: Price::try_from(round(price, Price::SCALE))?,
        price_unit: one(),
        ..PriceTerms::default()
    })
}
