//! Lists of vendor entries, what changed them, and what stands with a vendor.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::{VendorApplicationId, VendorEntryId, VendorId};
use entity::vendor_entry::{Column, Entity, Model};
use entity::{vendor_application, vendor_detail_entry};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::IntoCondition;

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, RelatedSums, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What vendor entries can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their vendor.
    Vendor,
    /// What kind of document they are.
    DocumentType,
    /// The posted document's number.
    DocumentNumber,
    /// The vendor's own number.
    ExternalNumber,
    /// The day they are posted for.
    PostingDate,
    /// When they are to be paid.
    DueDate,
    /// Their currency.
    Currency,
    /// Why they are held back.
    OnHold,
    /// Whether something of them is not settled.
    Open,
}

/// What vendor entries can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// The day they are posted for.
    PostingDate,
    /// When they are to be paid.
    DueDate,
    /// The posted document's number.
    DocumentNumber,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::Vendor => Column::VendorId,
        Field::DocumentType => Column::DocumentType,
        Field::DocumentNumber => Column::DocumentNumber,
        Field::ExternalNumber => Column::ExternalNumber,
        Field::PostingDate => Column::PostingDate,
        Field::DueDate => Column::DueDate,
        Field::Currency => Column::Currency,
        Field::OnHold => Column::OnHold,
        Field::Open => Column::Open,
    }
}

/// The order that was asked for, by posting date if none was.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>) -> OrderBy<Entity> {
    let default = (Sort::PostingDate, Order::Ascending);
    OrderBy::new(asked, default, |sort| match sort {
        Sort::PostingDate => Column::PostingDate,
        Sort::DueDate => Column::DueDate,
        Sort::DocumentNumber => Column::DocumentNumber,
    })
}

/// A page of the entries that meet a filter.
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

/// The first entries of some vendors, by posting date, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn first_of_vendors(
    scope: &impl Scope,
    vendors: &[VendorId],
    n: u32,
) -> Result<Vec<Model>, Failure> {
    let select = scope.find::<Entity>();
    let order = order([]);
    let vendors = vendors.to_vec();
    select
        .first_of_each(Column::VendorId, vendors, &order.columns, n)
        .await
}

/// The front page of a vendor's entries, from rows that were read already.
#[must_use]
pub fn front(scope: &impl Scope, vendor: VendorId, rows: Vec<Model>, size: u32) -> Page<Entity> {
    let all = scope.find::<Entity>().filter(Column::VendorId.eq(vendor));
    Page::front(rows, &order([]).columns, size, all)
}

/// What changed some entries, in its order.
///
/// # Errors
/// When the database fails.
pub async fn details(
    scope: &impl Scope,
    entries: &[VendorEntryId],
) -> Result<Vec<vendor_detail_entry::Model>, Failure> {
    use vendor_detail_entry::{Column, Entity};
    let own = Column::VendorEntryId.is_in(entries.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::Id).all().await
}

/// What some applications changed, in its order.
///
/// # Errors
/// When the database fails.
pub async fn details_of_applications(
    scope: &impl Scope,
    applications: &[VendorApplicationId],
) -> Result<Vec<vendor_detail_entry::Model>, Failure> {
    use vendor_detail_entry::{Column, Entity};
    let own = Column::VendorApplicationId.is_in(applications.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::Id).all().await
}

/// The applications that undo some others.
///
/// # Errors
/// When the database fails.
pub async fn undoing(
    scope: &impl Scope,
    applications: &[VendorApplicationId],
) -> Result<Vec<vendor_application::Model>, Failure> {
    use vendor_application::{Column, Entity};
    let own = Column::UndoesVendorApplicationId.is_in(applications.iter().copied());
    scope.find::<Entity>().filter(own).all().await
}

/// The applications under a condition that stand: not undone, and no undoing; oldest first.
///
/// # Errors
/// When the database fails.
pub async fn standing(
    scope: &impl Scope,
    condition: impl IntoCondition,
) -> Result<Vec<vendor_application::Model>, Failure> {
    use vendor_application::{Column, Entity};
    let mut rows = scope
        .find::<Entity>()
        .filter(condition)
        .filter(Column::UndoesVendorApplicationId.is_null())
        .order_by(Column::Id)
        .all()
        .await?;
    let ids: Vec<VendorApplicationId> = rows.iter().map(|row| row.id).collect();
    let undone = undoing(scope, &ids).await?;
    let undone: BTreeSet<VendorApplicationId> = undone
        .into_iter()
        .filter_map(|row| row.undoes_vendor_application_id)
        .collect();
    rows.retain(|row| !undone.contains(&row.id));
    Ok(rows)
}

/// What stands between us and a vendor in a currency; below zero where we owe.
#[derive(Clone, Copy, Debug)]
pub struct Balance {
    /// The currency.
    pub currency: CurrencyCode,
    /// The sum.
    pub amount: Amount,
    /// The same in the accounting currency.
    pub accounting: Amount,
}

/// What stands between us and some vendors, by currency: the sums of all that is posted up to a
/// day, or of all that is posted.
///
/// # Errors
/// When the database fails.
pub async fn balances(
    scope: &impl Scope,
    vendors: &[VendorId],
    as_of: Option<NaiveDate>,
) -> Result<HashMap<VendorId, Vec<Balance>>, Failure> {
    use vendor_detail_entry::{Column as Detail, Entity as Details};
    let own = Column::VendorId.is_in(vendors.iter().copied());
    let mut select = scope.find::<Details>().where_related::<Entity>(own);
    if let Some(day) = as_of {
        select = select.filter(Detail::PostingDate.lte(day));
    }
    let keys = (Column::VendorId, Detail::Currency);
    let sums = [Detail::Amount, Detail::AccountingAmount];
    let sums = select.sums_by_related::<Entity>(keys, &sums).await?;
    let mut balances: HashMap<VendorId, Vec<Balance>> = HashMap::new();
    for RelatedSums { key, text, sums } in sums {
        let [amount, accounting] = sums.as_slice() else {
            continue;
        };
        let currency = text
            .parse()
            .map_err(|_reason| Failure::Broken(format!("{text} is no currency code")))?;
        balances.entry(key.into()).or_default().push(Balance {
            currency,
            amount: Amount::from_steps(*amount),
            accounting: Amount::from_steps(*accounting),
        });
    }
    for own in balances.values_mut() {
        own.sort_by_key(|balance| balance.currency.to_string());
    }
    Ok(balances)
}
