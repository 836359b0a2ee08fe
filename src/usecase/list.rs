//! Lists that are all read in one way: in pages, or the rows of many parents in one statement.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use entity::partition::Partitioned;
use sea_orm::{ColumnTrait, ModelTrait, Value};

use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope, Scoped};
use crate::usecase::filter::{Filter, Scalar};
use crate::usecase::sort::OrderBy;

/// A table that lists are read from; `list!` says how.
pub trait List: Partitioned<Model: Send + Sync + 'static> {
    /// What rows can be filtered by.
    type Field: Copy + Eq + Hash + Debug + Send + Sync + 'static;
    /// What rows can be sorted by.
    type Sort: Copy + Debug;
    /// What they are sorted by unless another order is asked for.
    const SORT: Self::Sort;

    /// The column of a field.
    fn field(field: Self::Field) -> Self::Column;

    /// The column of an order.
    fn sort(sort: Self::Sort) -> Self::Column;
}

/// What rows of ledgers and posted documents can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerSort {
    /// The day they are posted for.
    PostingDate,
    /// The document's number.
    DocumentNumber,
}

/// Writes how a table is listed: its fields are columns of the same name, its first order is the
/// one that counts when none is asked for.
macro_rules! list {
    (
        $table:ident,
        $(#[$doc:meta])* $field:ident { $($(#[$fdoc:meta])* $name:ident,)* },
        $sort:ident { $first:ident => $column:ident $(, $other:ident => $more:ident)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $field { $($(#[$fdoc])* $name,)* }

        impl $crate::usecase::list::List for ::entity::$table::Entity {
            type Field = $field;
            type Sort = $sort;
            const SORT: $sort = $sort::$first;

            fn field(field: $field) -> ::entity::$table::Column {
                match field { $($field::$name => ::entity::$table::Column::$name,)* }
            }

            fn sort(sort: $sort) -> ::entity::$table::Column {
                match sort {
                    $sort::$first => ::entity::$table::Column::$column,
                    $($sort::$other => ::entity::$table::Column::$more,)*
                }
            }
        }
    };
}
pub(crate) use list;

/// The order that was asked for, else the table's own.
pub fn order<E: List>(asked: impl IntoIterator<Item = (E::Sort, Order)>) -> OrderBy<E> {
    OrderBy::new(asked, (E::SORT, Order::Ascending), E::sort)
}

/// The rows that meet a filter.
#[must_use]
pub fn select<E: List>(scope: &impl Scope, filter: &Filter<E::Field>) -> Scoped<E> {
    scope.find::<E>().filter(filter.condition(&E::field))
}

/// A page of the rows that meet a filter.
///
/// # Errors
/// When the database fails.
pub async fn page<E: List>(
    scope: &impl Scope,
    filter: &Filter<E::Field>,
    order: &OrderBy<E>,
    ask: &PageAsk,
) -> Result<Page<E>, Failure> {
    select::<E>(scope, filter).page(&order.columns, ask).await
}

/// The first rows of each of some parents in the table's own order, all where no number is given;
/// one statement for all parents. `by` is the field that names the parent.
///
/// # Errors
/// When the database fails.
pub async fn of_each<E: List>(
    scope: &impl Scope,
    by: E::Field,
    parents: Vec<Scalar>,
    n: Option<u32>,
) -> Result<HashMap<Scalar, Vec<E::Model>>, Failure> {
    let column = E::field(by);
    let rows = match n {
        Some(n) => {
            let order = order::<E>([]);
            let select = scope.find::<E>();
            select
                .first_of_each(column, parents, &order.columns, n)
                .await?
        }
        None => {
            let select = scope.find::<E>().filter(column.is_in(parents));
            select
                .order_by(E::sort(E::SORT))
                .order_by(E::ID)
                .all()
                .await?
        }
    };
    let mut groups: HashMap<Scalar, Vec<E::Model>> = HashMap::new();
    for row in rows {
        let parent = match row.get(column) {
            Value::Uuid(Some(id)) => Scalar::Id(id),
            Value::String(Some(text)) => Scalar::Text(text),
            _ => continue,
        };
        groups.entry(parent).or_default().push(row);
    }
    Ok(groups)
}
