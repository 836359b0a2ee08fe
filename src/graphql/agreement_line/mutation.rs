//! Writing commitments.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::{edit_id, local, local_opt};
use crate::graphql::page::payload;
use crate::graphql::removal::removal;
use crate::graphql::scalar::{Date, Decimal};
use crate::usecase::agreement_line::{add, remove, update};

use super::input::AgreementLineInput;
use super::object::AgreementLine;

/// A commitment for an agreement.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementLineAddInput {
    /// The agreement.
    agreement_id: ID,
    /// The commitment.
    line: AgreementLineInput,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Changes to a commitment. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementLineUpdateInput {
    /// The commitment.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// The item; product commitments only.
    item_id: Option<ID>,
    /// The category; category commitments only.
    procurement_category_id: Option<ID>,
    /// The product variant; null for any.
    variant: MaybeUndefined<String>,
    /// The site; null for any.
    site_id: MaybeUndefined<ID>,
    /// The warehouse; null for any.
    warehouse_id: MaybeUndefined<ID>,
    /// The promised quantity; quantity commitments only.
    quantity: Option<Decimal>,
    /// Its unit.
    unit: Option<String>,
    /// The price per price unit; quantity commitments only.
    unit_price: Option<Decimal>,
    /// How many units the price is for.
    price_unit: Option<Decimal>,
    /// Discount in percent, 0 to 100.
    discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit; quantity commitments only.
    discount_amount: Option<Decimal>,
    /// The promised amount; value commitments only.
    amount: Option<Decimal>,
    /// The least net amount that an order line should have.
    release_amount_min: Option<Decimal>,
    /// The largest net amount that an order line should have.
    release_amount_max: Option<Decimal>,
    /// Whether linked order lines may not exceed the commitment.
    max_enforced: Option<bool>,
    /// Whether linked order lines must carry the commitment's price and discount.
    price_fixed: Option<bool>,
    /// The first delivery day.
    effective_date: Option<Date>,
    /// The last delivery day.
    expiration_date: Option<Date>,
    /// Where its orders are delivered to; null takes it away.
    delivery_address: MaybeUndefined<String>,
    /// Words on the line; null takes it away.
    text: MaybeUndefined<String>,
    /// The dimension values that its new order lines start with.
    dimensions: Option<Vec<DimensionValueInput>>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A commitment that is to go.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementLineRemoveInput {
    /// The commitment.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `agreementLineAdd`.
    AgreementLineAddPayload,
    /// The commitment; none when refused.
    agreement_line: AgreementLine, entity::agreement_line::Model
}

payload! {
    /// What came of `agreementLineUpdate`.
    AgreementLineUpdatePayload,
    /// The commitment; none when refused.
    agreement_line: AgreementLine, entity::agreement_line::Model
}

removal! {
    /// What came of `agreementLineRemove`.
    AgreementLineRemovePayload, AgreementLineId
}

/// Writing commitments.
#[derive(Default)]
pub struct AgreementLineMutation;

/// Writing commitments.
#[Object]
impl AgreementLineMutation {
    /// Adds a commitment to an agreement.
    async fn agreement_line_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The commitment.")] input: AgreementLineAddInput,
    ) -> Result<AgreementLineAddPayload> {
        let ask = add::Add {
            agreement: local(&input.agreement_id),
            terms: input.line.into(),
        };
        Ok(ctx
            .write(Permission::AgreementWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Changes a commitment. Order lines that are linked keep the price they got.
    async fn agreement_line_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: AgreementLineUpdateInput,
    ) -> Result<AgreementLineUpdatePayload> {
        let preview = input.preview;
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            item: local_opt(input.item_id.as_ref()),
            category: local_opt(input.procurement_category_id.as_ref()),
            variant: input.variant.into(),
            site: edit_id(input.site_id),
            warehouse: edit_id(input.warehouse_id),
            quantity: input.quantity.map(|value| value.0),
            unit: input.unit,
            unit_price: input.unit_price.map(|value| value.0),
            price_unit: input.price_unit.map(|value| value.0),
            discount_percent: input.discount_percent.map(|value| value.0),
            discount_amount: input.discount_amount.map(|value| value.0),
            amount: input.amount.map(|value| value.0),
            release_amount_min: input.release_amount_min.map(|value| value.0),
            release_amount_max: input.release_amount_max.map(|value| value.0),
            max_enforced: input.max_enforced,
            price_fixed: input.price_fixed,
            effective_date: input.effective_date.map(|value| value.0),
            expiration_date: input.expiration_date.map(|value| value.0),
            delivery_address: input.delivery_address.into(),
            text: input.text.into(),
            dimensions: input.dimensions.map(pairs),
        };
        Ok(ctx
            .write(Permission::AgreementWrite, preview, ask)
            .await?
            .into())
    }

    /// Takes a commitment away, as long as nothing was ever drawn on it.
    async fn agreement_line_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The commitment.")] input: AgreementLineRemoveInput,
    ) -> Result<AgreementLineRemovePayload> {
        let ask = remove::Remove {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::AgreementWrite, input.preview, ask)
            .await?
            .into())
    }
}
