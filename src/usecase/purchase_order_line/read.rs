//! Lists of order lines.

use std::collections::{BTreeSet, HashMap};

use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::{AgreementLineId, PurchaseOrderId, PurchaseOrderLineId};
use entity::purchase_order;
use entity::purchase_order_line::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::domain::commitment::Buckets;
use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope, TenantTx};
use crate::usecase::commitment::facts;
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

use super::row;

/// What order lines can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their order.
    PurchaseOrder,
    /// Their item.
    Item,
    /// Their category.
    Category,
    /// The commitment that they are linked to.
    AgreementLine,
    /// Their delivery day.
    DeliveryDate,
    /// Where their price came from.
    PriceSource,
}

/// What order lines can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// When they were made.
    CreatedAt,
    /// Their delivery day.
    DeliveryDate,
    /// Their number within the order.
    LineNumber,
}

/// The column of a field.
#[must_use]
pub fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::PurchaseOrder => Column::PurchaseOrderId,
        Field::Item => Column::ItemId,
        Field::Category => Column::ProcurementCategoryId,
        Field::AgreementLine => Column::AgreementLineId,
        Field::DeliveryDate => Column::DeliveryDate,
        Field::PriceSource => Column::PriceSource,
    }
}

/// The order that was asked for, else `default`.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>, default: Sort) -> OrderBy<Entity> {
    OrderBy::new(asked, (default, Order::Ascending), |sort| match sort {
        Sort::CreatedAt => Column::CreatedAt,
        Sort::DeliveryDate => Column::DeliveryDate,
        Sort::LineNumber => Column::LineNumber,
    })
}

/// A page of the order lines that meet a filter.
///
/// # Errors
/// When the database fails.
pub async fn page(
    scope: &impl Scope,
    filter: &Filter<Field>,
    order: &OrderBy<Entity>,
    ask: &PageAsk,
) -> Result<Page<Entity>, Failure> {
    scope
        .find::<Entity>()
        .filter(filter.condition(&column))
        .page(&order.columns, ask)
        .await
}

/// All lines of an order, locked, in the order of their numbers.
///
/// # Errors
/// When the database fails.
pub async fn lock_of(tx: &TenantTx, order: PurchaseOrderId) -> Result<Vec<Model>, Failure> {
    let select = tx
        .find::<Entity>()
        .filter(Column::PurchaseOrderId.eq(order));
    let mut lines = select.lock().all().await?;
    lines.sort_by_key(|line| line.line_number);
    Ok(lines)
}

/// Locks order lines of whichever orders, after these orders, as everybody does.
///
/// # Errors
/// When the database fails.
pub async fn lock_with_orders(
    tx: &TenantTx,
    lines: &BTreeSet<PurchaseOrderLineId>,
) -> Result<Vec<Model>, Failure> {
    let seen = tx.find::<Entity>().by_ids(lines.iter().copied()).await?;
    let orders: BTreeSet<_> = seen.iter().map(|line| line.purchase_order_id).collect();
    let orders = tx.find::<purchase_order::Entity>().lock().by_ids(orders);
    orders.await?;
    let lines = lines.iter().copied();
    tx.find::<Entity>().lock().by_ids(lines).await
}

/// The first order lines linked to each of some commitments, oldest first; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn first_of_commitments(
    scope: &impl Scope,
    commitments: &[AgreementLineId],
    n: u32,
) -> Result<HashMap<AgreementLineId, Vec<Model>>, Failure> {
    let order = order([], Sort::CreatedAt);
    let select = scope.find::<Entity>();
    let rows = select
        .first_of_each(
            Column::AgreementLineId,
            commitments.to_vec(),
            &order.columns,
            n,
        )
        .await?;
    let mut lines: HashMap<AgreementLineId, Vec<Model>> = HashMap::new();
    for row in rows {
        if let Some(parent) = row.agreement_line_id {
            lines.entry(parent).or_default().push(row);
        }
    }
    Ok(lines)
}

/// The first lines of each of some orders, by number; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn first_of_orders(
    scope: &impl Scope,
    orders: &[PurchaseOrderId],
    n: u32,
) -> Result<HashMap<PurchaseOrderId, Vec<Model>>, Failure> {
    let order = order([], Sort::LineNumber);
    let select = scope.find::<Entity>();
    let rows = select
        .first_of_each(Column::PurchaseOrderId, orders.to_vec(), &order.columns, n)
        .await?;
    let mut lines: HashMap<PurchaseOrderId, Vec<Model>> = HashMap::new();
    for row in rows {
        lines.entry(row.purchase_order_id).or_default().push(row);
    }
    Ok(lines)
}

/// The front page of the order lines that a filter finds, from rows that were read already.
#[must_use]
pub fn front(
    scope: &impl Scope,
    filter: &Filter<Field>,
    rows: Vec<Model>,
    order: &OrderBy<Entity>,
    size: u32,
) -> Page<Entity> {
    let all = scope.find::<Entity>().filter(filter.condition(&column));
    Page::front(rows, &order.columns, size, all)
}

/// A page of the order lines linked to any commitment of an agreement.
///
/// # Errors
/// When the database fails.
pub async fn page_of_agreement(
    scope: &impl Scope,
    agreement: entity::ids::AgreementId,
    filter: &Filter<Field>,
    order: &OrderBy<Entity>,
    ask: &PageAsk,
) -> Result<Page<Entity>, Failure> {
    use entity::agreement_line;
    let own = agreement_line::Column::AgreementId.eq(agreement);
    let select = scope.find::<Entity>().filter(filter.condition(&column));
    select
        .where_related::<agreement_line::Entity>(own)
        .page(&order.columns, ask)
        .await
}

/// The net amounts of orders in their currencies: what is ordered and not given up.
///
/// # Errors
/// When the database fails, or a sum does not fit.
pub async fn net_amounts(
    scope: &impl Scope,
    orders: &[(PurchaseOrderId, CurrencyCode)],
) -> Result<HashMap<PurchaseOrderId, Amount>, Failure> {
    let broken = || Failure::Broken("an order's total does not fit".to_owned());
    let mut currencies = HashMap::new();
    for (order, currency) in orders {
        currencies.insert(*order, facts::currency(scope, *currency).await?);
    }
    let select = scope
        .find::<Entity>()
        .filter(Column::PurchaseOrderId.is_in(orders.iter().map(|(order, _)| *order)));
    let mut totals: HashMap<PurchaseOrderId, Buckets> = HashMap::new();
    for row in select.all().await? {
        let order = row.purchase_order_id;
        let currency = currencies.get(&order).ok_or_else(broken)?;
        let part = row::line(&row)
            .buckets(false, *currency)
            .map_err(|_reason| broken())?;
        let total = totals.entry(order).or_default();
        *total = total.add(&part).map_err(|_reason| broken())?;
    }
    let amount = |(order, total): (_, Buckets)| {
        let amount = Amount::try_from(total.used_amount()).map_err(|_reason| broken())?;
        Ok((order, amount))
    };
    totals.into_iter().map(amount).collect()
}
