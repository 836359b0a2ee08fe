//! How goods leave for a customer, whether from our stock or straight from a vendor (ORD-6).
//!
//! This stands below receipts and shipments: a receipt of a drop shipment writes the shipment with
//! it, and a shipment of one is written by the receipt. Who locks purchase orders too locks them
//! before the sales order.

use chrono::NaiveDate;
use entity::exact::Quantity;
use entity::ids::{PostingGroupId, SalesShipmentLineId, VoucherId};
use entity::kinds::{CommitmentEntryType, ItemEntryType};
use entity::{customer, sales_order, sales_order_line, sales_shipment, sales_shipment_line};
use rust_decimal::Decimal;

use crate::domain::money::to_quantity;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::commitment::held::Held;
use crate::usecase::ledger::stock::NewEntry;
use crate::usecase::sales_order_line::row;

/// A decided shipment of a sales order that is locked.
pub struct Shipment {
    /// The order.
    pub order: sales_order::Model,
    /// Who buys.
    pub customer: customer::Model,
    /// The customer's business group.
    pub business: PostingGroupId,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// Its number, drawn already.
    pub number: String,
    /// The commitments that the order's lines draw on; none without an agreement.
    pub held: Option<Held>,
    /// What leaves, or comes back.
    pub lines: Vec<Line>,
}

/// One line of a decided shipment.
pub struct Line {
    /// Its place in the input.
    pub element: Option<usize>,
    /// The id of its row.
    pub id: SalesShipmentLineId,
    /// The sales line as it stands.
    pub before: sales_order_line::Model,
    /// What leaves, in the line's unit; below zero where it comes back.
    pub quantity: Quantity,
    /// The shipment line that is undone.
    pub undoes: Option<SalesShipmentLineId>,
}

impl Line {
    /// The sales line as it shall be.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn after(&self) -> Result<sales_order_line::Model, Violation> {
        let shipped = self.before.shipped_quantity.decimal() + self.quantity.decimal();
        Ok(sales_order_line::Model {
            shipped_quantity: Quantity::try_new(shipped)?,
            ..self.before.clone()
        })
    }

    /// What the movement of its stock is made for.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn entry(&self) -> Result<NewEntry, Violation> {
        let quantity = self.quantity.decimal().abs();
        let base = quantity.checked_mul(self.before.unit_factor.decimal());
        Ok(NewEntry {
            entry_type: ItemEntryType::Sale,
            quantity: to_quantity(base)?,
            receipt_line: None,
            shipment_line: Some(self.id),
        })
    }
}

/// Ordered, not given up and not left.
#[must_use]
pub fn outstanding(line: &sales_order_line::Model) -> Decimal {
    line.quantity.decimal() - line.cancelled_quantity.decimal() - line.shipped_quantity.decimal()
}

/// What leaves of a line.
///
/// # Errors
/// `NotPositive`; `QuantityAboveOutstanding`; numbers that no column holds.
pub fn leaves(line: &sales_order_line::Model, leaving: Decimal) -> Result<Quantity, Violation> {
    let open = outstanding(line);
    let quantity = Quantity::try_new(leaving)?;
    if quantity <= Quantity::ZERO {
        return Err(Violation::NotPositive);
    }
    if leaving > open {
        let outstanding = Quantity::try_new(open)?;
        let limit = outstanding;
        return Err(Violation::QuantityAboveOutstanding { outstanding, limit });
    }
    Ok(quantity)
}

/// What comes back of a line: all of a shipment line, and nothing that is invoiced.
///
/// # Errors
/// `AlreadyInvoiced`; numbers that no column holds.
pub fn comes_back(
    line: &sales_order_line::Model,
    shipped: Quantity,
) -> Result<Quantity, Violation> {
    let rest = line.shipped_quantity.decimal() - shipped.decimal();
    if rest < line.invoiced_quantity.decimal() {
        let invoiced = line.invoiced_quantity;
        return Err(Violation::AlreadyInvoiced { invoiced });
    }
    Ok(Quantity::try_new(-shipped.decimal())?)
}

/// Writes a shipment with its lines, and what has left on the order.
///
/// # Errors
/// When the database fails.
pub async fn write(
    tx: &TenantTx,
    shipment: &Shipment,
    voucher_id: Option<VoucherId>,
) -> Result<sales_shipment::Model, Failure> {
    let row = tx
        .insert(sales_shipment::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: shipment.number.clone(),
            customer_id: shipment.customer.id,
            sales_order_id: Some(shipment.order.id),
            posting_date: shipment.posting_date,
            voucher_id,
            recorded_at: tx.instant(),
            recorded_by: tx.grant().subject().to_owned(),
        })
        .await?;
    let lines = (1..).zip(&shipment.lines);
    let lines = lines.map(|(number, line)| line_row(&row, number, line));
    tx.insert_all(lines.collect()).await?;
    for line in &shipment.lines {
        tx.update(line.after().map_err(refuse)?).await?;
    }
    Ok(row)
}

/// Moves the commitments that the lines draw on. They are contended, so that all else is written
/// before (AGR-12).
///
/// # Errors
/// When a number fits no column; or when the database fails.
pub async fn draw(
    tx: &TenantTx,
    shipment: &Shipment,
    why: (CommitmentEntryType, &'static str),
) -> Result<(), Failure> {
    let Some(held) = &shipment.held else {
        return Ok(());
    };
    let mut moved = Vec::new();
    for line in &shipment.lines {
        let after = line.after().map_err(refuse)?;
        moved.extend(row::moved(&line.before, &after, line.element));
    }
    held.run(tx, moved, why).await
}

fn refuse(violation: Violation) -> Failure {
    Failure::refused("quantity", violation)
}

fn line_row(
    shipment: &sales_shipment::Model,
    line_number: i32,
    line: &Line,
) -> sales_shipment_line::Model {
    let sold = &line.before;
    sales_shipment_line::Model {
        legal_entity_id: shipment.legal_entity_id,
        id: line.id,
        sales_shipment_id: shipment.id,
        line_number,
        document_number: shipment.number.clone(),
        posting_date: shipment.posting_date,
        sales_order_line_id: Some(sold.id),
        item_id: sold.item_id,
        description: sold.description.clone(),
        warehouse_id: sold.warehouse_id,
        quantity: line.quantity,
        unit: sold.unit.clone(),
        unit_factor: sold.unit_factor,
        undoes_sales_shipment_line_id: line.undoes,
    }
}
