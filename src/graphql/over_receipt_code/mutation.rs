//! Setting over-receipt codes up.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::usecase::over_receipt_code::set;

use super::object::OverReceiptCode;

/// What is set.
#[derive(InputObject)]
pub struct OverReceiptCodeSetInput {
    /// Its code, unique in the legal entity.
    code: String,
    /// Its name.
    name: String,
    /// How much more, in percent of the ordered quantity.
    tolerance_percent: Decimal,
    /// Whether it holds where neither item nor vendor names one; no when left out.
    is_default: Option<bool>,
}

payload! {
    /// What came of `overReceiptCodeSet`.
    OverReceiptCodeSetPayload,
    /// What was set; none when refused.
    over_receipt_code: OverReceiptCode, entity::over_receipt_code::Model
}

/// Setting over-receipt codes up.
#[derive(Default)]
pub struct OverReceiptCodeMutation;

/// Setting over-receipt codes up.
#[Object]
impl OverReceiptCodeMutation {
    /// Adds an over-receipt code, or changes the one with its code.
    async fn over_receipt_code_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: OverReceiptCodeSetInput,
    ) -> Result<OverReceiptCodeSetPayload> {
        let ask = set::Set {
            code: input.code,
            name: input.name,
            tolerance_percent: input.tolerance_percent.0,
            is_default: input.is_default.unwrap_or(false),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
