//! A commitment as it is asked for.

use async_graphql::{ID, InputObject};

use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::local_opt;
use crate::graphql::kinds::CommitmentType;
use crate::graphql::scalar::{Date, Decimal};
use crate::usecase::agreement_line::terms::Terms;

/// A commitment to be made.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementLineInput {
    /// What is promised; the agreement's default when left out.
    commitment_type: Option<CommitmentType>,
    /// The item; product commitments only.
    item_id: Option<ID>,
    /// The category; category commitments only.
    procurement_category_id: Option<ID>,
    /// The product variant; any when left out.
    variant: Option<String>,
    /// The site; any when left out.
    site_id: Option<ID>,
    /// The warehouse; any when left out.
    warehouse_id: Option<ID>,
    /// The promised quantity; quantity commitments only.
    quantity: Option<Decimal>,
    /// Its unit; the item's purchase unit when left out.
    unit: Option<String>,
    /// The price per price unit; quantity commitments only.
    unit_price: Option<Decimal>,
    /// How many units the price is for; 1 when left out.
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
    /// The first delivery day; the agreement's default when left out.
    effective_date: Option<Date>,
    /// The last delivery day; the agreement's default when left out.
    expiration_date: Option<Date>,
    /// Where its orders are delivered to.
    delivery_address: Option<String>,
    /// Words on the line.
    text: Option<String>,
    /// The dimension values that its new order lines start with.
    dimensions: Option<Vec<DimensionValueInput>>,
}

impl From<AgreementLineInput> for Terms {
    fn from(input: AgreementLineInput) -> Self {
        Self {
            commitment_type: input.commitment_type.map(Into::into),
            item: local_opt(input.item_id.as_ref()),
            item_stays: false,
            category: local_opt(input.procurement_category_id.as_ref()),
            variant: input.variant,
            site: local_opt(input.site_id.as_ref()),
            warehouse: local_opt(input.warehouse_id.as_ref()),
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
            delivery_address: input.delivery_address,
            text: input.text,
            dimensions: input.dimensions.map(pairs),
            twin: None,
        }
    }
}
