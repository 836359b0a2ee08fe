//! A draft that buys what a sales order sells (ORD-7).

use std::collections::BTreeSet;

use entity::ids::{SalesOrderId, SalesOrderLineId};
use entity::kinds::SalesLineType;
use entity::{item, sales_order, sales_order_line};
use sea_orm::ColumnTrait;

use super::create::Sources;
use super::wanted::WantedLine;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::purchase_order_line::wanted::Wanted;

/// Adds the items of all or of chosen lines: quantity, unit and words are copied, prices are found.
/// Comments are left out. Where all items have the same default vendor, it is taken.
///
/// # Errors
/// When the database fails; refusals go to `check`.
pub(super) async fn sources(
    tx: &TenantTx,
    order: SalesOrderId,
    chosen: &[SalesOrderLineId],
    sources: &mut Sources,
    check: &mut Check,
) -> Result<(), Failure> {
    use sales_order_line::{Column, Entity};
    if tx
        .find::<sales_order::Entity>()
        .by_id(order)
        .await?
        .is_none()
    {
        check.refuse("salesOrderId", Violation::NotFound);
    }
    let lines = tx.find::<Entity>().filter(Column::SalesOrderId.eq(order));
    let lines = lines.order_by(Column::LineNumber).all().await?;
    for (element, id) in chosen.iter().enumerate() {
        let mut own = Check::new();
        match lines.iter().find(|line| line.id == *id) {
            None => own.refuse("", Violation::NotFound),
            Some(line) if line.line_type == SalesLineType::GlAccount => {
                own.refuse("", Violation::LineTypeNotSupported);
            }
            Some(_) => {}
        }
        check.extend_within("salesOrderLineIds", element, own);
    }
    let wanted = |line: &&sales_order_line::Model| chosen.is_empty() || chosen.contains(&line.id);
    let lines: Vec<_> = lines.iter().filter(wanted).collect();
    let unsupported = |line: &&sales_order_line::Model| line.line_type == SalesLineType::GlAccount;
    if chosen.is_empty() && lines.iter().any(unsupported) {
        check.refuse("salesOrderId", Violation::LineTypeNotSupported);
    }
    let items: BTreeSet<_> = lines.iter().filter_map(|line| line.item_id).collect();
    let items = tx.find::<item::Entity>().by_ids(items).await?;
    let vendors: BTreeSet<_> = items.iter().map(|item| item.default_vendor_id).collect();
    if let (Some(vendor), 1) = (vendors.first().copied().flatten(), vendors.len()) {
        sources.vendor = sources.vendor.or(Some(vendor));
    }
    for line in lines {
        let Some(item) = line.item_id else { continue };
        sources.lines.push(WantedLine {
            quantity: Some(line.quantity.decimal()),
            plain: Wanted {
                item: Some(item),
                description: Some(line.description.clone()),
                variant: line.variant.clone(),
                unit: line.unit.as_ref().map(|unit| unit.0.clone()),
                ..Wanted::default()
            },
            ..WantedLine::default()
        });
    }
    Ok(())
}
