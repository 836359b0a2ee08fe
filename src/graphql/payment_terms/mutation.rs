//! Setting payment terms up.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::usecase::payment_terms::set;

use super::object::PaymentTerms;

/// What is set.
#[derive(InputObject)]
pub struct PaymentTermsSetInput {
    /// Their code, unique in the legal entity; vendors, agreements and orders name it.
    code: String,
    /// Their name.
    name: String,
    /// From the document date to the due date, such as `30D` or `CM+15D`.
    due_formula: String,
    /// From the document date to the last day of the discount; none without one.
    discount_formula: Option<String>,
    /// The payment discount, in percent; none when left out.
    discount_percent: Option<Decimal>,
    /// Whether credit memos get the terms too; else they are due on their date; no when left out.
    discount_on_credit_memos: Option<bool>,
}

payload! {
    /// What came of `paymentTermsSet`.
    PaymentTermsSetPayload,
    /// What was set; none when refused.
    payment_terms: PaymentTerms, entity::payment_terms::Model
}

/// Setting payment terms up.
#[derive(Default)]
pub struct PaymentTermsMutation;

/// Setting payment terms up.
#[Object]
impl PaymentTermsMutation {
    /// Adds payment terms, or changes those with their code.
    async fn payment_terms_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: PaymentTermsSetInput,
    ) -> Result<PaymentTermsSetPayload> {
        let ask = set::Set {
            code: input.code,
            name: input.name,
            due_formula: input.due_formula,
            discount_formula: input.discount_formula,
            discount_percent: input
                .discount_percent
                .map_or(rust_decimal::Decimal::ZERO, |d| d.0),
            discount_on_credit_memos: input.discount_on_credit_memos.unwrap_or(false),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
