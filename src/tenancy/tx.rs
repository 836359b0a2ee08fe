//! Writing under a grant: one transaction, one act.

use chrono::{DateTime, NaiveDate, Utc};
use entity::kinds::NumberSequenceScope;
use entity::partition::{Partitioned, Versioned};
use entity::{legal_entity, number_sequence};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, Iterable, ModelTrait, QueryFilter, QuerySelect, Value,
};
use uuid::Uuid;

use crate::auth::Grant;
use crate::failure::Failure;

use std::sync::Arc;

use super::act::Act;
use super::audit::{self, Head};
use super::changes::{Change, ChangeKind, Recorder, change, changed};
use super::db::Db;
use super::partner::Sides;
use super::read::{Handle, Open, TenantRead};
use super::watched;

/// A writing transaction within one legal entity. [`Db::write`] is its only maker.
pub struct TenantTx {
    pub(super) handle: Handle,
    pub(super) recorder: Arc<Recorder>,
    /// All legal entities that the transaction writes in; most write in one.
    pub(super) sides: Arc<Sides>,
}

impl TenantTx {
    pub(super) fn new(db: Db, open: Open, grant: Grant) -> Self {
        let (sides, grant, recorder) = Sides::of(grant);
        Self {
            handle: Handle::begun(db, open, grant),
            recorder,
            sides: Arc::new(sides),
        }
    }

    /// The grant that the transaction stands on.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        self.handle.grant()
    }

    /// The instant, as the clock shows it.
    #[must_use]
    pub fn instant(&self) -> DateTime<Utc> {
        self.handle.db().clock().now()
    }

    /// The day, in UTC, as the clock shows it.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.handle.db().clock().today()
    }

    /// A fresh id.
    #[must_use]
    pub fn id<I: From<Uuid>>(&self) -> I {
        I::from(self.handle.db().clock().id())
    }

    /// Runs an act within this transaction so that, where it is refused, what it wrote is undone
    /// and nothing else.
    ///
    /// # Errors
    /// What the act says, or what the database says.
    pub async fn attempt<A: Act>(&self, act: &A) -> Result<A::Out, Failure> {
        self.frame("SAVEPOINT attempt").await?;
        let so_far = self.sides.so_far();
        let outcome = Box::pin(act.run(self)).await;
        if let Err(Failure::Refused(_)) = &outcome {
            self.frame("ROLLBACK TO SAVEPOINT attempt").await?;
            self.handle.is_anywhere();
            self.sides.forget_from(&so_far);
        }
        if let Ok(_) | Err(Failure::Refused(_)) = &outcome {
            self.frame("RELEASE SAVEPOINT attempt").await?;
        }
        outcome
    }

    /// Sends a statement of the transaction itself, and not of what it writes.
    pub(super) async fn frame(&self, statement: &str) -> Result<(), Failure> {
        let connection = self.handle.connection().await?;
        self.handle.db().unprepared(connection, statement).await?;
        Ok(())
    }

    /// Writes a new row. The legal entity is the grant's, whatever the row says.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert<M>(&self, row: M) -> Result<M, Failure>
    where
        M: ModelTrait + IntoActiveModel<ActiveModelOf<M>> + Clone + Send,
        M::Entity: Partitioned,
        ActiveModelOf<M>: Send,
    {
        self.insert_all(vec![row.clone()]).await?;
        Ok(row)
    }

    /// Writes new rows, in as few statements as take them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_all<M>(&self, rows: Vec<M>) -> Result<(), Failure>
    where
        M: ModelTrait + IntoActiveModel<ActiveModelOf<M>> + Send,
        M::Entity: Partitioned,
        ActiveModelOf<M>: Send,
    {
        let changes: Vec<Change> = inserted(&rows).collect();
        let mut rows = rows.into_iter().map(|row| self.own::<M>(row));
        let n = rows_of_a_statement::<M::Entity>();
        loop {
            let some: Vec<_> = rows.by_ref().take(n).collect();
            if some.is_empty() {
                self.recorder.add(changes);
                return Ok(());
            }
            <M::Entity as EntityTrait>::insert_many(some)
                .exec_without_returning(self.handle.connection().await?)
                .await?;
        }
    }

    /// Writes new rows, leaving out those whose key is there already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_missing<M>(&self, rows: Vec<M>) -> Result<(), Failure>
    where
        M: ModelTrait + IntoActiveModel<ActiveModelOf<M>> + Send,
        M::Entity: Partitioned<Model = M>,
        ActiveModelOf<M>: Send,
    {
        if rows.is_empty() {
            return Ok(());
        }
        type Of<M> = <M as ModelTrait>::Entity;
        let key = [Of::<M>::LEGAL_ENTITY, Of::<M>::ID];
        let rows = rows.into_iter().map(|row| self.own::<M>(row));
        let rows = <M::Entity as EntityTrait>::insert_many(rows)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_with_returning(self.handle.connection().await?)
            .await?;
        self.recorder.add(inserted(&rows));
        Ok(())
    }

    /// Writes a new row; or, where one with the same unique key is there, these of its values over
    /// that one's, which keeps its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put<M>(
        &self,
        row: M,
        key: &[<M::Entity as EntityTrait>::Column],
        values: &[<M::Entity as EntityTrait>::Column],
    ) -> Result<(), Failure>
    where
        M: ModelTrait + IntoActiveModel<ActiveModelOf<M>> + Send,
        M::Entity: Partitioned<Model = M>,
        ActiveModelOf<M>: Send,
    {
        let mut unique = vec![<M::Entity as Partitioned>::LEGAL_ENTITY];
        unique.extend_from_slice(key);
        let values = values.iter().copied();
        let id = row.get(<M::Entity as Partitioned>::ID);
        let rows = <M::Entity as EntityTrait>::insert_many([self.own::<M>(row)])
            .on_conflict(
                OnConflict::columns(unique)
                    .update_columns(values)
                    .to_owned(),
            )
            .exec_with_returning(self.handle.connection().await?)
            .await?;
        let kind = |row: &M| match row.get(<M::Entity as Partitioned>::ID) == id {
            true => ChangeKind::Inserted,
            false => ChangeKind::Updated,
        };
        self.recorder
            .add(rows.iter().map(|row| change(row, kind(row))));
        Ok(())
    }

    /// Writes a changed row over the one it was read from, and raises its version.
    ///
    /// # Errors
    /// When somebody changed it in between; or when the database refuses.
    pub async fn update<M>(&self, row: M) -> Result<M, Failure>
    where
        M: ModelTrait + IntoActiveModel<ActiveModelOf<M>> + Clone + Send + Sync,
        M::Entity: Versioned<Model = M>,
        ActiveModelOf<M>: Send,
        M: sea_orm::FromQueryResult,
    {
        type Of<M> = <M as ModelTrait>::Entity;
        let id = row.get(Of::<M>::ID);
        let Value::Int(Some(version)) = row.get(Of::<M>::ROW_VERSION) else {
            return Err(Failure::Broken("a row version is no number".to_owned()));
        };
        let mut active = row.into_active_model().reset_all();
        active.not_set(Of::<M>::LEGAL_ENTITY);
        active.not_set(Of::<M>::ID);
        active.set(Of::<M>::ROW_VERSION, (version + 1).into());
        let done = <M::Entity as EntityTrait>::update_many()
            .set(active)
            .filter(Of::<M>::LEGAL_ENTITY.eq(self.handle.legal_entity()))
            .filter(Of::<M>::ID.eq(id.clone()))
            .filter(Of::<M>::ROW_VERSION.eq(version))
            .exec(self.handle.connection().await?)
            .await?;
        if done.rows_affected != 1 {
            return Err(Failure::Broken(
                "a locked row was changed by somebody else".to_owned(),
            ));
        }
        let row = super::Scope::find::<Of<M>>(self)
            .by_id(id)
            .await?
            .ok_or_else(|| Failure::Broken("an updated row is gone".to_owned()))?;
        self.recorder.add([change(&row, ChangeKind::Updated)]);
        Ok(row)
    }

    /// Removes a row.
    ///
    /// # Errors
    /// When others point at it; or when the database fails.
    pub async fn delete<E: Partitioned>(&self, id: impl Into<Value>) -> Result<(), Failure> {
        self.delete_where::<E>(E::ID, id).await
    }

    /// Removes all rows of a parent.
    ///
    /// # Errors
    /// When others point at them; or when the database fails.
    pub async fn delete_where<E: Partitioned>(
        &self,
        column: E::Column,
        value: impl Into<Value>,
    ) -> Result<(), Failure> {
        let rows = E::delete_many()
            .filter(E::LEGAL_ENTITY.eq(self.handle.legal_entity()))
            .filter(column.eq(value.into()))
            .exec_with_returning(self.handle.connection().await?)
            .await?;
        let changes = rows.iter().map(|row| change(row, ChangeKind::Deleted));
        self.recorder.add(changes);
        Ok(())
    }

    /// Locks the legal entity's own row until the transaction ends, for what has no row of its own
    /// to lock yet. Rows that belong to the legal entity can be written meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_legal_entity(&self) -> Result<(), Failure> {
        legal_entity::Entity::find_by_id(self.handle.legal_entity())
            .lock(LockType::NoKeyUpdate)
            .one(self.handle.connection().await?)
            .await?;
        Ok(())
    }

    /// Founds the legal entity that the grant is for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn found(&self, row: legal_entity::Model) -> Result<legal_entity::Model, Failure> {
        let mut active = row.into_active_model().reset_all();
        active.id = ActiveValue::Set(self.handle.legal_entity());
        let model = active.insert(self.handle.connection().await?).await?;
        self.recorder
            .add([of_legal_entity(&model, ChangeKind::Inserted)]);
        Ok(model)
    }

    /// Writes what the legal entity decides for itself, and raises its version.
    ///
    /// # Errors
    /// [`Failure::LostRace`] when somebody changed it since it was read; or when the database
    /// refuses.
    pub async fn update_legal_entity(
        &self,
        mut row: legal_entity::Model,
    ) -> Result<legal_entity::Model, Failure> {
        use legal_entity::{Column, Entity};
        let version = row.row_version;
        row.id = self.handle.legal_entity();
        row.row_version += 1;
        let mut active = row.clone().into_active_model().reset_all();
        active.id = ActiveValue::NotSet;
        let done = Entity::update_many()
            .set(active)
            .filter(Column::Id.eq(row.id))
            .filter(Column::RowVersion.eq(version))
            .exec(self.handle.connection().await?)
            .await?;
        if done.rows_affected != 1 {
            return Err(Failure::LostRace);
        }
        self.recorder
            .add([of_legal_entity(&row, ChangeKind::Updated)]);
        Ok(row)
    }

    fn own<M>(&self, row: M) -> ActiveModelOf<M>
    where
        M: ModelTrait + IntoActiveModel<ActiveModelOf<M>>,
        M::Entity: Partitioned,
    {
        let mut active = row.into_active_model().reset_all();
        active.set(
            <M::Entity as Partitioned>::LEGAL_ENTITY,
            self.handle.legal_entity().into(),
        );
        active
    }

    /// Writes the entries of the audit trails in which anything was written, in the order of the
    /// legal entities' ids; nothing comes after but the commit.
    pub(super) async fn finish(self) -> Result<Finished, Failure> {
        let mut written = Vec::new();
        for side in self.in_each() {
            let changes = side.recorder.take();
            written.push(Written {
                head: audit::append(&side, &changes).await?,
                grant: side.grant().clone(),
                changes,
            });
        }
        self.handle.db().observe("COMMIT");
        let open = self
            .handle
            .into_transaction()
            .ok_or_else(|| Failure::Broken("somebody still reads in a finished act".to_owned()))?;
        Ok(Finished { open, written })
    }

    /// Undoes the act. That this fails too is no news: the transaction ends with its connection.
    pub(super) async fn roll_back(self) {
        if let Some(Open { tx, _leave, .. }) = self.handle.into_transaction() {
            let _ = tx.rollback().await;
        }
    }

    pub(super) fn into_read(self) -> TenantRead {
        TenantRead {
            handle: self.handle.narrowed(),
        }
    }

    /// The transaction as its caller sees it. It must be gone before the act ends.
    #[must_use]
    pub fn as_seen(&self) -> TenantRead {
        TenantRead {
            handle: self.handle.clone().narrowed(),
        }
    }
}

/// An act of which nothing is left to be done but the commit.
pub(super) struct Finished {
    open: Open,
    written: Vec<Written>,
}

/// What was written in one legal entity.
pub(super) struct Written {
    /// Under which grant.
    pub(super) grant: Grant,
    /// The rows.
    pub(super) changes: Vec<Change>,
    /// Where its audit trail ends now.
    pub(super) head: Head,
}

impl Finished {
    /// Commits, and returns what was written.
    pub(super) async fn commit(self) -> Result<Vec<Written>, DbErr> {
        let Open { tx, _leave, .. } = self.open;
        let backend = tx.get_database_backend();
        watched::unprepared(backend, "COMMIT", tx.commit()).await?;
        Ok(self.written)
    }
}

fn inserted<M>(rows: &[M]) -> impl Iterator<Item = Change>
where
    M: ModelTrait,
    M::Entity: Partitioned,
{
    rows.iter().map(|row| change(row, ChangeKind::Inserted))
}

/// The legal entities' own table is cut by its key.
fn of_legal_entity(row: &legal_entity::Model, kind: ChangeKind) -> Change {
    use legal_entity::Column;
    let columns = Column::iter().filter(|column| !matches!(column, Column::Id));
    changed(row, Column::Id, columns, kind)
}

/// How many rows go into one statement, which takes so many values on SQLite and no more.
fn rows_of_a_statement<E: EntityTrait>() -> usize {
    const VALUES_MAX: usize = 30_000;
    VALUES_MAX
        .checked_div(E::Column::iter().count())
        .unwrap_or(1)
        .max(1)
}

type ActiveModelOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::ActiveModel;

impl TenantTx {
    /// Takes the next number from a sequence, by one conditional update; none when there is no
    /// sequence that gives numbers, or it is used up. The returned row already points at the number
    /// after.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draw_number(
        &self,
        scope: NumberSequenceScope,
    ) -> Result<Option<number_sequence::Model>, Failure> {
        use number_sequence::{Column, Entity};
        let rows = Entity::update_many()
            .col_expr(Column::Next, Expr::col(Column::Next).add(1))
            .filter(Column::LegalEntityId.eq(self.handle.legal_entity()))
            .filter(Column::Scope.eq(scope))
            .filter(Column::Manual.eq(false))
            .filter(Expr::col(Column::Next).lte(Expr::col(Column::Maximum)))
            .exec_with_returning(self.handle.connection().await?)
            .await?;
        self.recorder
            .add(rows.iter().map(|row| change(row, ChangeKind::Updated)));
        Ok(rows.into_iter().next())
    }
}
