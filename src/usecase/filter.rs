//! Filters as trees over a noun's fields; the noun says which column a field is.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, LikeExpr, SimpleExpr};
use sea_orm::{ColumnTrait, Value};
use uuid::Uuid;

/// A condition on rows, over the fields `F`.
#[derive(Clone, Debug)]
pub enum Filter<F> {
    /// All of them hold; none holds too.
    All(Vec<Self>),
    /// One of them holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// A field meets a test.
    Field(F, Test),
}

/// A test of one value.
#[derive(Clone, Debug)]
pub enum Test {
    /// Equal.
    Equals(Scalar),
    /// One of these.
    In(Vec<Scalar>),
    /// The text has this in it, whatever the case.
    Contains(String),
    /// This or larger.
    AtLeast(Scalar),
    /// This or smaller.
    AtMost(Scalar),
    /// Absent, or present.
    IsNull(bool),
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Text, also a code or a member of a closed set.
    Text(String),
    /// A key.
    Id(Uuid),
    /// A day.
    Date(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// An exact number in its smallest steps.
    Steps(i64),
    /// Yes or no.
    Boolean(bool),
}

impl Scalar {
    fn has_nul(&self) -> bool {
        matches!(self, Self::Text(text) if text.contains('\0'))
    }
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Text(text) => text.into(),
            Scalar::Id(id) => id.into(),
            Scalar::Date(date) => date.into(),
            Scalar::Instant(instant) => instant.into(),
            Scalar::Steps(steps) => steps.into(),
            Scalar::Boolean(yes) => yes.into(),
        }
    }
}

impl<F: Copy> Filter<F> {
    /// No condition.
    #[must_use]
    pub fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// The condition over columns.
    pub fn condition<C: ColumnTrait>(&self, column: &impl Fn(F) -> C) -> Condition {
        match self {
            Self::All(parts) => parts.iter().fold(Condition::all(), |all, part| {
                all.add(part.condition(column))
            }),
            // An empty OR holds for nothing, as in any logic; sea-query would leave it out.
            Self::Any(parts) if parts.is_empty() => Expr::val(1).eq(0).into_condition(),
            Self::Any(parts) => parts.iter().fold(Condition::any(), |any, part| {
                any.add(part.condition(column))
            }),
            Self::Not(part) => part.condition(column).not(),
            Self::Field(field, test) => test.on(column(*field)).into_condition(),
        }
    }
}

impl Test {
    fn on<C: ColumnTrait>(&self, column: C) -> SimpleExpr {
        match self {
            // No text that is stored has a NUL in it, and PostgreSQL takes none to compare with.
            Self::Equals(Scalar::Text(text)) | Self::Contains(text) if text.contains('\0') => {
                Expr::val(1).eq(0)
            }
            Self::In(values) if values.iter().any(Scalar::has_nul) => {
                let rest = values
                    .iter()
                    .filter(|value| !value.has_nul())
                    .cloned()
                    .collect();
                Self::In(rest).on(column)
            }
            Self::Equals(value) => column.eq(value.clone()),
            Self::In(values) if values.is_empty() => Expr::val(1).eq(0),
            Self::In(values) => column.is_in(values.iter().cloned()),
            Self::Contains(text) => {
                let pattern = format!("%{}%", escaped(&text.to_lowercase()));
                let lower = Expr::expr(sea_orm::sea_query::Func::lower(column.into_expr()));
                lower.like(LikeExpr::new(pattern).escape('\\'))
            }
            Self::AtLeast(value) => column.gte(value.clone()),
            Self::AtMost(value) => column.lte(value.clone()),
            Self::IsNull(true) => column.is_null(),
            Self::IsNull(false) => column.is_not_null(),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// A member of a closed set as it is stored.
pub fn stored<K: sea_orm::ActiveEnum<Value = String>>(kind: K) -> String {
    kind.to_value()
}
