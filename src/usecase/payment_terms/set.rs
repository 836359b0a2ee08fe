//! Adds payment terms, or changes those with their code.

use entity::payment_terms::{Column, Model};
use rust_decimal::Decimal;

use crate::domain::payment_terms::DateFormula;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// Their code, unique in the legal entity; vendors, agreements and orders name it.
    pub code: String,
    /// Their name.
    pub name: String,
    /// From the document date to the due date, such as `30D` or `CM+15D`.
    pub due_formula: String,
    /// From the document date to the last day of the discount; none without one.
    pub discount_formula: Option<String>,
    /// The payment discount, in percent.
    pub discount_percent: Decimal,
    /// Whether credit memos get the terms too; else they are due on their date.
    pub discount_on_credit_memos: bool,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        check.text("code", &self.code, 40);
        check.text("name", &self.name, 200);
        let due = formula(&mut check, "dueFormula", &self.due_formula);
        let discount = self.discount_formula.as_ref();
        let discount = discount.map(|text| formula(&mut check, "discountFormula", text));
        let discount_percent = check.percent("discountPercent", self.discount_percent);
        if !discount_percent.is_zero() && self.discount_formula.is_none() {
            check.refuse("discountFormula", Violation::Required);
        }
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: self.code.clone(),
            name: self.name.clone(),
            due_formula: due,
            discount_formula: discount,
            discount_percent,
            discount_on_credit_memos: self.discount_on_credit_memos,
            row_version: 1,
        };
        set(tx, row, &[Column::Code], ("code", &self.code)).await
    }
}

/// A formula as it is kept: in its shortest form, which fits the column whatever was typed.
pub fn formula(check: &mut Check, field: &str, text: &str) -> String {
    match text.parse::<DateFormula>() {
        Ok(formula) => formula.to_string(),
        Err(error) => {
            let reason = error.to_string();
            check.refuse(field, Violation::Malformed { reason });
            String::new()
        }
    }
}
