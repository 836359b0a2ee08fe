//! Lists of ledgers and posted documents as connections, and those that belong to a parent.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Enum, InputObject, Result};
use uuid::Uuid;

use crate::failure::Shared;
use crate::graphql::page::{OrderDirection, Paging};
use crate::graphql::view::{Rows, View};
use crate::tenancy::{Order, Page};
use crate::usecase::filter::{Filter, Scalar, Test};
use crate::usecase::list::{self, List};

/// What rows of ledgers and posted documents can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::list::LedgerSort")]
pub enum LedgerOrderField {
    /// The day they are posted for.
    PostingDate,
    /// The document's number; a voucher's own.
    DocumentNumber,
}

/// How rows of ledgers and posted documents are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct LedgerOrder {
    /// By what.
    field: LedgerOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

impl LedgerOrder {
    /// What was asked for, as lists take it.
    pub fn asked(
        orders: Option<Vec<Self>>,
    ) -> impl Iterator<Item = (crate::usecase::list::LedgerSort, Order)> {
        let orders = orders.unwrap_or_default().into_iter();
        orders.map(|order| (order.field.into(), order.direction.into()))
    }
}

/// A page and the name of its order, as connections are made of.
pub type Paged<E> = (Page<E>, String);

/// A page of the rows that meet a filter.
///
/// # Errors
/// When the paging is wrong, or the database fails.
pub async fn page<E: List>(
    view: &View,
    filter: &Filter<E::Field>,
    asked: impl IntoIterator<Item = (E::Sort, Order)>,
    paging: &Paging,
) -> Result<Paged<E>> {
    let order = list::order::<E>(asked);
    let ask = paging.ask(&order, view)?;
    let page = list::page::<E>(view.read(), filter, &order, &ask).await?;
    Ok((page, order.name))
}

/// A page of the rows of one parent. The front pages of many parents share one statement.
///
/// # Errors
/// When the paging is wrong, or the database fails.
pub async fn page_of<E: List>(
    view: &View,
    (by, id): (E::Field, Uuid),
    filter: Option<Filter<E::Field>>,
    paging: &Paging,
) -> Result<Paged<E>> {
    let own = Filter::Field(by, Test::Equals(Scalar::Id(id)));
    if filter.is_some() || !paging.is_front() {
        let all = std::iter::once(own).chain(filter).collect();
        return page(view, &Filter::All(all), [], paging).await;
    }
    let order = list::order::<E>([]);
    let ask = paging.ask(&order, view)?;
    let n = Some(ask.size + 1);
    let is = Scalar::Id(id);
    let rows = view.load(Of::<E> { by, is, n }).await?.unwrap_or_default();
    let all = list::select::<E>(view.read(), &own);
    let page = Page::front((*rows).clone(), &order.columns, ask.size, all);
    Ok((page, order.name))
}

/// All rows of one parent, in their own order; those of many parents are read in one statement.
///
/// # Errors
/// When the database fails.
pub async fn all_of<E: List>(
    view: &View,
    by: E::Field,
    parent: impl Into<Uuid>,
) -> Result<Vec<E::Model>, Shared> {
    let is = Scalar::Id(parent.into());
    let n = None;
    let rows = view.load(Of::<E> { by, is, n }).await?.unwrap_or_default();
    Ok((*rows).clone())
}

/// The row that a number names, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn numbered<E: List>(
    view: &View,
    by: E::Field,
    number: &str,
) -> Result<Option<E::Model>, Shared> {
    let is = Scalar::Text(number.to_owned());
    let n = Some(1);
    let rows = view.load(Of::<E> { by, is, n }).await?.unwrap_or_default();
    Ok(rows.first().cloned())
}

/// Asks for the first rows of a parent; for all where no number is given.
pub struct Of<E: List> {
    by: E::Field,
    is: Scalar,
    n: Option<u32>,
}

impl<E: List> Clone for Of<E> {
    fn clone(&self) -> Self {
        Self {
            by: self.by,
            is: self.is.clone(),
            n: self.n,
        }
    }
}

impl<E: List> PartialEq for Of<E> {
    fn eq(&self, other: &Self) -> bool {
        (self.by, &self.is, self.n) == (other.by, &other.is, other.n)
    }
}

impl<E: List> Eq for Of<E> {}

impl<E: List> Hash for Of<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.by, &self.is, self.n).hash(state);
    }
}

impl<E: List> Loader<Of<E>> for Rows {
    type Value = Arc<Vec<E::Model>>;
    type Error = Shared;

    async fn load(&self, keys: &[Of<E>]) -> Result<HashMap<Of<E>, Self::Value>, Self::Error> {
        let mut alike: HashMap<(E::Field, Option<u32>), Vec<Scalar>> = HashMap::new();
        for key in keys {
            let parents = alike.entry((key.by, key.n)).or_default();
            parents.push(key.is.clone());
        }
        let mut found = HashMap::new();
        for ((by, n), parents) in alike {
            for (is, rows) in list::of_each::<E>(self.read(), by, parents, n).await? {
                found.insert(Of { by, is, n }, Arc::new(rows));
            }
        }
        Ok(found)
    }
}
