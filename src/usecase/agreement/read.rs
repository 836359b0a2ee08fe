//! Lists of agreements and their versions.

use entity::agreement::{Column, Entity};
use entity::ids::AgreementId;
use entity::kinds::AgreementStatus;
use entity::{agreement, agreement_version, commitment_entry, purchase_order, sales_order};
use sea_orm::ColumnTrait;

use crate::domain::version::{Change, difference};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What agreements can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Their id.
    Id,
    /// Their number.
    Number,
    /// Their title.
    Title,
    /// Their vendor.
    Vendor,
    /// Their customer.
    Customer,
    /// Their classification.
    Classification,
    /// Their currency.
    Currency,
    /// Where they stand.
    Status,
    /// The first day of new lines.
    DefaultEffectiveDate,
    /// The last day of new lines.
    DefaultExpirationDate,
    /// The worker responsible.
    PrimaryWorker,
    /// When they were made.
    CreatedAt,
}

/// What agreements can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their number.
    Number,
    /// The last day of new lines.
    DefaultExpirationDate,
    /// When they were made.
    CreatedAt,
}

fn column(field: Field) -> Column {
    match field {
        Field::Id => Column::Id,
        Field::Number => Column::Number,
        Field::Title => Column::Title,
        Field::Vendor => Column::VendorId,
        Field::Customer => Column::CustomerId,
        Field::Classification => Column::AgreementClassificationId,
        Field::Currency => Column::Currency,
        Field::Status => Column::Status,
        Field::DefaultEffectiveDate => Column::DefaultEffectiveDate,
        Field::DefaultExpirationDate => Column::DefaultExpirationDate,
        Field::PrimaryWorker => Column::PrimaryWorker,
        Field::CreatedAt => Column::CreatedAt,
    }
}

/// The order that was asked for, by number if none was.
pub fn order(asked: impl IntoIterator<Item = (Sort, Order)>) -> OrderBy<Entity> {
    OrderBy::new(asked, (Sort::Number, Order::Ascending), |sort| match sort {
        Sort::Number => Column::Number,
        Sort::DefaultExpirationDate => Column::DefaultExpirationDate,
        Sort::CreatedAt => Column::CreatedAt,
    })
}

/// A page of the agreements that meet a filter.
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

/// An agreement's confirmed versions, the first one first.
#[must_use]
pub fn version_order() -> OrderBy<agreement_version::Entity> {
    OrderBy::new([], ("version", Order::Ascending), |_| {
        agreement_version::Column::Version
    })
}

/// A page of an agreement's confirmed versions.
///
/// # Errors
/// When the database fails.
pub async fn versions(
    scope: &impl Scope,
    id: AgreementId,
    order: &OrderBy<agreement_version::Entity>,
    ask: &PageAsk,
) -> Result<Page<agreement_version::Entity>, Failure> {
    let select = scope.find::<agreement_version::Entity>();
    let own = agreement_version::Column::AgreementId.eq(id);
    select.filter(own).page(&order.columns, ask).await
}

/// One confirmed version.
///
/// # Errors
/// When the database fails.
pub async fn version(
    scope: &impl Scope,
    id: AgreementId,
    version: i32,
) -> Result<Option<agreement_version::Model>, Failure> {
    use agreement_version::Column;
    let select = scope
        .find::<agreement_version::Entity>()
        .filter(Column::AgreementId.eq(id));
    select.filter(Column::Version.eq(version)).one().await
}

/// How two confirmed versions differ, field by field.
///
/// # Errors
/// When one of them does not exist; or when the database fails.
pub async fn version_difference(
    scope: &impl Scope,
    id: AgreementId,
    from: i32,
    to: i32,
) -> Result<Vec<Change>, Failure> {
    let mut snapshots = Vec::with_capacity(2);
    for (field, number) in [("from", from), ("to", to)] {
        let missing = || Failure::refused(field, Violation::VersionMissing { version: number });
        let row = version(scope, id, number).await?.ok_or_else(missing)?;
        let snapshot: serde_json::Value = serde_json::from_str(&row.snapshot)
            .map_err(|error| Failure::Broken(error.to_string()))?;
        snapshots.push(snapshot);
    }
    match snapshots.as_slice() {
        [old, new] => Ok(difference(old, new)),
        _ => Err(Failure::Broken("two versions were read".to_owned())),
    }
}

/// Whether it is on hold, was never confirmed, and leaves no trading partner's agreement alone.
#[must_use]
pub fn is_new(row: &agreement::Model) -> bool {
    let is_alone = row.chain_legal_entity_id.is_none();
    row.status == AgreementStatus::OnHold && row.latest_version == 0 && is_alone
}

/// Whether anything was ordered from it, or counts towards it.
///
/// # Errors
/// When the database fails.
pub async fn is_used(scope: &impl Scope, id: AgreementId) -> Result<bool, Failure> {
    let entries = scope
        .find::<commitment_entry::Entity>()
        .filter(commitment_entry::Column::AgreementId.eq(id))
        .limit(1);
    let orders = scope
        .find::<purchase_order::Entity>()
        .filter(purchase_order::Column::AgreementId.eq(id))
        .limit(1);
    let sales = scope
        .find::<sales_order::Entity>()
        .filter(sales_order::Column::AgreementId.eq(id))
        .limit(1);
    let ordered = orders.one().await?.is_some() || sales.one().await?.is_some();
    Ok(ordered || entries.one().await?.is_some())
}
