//! Pages in keyset order: a position is the values of the sort columns, so that rows that come or
//! go meanwhile shift nothing.

use entity::partition::Partitioned;
use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, Value};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

use super::scoped::{Scoped, values_of};

/// Which way a column sorts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Order {
    pub(super) fn is_ascending(self) -> bool {
        self == Self::Ascending
    }

    pub(super) fn sql(self, backwards: bool) -> sea_orm::Order {
        if self.is_ascending() == backwards {
            sea_orm::Order::Desc
        } else {
            sea_orm::Order::Asc
        }
    }
}

/// Which page is wanted.
#[derive(Clone, Debug)]
pub struct PageAsk {
    /// How many rows at most.
    pub size: u32,
    /// Whether the page is counted from the end.
    pub backwards: bool,
    /// Only rows after this.
    pub after: Option<Position>,
    /// Only rows before this.
    pub before: Option<Position>,
}

/// A row's place in an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position(Vec<Place>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    Text(String),
    Key(uuid::Uuid),
    Day(chrono::NaiveDate),
    Instant(chrono::DateTime<chrono::Utc>),
    Count(i32),
    Large(i64),
    Nothing,
}

impl Position {
    pub(super) fn of<E: Partitioned>(order: &[(E::Column, Order)], row: &E::Model) -> Self {
        Self(
            values_of::<E>(order, row)
                .into_iter()
                .map(Place::from)
                .collect(),
        )
    }

    pub(super) fn value(&self, n: usize) -> Value {
        self.0.get(n).cloned().unwrap_or(Place::Nothing).into()
    }

    /// Whether its values are of the kinds that the columns have.
    pub(super) fn is_of<E: Partitioned>(&self, order: &[(E::Column, Order)]) -> bool {
        let kinds = order
            .iter()
            .map(|(column, _)| column.def().get_column_type().clone());
        self.0.len() == order.len()
            && self
                .0
                .iter()
                .zip(kinds)
                .all(|(place, kind)| place.is_of(&kind))
    }
}

impl Place {
    fn is_of(&self, kind: &ColumnType) -> bool {
        match (self, kind) {
            (Self::Text(text), ColumnType::String(_) | ColumnType::Text) => !text.contains('\0'),
            (Self::Key(_), ColumnType::Uuid)
            | (Self::Day(_), ColumnType::Date)
            | (Self::Instant(_), ColumnType::TimestampWithTimeZone)
            | (Self::Count(_), ColumnType::Integer)
            | (Self::Large(_), ColumnType::BigInteger | ColumnType::Decimal(_)) => true,
            _ => false,
        }
    }
}

impl From<Value> for Place {
    fn from(value: Value) -> Self {
        match value {
            Value::String(Some(text)) => Self::Text(text),
            Value::Uuid(Some(key)) => Self::Key(key),
            Value::ChronoDate(Some(day)) => Self::Day(day),
            Value::ChronoDateTimeUtc(Some(instant)) => Self::Instant(instant),
            Value::Int(Some(count)) => Self::Count(count),
            Value::BigInt(Some(large)) => Self::Large(large),
            _ => Self::Nothing,
        }
    }
}

impl From<Place> for Value {
    fn from(place: Place) -> Self {
        match place {
            Place::Text(text) => text.into(),
            Place::Key(key) => key.into(),
            Place::Day(day) => day.into(),
            Place::Instant(instant) => instant.into(),
            Place::Count(count) => count.into(),
            Place::Large(large) => large.into(),
            Place::Nothing => Value::String(None),
        }
    }
}

/// Refuses a cursor.
pub(super) fn of_another_list() -> Failure {
    Failure::BadInput("the cursor is not one of this connection in this order".to_owned())
}

/// One page of rows, and the select that it was cut from.
pub struct Page<E: Partitioned> {
    /// The rows, in order.
    pub rows: Vec<E::Model>,
    /// The place of each row.
    pub positions: Vec<Position>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows precede.
    pub has_previous: bool,
    /// All rows that the page was cut from.
    pub all: Scoped<E>,
}

impl<E: Partitioned> Page<E>
where
    E::Model: Send + Sync,
{
    /// A page made of rows that were read together with those of other parents: the first `size`
    /// of `rows`, which are in `order` and may be one more than that.
    #[must_use]
    pub fn front(
        mut rows: Vec<E::Model>,
        order: &[(E::Column, Order)],
        size: u32,
        all: Scoped<E>,
    ) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let has_next = rows.len() > size;
        rows.truncate(size);
        let positions = rows
            .iter()
            .map(|row| Position::of::<E>(order, row))
            .collect();
        Self {
            rows,
            positions,
            has_next,
            has_previous: false,
            all,
        }
    }
}
