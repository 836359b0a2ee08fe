//! What a receipt delivers straight to a customer: the shipment is posted with it, and undone with
//! it (ORD-6). Our stock sees the goods come and go in one moment.

use std::collections::BTreeSet;

use entity::ids::{ItemEntryId, SalesOrderLineId, VoucherId};
use entity::kinds::{NumberSequenceScope, PurchaseReceiptType};
use entity::{sales_order_line, sales_shipment, sales_shipment_line};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::groups;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::stock::{Origin, Returned, StockBook};
use crate::usecase::number_sequence::draw;
use crate::usecase::sales_order::facts::lock;
use crate::usecase::shipping::{self, Line as Sold, Shipment, comes_back, leaves};

use super::write::{Line, Receipt};

/// The shipment of what the receipt delivers; none where it delivers to us. The purchase order is
/// locked, the sales order is locked here.
pub(super) async fn load(
    tx: &TenantTx,
    setup: &Setup,
    receipt: &Receipt<'_>,
) -> Result<Option<Shipment>, Failure> {
    let bound = receipt.lines.iter();
    let bound: BTreeSet<SalesOrderLineId> = bound
        .filter_map(|line| line.before.sales_order_line_id)
        .collect();
    let sales = || tx.find::<sales_order_line::Entity>();
    let seen = sales().by_ids(bound.iter().copied()).await?;
    let Some(order) = seen.first().map(|line| line.sales_order_id) else {
        return Ok(None);
    };
    let undoes = receipt.receipt_type == PurchaseReceiptType::Undo;
    let field = match undoes {
        true => "id",
        false => "purchaseOrderId",
    };
    let mut check = Check::new();
    let open = lock(tx, field, order).await?;
    let mut blocked = Check::new();
    let customer = open.customer(tx, field, &mut blocked).await?;
    if !undoes {
        open.must_be_open(field, &mut check);
        check.extend(blocked.into_refusals());
    }
    let sales = sales().lock().by_ids(bound).await?;
    let mut lines = Vec::new();
    for line in &receipt.lines {
        let own =
            |sold: &&sales_order_line::Model| Some(sold.id) == line.before.sales_order_line_id;
        let Some(before) = sales.iter().find(own) else {
            continue;
        };
        let shipped = line.quantity.decimal();
        let quantity = match undoes {
            true => entity::exact::Quantity::try_new(-shipped)
                .map_err(Violation::from)
                .and_then(|shipped| comes_back(before, shipped)),
            false => leaves(before, shipped),
        };
        match quantity {
            Ok(quantity) => lines.push(Sold {
                element: line.element,
                id: tx.id(),
                before: before.clone(),
                quantity,
                undoes: None,
            }),
            Err(violation) => {
                let mut own = Check::new();
                own.refuse(if undoes { "" } else { "quantity" }, violation);
                match (line.element, undoes) {
                    (Some(element), true) => check.extend_within("lineIds", element, own),
                    (Some(element), false) => check.extend_within("lines", element, own),
                    (None, true) => check.extend_under("id", own),
                    (None, false) => check.extend(own.into_refusals()),
                }
            }
        }
    }
    check.done()?;
    let held = open.held(tx).await?;
    let business = groups::of_customer(&setup.row, &customer)
        .map_err(|violation| Failure::refused("", violation))?
        .business;
    Ok(Some(Shipment {
        order: open.order,
        customer,
        business,
        posting_date: receipt.posting_date,
        number: draw::run(tx, NumberSequenceScope::SalesShipment, None).await?,
        held,
        lines,
    }))
}

/// Lets what a line has brought leave at once, where it is bound to a sale: the outgoing entry
/// takes exactly the incoming one.
pub(super) fn leave(
    tx: &TenantTx,
    book: &mut StockBook,
    entry: ItemEntryId,
    (line, sale): (&Line, Option<&mut Shipment>),
) -> Result<(), Violation> {
    let Some(sale) = sale else { return Ok(()) };
    let own = |sold: &&Sold| Some(sold.before.id) == line.before.sales_order_line_id;
    let Some(sold) = sale.lines.iter().find(own) else {
        return Ok(());
    };
    let left = book.take(tx, entry, &sold.entry()?, Origin::default())?;
    book.sold(left, sale.business, &sale.number);
    Ok(())
}

/// Takes back what had left at once, where the line is bound to a sale: the entry that goes back
/// to the vendor.
pub(super) fn come_back(
    tx: &TenantTx,
    book: &mut StockBook,
    entry: ItemEntryId,
    (line, sale): (&Line, Option<&mut Shipment>),
) -> Result<Option<ItemEntryId>, Violation> {
    let Some(sale) = sale else { return Ok(None) };
    let own = |sold: &&mut Sold| Some(sold.before.id) == line.before.sales_order_line_id;
    let Some(sold) = sale.lines.iter_mut().find(own) else {
        return Ok(None);
    };
    let (left, undone) = book.sold_from(entry).ok_or(Violation::NotFound)?;
    sold.undoes = Some(undone);
    let back = book.give_back(tx, left, &sold.entry()?, Returned::AsSold)?;
    book.sold(back, sale.business, &sale.number);
    Ok(Some(back))
}

/// Writes the shipment. What has no stock undoes any shipment line of the same quantity.
pub(super) async fn write(
    tx: &TenantTx,
    sale: &mut Shipment,
    voucher: Option<VoucherId>,
) -> Result<sales_shipment::Model, Failure> {
    use sales_shipment_line::{Column, Entity};
    for line in &mut sale.lines {
        if line.undoes.is_some() || line.quantity.decimal().is_sign_positive() {
            continue;
        }
        let of_line = Column::SalesOrderLineId.eq(line.before.id);
        let rows = tx.find::<Entity>().filter(of_line).all().await?;
        let undone = |row: &sales_shipment_line::Model| {
            let undoes = |other: &sales_shipment_line::Model| {
                other.undoes_sales_shipment_line_id == Some(row.id)
            };
            rows.iter().any(undoes)
        };
        let shipped = -line.quantity.decimal();
        let found = rows
            .iter()
            .find(|row| row.quantity.decimal() == shipped && !undone(row));
        line.undoes = found.map(|row| row.id);
    }
    shipping::write(tx, sale, voucher).await
}
