//! Writing number sequences.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::kinds::NumberSequenceScope;
use crate::graphql::page::payload;
use crate::graphql::scalar::BigInt;
use crate::usecase::number_sequence::{create, update};

use super::object::NumberSequence;

/// A new number sequence.
#[derive(InputObject)]
pub struct NumberSequenceCreateInput {
    /// What it numbers; one sequence for each.
    scope: NumberSequenceScope,
    /// The text before the digits; none when left out.
    prefix: Option<String>,
    /// How many digits, filled with zeros; 6 when left out.
    digits: Option<i32>,
    /// The first number; 1 when left out.
    next: Option<BigInt>,
    /// The last number there is; the largest of so many digits when left out.
    maximum: Option<BigInt>,
    /// Whether the sequence may have no gaps; false when left out.
    continuous: Option<bool>,
    /// Whether people type the number themselves; false when left out.
    manual: Option<bool>,
}

/// Changes to a number sequence. What is left out stays.
#[derive(InputObject)]
pub struct NumberSequenceUpdateInput {
    /// The number sequence.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// The text before the digits.
    prefix: Option<String>,
    /// How many digits, filled with zeros.
    digits: Option<i32>,
    /// The next number.
    next: Option<BigInt>,
    /// The last number there is.
    maximum: Option<BigInt>,
    /// Whether the sequence may have no gaps.
    continuous: Option<bool>,
    /// Whether people type the number themselves.
    manual: Option<bool>,
}

payload! {
    /// What came of `numberSequenceCreate`.
    NumberSequenceCreatePayload,
    /// The number sequence; none when refused.
    number_sequence: NumberSequence, entity::number_sequence::Model
}

payload! {
    /// What came of `numberSequenceUpdate`.
    NumberSequenceUpdatePayload,
    /// The number sequence; none when refused.
    number_sequence: NumberSequence, entity::number_sequence::Model
}

/// Writing number sequences.
#[derive(Default)]
pub struct NumberSequenceMutation;

/// Writing number sequences.
#[Object]
impl NumberSequenceMutation {
    /// Sets a number sequence up.
    async fn number_sequence_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number sequence.")] input: NumberSequenceCreateInput,
    ) -> Result<NumberSequenceCreatePayload> {
        let ask = create::Create {
            scope: input.scope.into(),
            prefix: input.prefix,
            digits: input.digits,
            next: input.next.map(|v| v.0),
            maximum: input.maximum.map(|v| v.0),
            continuous: input.continuous,
            manual: input.manual,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }

    /// Changes a number sequence.
    async fn number_sequence_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: NumberSequenceUpdateInput,
    ) -> Result<NumberSequenceUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            prefix: input.prefix,
            digits: input.digits,
            next: input.next.map(|v| v.0),
            maximum: input.maximum.map(|v| v.0),
            continuous: input.continuous,
            manual: input.manual,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
