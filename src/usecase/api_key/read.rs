//! Lists of API keys.

use entity::api_key::{Column, Entity, Model};

use crate::auth::limits::Unreadable;
use crate::auth::{Limits, Role};
use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope};
use crate::usecase::sort::OrderBy;

/// In the order of their making, which their ids tell.
#[must_use]
pub fn order() -> OrderBy<Entity> {
    OrderBy::new([], ("made", Order::Ascending), |_| Column::Id)
}

/// A page of them.
///
/// # Errors
/// When the database fails.
pub async fn page(
    scope: &impl Scope,
    order: &OrderBy<Entity>,
    ask: &PageAsk,
) -> Result<Page<Entity>, Failure> {
    scope.find::<Entity>().page(&order.columns, ask).await
}

/// What a key may do.
#[must_use]
pub fn roles(row: &Model) -> Vec<Role> {
    row.roles.split(' ').filter_map(Role::named).collect()
}

/// What a key is limited to beside.
///
/// # Errors
/// When that cannot be read; then the key opens nothing.
pub fn limits(row: &Model) -> Result<Limits, Unreadable> {
    row.limits
        .as_deref()
        .map_or(Ok(Limits::default()), Limits::parse)
}
