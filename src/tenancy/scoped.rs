//! Selects that already name the legal entity.

use entity::legal_entity;
use entity::partition::Partitioned;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, IntoCondition, LockType, Query, SimpleExpr, WindowStatement,
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, Iterable, ModelTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, Value,
};

use crate::auth::Grant;
use crate::failure::Failure;
use crate::observe;

use super::db::Reference;
use super::page::{Order, Page, PageAsk, Position, of_another_list};
use super::reach::within;
use super::read::{Handle, TenantRead};
use super::tx::TenantTx;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::TenantRead {}
    impl Sealed for super::TenantTx {}
}

/// What both reading and writing hand out: selects within the legal entity.
pub trait Scope: sealed::Sealed + Sync {
    #[doc(hidden)]
    fn handle(&self) -> &Handle;

    /// A select over a tenant table, within the legal entity.
    fn find<E: Partitioned>(&self) -> Scoped<E> {
        let handle = self.handle().clone();
        let select = E::find().filter(E::LEGAL_ENTITY.eq(handle.legal_entity()));
        let select = match reach::<E>(&handle) {
            Some(condition) => select.filter(condition),
            None => select,
        };
        Scoped { handle, select }
    }

    /// The grant that all this stands on.
    fn granted(&self) -> &Grant {
        self.handle().grant()
    }

    /// What all legal entities share and nobody changes while the server runs; read once.
    fn reference(&self) -> impl Future<Output = Result<&Reference, Failure>> + Send {
        async {
            let handle = self.handle();
            handle.db().reference(handle.connection().await?).await
        }
    }

    /// The legal entity that all this is about.
    fn legal_entity(&self) -> impl Future<Output = Result<legal_entity::Model, Failure>> + Send {
        async {
            let handle = self.handle();
            legal_entity::Entity::find_by_id(handle.legal_entity())
                .one(handle.connection().await?)
                .await?
                .ok_or(Failure::Denied("the legal entity does not exist"))
        }
    }
}

impl Scope for TenantRead {
    fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Scope for TenantTx {
    fn handle(&self) -> &Handle {
        &self.handle
    }
}

/// What a caller with limits reaches of a table; none where it reads all of it.
fn reach<E: Partitioned>(handle: &Handle) -> Option<SimpleExpr> {
    let limits = handle.limits()?;
    within(E::default().table_name(), limits, handle.legal_entity())
}

/// A select within one legal entity. It can be narrowed, ordered, locked and run; never widened.
#[derive(Clone)]
pub struct Scoped<E: Partitioned> {
    pub(super) handle: Handle,
    pub(super) select: Select<E>,
}

impl<E: Partitioned> Scoped<E>
where
    E::Model: Send + Sync,
{
    /// Only rows that also meet this.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.select = self.select.filter(condition.into_condition());
        self
    }

    /// Sorted by a column, upwards, after what it is sorted by already.
    #[must_use]
    pub fn order_by(mut self, column: E::Column) -> Self {
        self.select = self.select.order_by_asc(column);
        self
    }

    /// Sorted by a column, downwards, after what it is sorted by already.
    #[must_use]
    pub fn order_by_desc(mut self, column: E::Column) -> Self {
        self.select = self.select.order_by_desc(column);
        self
    }

    /// Only the first rows.
    #[must_use]
    pub fn limit(mut self, n: u64) -> Self {
        self.select = self.select.limit(n);
        self
    }

    /// Locks the rows for writing, in the order of their ids, until the transaction ends. SQLite's
    /// writing transactions stand alone and need no lock.
    #[must_use]
    pub fn lock(mut self) -> Self {
        self.select = self.select.order_by_asc(E::ID);
        self.locked(LockType::Update)
    }

    /// Locks the rows for writing, in the order of their ids, and yet lets others write rows that
    /// point at them.
    #[must_use]
    pub fn lock_beside_references(mut self) -> Self {
        self.select = self.select.order_by_asc(E::ID);
        self.locked(LockType::NoKeyUpdate)
    }

    /// Locks the rows against being written by others.
    #[must_use]
    pub fn lock_shared(self) -> Self {
        self.locked(LockType::Share)
    }

    /// Locks this table's rows only, not those of joined tables.
    fn locked(mut self, lock: LockType) -> Self {
        let table = Alias::new(E::default().table_name());
        QueryTrait::query(&mut self.select).lock_with_tables(lock, [table]);
        self
    }

    /// All rows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all(self) -> Result<Vec<E::Model>, Failure> {
        Ok(seen(
            self.select.all(self.handle.connection().await?).await?,
        ))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn one(self) -> Result<Option<E::Model>, Failure> {
        let row = self.select.one(self.handle.connection().await?).await?;
        observe::rows(usize::from(row.is_some()));
        Ok(row)
    }

    /// The row with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn by_id(self, id: impl Into<Value>) -> Result<Option<E::Model>, Failure> {
        self.filter(E::ID.eq(id.into())).one().await
    }

    /// The row with this id, which the input's `field` names.
    ///
    /// # Errors
    /// A refusal when there is none within the legal entity; or when the database fails.
    pub async fn named(self, field: &str, id: impl Into<Value>) -> Result<E::Model, Failure> {
        self.by_id(id)
            .await?
            .ok_or_else(|| Failure::not_found(field))
    }

    /// The rows with these ids, in no particular order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn by_ids<I: Into<Value>>(
        self,
        ids: impl IntoIterator<Item = I>,
    ) -> Result<Vec<E::Model>, Failure> {
        let ids: Vec<Value> = ids.into_iter().map(Into::into).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.filter(E::ID.is_in(ids)).all().await
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(self) -> Result<u64, Failure>
    where
        E::Model: FromQueryResult + Sized + Send + Sync,
    {
        Ok(self.select.count(self.handle.connection().await?).await?)
    }

    /// Together with the row that each row belongs to, in one statement. The join repeats the
    /// legal entity, since every relation carries it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn with<F>(self) -> Result<Vec<(E::Model, Option<F::Model>)>, Failure>
    where
        F: Partitioned,
        E: sea_orm::Related<F>,
        F::Model: Send,
    {
        let reaching = self.reaching::<F>();
        let select = reaching.select.find_also_related(F::default());
        Ok(seen(select.all(reaching.handle.connection().await?).await?))
    }

    /// Together with the two rows that each row belongs to, in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn with_both<F, G>(self) -> Result<Vec<WithBoth<E, F, G>>, Failure>
    where
        F: Partitioned,
        G: Partitioned,
        E: sea_orm::Related<F> + sea_orm::Related<G>,
        F::Model: Send,
        G::Model: Send,
    {
        let reaching = self.reaching::<F>().reaching::<G>();
        let select = reaching
            .select
            .find_also_related(F::default())
            .find_also(E::default(), G::default());
        Ok(seen(select.all(reaching.handle.connection().await?).await?))
    }

    /// Rows whose related row meets a condition, joined within the legal entity.
    #[must_use]
    pub fn where_related<F>(mut self, condition: impl IntoCondition) -> Self
    where
        F: Partitioned,
        E: sea_orm::Related<F>,
    {
        let le = self.handle.legal_entity();
        self.select = self
            .select
            .inner_join(F::default())
            .filter(F::LEGAL_ENTITY.eq(le))
            .filter(condition.into_condition());
        self.reaching::<F>()
    }

    /// Only rows whose joined row, if there is one, is in the caller's reach.
    fn reaching<F: Partitioned>(mut self) -> Self {
        if let Some(condition) = reach::<F>(&self.handle) {
            self.select = self.select.filter(F::ID.is_null().or(condition));
        }
        self
    }

    /// One page in keyset order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(
        self,
        order: &[(E::Column, Order)],
        ask: &PageAsk,
    ) -> Result<Page<E>, Failure> {
        if [&ask.after, &ask.before]
            .into_iter()
            .flatten()
            .any(|place| !place.is_of::<E>(order))
        {
            return Err(of_another_list());
        }
        let mut select = self.select.clone();
        if let Some(after) = &ask.after {
            select = select.filter(beyond::<E>(order, after, false));
        }
        if let Some(before) = &ask.before {
            select = select.filter(beyond::<E>(order, before, true));
        }
        for (column, direction) in order {
            select = select.order_by(*column, direction.sql(ask.backwards));
        }
        let limit = u64::from(ask.size);
        let mut rows = select
            .limit(limit + 1)
            .all(self.handle.connection().await?)
            .await?;
        observe::rows(rows.len());
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        if ask.backwards {
            rows.reverse();
        }
        let positions = rows
            .iter()
            .map(|row| Position::of::<E>(order, row))
            .collect();
        let (has_next, has_previous) = if ask.backwards {
            (ask.before.is_some(), more)
        } else {
            (more, ask.after.is_some())
        };
        Ok(Page {
            rows,
            positions,
            has_next,
            has_previous,
            all: self,
        })
    }

    /// The first `n` rows of each parent, in one statement for all parents, by falling order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_of_each<I: Into<Value>>(
        self,
        parent: E::Column,
        parents: Vec<I>,
        order: &[(E::Column, Order)],
        n: u32,
    ) -> Result<Vec<E::Model>, Failure> {
        let le = self.handle.legal_entity();
        let parents: Vec<Value> = parents.into_iter().map(Into::into).collect();
        let mut window = WindowStatement::partition_by(parent);
        for (column, direction) in order {
            window.order_by(*column, direction.sql(false));
        }
        let mut inner = self.select.filter(parent.is_in(parents)).into_query();
        inner.expr_window_as(Expr::cust("ROW_NUMBER()"), window, Alias::new("place"));
        let mut outer = Query::select();
        let ranked = Alias::new("ranked");
        for column in E::Column::iter() {
            outer.column((ranked.clone(), column));
        }
        outer
            .from_subquery(inner, ranked.clone())
            .and_where(Expr::col((ranked.clone(), E::LEGAL_ENTITY)).eq(le))
            .and_where(Expr::col((ranked.clone(), Alias::new("place"))).lte(n))
            .order_by((ranked.clone(), parent), sea_orm::Order::Asc);
        for (column, direction) in order {
            outer.order_by((ranked.clone(), *column), direction.sql(false));
        }
        let statement = self.handle.backend().build(&outer);
        let connection = self.handle.connection().await?;
        let rows = E::Model::find_by_statement(statement).all(connection);
        Ok(seen(rows.await?))
    }
}

/// Rows, counted for the request that reads them.
fn seen<T>(rows: Vec<T>) -> Vec<T> {
    observe::rows(rows.len());
    rows
}

/// A row with the two rows that it belongs to.
pub type WithBoth<E, F, G> = (
    <E as EntityTrait>::Model,
    Option<<F as EntityTrait>::Model>,
    Option<<G as EntityTrait>::Model>,
);

/// The rows on the far side of a position: `(a, b) > (x, y)` written out, because the columns may
/// run in different directions.
fn beyond<E: Partitioned>(
    order: &[(E::Column, Order)],
    position: &Position,
    before: bool,
) -> SimpleExpr {
    let mut any: Option<SimpleExpr> = None;
    for (place, (column, direction)) in order.iter().enumerate() {
        let value = |n: usize| position.value(n);
        let last = if direction.is_ascending() != before {
            column.gt(value(place))
        } else {
            column.lt(value(place))
        };
        let all = order[..place]
            .iter()
            .enumerate()
            .fold(last, |all, (n, (equal, _))| equal.eq(value(n)).and(all));
        any = Some(match any {
            None => all,
            Some(any) => any.or(all),
        });
    }
    any.unwrap_or_else(|| Expr::val(true))
}

/// The values that a row is found by in an order.
pub(super) fn values_of<E: Partitioned>(
    order: &[(E::Column, Order)],
    row: &E::Model,
) -> Vec<Value> {
    order.iter().map(|(column, _)| row.get(*column)).collect()
}
