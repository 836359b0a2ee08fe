//! What filters are made of (C-11): a test input for each kind of value, and how a noun's filter
//! input becomes a tree.

use async_graphql::{ID, InputObject};

use crate::failure::Failure;
use crate::usecase::filter::{Filter, Scalar, Test};

use super::id::{NodeId, local};
use super::scalar::{Date, DateTime, Decimal};

/// Tests of a text.
#[derive(InputObject, Clone, Debug, Default)]
pub struct StringFilter {
    /// Equal to this.
    pub eq: Option<String>,
    /// Equal to one of these, at most 250.
    #[graphql(name = "in", validator(max_items = 250))]
    pub one_of: Option<Vec<String>>,
    /// Has this in it, whatever the case.
    pub contains: Option<String>,
    /// Absent, or present.
    pub is_null: Option<bool>,
}

/// Tests of an id.
#[derive(InputObject, Clone, Debug, Default)]
pub struct IdFilter {
    /// Equal to this.
    pub eq: Option<ID>,
    /// Equal to one of these, at most 250.
    #[graphql(name = "in", validator(max_items = 250))]
    pub one_of: Option<Vec<ID>>,
    /// Absent, or present.
    pub is_null: Option<bool>,
}

/// Tests of a day.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DateFilter {
    /// Equal to this.
    pub eq: Option<Date>,
    /// This day or later.
    pub gte: Option<Date>,
    /// This day or earlier.
    pub lte: Option<Date>,
    /// Absent, or present.
    pub is_null: Option<bool>,
}

/// Tests of an instant.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DateTimeFilter {
    /// This instant or later.
    pub gte: Option<DateTime>,
    /// This instant or earlier.
    pub lte: Option<DateTime>,
}

/// Tests of a number.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DecimalFilter {
    /// Equal to this.
    pub eq: Option<Decimal>,
    /// This or more.
    pub gte: Option<Decimal>,
    /// This or less.
    pub lte: Option<Decimal>,
}

/// Tests of yes or no.
#[derive(InputObject, Clone, Debug, Default)]
pub struct BooleanFilter {
    /// Equal to this.
    pub eq: Option<bool>,
}

/// Something that tests one field.
pub trait Tests {
    /// The tests, all of which have to hold.
    fn tests(&self) -> Vec<Test>;
}

impl Tests for StringFilter {
    fn tests(&self) -> Vec<Test> {
        let text = |t: &String| Scalar::Text(t.clone());
        [
            self.eq.as_ref().map(|t| Test::Equals(text(t))),
            self.one_of
                .as_ref()
                .map(|all| Test::In(all.iter().map(text).collect())),
            self.contains.clone().map(Test::Contains),
            self.is_null.map(Test::IsNull),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl IdFilter {
    /// The tests, for ids of a type.
    #[must_use]
    pub fn tests<I: NodeId>(&self) -> Vec<Test> {
        let key = |id: &ID| Scalar::Id(local::<I>(id).into());
        [
            self.eq.as_ref().map(|id| Test::Equals(key(id))),
            self.one_of
                .as_ref()
                .map(|all| Test::In(all.iter().map(key).collect())),
            self.is_null.map(Test::IsNull),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Tests for DateFilter {
    fn tests(&self) -> Vec<Test> {
        [
            self.eq.map(|d| Test::Equals(Scalar::Date(d.0))),
            self.gte.map(|d| Test::AtLeast(Scalar::Date(d.0))),
            self.lte.map(|d| Test::AtMost(Scalar::Date(d.0))),
            self.is_null.map(Test::IsNull),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Tests for DateTimeFilter {
    fn tests(&self) -> Vec<Test> {
        [
            self.gte.map(|d| Test::AtLeast(Scalar::Instant(d.0))),
            self.lte.map(|d| Test::AtMost(Scalar::Instant(d.0))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Tests for BooleanFilter {
    fn tests(&self) -> Vec<Test> {
        self.eq
            .map(|yes| Test::Equals(Scalar::Boolean(yes)))
            .into_iter()
            .collect()
    }
}

/// How many tests a filter may have in all: the database compares each row with each of them, and a
/// condition of a great many is more than it and we can take.
const TESTS_MAX: usize = 100;

/// How many tests a filter may still have.
#[derive(Debug)]
pub struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(TESTS_MAX)
    }
}

impl Room {
    /// Takes what one part of a filter needs.
    ///
    /// # Errors
    /// When there is no room left.
    pub fn take(&mut self, tests: usize) -> Result<(), Failure> {
        let left = self.0.checked_sub(tests);
        self.0 = left.ok_or_else(|| {
            Failure::BadInput(format!("a filter has at most {TESTS_MAX} tests in all"))
        })?;
        Ok(())
    }
}

/// All tests of one field.
pub fn field<F: Copy>(field: F, tests: Vec<Test>) -> Vec<Filter<F>> {
    tests
        .into_iter()
        .map(|test| Filter::Field(field, test))
        .collect()
}

/// Writes the test input of a closed set.
macro_rules! kind_filter {
    ($(#[$doc:meta])* $filter:ident, $kind:ident) => {
        $(#[$doc])*
        #[derive(async_graphql::InputObject, Clone, Debug, Default)]
        pub struct $filter {
            /// Equal to this.
            pub eq: Option<$crate::graphql::kinds::$kind>,
            /// Equal to one of these, at most 250.
            #[graphql(name = "in", validator(max_items = 250))]
            pub one_of: Option<Vec<$crate::graphql::kinds::$kind>>,
        }

        impl $crate::graphql::filter::Tests for $filter {
            fn tests(&self) -> Vec<$crate::usecase::filter::Test> {
                use $crate::usecase::filter::{Scalar, Test};
                let text = |kind: $crate::graphql::kinds::$kind| {
                    let kind = ::entity::kinds::$kind::from(kind);
                    Scalar::Text($crate::usecase::filter::stored(kind))
                };
                let one_of = self.one_of.as_ref();
                [
                    self.eq.map(|kind| Test::Equals(text(kind))),
                    one_of.map(|all| Test::In(all.iter().map(|kind| text(*kind)).collect())),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
        }
    };
}
pub(crate) use kind_filter;

/// Writes how a noun's filter input becomes a tree: its own tests, its `and`, `or` and `not`.
macro_rules! filter_tree {
    ($filter:ident, $fields:path, |$this:ident| $own:expr) => {
        impl $filter {
            /// The filter as a tree over the noun's fields.
            ///
            /// # Errors
            /// When it has too many tests.
            pub fn tree(
                &self,
            ) -> Result<$crate::usecase::filter::Filter<$fields>, $crate::failure::Failure> {
                self.grown(&mut $crate::graphql::filter::Room::default(), 0)
            }

            /// As a part of a filter: one that tests nothing is one all the same.
            fn grown(
                &self,
                room: &mut $crate::graphql::filter::Room,
                least: usize,
            ) -> Result<$crate::usecase::filter::Filter<$fields>, $crate::failure::Failure> {
                use $crate::usecase::filter::Filter;
                let $this = self;
                let mut all: Vec<Filter<$fields>> = $own;
                room.take(all.len().max(least))?;
                for one in self.and.iter().flatten() {
                    all.push(one.grown(room, 1)?);
                }
                if let Some(any) = &self.or {
                    let any = any.iter().map(|one| one.grown(room, 1));
                    all.push(Filter::Any(any.collect::<Result<_, _>>()?));
                }
                if let Some(not) = &self.not {
                    all.push(Filter::Not(Box::new(not.grown(room, 1)?)));
                }
                Ok(Filter::All(all))
            }
        }
    };
}
pub(crate) use filter_tree;
