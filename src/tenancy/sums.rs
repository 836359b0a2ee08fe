//! Exact sums by the database.

use entity::partition::Partitioned;
use sea_orm::sea_query::{Alias, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryResult, QuerySelect, QueryTrait, TryGetableMany};

use crate::failure::Failure;

use super::scoped::Scoped;

/// The exact sums of some rows that share a key.
pub struct Sums<K = uuid::Uuid> {
    /// The key.
    pub key: K,
    /// The sums in smallest steps, in the order of the columns asked for.
    pub sums: Vec<i64>,
}

/// The exact sums of some rows whose related rows share a key.
pub struct RelatedSums {
    /// The related rows' key.
    pub key: uuid::Uuid,
    /// The rows' own text that they share.
    pub text: String,
    /// The sums in smallest steps, in the order of the columns asked for.
    pub sums: Vec<i64>,
}

impl<E: Partitioned> Scoped<E> {
    /// Exact sums of whole-number columns, by a key column.
    ///
    /// # Errors
    /// When a sum does not fit a column; or when the database fails.
    pub async fn sums_by(self, key: E::Column, sums: &[E::Column]) -> Result<Vec<Sums>, Failure> {
        self.sums_by_all(&[key], sums).await
    }

    /// The same by several key columns, as the tuple `K`. PostgreSQL sums 64-bit numbers as NUMERIC
    /// and SQLite refuses to overflow, so both can say the sum as text.
    ///
    /// # Errors
    /// When a sum does not fit a column; or when the database fails.
    pub async fn sums_by_all<K: TryGetableMany>(
        self,
        keys: &[E::Column],
        sums: &[E::Column],
    ) -> Result<Vec<Sums<K>>, Failure> {
        let mut select = self.select.select_only();
        let names: Vec<String> = (0..keys.len()).map(|place| format!("key{place}")).collect();
        for (column, name) in keys.iter().zip(&names) {
            select = select.column_as(*column, name.clone()).group_by(*column);
        }
        for (place, column) in sums.iter().enumerate() {
            select = select.column_as(text_of_sum(*column), format!("sum{place}"));
        }
        let statement = self.handle.backend().build(select.as_query());
        let connection = self.handle.connection().await?;
        let rows = connection.query_all_raw(statement).await?;
        rows.into_iter()
            .map(|row| {
                let key = K::try_get_many(&row, "", &names).map_err(sea_orm::DbErr::from)?;
                let sums = sums_of(&row, sums.len())?;
                Ok(Sums { key, sums })
            })
            .collect()
    }

    /// The same by a key of the related row, that [`Self::where_related`] has joined, and a text
    /// of the row itself.
    ///
    /// # Errors
    /// When a sum does not fit a column; or when the database fails.
    pub async fn sums_by_related<F>(
        self,
        (key, text): (F::Column, E::Column),
        sums: &[E::Column],
    ) -> Result<Vec<RelatedSums>, Failure>
    where
        F: Partitioned,
        E: sea_orm::Related<F>,
    {
        let mut select = self
            .select
            .select_only()
            .column_as(key, "key")
            .column_as(text, "text")
            .group_by(key)
            .group_by(text);
        for (place, column) in sums.iter().enumerate() {
            select = select.column_as(text_of_sum(*column), format!("sum{place}"));
        }
        let statement = self.handle.backend().build(select.as_query());
        let connection = self.handle.connection().await?;
        let rows = connection.query_all_raw(statement).await?;
        rows.into_iter()
            .map(|row| {
                Ok(RelatedSums {
                    key: row.try_get("", "key")?,
                    text: row.try_get("", "text")?,
                    sums: sums_of(&row, sums.len())?,
                })
            })
            .collect()
    }
}

fn text_of_sum(column: impl ColumnTrait) -> SimpleExpr {
    column.sum().cast_as(Alias::new("text"))
}

fn sums_of(row: &QueryResult, n: usize) -> Result<Vec<i64>, Failure> {
    let sum = |place: usize| -> Result<i64, Failure> {
        let text: String = row.try_get("", &format!("sum{place}"))?;
        text.parse()
            .map_err(|_reason| Failure::Broken("a sum does not fit".to_owned()))
    };
    (0..n).map(sum).collect()
}
