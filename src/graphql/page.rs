//! Connections: pages, edges and cursors (R-03 … R-08).

use async_graphql::SimpleObject;
use entity::partition::Partitioned;

use crate::failure::Failure;
use crate::tenancy::PageAsk;
use crate::usecase::sort::{FIELDS_MAX, OrderBy};

use super::view::View;

/// How many rows a page has when nobody says.
pub const PAGE_SIZE: u32 = 50;
/// How many rows a page may have.
pub const PAGE_SIZE_MAX: u32 = 250;

/// How many columns rows are sorted by at most, the key among them.
const COLUMNS_MAX: usize = FIELDS_MAX + 1;

/// Where a page stands within all rows.
#[derive(SimpleObject, Clone, Debug)]
pub struct PageInfo {
    /// Whether rows follow the page.
    pub has_next_page: bool,
    /// Whether rows precede the page.
    pub has_previous_page: bool,
    /// The cursor of the first row.
    pub start_cursor: Option<String>,
    /// The cursor of the last row.
    pub end_cursor: Option<String>,
}

/// The four arguments of every connection.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    /// How many rows from the front.
    pub first: Option<i32>,
    /// Only rows after this cursor.
    pub after: Option<String>,
    /// How many rows from the back.
    pub last: Option<i32>,
    /// Only rows before this cursor.
    pub before: Option<String>,
}

impl Paging {
    /// The arguments as they were given.
    #[must_use]
    pub fn new(
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Self {
        Self {
            first,
            after,
            last,
            before,
        }
    }

    /// The page that the arguments ask for in an order, of a list that is read from the view.
    ///
    /// # Errors
    /// When they contradict each other, are out of range, or a cursor is not as it was given for
    /// this list in this order.
    pub fn ask<E: Partitioned>(&self, order: &OrderBy<E>, view: &View) -> Result<PageAsk, Failure> {
        if self.first.is_some() && self.last.is_some() {
            return Err(bad("give first or last, not both"));
        }
        if order.columns.len() > COLUMNS_MAX {
            return Err(bad(&format!(
                "rows are sorted by at most {FIELDS_MAX} fields"
            )));
        }
        let size = match self.first.or(self.last) {
            None => PAGE_SIZE,
            Some(n) => u32::try_from(n)
                .ok()
                .filter(|n| *n <= PAGE_SIZE_MAX)
                .ok_or_else(|| bad("a page has 0 to 250 rows"))?,
        };
        let position = |cursor: &Option<String>| {
            cursor
                .as_ref()
                .map(|text| view.read().position::<E>(&order.name, text))
                .transpose()
        };
        Ok(PageAsk {
            size,
            backwards: self.last.is_some(),
            after: position(&self.after)?,
            before: position(&self.before)?,
        })
    }

    /// Whether the page is simply the first rows, so that many parents can share one statement.
    #[must_use]
    pub fn is_front(&self) -> bool {
        self.after.is_none() && self.before.is_none() && self.last.is_none()
    }
}

fn bad(reason: &str) -> Failure {
    Failure::BadInput(reason.to_owned())
}

/// Writes a connection and its edge for a node type over a table.
///
/// The node type needs `fn new(row: Model, view: View) -> Self`.
macro_rules! connection {
    ($(#[$doc:meta])* $connection:ident, $edge:ident, $node:ident, $entity:path) => {
        $(#[$doc])*
        pub struct $connection {
            page: $crate::tenancy::Page<$entity>,
            order: String,
            view: $crate::graphql::view::View,
        }

        /// One row of a connection, with its cursor.
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// Marks the row's place for `after` and `before`.
            cursor: String,
            /// The row.
            node: $node,
        }

        impl $connection {
            /// A page, the name of its order, and the view that it was read from.
            pub fn new(
                page: $crate::tenancy::Page<$entity>,
                order: impl Into<String>,
                view: $crate::graphql::view::View,
            ) -> Self {
                Self { page, order: order.into(), view }
            }

            fn cursor_at(
                &self,
                place: Option<&$crate::tenancy::Position>,
            ) -> async_graphql::Result<Option<String>> {
                let read = self.view.read();
                Ok(place.map(|p| read.cursor::<$entity>(&self.order, p)).transpose()?)
            }
        }

        $(#[$doc])*
        #[async_graphql::Object]
        impl $connection {
            /// The rows with their cursors.
            async fn edges(&self) -> async_graphql::Result<Vec<$edge>> {
                let read = self.view.read();
                let rows = self.page.rows.iter().zip(&self.page.positions);
                rows.map(|(row, position)| {
                    let cursor = read.cursor::<$entity>(&self.order, position)?;
                    Ok($edge { cursor, node: $node::new(row.clone(), self.view.clone()) })
                })
                .collect()
            }

            /// The rows.
            async fn nodes(&self) -> Vec<$node> {
                self.page.rows.iter().map(|r| $node::new(r.clone(), self.view.clone())).collect()
            }

            /// Where the page stands within all rows.
            async fn page_info(&self) -> async_graphql::Result<$crate::graphql::page::PageInfo> {
                Ok($crate::graphql::page::PageInfo {
                    has_next_page: self.page.has_next,
                    has_previous_page: self.page.has_previous,
                    start_cursor: self.cursor_at(self.page.positions.first())?,
                    end_cursor: self.cursor_at(self.page.positions.last())?,
                })
            }

            /// How many rows there are in all; counted only when asked for.
            async fn total_count(&self) -> async_graphql::Result<i32> {
                let count = self.page.all.clone().count().await?;
                Ok(i32::try_from(count).unwrap_or(i32::MAX))
            }
        }
    };
}
pub(crate) use connection;

/// Writes a mutation's payload: the result, none when it was refused, and the reasons.
macro_rules! payload {
    ($(#[$doc:meta])* $payload:ident, $(#[$fdoc:meta])* $field:ident: $node:ident, $model:ty) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $payload {
            $(#[$fdoc])*
            $field: Option<$node>,
            /// Why it was refused; empty when it was done.
            user_errors: Vec<$crate::graphql::user_error::UserError>,
        }

        impl From<$crate::graphql::context::Answer<$model>> for $payload {
            fn from(answer: $crate::graphql::context::Answer<$model>) -> Self {
                use $crate::graphql::context::Answer;
                match answer {
                    Answer::Done(row, view) => {
                        Self { $field: Some($node::new(row, view)), user_errors: Vec::new() }
                    }
                    Answer::Refused(refusals) => Self {
                        $field: None,
                        user_errors: refusals.into_iter().map(Into::into).collect(),
                    },
                }
            }
        }
    };
}
pub(crate) use payload;

/// Which way a list is sorted.
#[derive(async_graphql::Enum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OrderDirection {
    /// Smallest first.
    #[default]
    Asc,
    /// Largest first.
    Desc,
}

impl From<OrderDirection> for crate::tenancy::Order {
    fn from(direction: OrderDirection) -> Self {
        match direction {
            OrderDirection::Asc => Self::Ascending,
            OrderDirection::Desc => Self::Descending,
        }
    }
}
