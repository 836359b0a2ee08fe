//! Adds a posting period, or changes, closes or reopens the one with its first day.

use chrono::NaiveDate;
use entity::posting_period::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its last day.
    pub last_day: NaiveDate,
    /// Its name, such as `2026-06`.
    pub name: String,
    /// Whether nothing may be posted any more.
    pub closed: bool,
    /// Whether nothing that moves stock or its value may be posted any more.
    pub inventory_closed: bool,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        check.date("firstDay", self.first_day);
        check.date("lastDay", self.last_day);
        check.text("name", &self.name, 40);
        if self.first_day > self.last_day {
            check.refuse("lastDay", Violation::PeriodReversed);
        }
        let others = tx
            .find::<Entity>()
            .filter(Column::FirstDay.ne(self.first_day));
        let overlapping = others
            .filter(Column::FirstDay.lte(self.last_day))
            .filter(Column::LastDay.gte(self.first_day));
        if let Some(other) = overlapping.limit(1).one().await? {
            check.refuse("firstDay", Violation::AlreadyUsed { value: other.name });
        }
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            first_day: self.first_day,
            last_day: self.last_day,
            name: self.name.clone(),
            closed: self.closed,
            inventory_closed: self.inventory_closed,
            row_version: 1,
        };
        set(tx, row, &[Column::FirstDay], ("firstDay", &self.name)).await
    }
}
