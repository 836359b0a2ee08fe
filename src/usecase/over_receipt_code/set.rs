//! Adds an over-receipt code, or changes the one with its code.

use entity::over_receipt_code::{Column, Entity, Model};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its code, unique in the legal entity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How much more, in percent of the ordered quantity.
    pub tolerance_percent: Decimal,
    /// Whether it holds where neither item nor vendor names one.
    pub is_default: bool,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        check.text("code", &self.code, 20);
        check.text("name", &self.name, 200);
        let tolerance_percent = check.percent("tolerancePercent", self.tolerance_percent);
        let others = tx.find::<Entity>().filter(Column::IsDefault.eq(true));
        let other = others
            .filter(Column::Code.ne(&self.code))
            .limit(1)
            .one()
            .await?;
        if let Some(other) = other.filter(|_| self.is_default) {
            check.refuse("isDefault", Violation::AlreadyUsed { value: other.code });
        }
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: self.code.clone(),
            name: self.name.clone(),
            tolerance_percent,
            is_default: self.is_default,
            row_version: 1,
        };
        set(tx, row, &[Column::Code], ("code", &self.code)).await
    }
}
