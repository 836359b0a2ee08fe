//! Receiving what was ordered, or sending back what a return order lists (PST-1, PST-6).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::exact::{Percent, Quantity};
use entity::ids::{ItemId, OverReceiptCodeId, PurchaseOrderId, PurchaseOrderLineId};
use entity::kinds::{
    CommitmentEntryType, PurchaseOrderStatus, PurchaseOrderType, PurchaseReceiptType, VendorBlocked,
};
use entity::purchase_receipt::Model;
use entity::{item, over_receipt_code, purchase_order_line, sales_shipment, vendor};
use rust_decimal::Decimal;

use crate::domain::costing::{ExpectedLine, expected_cost};
use crate::domain::money::{Currency, net_amount, share_between, to_quantity};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::stock::violation;
use crate::usecase::ledger::{period, rate};
use crate::usecase::price::units;
use crate::usecase::purchase_order::facts::lock;
use crate::usecase::purchase_order_line::{read, row};

use super::write::{self, Line, Receipt};

/// The receipt that is wanted.
#[derive(Clone, Debug)]
pub struct Post {
    /// The order.
    pub order: PurchaseOrderId,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
    /// The vendor's number of the shipment.
    pub vendor_shipment_number: Option<String>,
    /// What arrives; all that is outstanding if empty.
    pub lines: Vec<Arriving>,
}

/// What arrives of an order line.
#[derive(Clone, Copy, Debug)]
pub struct Arriving {
    /// The order line.
    pub line: PurchaseOrderLineId,
    /// How much, in the line's unit; below zero on return orders.
    pub quantity: Decimal,
}

impl Act for Post {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let (receipt, _) = Box::pin(self.both(tx)).await?;
        Ok(receipt)
    }
}

impl Post {
    /// Posts the receipt, and the shipment of what it delivers straight to a customer.
    ///
    /// # Errors
    /// Everything that stands against either; or when the database fails.
    pub async fn both(
        &self,
        tx: &TenantTx,
    ) -> Result<(Model, Option<sales_shipment::Model>), Failure> {
        let mut open = lock(tx, "purchaseOrderId", self.order).await?;
        let lines = read::lock_of(tx, self.order).await?;
        let mut check = Check::new();
        open.must_be_open("purchaseOrderId", &mut check);
        check.text_opt(
            "vendorShipmentNumber",
            self.vendor_shipment_number.as_deref(),
            40,
        );
        let vendor = tx
            .find::<vendor::Entity>()
            .named("", open.order.vendor_id)
            .await?;
        if vendor.blocked == VendorBlocked::All {
            check.refuse("purchaseOrderId", Violation::VendorBlocked);
        }
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        period::must_be_open(tx, "postingDate", posting_date, true, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let currency = open.order.currency;
        let rate = rate::on(tx, "postingDate", currency, posting_date, &mut check).await?;
        let wanted = self.wanted(&lines, &mut check);
        if wanted.is_empty() {
            check.refuse("lines", Violation::NothingToPost);
        }
        let tolerances = Tolerances::load(tx, &lines, &vendor).await?;
        let mut decided = Vec::new();
        for (element, line, arriving) in wanted {
            let mut own = Check::new();
            units::scale(tx, "quantity", arriving, &line.unit, &mut own).await?;
            if tolerances.item(line).is_some_and(|item| item.blocked) {
                own.refuse("purchaseOrderLineId", Violation::ItemBlocked);
            }
            let known = setup.as_ref().zip(rate);
            let done = decide(line, arriving, tolerances.of(line), open.currency);
            match done.and_then(|(after, quantity)| {
                let Some((setup, rate)) = known else {
                    return Ok(None);
                };
                priced(
                    line,
                    after,
                    quantity,
                    (rate, setup.accounting, open.currency),
                )
                .map(Some)
            }) {
                Ok(found) => decided.extend(found.map(|line| Line { element, ..line })),
                Err(violation) => own.refuse("quantity", violation),
            }
            match element {
                Some(element) => check.extend_within("lines", element, own),
                None => check.extend(own.into_refusals()),
            }
        }
        check.done()?;
        let setup = setup.ok_or_else(|| Failure::Broken("no refusal and no setup".to_owned()))?;
        let held = open.held(tx).await?;
        if open.order.status == PurchaseOrderStatus::Draft {
            open.order.status = PurchaseOrderStatus::Released;
        }
        let receipt = Receipt {
            receipt_type: match open.order.order_type {
                PurchaseOrderType::Purchase => PurchaseReceiptType::Receipt,
                PurchaseOrderType::Return => PurchaseReceiptType::ReturnShipment,
            },
            vendor: &vendor,
            posting_date,
            vendor_shipment_number: self.vendor_shipment_number.clone(),
            lines: decided,
            entry_type: CommitmentEntryType::Received,
            reason: "purchaseReceiptPost",
        };
        // A large future, within others.
        Box::pin(write::run(tx, &setup, (open, held.as_ref()), receipt)).await
    }
}

type Wanted<'a> = (Option<usize>, &'a purchase_order_line::Model, Decimal);

impl Post {
    /// The order lines that are named, or all that have something outstanding.
    fn wanted<'a>(
        &self,
        lines: &'a [purchase_order_line::Model],
        check: &mut Check,
    ) -> Vec<Wanted<'a>> {
        if self.lines.is_empty() {
            let all = lines.iter().map(|line| (None, line, outstanding(line)));
            return all.filter(|(_, _, open)| !open.is_zero()).collect();
        }
        let mut wanted = Vec::new();
        let mut seen = BTreeSet::new();
        for (element, arriving) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            match lines.iter().find(|line| line.id == arriving.line) {
                None => own.refuse("purchaseOrderLineId", Violation::NotFound),
                Some(_) if !seen.insert(arriving.line) => {
                    own.refuse("purchaseOrderLineId", Violation::Duplicate);
                }
                Some(line) => wanted.push((Some(element), line, arriving.quantity)),
            }
            check.extend_within("lines", element, own);
        }
        wanted
    }
}

/// Ordered, not given up and not arrived; below zero on returns.
fn outstanding(line: &purchase_order_line::Model) -> Decimal {
    line.quantity.decimal() - line.cancelled_quantity.decimal() - line.received_quantity.decimal()
}

/// The order line after the arrival, and what arrives. More than ordered raises the order, within
/// the tolerance (PST-6).
fn decide(
    line: &purchase_order_line::Model,
    arriving: Decimal,
    tolerance: Percent,
    currency: Currency,
) -> Result<(purchase_order_line::Model, Quantity), Violation> {
    let returns = line.quantity < Quantity::ZERO;
    if arriving.is_zero() {
        return Err(Violation::NotPositive);
    }
    if (arriving < Decimal::ZERO) != returns {
        return Err(Violation::SignMismatch);
    }
    let arrives = Quantity::try_new(arriving)?;
    let open = outstanding(line);
    let original = line.quantity.decimal() - line.over_receipt_quantity.decimal();
    let most = original * (Decimal::ONE_HUNDRED + tolerance.decimal()) / Decimal::ONE_HUNDRED;
    let bound = line.sales_order_line_id.is_some();
    let tolerated = line.cancelled_quantity.is_zero() && !returns && !bound;
    let extra = match tolerated {
        true => (most - line.quantity.decimal()).max(Decimal::ZERO),
        false => Decimal::ZERO,
    };
    if arriving.abs() > open.abs() + extra {
        return Err(Violation::QuantityAboveOutstanding {
            outstanding: to_quantity(Some(open))?,
            limit: to_quantity(Some((open.abs() + extra).round_dp_with_strategy(
                Quantity::SCALE,
                rust_decimal::RoundingStrategy::ToZero,
            )))?,
        });
    }
    let mut after = line.clone();
    after.received_quantity = to_quantity(line.received_quantity.decimal().checked_add(arriving))?;
    let raised = (arriving.abs() - open.abs()).max(Decimal::ZERO);
    if !raised.is_zero() {
        after.quantity = to_quantity(line.quantity.decimal().checked_add(raised))?;
        after.over_receipt_quantity =
            to_quantity(line.over_receipt_quantity.decimal().checked_add(raised))?;
        let terms = row::line(line).priced.terms;
        after.net_amount = net_amount(after.quantity, &terms, currency)?;
    }
    Ok((after, arrives))
}

/// The line with what arrives at the order's price and at its expected cost.
fn priced(
    before: &purchase_order_line::Model,
    after: purchase_order_line::Model,
    quantity: Quantity,
    (rate, accounting, currency): (entity::exact::Rate, Currency, Currency),
) -> Result<Line, Violation> {
    let net_amount = share_between(
        after.net_amount,
        before.received_quantity,
        after.received_quantity,
        after.quantity,
        currency,
    )?;
    let line = ExpectedLine {
        quantity: after.quantity,
        net_amount: after.net_amount,
        rate,
    };
    let expected = expected_cost(&line, before.received_quantity, quantity, accounting);
    let expected = expected.map_err(violation)?;
    Ok(Line {
        element: None,
        before: before.clone(),
        after,
        quantity,
        net_amount,
        expected,
        undoes: None,
    })
}

/// How much more than ordered may arrive: the item's code, else the vendor's, else the default.
struct Tolerances {
    items: HashMap<ItemId, item::Model>,
    codes: Vec<over_receipt_code::Model>,
    vendor: Option<OverReceiptCodeId>,
}

impl Tolerances {
    async fn load(
        tx: &TenantTx,
        lines: &[purchase_order_line::Model],
        vendor: &vendor::Model,
    ) -> Result<Self, Failure> {
        let ids: BTreeSet<ItemId> = lines.iter().filter_map(|line| line.item_id).collect();
        let items = tx.find::<item::Entity>().by_ids(ids).await?;
        Ok(Self {
            items: items.into_iter().map(|row| (row.id, row)).collect(),
            codes: tx.find::<over_receipt_code::Entity>().all().await?,
            vendor: vendor.over_receipt_code_id,
        })
    }

    fn item(&self, line: &purchase_order_line::Model) -> Option<&item::Model> {
        line.item_id.and_then(|id| self.items.get(&id))
    }

    fn of(&self, line: &purchase_order_line::Model) -> Percent {
        let named = self
            .item(line)
            .and_then(|item| item.over_receipt_code_id)
            .or(self.vendor);
        let code = match named {
            Some(id) => self.codes.iter().find(|code| code.id == id),
            None => self.codes.iter().find(|code| code.is_default),
        };
        code.map(|code| code.tolerance_percent).unwrap_or_default()
    }
}
