//! What an act leaves behind, and how it is found again when its idempotency key comes back.

use entity::kinds::PriceSource;
use entity::partition::Partitioned;
use sea_orm::{EntityName, FromQueryResult, ModelTrait, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::pricing::Priced;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

/// The result of an act, which can be written down as text and found again from it.
pub trait Outcome: Sized + Send {
    /// The text.
    ///
    /// # Errors
    /// When it cannot be written, which no outcome of ours brings about.
    fn remember(&self) -> Result<String, Failure>;

    /// The result again. A row is the row as it is now.
    ///
    /// # Errors
    /// When it is gone; or when the database fails.
    fn recall(tx: &TenantTx, text: &str) -> impl Future<Output = Result<Self, Failure>> + Send;

    /// The rows that the result shows, by their table.
    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)>;
}

pub(super) fn write<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Broken(error.to_string()))
}

pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Broken(error.to_string()))
}

fn key_of<M>(row: &M) -> Result<Uuid, Failure>
where
    M: ModelTrait,
    M::Entity: Partitioned,
{
    match row.get(<M::Entity as Partitioned>::ID) {
        Value::Uuid(Some(id)) => Ok(id),
        _ => Err(Failure::Broken("an id is no UUID".to_owned())),
    }
}

/// Rows of one table.
fn shown<'a, M>(rows: impl IntoIterator<Item = &'a M>) -> Vec<(&'static str, Vec<Uuid>)>
where
    M: ModelTrait + 'a,
    M::Entity: Partitioned,
{
    // A key that is none is nobody's, and in nobody's reach.
    let keys = rows.into_iter().map(|row| key_of(row).unwrap_or_default());
    let table = EntityName::table_name(&<M::Entity as Default>::default());
    vec![(table, keys.collect())]
}

async fn row_of<M>(tx: &TenantTx, id: Uuid) -> Result<M, Failure>
where
    M: ModelTrait + FromQueryResult + Send + Sync,
    M::Entity: Partitioned<Model = M>,
{
    tx.find::<M::Entity>()
        .by_id(id)
        .await?
        .ok_or_else(|| Failure::not_found("id"))
}

impl<M> Outcome for M
where
    M: ModelTrait + FromQueryResult + Send + Sync,
    M::Entity: Partitioned<Model = M>,
{
    fn remember(&self) -> Result<String, Failure> {
        write(&key_of(self)?)
    }

    async fn recall(tx: &TenantTx, text: &str) -> Result<Self, Failure> {
        row_of(tx, read(text)?).await
    }

    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)> {
        shown([self])
    }
}

/// A row that an act wrote, with what it warned of.
#[derive(Clone, Debug)]
pub struct Warned<M> {
    /// The row.
    pub row: M,
    /// What is unusual about it, though allowed.
    pub warnings: Vec<Warning>,
}

/// Something unusual that was allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The place in a list of the input that it is about.
    pub element: Option<usize>,
    /// A stable word for it.
    pub code: WarningCode,
    /// The same for people.
    pub message: String,
}

/// What can be warned of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WarningCode {
    /// A line's net amount is below the commitment's least release amount.
    ReleaseAmountBelowMinimum,
    /// A line's net amount is above the commitment's largest release amount.
    ReleaseAmountAboveMaximum,
    /// The order's currency is not its agreement's, so that no line can be linked.
    CurrencyMismatch,
    /// The quantity is not one that the item's order settings recommend.
    QuantityNotRecommended,
    /// No price was found, so that it is zero.
    PriceMissing,
    /// A line of an indirect order could not be linked.
    NotLinked,
    /// A line was left out because no vendor is known for its item.
    VendorMissing,
}

impl Warning {
    /// That a line has no price because none was found.
    #[must_use]
    pub fn of_price(element: Option<usize>, priced: &Priced) -> Option<Self> {
        (priced.price_source == PriceSource::None).then(|| Self {
            element,
            code: WarningCode::PriceMissing,
            message: "no price was found; it is zero".to_owned(),
        })
    }

    /// A violation that is only warned of.
    #[must_use]
    pub fn of(element: Option<usize>, violation: &Violation) -> Self {
        let code = match violation {
            Violation::ReleaseAmountBelowMinimum { .. } => WarningCode::ReleaseAmountBelowMinimum,
            Violation::ReleaseAmountAboveMaximum { .. } => WarningCode::ReleaseAmountAboveMaximum,
            Violation::CurrencyMismatch { .. } => WarningCode::CurrencyMismatch,
            _ => WarningCode::NotLinked,
        };
        Self {
            element,
            code,
            message: violation.to_string(),
        }
    }
}

impl<M> Outcome for Warned<M>
where
    M: ModelTrait + FromQueryResult + Send + Sync,
    M::Entity: Partitioned<Model = M>,
{
    fn remember(&self) -> Result<String, Failure> {
        write(&(key_of(&self.row)?, &self.warnings))
    }

    async fn recall(tx: &TenantTx, text: &str) -> Result<Self, Failure> {
        let (id, warnings): (Uuid, Vec<Warning>) = read(text)?;
        Ok(Self {
            row: row_of(tx, id).await?,
            warnings,
        })
    }

    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)> {
        shown([&self.row])
    }
}

/// Several rows that an act wrote together, with what it warned of.
#[derive(Clone, Debug)]
pub struct WarnedAll<M> {
    /// The rows.
    pub rows: Vec<M>,
    /// What is unusual, though allowed.
    pub warnings: Vec<Warning>,
}

impl<M> Outcome for WarnedAll<M>
where
    M: ModelTrait + FromQueryResult + Send + Sync,
    M::Entity: Partitioned<Model = M>,
{
    fn remember(&self) -> Result<String, Failure> {
        let ids = self
            .rows
            .iter()
            .map(key_of)
            .collect::<Result<Vec<_>, _>>()?;
        write(&(ids, &self.warnings))
    }

    async fn recall(tx: &TenantTx, text: &str) -> Result<Self, Failure> {
        let (ids, warnings): (Vec<Uuid>, Vec<Warning>) = read(text)?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.push(row_of(tx, id).await?);
        }
        Ok(Self { rows, warnings })
    }

    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)> {
        shown(&self.rows)
    }
}

/// That a row was removed.
#[derive(Clone, Copy, Debug)]
pub struct Removed(pub Uuid);

impl Outcome for Removed {
    fn remember(&self) -> Result<String, Failure> {
        write(&self.0)
    }

    async fn recall(_tx: &TenantTx, text: &str) -> Result<Self, Failure> {
        Ok(Self(read(text)?))
    }

    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)> {
        Vec::new()
    }
}
