//! A draft that buys what a sales order sells or a posted sales invoice sold (ORD-7).

use std::collections::{BTreeSet, HashMap};

use entity::codes::UnitCode;
use entity::exact::Quantity;
use entity::ids::{ItemId, SalesInvoiceId, SalesInvoiceLineId, SalesOrderId, SalesOrderLineId};
use entity::kinds::SalesLineType;
use entity::{item, sales_invoice, sales_order, sales_order_line};
use sea_orm::ColumnTrait;

use super::create::Sources;
use super::wanted::WantedLine;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::purchase_order_line::wanted::Wanted;
use crate::usecase::sales_invoice::read;

/// A sales document, and which of its lines; all if none.
#[derive(Clone, Debug)]
pub enum Sale {
    /// A sales order.
    Order(SalesOrderId, Vec<SalesOrderLineId>),
    /// A posted sales invoice.
    Invoice(SalesInvoiceId, Vec<SalesInvoiceLineId>),
}

/// A line of a sales document.
struct Sold {
    line_type: SalesLineType,
    item: Option<ItemId>,
    quantity: Quantity,
    unit: Option<UnitCode>,
    description: String,
    variant: Option<String>,
}

impl Sale {
    /// Adds the items of all or of chosen lines: quantity, unit and words are copied, prices are
    /// found. Comments are left out. Where all items have the same default vendor, it is taken.
    ///
    /// # Errors
    /// When the database fails; refusals go to `check`.
    pub(super) async fn sources(
        &self,
        tx: &TenantTx,
        sources: &mut Sources,
        check: &mut Check,
    ) -> Result<(), Failure> {
        let (fields, lines) = match self {
            Self::Order(id, chosen) => {
                let fields = ("salesOrderId", "salesOrderLineIds");
                if tx.find::<sales_order::Entity>().by_id(*id).await?.is_none() {
                    check.refuse(fields.0, Violation::NotFound);
                }
                let lines = sold_by_order(tx, *id).await?;
                (fields, pick(lines, chosen, fields, check))
            }
            Self::Invoice(id, chosen) => {
                let fields = ("salesInvoiceId", "salesInvoiceLineIds");
                let found = tx.find::<sales_invoice::Entity>().by_id(*id).await?;
                if found.is_none() {
                    check.refuse(fields.0, Violation::NotFound);
                }
                let lines = sold_by_invoice(tx, *id).await?;
                (fields, pick(lines, chosen, fields, check))
            }
        };
        let unsupported = |line: &Sold| line.line_type == SalesLineType::GlAccount;
        if lines.iter().any(unsupported) && !check.is_bad() {
            check.refuse(fields.0, Violation::LineTypeNotSupported);
        }
        let items: BTreeSet<_> = lines.iter().filter_map(|line| line.item).collect();
        let items = tx.find::<item::Entity>().by_ids(items).await?;
        let vendors: BTreeSet<_> = items.iter().map(|item| item.default_vendor_id).collect();
        if let (Some(vendor), 1) = (vendors.first().copied().flatten(), vendors.len()) {
            sources.vendor = sources.vendor.or(Some(vendor));
        }
        let bought = lines
            .into_iter()
            .filter(|line| line.item.is_some() && !line.quantity.is_zero());
        sources.lines.extend(bought.map(|line| WantedLine {
            quantity: Some(line.quantity.decimal()),
            plain: Wanted {
                item: line.item,
                description: Some(line.description),
                variant: line.variant,
                unit: line.unit.map(|unit| unit.0),
                ..Wanted::default()
            },
            ..WantedLine::default()
        }));
        Ok(())
    }
}

/// All lines, or those that are chosen.
fn pick<K: PartialEq>(
    lines: Vec<(K, Sold)>,
    chosen: &[K],
    (_, field): (&str, &str),
    check: &mut Check,
) -> Vec<Sold> {
    for (element, id) in chosen.iter().enumerate() {
        let mut own = Check::new();
        match lines.iter().find(|(key, _)| key == id) {
            None => own.refuse("", Violation::NotFound),
            Some((_, line)) if line.line_type == SalesLineType::GlAccount => {
                own.refuse("", Violation::LineTypeNotSupported);
            }
            Some(_) => {}
        }
        check.extend_within(field, element, own);
    }
    let wanted = lines
        .into_iter()
        .filter(|(key, _)| chosen.is_empty() || chosen.contains(key));
    wanted.map(|(_, line)| line).collect()
}

async fn sold_by_order(
    tx: &TenantTx,
    order: SalesOrderId,
) -> Result<Vec<(SalesOrderLineId, Sold)>, Failure> {
    use sales_order_line::{Column, Entity};
    let lines = tx.find::<Entity>().filter(Column::SalesOrderId.eq(order));
    let lines = lines.order_by(Column::LineNumber).all().await?;
    let sold = |line: sales_order_line::Model| {
        let sold = Sold {
            line_type: line.line_type,
            item: line.item_id,
            quantity: line
                .quantity
                .checked_sub(line.cancelled_quantity)
                .unwrap_or_default(),
            unit: line.unit,
            description: line.description,
            variant: line.variant,
        };
        (line.id, sold)
    };
    Ok(lines.into_iter().map(sold).collect())
}

/// The lines of a posted invoice; their variants are those of the order lines.
async fn sold_by_invoice(
    tx: &TenantTx,
    invoice: SalesInvoiceId,
) -> Result<Vec<(SalesInvoiceLineId, Sold)>, Failure> {
    let lines = read::lines(tx, &[invoice]).await?;
    let ordered: BTreeSet<_> = lines.iter().filter_map(|l| l.sales_order_line_id).collect();
    let ordered = tx
        .find::<sales_order_line::Entity>()
        .by_ids(ordered)
        .await?;
    let variants: HashMap<_, _> = ordered.into_iter().map(|l| (l.id, l.variant)).collect();
    let sold = lines.into_iter().map(|line| {
        let ordered = line.sales_order_line_id;
        let sold = Sold {
            line_type: line.line_type,
            item: line.item_id,
            quantity: line.quantity,
            unit: line.unit,
            description: line.description,
            variant: ordered.and_then(|id| variants.get(&id).cloned().flatten()),
        };
        (line.id, sold)
    });
    Ok(sold.collect())
}
