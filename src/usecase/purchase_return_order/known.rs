//! What stands around receipt lines that go back.

use std::collections::{BTreeSet, HashMap};

use entity::exact::{Price, Quantity};
use entity::ids::{AgreementId, PurchaseReceiptId, PurchaseReceiptLineId, VendorId};
use entity::kinds::{PriceSource, VendorBlocked};
use entity::{
    purchase_order, purchase_order_line, purchase_receipt, purchase_receipt_line, vendor,
};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, Condition};

use crate::domain::commitment::{Buckets, Commitment};
use crate::domain::fulfillment::{OrderedState, contribution};
use crate::domain::money::{Currency, PriceTerms, net_amount, one, round, to_quantity};
use crate::domain::pricing::{Demand, Priced};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};
use crate::usecase::outcome::{Warning, WarningCode};
use crate::usecase::purchase_order::write::NewLine;
use crate::usecase::purchase_order_line::row;

use super::create::Back;

/// What the receipt lines that go back stand on.
pub(super) struct Known {
    lines: HashMap<PurchaseReceiptLineId, purchase_receipt_line::Model>,
    receipts: HashMap<PurchaseReceiptId, purchase_receipt::Model>,
    order_lines: HashMap<entity::ids::PurchaseOrderLineId, purchase_order_line::Model>,
    orders: HashMap<entity::ids::PurchaseOrderId, purchase_order::Model>,
    /// What was undone or is on its way back, below zero.
    back: HashMap<PurchaseReceiptLineId, Decimal>,
}

impl Known {
    pub(super) async fn load(tx: &TenantTx, wanted: &[Back]) -> Result<Self, Failure> {
        use purchase_order_line::Column as Order;
        use purchase_receipt_line::Column as Line;
        let ids: BTreeSet<_> = wanted.iter().map(|own| own.line).collect();
        let lines = tx.find::<purchase_receipt_line::Entity>();
        let lines = lines.by_ids(ids.iter().copied()).await?;
        let receipts: BTreeSet<_> = lines.iter().map(|row| row.purchase_receipt_id).collect();
        let receipts = tx
            .find::<purchase_receipt::Entity>()
            .by_ids(receipts)
            .await?;
        let order_lines: BTreeSet<_> = lines
            .iter()
            .filter_map(|l| l.purchase_order_line_id)
            .collect();
        let order_lines = tx
            .find::<purchase_order_line::Entity>()
            .by_ids(order_lines)
            .await?;
        let orders: BTreeSet<_> = order_lines
            .iter()
            .map(|row| row.purchase_order_id)
            .collect();
        let orders = tx.find::<purchase_order::Entity>().by_ids(orders).await?;
        let mut back: HashMap<PurchaseReceiptLineId, Decimal> = HashMap::new();
        let undone = Line::UndoesPurchaseReceiptLineId.is_in(ids.iter().copied());
        let undone = tx
            .find::<purchase_receipt_line::Entity>()
            .filter(undone)
            .all()
            .await?;
        for row in undone {
            if let Some(id) = row.undoes_purchase_receipt_line_id {
                *back.entry(id).or_default() += row.quantity.decimal();
            }
        }
        let own = Order::ReturnedPurchaseReceiptLineId.is_in(ids.iter().copied());
        let own = Condition::all().add(own);
        let returned = tx
            .find::<purchase_order_line::Entity>()
            .filter(own)
            .all()
            .await?;
        for row in returned {
            if let Some(id) = row.returned_purchase_receipt_line_id {
                let part = row.quantity.decimal() - row.cancelled_quantity.decimal();
                *back.entry(id).or_default() += part;
            }
        }
        Ok(Self {
            lines: lines.into_iter().map(|row| (row.id, row)).collect(),
            receipts: receipts.into_iter().map(|row| (row.id, row)).collect(),
            order_lines: order_lines.into_iter().map(|row| (row.id, row)).collect(),
            orders: orders.into_iter().map(|row| (row.id, row)).collect(),
            back,
        })
    }

    /// The vendor that all of them came from.
    pub(super) async fn vendor(
        &self,
        tx: &TenantTx,
        check: &mut Check,
    ) -> Result<Option<vendor::Model>, Failure> {
        let vendors: BTreeSet<VendorId> = self.lines.values().map(|line| line.vendor_id).collect();
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

    /// The currency that all of them came in.
    pub(super) async fn currency(
        &self,
        tx: &TenantTx,
        check: &mut Check,
    ) -> Result<Option<Currency>, Failure> {
        let mut found: Vec<_> = self.receipts.values().map(|own| own.currency).collect();
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

    fn order_line(&self, back: &Back) -> Option<&purchase_order_line::Model> {
        let line = self.lines.get(&back.line)?;
        line.purchase_order_line_id
            .and_then(|id| self.order_lines.get(&id))
    }

    fn agreement_of(&self, back: &Back) -> Option<AgreementId> {
        let line = self.order_line(back).filter(|_| back.linked)?;
        line.agreement_line_id?;
        self.orders.get(&line.purchase_order_id)?.agreement_id
    }

    /// The agreement that the order carries: that of the first linked line.
    pub(super) fn agreement(&self, wanted: &[Back]) -> Option<AgreementId> {
        wanted.iter().find_map(|back| self.agreement_of(back))
    }

    /// The agreement's commitments, and a warning for each line that was bought under another one.
    pub(super) async fn commitments(
        &self,
        tx: &TenantTx,
        agreement: Option<AgreementId>,
        wanted: &[Back],
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
        let others = wanted
            .iter()
            .filter(|back| self.agreement_of(back).is_some_and(|own| own != id));
        let warnings = others.map(|back| Warning {
            element: back.element,
            code: WarningCode::NotLinked,
            message: "an order carries one agreement, and this was bought under another".to_owned(),
        });
        Ok((commitments, warnings.collect()))
    }

    pub(super) fn line(
        &self,
        back: &Back,
        (agreement, commitments): (Option<AgreementId>, &[Commitment]),
        currency: Currency,
    ) -> Result<Option<NewLine>, Violation> {
        let received = self.lines.get(&back.line).ok_or(Violation::NotFound)?;
        let gone = self.back.get(&back.line).copied().unwrap_or_default();
        let open = received.quantity.decimal() + gone;
        let wanted = back.quantity.unwrap_or(-open.max(Decimal::ZERO));
        if wanted.is_zero() && back.quantity.is_none() {
            return Ok(None);
        }
        if wanted >= Decimal::ZERO {
            return Err(Violation::SignMismatch);
        }
        let quantity = Quantity::try_new(wanted)?;
        if -wanted > open {
            let limit = to_quantity(Some(open.max(Decimal::ZERO)))?;
            return Err(Violation::QuantityAboveReceived { limit });
        }
        let order_line = self.order_line(back);
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
        let mut priced = match order_line {
            Some(own) => row::line(own).priced,
            None => typed(received)?,
        };
        priced.net_amount = net_amount(quantity, &priced.terms, currency)?;
        let link = order_line.and_then(|own| own.agreement_line_id);
        let link = link.filter(|_| agreement.is_some() && self.agreement_of(back) == agreement);
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
        Ok(Some(NewLine {
            element: back.element,
            demand,
            priced,
            link,
            buckets,
            trace: Some(format!("goes back from {}", received.document_number)),
            returns: Some(received.id),
            description: received.description.clone(),
            delivery_address: None,
            dimension_set_id: received.dimension_set_id,
        }))
    }
}

/// The price of what was received without an order.
fn typed(received: &purchase_receipt_line::Model) -> Result<Priced, Violation> {
    let whole = received.net_amount.decimal();
    let price = whole
        .checked_div(received.quantity.decimal())
        .unwrap_or_default();
    Ok(Priced {
        terms: PriceTerms {
            unit_price: Price::try_from(round(price, Price::SCALE))?,
            price_unit: one(),
            ..PriceTerms::default()
        },
        net_amount: received.net_amount,
        price_source: PriceSource::Typed,
        discount_percent_source: PriceSource::None,
        discount_amount_source: PriceSource::None,
        agreement_line: None,
        agreement_version: 0,
        price_trade_agreement: None,
        discount_trade_agreement: None,
    })
}
